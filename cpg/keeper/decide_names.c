/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_names.h"

#include <stddef.h>

enum names_verdict
decide_names(const struct names_facts *facts)
{
	if (facts->record == NULL)
		return NAMES_STAY;
	if (!facts->is_primary || facts->record->nrules == 0 ||
	    facts->own_term != facts->record->term ||
	    !record_is_primary(facts->record, &facts->data))
		return NAMES_CLOSED;
	return NAMES_RULE;
}

/* Earlier rules of the last rule's owner may be what the server still does. */
static bool
is_earlier(const struct record *record, unsigned i)
{
	const struct rule *last = record_last_rule(record);

	return i + 1 < record->nrules &&
	       rule_same_data(&record->rules[i].owner, &last->owner);
}

/* A backend that waits for nobody asks no walsender. */
bool
decide_names_asked_nobody(const struct record *record)
{
	for (unsigned i = 0; i < record->nrules; i++)
		if (is_earlier(record, i) && record->rules[i].ngroups == 0)
			return true;
	return false;
}

static bool
is_asked(const struct record *record, uint32_t node)
{
	for (unsigned i = 0; i < record->nrules; i++)
		if ((is_earlier(record, i) || i + 1 == record->nrules) &&
		    rule_names(&record->rules[i], node))
			return true;
	return false;
}

bool
decide_names_in_force(
    const struct record *record, const struct force_facts *facts)
{
	if (facts->reload.bytes == 0)
		return false;
	if (decide_names_asked_nobody(record) &&
	    (facts->is_statement_old || !facts->probe_waited))
		return false;
	for (unsigned i = 0; i < facts->nsenders; i++)
		if (is_asked(record, facts->senders[i].node) &&
		    lsn_cmp(facts->senders[i].flushed, facts->reload) < 0)
			return false;
	return true;
}

bool
decide_names_must_probe_again(
    const struct record *record, const struct force_facts *facts)
{
	struct force_facts proven = *facts;

	proven.probe_waited = true;
	return !decide_names_in_force(record, facts) &&
	       decide_names_in_force(record, &proven);
}

/* A standby built anew counts for the server, and not for the rule. */
static bool
has_flushed(const struct member *member, struct lsn lsn,
    const struct sender_fact senders[], unsigned nsenders)
{
	for (unsigned i = 0; i < nsenders; i++) {
		struct member data = { senders[i].node,
			senders[i].incarnation };

		if (rule_same_data(member, &data) &&
		    lsn_cmp(senders[i].flushed, lsn) >= 0)
			return true;
	}
	return false;
}

bool
decide_names_barrier(const struct rule *rule, struct lsn lsn,
    const struct sender_fact senders[], unsigned nsenders)
{
	for (unsigned g = 0; g < rule->ngroups; g++) {
		const struct rule_group *group = &rule->groups[g];
		unsigned n = 0;

		for (unsigned i = 0; i < group->nmembers; i++)
			n += has_flushed(
			    &group->members[i], lsn, senders, nsenders);
		if (n < group->k)
			return false;
	}
	return lsn.bytes != 0;
}
