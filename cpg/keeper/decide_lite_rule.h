/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_lite_rule.h - what do the administrator's names mean?
 *
 * In lite mode the names are not the keeper's to set, and so the record says
 * what they are.  Where they promise nothing that can be relied upon, the rule
 * is that of a primary which acknowledges alone: nobody is promoted for it.
 */
#ifndef KEEPER_DECIDE_LITE_RULE_H
#define KEEPER_DECIDE_LITE_RULE_H

#include "cpg/keeper/rule.h"

struct why;

/* One database that the keepers know, by its application_name. */
struct lite_standby {
	const char *name;
	struct member data; /* incarnation 0: not known */
};

struct lite_facts {
	struct member primary;
	const char *names;  /* synchronous_standby_names */
	bool has_gap;       /* another setting lets it acknowledge alone */
	unsigned nstandbys; /* without the primary's own */
	struct lite_standby standbys[RULE_MEMBERS_MAX];
	const char *own_name;
};

/*
 * A sound rule, always.  A name that no keeper knows is counted as a standby
 * that is never heard.  *ret_why: "", or why it is a rule that asks nobody.
 */
struct rule decide_lite_rule(
    const struct lite_facts *facts, struct why *ret_why);

#endif
