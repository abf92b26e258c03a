/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_rearm.h"

#include <stddef.h>

#include "ocf/why.h"

/* Whoever is heard, or else who is known. */
static const struct rearm_standby *
find_standby(const struct rearm_facts *facts)
{
	for (unsigned i = 0; i < facts->nstandbys; i++)
		if (facts->standbys[i].is_heard)
			return &facts->standbys[i];
	return facts->nstandbys == 0 ? NULL : &facts->standbys[0];
}

static bool
follows(const struct rearm_facts *facts, const struct rearm_standby *standby,
    struct why *why)
{
	const char *node = standby->node, *primary = facts->primary;

	if (!standby->is_heard)
		why_set(why,
		    "%s is not heard: switch it on and start its cluster, pcs "
		    "cluster start %s",
		    node, node);
	else if (standby->building)
		why_set(why,
		    "the data of %s is being built: ask again when "
		    "that is done",
		    node);
	else if (!standby->runs)
		why_set(why,
		    "the database of %s does not run: pcs status says why",
		    node);
	else if (detail_needs_build(standby->detail))
		why_set(why,
		    "the data of %s cannot follow %s (%s): what only %s has "
		    "is given up by gs_ctl build -D DIRECTORY, on %s as the "
		    "owner of its data",
		    node, primary, detail_text(standby->detail), node, node);
	else if (!standby->receives)
		why_set(why,
		    "the database of %s does not stream from %s (%s): look at "
		    "its replconninfo and at pg_hba.conf of %s",
		    node, primary, detail_text(standby->detail), primary);
	else
		return true;
	return false;
}

/* How to say to the server what it should have. */
static void
tell_names(const struct rearm_facts *facts, const struct rearm_standby *standby,
    struct why *why)
{
	struct why what = *why;

	why_set(why,
	    "%.250s: on %s as the owner of its data, gs_guc reload -D %s -c "
	    "\"synchronous_standby_names='ANY 1 (%s)'\"",
	    what.text, facts->primary, facts->datadir, standby->name);
}

/* Could this one answer for a group, alone? */
static bool
answers_for(const struct rule *rule, const struct rearm_standby *standby)
{
	for (unsigned i = 0; i < rule->ngroups; i++) {
		const struct member *member =
		    rule_group_find(&rule->groups[i], standby->data.node);

		if (member != NULL && rule_same_data(member, &standby->data) &&
		    rule_group_overlap(&rule->groups[i]) == 1)
			return true;
	}
	return false;
}

static bool
names_are_good(const struct rearm_facts *facts,
    const struct rearm_standby *standby, struct why *why)
{
	if (facts->meaning->ngroups > 0 && answers_for(facts->meaning, standby))
		return true;
	if (facts->objection[0] != '\0')
		why_set(why, "%s", facts->objection);
	else
		why_set(why,
		    "synchronous_standby_names of %s is '%.120s', and a commit "
		    "need not be on %s: nobody could take over",
		    facts->primary, facts->names, standby->node);
	if (facts->meaning->ngroups == 0 || facts->objection[0] == '\0')
		tell_names(facts, standby, why);
	return false;
}

static bool
has_rule_that_asks_nobody(const struct record *record)
{
	for (unsigned i = 0; i + 1 < record->nrules; i++)
		if (record->rules[i].ngroups == 0)
			return true;
	return false;
}

bool
decide_rearm_settled(const struct rearm_facts *facts, struct why *ret_why)
{
	if (facts->record->nrules < 2)
		return true;
	if (facts->unsettled_s > 0)
		why_set(ret_why,
		    "synchronous_standby_names of %s were changed or are not "
		    "known for long, and other sessions may not have them yet: "
		    "ask again in %u s",
		    facts->primary, facts->unsettled_s);
	else if (facts->is_statement_old &&
		 has_rule_that_asks_nobody(facts->record))
		why_set(ret_why,
		    "a statement still runs on %s that began before "
		    "synchronous_standby_names were changed, and need not wait "
		    "for a standby: let it end, or end it "
		    "(pg_stat_activity)",
		    facts->primary);
	else
		return true;
	return false;
}

bool
decide_rearm(const struct rearm_facts *facts, struct why *ret_why)
{
	const struct rearm_standby *standby = find_standby(facts);
	const struct rule *last = record_last_rule(facts->record);

	why_set(ret_why, "%s", "");
	if (standby == NULL) {
		why_set(ret_why,
		    "no other database than that of %s is known: switch the "
		    "other node on and start its cluster, pcs cluster start",
		    facts->primary);
		return false;
	}
	if (!follows(facts, standby, ret_why) ||
	    !names_are_good(facts, standby, ret_why))
		return false;
	if (last == NULL || !rule_equal(last, facts->meaning)) {
		why_set(ret_why,
		    "the record does not have the names of %s yet: ask again",
		    facts->primary);
		return false;
	}
	if (!decide_rearm_settled(facts, ret_why))
		return false;
	if (facts->record->nrules == 1)
		return true;
	why_set(ret_why,
	    "%s has not all of the log of %s yet, and until then the record "
	    "has what held before: ask again",
	    standby->node, facts->primary);
	return false;
}
