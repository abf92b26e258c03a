/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/first_rule.h"

#include <string.h>

#include "cpg/keeper/database.h"
#include "cpg/keeper/decide_sync_set.h"
#include "cpg/keeper/lite.h"
#include "cpg/keeper/naming_facts.h"

bool
first_rule_make(struct database *database, struct moment now,
    struct rule *ret_rule, struct why *why)
{
	struct sync_facts facts;
	struct why what = { "" };

	if (lite_is_on(database)) {
		*ret_rule = lite_rule(database, &what);
		return true;
	}
	naming_facts_of_candidate(database, now, &facts);
	memset(ret_rule, 0, sizeof(*ret_rule));
	if (!decide_sync_set(
		&facts, naming_facts_name(&database->board), ret_rule, &what) &&
	    facts.present != NULL)
		*ret_rule = *facts.present;
	if (rule_is_sound(ret_rule))
		return true;
	why_set(why, "no rule can be made for it: %s", what.text);
	return false;
}
