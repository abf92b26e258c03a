/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_lite_rule.h - what do the administrator's names mean?
 *
 * In lite mode the names are not the keeper's to set, and so the record says
 * what they are.  Where they promise nothing that can be relied upon, the rule
 * is that of a primary which acknowledges alone: nobody is promoted for it.
 *
 * The server counts whoever bears a name.  Where that may be another than the
 * database that the keepers know by it, the rule has one more in its set, of
 * whom nobody ever hears.
 */
#ifndef KEEPER_DECIDE_LITE_RULE_H
#define KEEPER_DECIDE_LITE_RULE_H

#include <stdbool.h>

#include "cpg/keeper/rule.h"

#define LITE_SENDERS_MAX 16

struct why;

/* One database that the keepers know, by its application_name. */
struct lite_standby {
	const char *name;
	struct member data;  /* incarnation 0: not known */
	const char *address; /* a number that it streams from; "": not known */
};

/* Who streams from the server, as it shows them. */
struct lite_sender {
	const char *name, *address; /* "": not known */
};

struct lite_facts {
	struct member primary;
	const char *names;  /* synchronous_standby_names */
	bool has_gap;       /* another setting lets it acknowledge alone */
	unsigned nstandbys; /* without the primary's own */
	struct lite_standby standbys[RULE_MEMBERS_MAX];
	unsigned nsenders;
	struct lite_sender senders[LITE_SENDERS_MAX];
	const char *own_name;
};

/*
 * A sound rule, always.  A name that no keeper knows is counted as a standby
 * that is never heard.  *ret_why: "", or why it is a rule that asks nobody, or
 * who else bears a name.
 */
struct rule decide_lite_rule(
    const struct lite_facts *facts, struct why *ret_why);

#endif
