/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_build.h"

#include <stddef.h>

#include "ocf/why.h"

/* Data that nobody knows may be any that the node ever had. */
static bool
may_be(const struct member *named, const struct member *data)
{
	return data->incarnation.id == 0 ? named->node == data->node
					 : rule_same_data(named, data);
}

static bool
counts_on(const struct rule *rule, const struct member *data)
{
	if (may_be(&rule->owner, data))
		return true;
	for (unsigned g = 0; g < rule->ngroups; g++) {
		const struct member *member =
		    rule_group_find(&rule->groups[g], data->node);

		if (member != NULL && may_be(member, data))
			return true;
	}
	return false;
}

static const struct rule *
find_rule(const struct record *record, const struct member *data)
{
	for (unsigned i = 0; i < record->nrules; i++)
		if (counts_on(&record->rules[i], data))
			return &record->rules[i];
	return NULL;
}

static bool
is_from_the_owner(const struct build_facts *facts)
{
	return facts->record->nrules == 1 &&
	       rule_same_data(&facts->record->rules[0].owner, &facts->source);
}

bool
decide_build(const struct build_facts *facts,
    const char *(*name)(uint32_t node), struct why *ret_why)
{
	const struct rule *rule;

	if (facts->record == NULL) {
		why_set(ret_why, "no view of the keepers is active");
		return false;
	}
	if (facts->source.node == 0) {
		why_set(ret_why, "there is no primary to be built from");
		return false;
	}
	rule = find_rule(facts->record, &facts->data);
	if (rule == NULL || is_from_the_owner(facts))
		return true;
	why_set(ret_why,
	    "commits of %s may rest on the data that would be overwritten; it "
	    "waits until the record says that they do not",
	    name(rule->owner.node));
	return false;
}
