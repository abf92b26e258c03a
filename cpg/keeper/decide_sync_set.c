/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_sync_set.h"

#include <stddef.h>
#include <string.h>

#include "ocf/why.h"

static bool
is_of_zone(const struct sync_standby *standby, const struct sync_wish *wish)
{
	return wish->zone == 0 || wish->zone == standby->zone;
}

/* It can have a commit and tell of it; what data it has is known. */
static bool
can_acknowledge(const struct sync_standby *standby)
{
	return standby->streaming && standby->in_view && !standby->cascaded &&
	       !standby->building && standby->data.incarnation.id != 0;
}

/* In the present rule, as the data that it is today. */
static bool
is_present(const struct sync_facts *facts, const struct sync_standby *standby)
{
	if (facts->present == NULL)
		return false;
	for (unsigned g = 0; g < facts->present->ngroups; g++) {
		const struct member *member = rule_group_find(
		    &facts->present->groups[g], standby->data.node);

		if (member != NULL && rule_same_data(member, &standby->data))
			return true;
	}
	return false;
}

/* Kept first, so that a set changes as little as it must. */
static bool
is_kept(const struct sync_facts *facts, const struct sync_standby *standby)
{
	return can_acknowledge(standby) && is_present(facts, standby);
}

static bool
is_taken_in(const struct sync_facts *facts, const struct sync_standby *standby)
{
	return can_acknowledge(standby) && standby->is_near &&
	       !is_present(facts, standby);
}

/*
 * For the rule of a new primary, which nobody follows yet: whoever is away will
 * be waited for, since by fewer than the least nobody may acknowledge.
 */
static bool
is_waited_for(
    const struct sync_facts *facts, const struct sync_standby *standby)
{
	return facts->present == NULL && !standby->cascaded &&
	       standby->data.incarnation.id != 0;
}

/* What is built anew comes back as other data, which is in no rule. */
static bool
will_come_back(
    const struct sync_facts *facts, const struct sync_standby *standby)
{
	return is_waited_for(facts, standby) && !standby->building;
}

static void
add_all(const struct sync_facts *facts, const struct sync_wish *wish,
    bool (*fits)(
	const struct sync_facts *facts, const struct sync_standby *standby),
    unsigned up_to, struct rule_group *group)
{
	for (unsigned i = 0; i < facts->nstandbys; i++) {
		const struct sync_standby *standby = &facts->standbys[i];

		if (group->nmembers < up_to && is_of_zone(standby, wish) &&
		    standby->data.node != facts->primary.node &&
		    fits(facts, standby))
			rule_group_add(group, standby->data);
	}
}

static unsigned
smaller(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* False when not even the least is there: then the present rule stays. */
static bool
choose_group(const struct sync_facts *facts, const struct sync_wish *wish,
    struct rule_group *ret_group)
{
	memset(ret_group, 0, sizeof(*ret_group));
	add_all(facts, wish, is_kept, wish->wanted, ret_group);
	add_all(facts, wish, is_taken_in, wish->wanted, ret_group);
	add_all(facts, wish, will_come_back, wish->least, ret_group);
	add_all(facts, wish, is_waited_for, wish->least, ret_group);
	ret_group->k = smaller(wish->acks, ret_group->nmembers);
	return ret_group->nmembers >= wish->least;
}

static bool
is_in_old_not_new(const struct rule *old, const struct rule *new, uint32_t node)
{
	return old != NULL && rule_names(old, node) && !rule_names(new, node);
}

/* The first node that comes or goes; 0: only the numbers change. */
static void
tell_change(const struct sync_facts *facts, const struct rule *rule,
    const char *(*name)(uint32_t node), struct why *why)
{
	for (unsigned i = 0; i < facts->nstandbys; i++) {
		const struct sync_standby *standby = &facts->standbys[i];
		uint32_t node = standby->data.node;

		if (is_in_old_not_new(facts->present, rule, node)) {
			why_set(why, "%s is dropped: it %s", name(node),
			    can_acknowledge(standby) ? "is not wanted any more"
						     : "does not stream");
			return;
		}
		if (rule_names(rule, node) &&
		    (facts->present == NULL ||
			!rule_names(facts->present, node))) {
			why_set(why, "%s is taken in: it streams and is near",
			    name(node));
			return;
		}
	}
	why_set(why, "the number of acknowledgements, or whose, changes");
}

/* May the present rule be left for one without some of its members? */
static bool
drops_some(const struct sync_facts *facts, const struct rule *rule)
{
	for (unsigned i = 0; i < facts->nstandbys; i++)
		if (is_in_old_not_new(
			facts->present, rule, facts->standbys[i].data.node))
			return true;
	return false;
}

/* One group a wish; one whose zone is empty, and may be, is left out. */
static bool
choose_groups(const struct sync_facts *facts, struct rule *rule)
{
	for (unsigned i = 0; i < facts->nwishes; i++) {
		struct rule_group *group = &rule->groups[rule->ngroups];

		if (!choose_group(facts, &facts->wishes[i], group))
			return false;
		if (group->k > 0)
			rule->ngroups++;
		else
			memset(group, 0, sizeof(*group));
	}
	return true;
}

static unsigned
count_members(const struct rule *rule)
{
	unsigned n = 0;

	for (unsigned i = 0; i < rule->ngroups; i++)
		n += rule->groups[i].nmembers;
	return n;
}

/* A new primary that hears too few waits for whoever may come, of any zone. */
static bool
choose_whoever_comes(const struct sync_facts *facts, struct rule *rule)
{
	struct sync_wish any = { 0, facts->least, facts->least, facts->least };

	memset(rule->groups, 0, sizeof(rule->groups));
	rule->ngroups = 1;
	return facts->present == NULL &&
	       choose_group(facts, &any, &rule->groups[0]);
}

bool
decide_sync_set(const struct sync_facts *facts,
    const char *(*name)(uint32_t node), struct rule *ret_rule, struct why *why)
{
	struct rule rule;

	memset(&rule, 0, sizeof(rule));
	rule.owner = facts->primary;
	if (!choose_groups(facts, &rule) ||
	    (count_members(&rule) < facts->least &&
		!choose_whoever_comes(facts, &rule))) {
		why_set(why, "too few standbys stream: writes wait for more");
		return false;
	}
	if (facts->present != NULL && rule_equal(facts->present, &rule))
		return false;
	if (!facts->may_drop && drops_some(facts, &rule)) {
		why_set(why, "alone, and may not act alone yet: nobody is "
			     "dropped");
		return false;
	}
	*ret_rule = rule;
	tell_change(facts, &rule, name, why);
	return true;
}
