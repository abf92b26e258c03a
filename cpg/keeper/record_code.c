/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/record_code.h"

#include <string.h>

#include "cpg/keeper/record.h"
#include "cpg/wire.h"

#define HELD  1u
#define SPENT 2u

static void
put_member(struct wire_out *out, const struct member *member)
{
	wire_put(out, member->node, 4);
	wire_put(out, member->incarnation.id, 8);
}

static void
get_member(struct wire_in *in, struct member *ret_member)
{
	ret_member->node = (uint32_t)wire_get(in, 4);
	ret_member->incarnation.id = wire_get(in, 8);
}

static void
put_group(struct wire_out *out, const struct rule_group *group)
{
	wire_put(out, group->k, 1);
	wire_put(out, group->nmembers, 1);
	for (unsigned i = 0; i < group->nmembers; i++)
		put_member(out, &group->members[i]);
}

static void
get_group(struct wire_in *in, struct rule_group *ret_group)
{
	ret_group->k = wire_get_upto(in, 1, RULE_MEMBERS_MAX);
	ret_group->nmembers = wire_get_upto(in, 1, RULE_MEMBERS_MAX);
	for (unsigned i = 0; i < ret_group->nmembers; i++)
		get_member(in, &ret_group->members[i]);
}

static void
put_rule(struct wire_out *out, const struct rule *rule)
{
	put_member(out, &rule->owner);
	wire_put(out, rule->ngroups, 1);
	for (unsigned i = 0; i < rule->ngroups; i++)
		put_group(out, &rule->groups[i]);
}

static void
get_rule(struct wire_in *in, struct rule *ret_rule)
{
	get_member(in, &ret_rule->owner);
	ret_rule->ngroups = wire_get_upto(in, 1, RULE_GROUPS_MAX);
	for (unsigned i = 0; i < ret_rule->ngroups; i++)
		get_group(in, &ret_rule->groups[i]);
	if (!rule_is_sound(ret_rule))
		in->ok = false;
}

void
record_code_put(struct wire_out *out, const struct record *record)
{
	wire_put(out, record->view, 8);
	wire_put(out, record->seq, 8);
	wire_put(out, record->nmembers, 1);
	for (unsigned i = 0; i < record->nmembers; i++)
		wire_put(out, record->members[i], 4);
	wire_put(out, record->term, 8);
	put_member(out, &record->primary);
	wire_put(out, record->vip_holder, 4);
	wire_put(
	    out, (record->held ? HELD : 0u) | (record->spent ? SPENT : 0u), 1);
	wire_put(out, record->nrules, 1);
	for (unsigned i = 0; i < record->nrules; i++)
		put_rule(out, &record->rules[i]);
}

void
record_code_get(struct wire_in *in, struct record *ret_record)
{
	unsigned flags;

	memset(ret_record, 0, sizeof(*ret_record));
	ret_record->view = wire_get(in, 8);
	ret_record->seq = wire_get(in, 8);
	ret_record->nmembers = wire_get_upto(in, 1, RECORD_NODES_MAX);
	for (unsigned i = 0; i < ret_record->nmembers; i++)
		ret_record->members[i] = (uint32_t)wire_get(in, 4);
	ret_record->term = wire_get(in, 8);
	get_member(in, &ret_record->primary);
	ret_record->vip_holder = (uint32_t)wire_get(in, 4);
	flags = wire_get_upto(in, 1, HELD | SPENT);
	ret_record->held = (flags & HELD) != 0;
	ret_record->spent = (flags & SPENT) != 0;
	ret_record->nrules = wire_get_upto(in, 1, RECORD_RULES_MAX);
	for (unsigned i = 0; i < ret_record->nrules; i++)
		get_rule(in, &ret_record->rules[i]);
}
