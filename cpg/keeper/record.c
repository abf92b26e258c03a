/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/record.h"

#include <stddef.h>
#include <string.h>

int
record_cmp(const struct record *a, const struct record *b)
{
	if (a->view != b->view)
		return a->view < b->view ? -1 : 1;
	return (a->seq > b->seq) - (a->seq < b->seq);
}

static bool
same_members(const struct record *a, const struct record *b)
{
	return a->nmembers == b->nmembers &&
	       memcmp(a->members, b->members,
		   a->nmembers * sizeof(a->members[0])) == 0;
}

static bool
same_rules(const struct record *a, const struct record *b)
{
	if (a->nrules != b->nrules)
		return false;
	for (unsigned i = 0; i < a->nrules; i++)
		if (!rule_equal(&a->rules[i], &b->rules[i]))
			return false;
	return true;
}

bool
record_equal(const struct record *a, const struct record *b)
{
	return record_cmp(a, b) == 0 && a->term == b->term &&
	       a->primary.node == b->primary.node &&
	       a->primary.incarnation.id == b->primary.incarnation.id &&
	       a->vip_holder == b->vip_holder && a->held == b->held &&
	       a->spent == b->spent && same_members(a, b) && same_rules(a, b);
}

bool
record_is_blank(const struct record *record)
{
	return record->term == 0 && record->nrules == 0;
}

bool
record_has_member(const struct record *record, uint32_t node)
{
	for (unsigned i = 0; i < record->nmembers; i++)
		if (record->members[i] == node)
			return true;
	return false;
}

static unsigned
find_rule(const struct record *record, const struct rule *rule)
{
	unsigned i = 0;

	while (i < record->nrules && !rule_equal(&record->rules[i], rule))
		i++;
	return i;
}

bool
record_add_rule(struct record *record, const struct rule *rule)
{
	unsigned at = find_rule(record, rule);
	struct rule last = *rule;

	if (!rule_is_sound(rule))
		return false;
	if (at == record->nrules && at == RECORD_RULES_MAX)
		return false;
	if (at == record->nrules)
		record->nrules++;
	for (; at + 1 < record->nrules; at++)
		record->rules[at] = record->rules[at + 1];
	record->rules[at] = last;
	return true;
}

void
record_keep_last_rule(struct record *record)
{
	if (record->nrules < 2)
		return;
	record->rules[0] = record->rules[record->nrules - 1];
	memset(record->rules + 1, 0,
	    (record->nrules - 1) * sizeof(record->rules[0]));
	record->nrules = 1;
}

void
record_rest_on_owner_alone(struct record *record)
{
	const struct rule *last = record_last_rule(record);
	struct rule alone;

	if (last == NULL)
		return;
	alone = (struct rule){ .owner = last->owner };
	memset(record->rules, 0, sizeof(record->rules));
	record->nrules = 0;
	record_add_rule(record, &alone);
}

void
record_rest_on_owner(struct record *record)
{
	const struct record before = *record;

	record_rest_on_owner_alone(record);
	for (unsigned i = 0; i < before.nrules; i++)
		if (rule_same_data(
			&before.rules[i].owner, &record->rules[0].owner))
			record_add_rule(record, &before.rules[i]);
}

const struct rule *
record_last_rule(const struct record *record)
{
	return record->nrules == 0 ? NULL : &record->rules[record->nrules - 1];
}

bool
record_grant(struct record *record, const struct rule *rule, uint64_t term_seen)
{
	uint64_t highest = record->term > term_seen ? record->term : term_seen;

	if (highest == UINT64_MAX || !record_add_rule(record, rule))
		return false;
	record->term = highest + 1;
	record->primary = rule->owner;
	return true;
}

bool
record_is_primary(const struct record *record, const struct member *data)
{
	return rule_same_data(&record->primary, data);
}
