/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_lite_rule.h"

#include <string.h>
#include <strings.h>

#include "gauss/sync_names.h"
#include "ocf/why.h"

/* Nodes that do not exist, for names that nobody here bears. */
#define STRANGER (UINT32_MAX - SYNC_GROUPS_MAX * SYNC_MEMBERS_MAX)

static struct member
member_of(const struct lite_facts *facts, const char *name, unsigned number)
{
	for (unsigned i = 0; i < facts->nstandbys; i++)
		if (strcasecmp(facts->standbys[i].name, name) == 0 &&
		    facts->standbys[i].data.incarnation.id != 0)
			return facts->standbys[i].data;
	return (struct member){ STRANGER + number, { 1 } };
}

/* The primary itself may be listed, and never acknowledges. */
static void
translate(const struct lite_facts *facts, const struct sync_group *from,
    unsigned number, struct rule_group *to)
{
	to->k = from->k;
	for (unsigned i = 0; i < from->nmembers; i++)
		if (strcasecmp(from->members[i], facts->own_name) != 0)
			(void)rule_group_add(
			    to, member_of(facts, from->members[i],
				    number * SYNC_MEMBERS_MAX + i));
	if (to->k > to->nmembers)
		to->k = to->nmembers;
}

struct rule
decide_lite_rule(const struct lite_facts *facts, struct why *ret_why)
{
	struct rule rule, alone = { .owner = facts->primary };
	struct sync_rule names;

	why_set(ret_why, "%s", "");
	rule = alone;
	if (facts->has_gap) {
		why_set(ret_why, "its settings let it acknowledge alone");
		return alone;
	}
	if (!sync_names_parse(facts->names, &names, ret_why))
		return alone;
	rule.ngroups =
	    names.ngroups < RULE_GROUPS_MAX ? names.ngroups : RULE_GROUPS_MAX;
	for (unsigned i = 0; i < rule.ngroups; i++)
		translate(facts, &names.groups[i], i, &rule.groups[i]);
	if (rule.ngroups > 0 && rule_is_sound(&rule))
		return rule;
	why_set(ret_why,
	    "synchronous_standby_names '%.200s' names no standby that has to "
	    "have a commit",
	    facts->names);
	return alone;
}
