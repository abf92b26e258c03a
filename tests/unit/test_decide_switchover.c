/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_switchover.h"

#include <string.h>

#include "ocf/why.h"
#include "tests/unit/check.h"

static const char *
name(uint32_t node)
{
	static const char *const names[] = { "nobody", "n1", "n2", "n3" };

	return names[node];
}

static struct record record;

/* From n1, by "1 of n2,n3", to n2. */
static struct switchover_facts
to_n2(void)
{
	struct rule rule = { .owner = { 1, { 10 } }, .ngroups = 1 };

	rule.groups[0].k = 1;
	rule_group_add(&rule.groups[0], (struct member){ 2, { 20 } });
	rule_group_add(&rule.groups[0], (struct member){ 3, { 30 } });
	memset(&record, 0, sizeof(record));
	record_grant(&record, &rule, 0);
	return (struct switchover_facts){
		.world = {
			.record = &record,
			.node = 2,
			.ncandidates = 2,
			.candidates = {
				{ .data = { 2, { 20 } }, .refusing = true,
				    .position = { 1, { 100 } } },
				{ .data = { 3, { 30 } }, .refusing = true,
				    .position = { 1, { 100 } } },
			},
		},
		.is_known = true,
		.is_heard = true,
		.follows = true,
		.is_near = true,
		.has_primary = true,
	};
}

static bool
refused(const struct switchover_facts *facts, const char *words)
{
	struct why why = { "" };
	bool may = decide_switchover(facts, name, &why);

	if (strstr(why.text, words) == NULL)
		printf("it says: %s\n", why.text);
	return !may && strstr(why.text, words) != NULL;
}

static void
a_standby_that_follows_closely_may(void)
{
	struct switchover_facts facts = to_n2();

	CHECK(decide_switchover(&facts, name, NULL));
}

static void
each_obstacle_is_named(void)
{
	struct switchover_facts facts = to_n2();

	facts.is_near = false;
	CHECK(refused(&facts, "n2 is too far behind the primary"));
	facts.follows = false;
	CHECK(refused(&facts, "n2 does not stream from the primary"));
	facts.has_primary = false;
	CHECK(refused(&facts, "there is no primary"));
	facts.is_heard = false;
	CHECK(refused(&facts, "n2 does not answer"));
	facts.is_under_way = true;
	CHECK(refused(&facts, "another promotion is under way"));
	facts.is_primary = true;
	CHECK(refused(&facts, "n2 is the primary already"));
	facts.is_known = false;
	CHECK(refused(&facts, "n2 has no database of this name"));
}

static void
what_the_promotion_would_be_refused_for_is_said_before(void)
{
	struct switchover_facts facts = to_n2();

	record.held = true;
	CHECK(refused(&facts, "promotions are paused"));
	record.held = false;
	facts.world.candidates[1].position.lsn.bytes = 101;
	CHECK(refused(&facts, "n3 holds a later log"));
}

static void
force_asks_no_rule_but_a_view_and_a_sound_database(void)
{
	struct switchover_facts facts = to_n2();

	facts.is_forced = true;
	facts.world.is_forced = true;
	facts.has_primary = false;
	facts.follows = false;
	facts.world.candidates[1].position.lsn.bytes = 101;
	CHECK(decide_switchover(&facts, name, NULL));
	facts.world.candidates[0].building = true;
	CHECK(refused(&facts, "its data is being built"));
	facts = to_n2();
	facts.is_forced = true;
	facts.world.record = NULL;
	CHECK(refused(&facts, "no view of the keepers is active"));
}

CHECK_MAIN(a_standby_that_follows_closely_may, each_obstacle_is_named,
    what_the_promotion_would_be_refused_for_is_said_before,
    force_asks_no_rule_but_a_view_and_a_sound_database)
