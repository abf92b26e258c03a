/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/rule.h"

#include <stddef.h>
#include <string.h>

static bool
member_equal(const struct member *a, const struct member *b)
{
	return a->node == b->node && a->incarnation.id == b->incarnation.id;
}

bool
rule_same_data(const struct member *a, const struct member *b)
{
	return a->incarnation.id != 0 && member_equal(a, b);
}

static bool
group_equal(const struct rule_group *a, const struct rule_group *b)
{
	if (a->k != b->k || a->nmembers != b->nmembers)
		return false;
	for (unsigned i = 0; i < a->nmembers; i++)
		if (!member_equal(&a->members[i], &b->members[i]))
			return false;
	return true;
}

bool
rule_equal(const struct rule *a, const struct rule *b)
{
	if (!member_equal(&a->owner, &b->owner) || a->ngroups != b->ngroups)
		return false;
	for (unsigned i = 0; i < a->ngroups; i++)
		if (!group_equal(&a->groups[i], &b->groups[i]))
			return false;
	return true;
}

static bool
group_is_sound(const struct rule_group *group)
{
	if (group->k == 0 || group->k > group->nmembers ||
	    group->nmembers > RULE_MEMBERS_MAX)
		return false;
	for (unsigned i = 0; i < group->nmembers; i++) {
		const struct member *member = &group->members[i];

		if (member->node == 0 || member->incarnation.id == 0)
			return false;
		if (i > 0 && member->node <= group->members[i - 1].node)
			return false;
	}
	return true;
}

bool
rule_is_sound(const struct rule *rule)
{
	if (rule->owner.node == 0 || rule->owner.incarnation.id == 0 ||
	    rule->ngroups > RULE_GROUPS_MAX)
		return false;
	for (unsigned i = 0; i < rule->ngroups; i++)
		if (!group_is_sound(&rule->groups[i]))
			return false;
	return !rule_names(rule, rule->owner.node);
}

bool
rule_group_add(struct rule_group *group, struct member member)
{
	unsigned i = group->nmembers;

	if (i >= RULE_MEMBERS_MAX ||
	    rule_group_find(group, member.node) != NULL)
		return false;
	for (; i > 0 && group->members[i - 1].node > member.node; i--)
		group->members[i] = group->members[i - 1];
	group->members[i] = member;
	group->nmembers++;
	return true;
}

const struct member *
rule_group_find(const struct rule_group *group, uint32_t node)
{
	for (unsigned i = 0; i < group->nmembers; i++)
		if (group->members[i].node == node)
			return &group->members[i];
	return NULL;
}

unsigned
rule_group_overlap(const struct rule_group *group)
{
	return group->nmembers - group->k + 1;
}

bool
rule_names(const struct rule *rule, uint32_t node)
{
	for (unsigned i = 0; i < rule->ngroups; i++)
		if (rule_group_find(&rule->groups[i], node) != NULL)
			return true;
	return false;
}
