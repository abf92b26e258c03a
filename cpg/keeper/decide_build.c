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

/*
 * The recorded primary was promoted with all that any rule may have let be
 * acknowledged, and of its own rules it is the owner, whose data satisfies
 * them. So what they count on may be built from it.  The rules of others must
 * not lose a witness by it.  It does not help to wait for a later rule: what
 * cannot follow may be all that the primary's own rule has, and then no barrier
 * is ever passed.
 */
static bool
is_from_its_owner(const struct build_facts *facts, const struct rule *rule)
{
	const struct rule *last = record_last_rule(facts->record);

	return rule_same_data(&last->owner, &facts->source) &&
	       rule_same_data(&rule->owner, &facts->source);
}

/* The first rule that stands against it; NULL: none. */
static const struct rule *
find_rule(const struct build_facts *facts)
{
	for (unsigned i = 0; i < facts->record->nrules; i++) {
		const struct rule *rule = &facts->record->rules[i];

		if (counts_on(rule, &facts->data) &&
		    !is_from_its_owner(facts, rule))
			return rule;
	}
	return NULL;
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
	if (facts->refusal == REFUSAL_STAYS) {
		why_set(ret_why, "a candidate counts on it to refuse the old "
				 "primary");
		return false;
	}
	rule = find_rule(facts);
	if (rule == NULL)
		return true;
	why_set(ret_why,
	    "commits of %s may rest on the data that would be overwritten; it "
	    "waits until the record says that they do not",
	    name(rule->owner.node));
	return false;
}
