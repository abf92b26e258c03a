/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_outlook.h"

#include <stdlib.h>
#include <string.h>

#include "ocf/why.h"
#include "tests/unit/check.h"

static const char *
name(uint32_t node)
{
	static const char *const names[] = { "nobody", "n1", "n2", "n3", "n4" };

	return names[node];
}

static struct record record;
static struct outlook_facts facts;

/* n1 is the primary by "1 of n2, n3", all are well. Each case spoils it. */
static void
all_is_well(void)
{
	struct rule rule = { .owner = { 1, { 10 } }, .ngroups = 1 };

	rule.groups[0].k = 1;
	rule_group_add(&rule.groups[0], (struct member){ 2, { 20 } });
	rule_group_add(&rule.groups[0], (struct member){ 3, { 30 } });
	memset(&record, 0, sizeof(record));
	record_grant(&record, &rule, 0);
	facts = (struct outlook_facts){
		.world = {
			.record = &record,
			.ndatabases = 3,
			.ncandidates = 2,
			.candidates = {
				{ .data = { 2, { 20 } }, .refusing = true,
				    .position = { 1, { 100 } } },
				{ .data = { 3, { 30 } }, .refusing = true,
				    .position = { 1, { 100 } } },
			},
		},
		.primary = 1,
		.nkeepers = 3,
		.nkeepers_here = 3,
		.votes = 2,
		.quorum = 2,
	};
}

static bool
says(enum outlook outlook, const char *sentence)
{
	struct outlook_verdict verdict = decide_outlook(&facts);
	struct why why;

	decide_outlook_why(&facts, &verdict, name, &why);
	if (strcmp(why.text, sentence) != 0)
		printf("it says: %s\n", why.text);
	return verdict.outlook == outlook && strcmp(why.text, sentence) == 0;
}

static bool
objects(uint32_t node, const char *sentence)
{
	struct why why;

	decide_outlook_objection(&facts, node, name, &why);
	if (strcmp(why.text, sentence) != 0)
		printf("it says: %s\n", why.text);
	return strcmp(why.text, sentence) == 0;
}

static void
of_equals_the_first_takes_over(void)
{
	all_is_well();
	CHECK(says(
	    OUTLOOK_TAKES_OVER, "n2 would take over, nothing would be lost"));
	CHECK(objects(1, "") && objects(2, "") && objects(3, ""));
	CHECK(objects(4, "the database of n4 is not heard"));
}

static void
who_has_more_takes_over(void)
{
	all_is_well();
	facts.world.candidates[1].position.lsn.bytes = 110;
	CHECK(says(
	    OUTLOOK_TAKES_OVER, "n3 would take over, nothing would be lost"));
	CHECK(objects(2, "n2 lacks what n3 has"));
}

static void
of_equals_who_is_in_the_primarys_zone_takes_over(void)
{
	all_is_well();
	facts.nodes[0].farness = 12;
	CHECK(says(
	    OUTLOOK_TAKES_OVER, "n3 would take over, nothing would be lost"));
}

static void
an_old_rule_asks_for_who_is_not_here(void)
{
	all_is_well();
	facts.world.ncandidates = 1;
	CHECK(says(OUTLOOK_NOBODY,
	    "nobody could take over: 2 of those who may hold commits of n1 "
	    "must be heard, and n3 is not"));
}

static void
a_standby_that_is_built_or_remote_is_told(void)
{
	all_is_well();
	record.rules[0].groups[0].k = 2;
	facts.world.ncandidates = 1;
	facts.world.candidates[0].building = true;
	CHECK(says(OUTLOOK_NOBODY,
	    "nobody could take over: the data of n2 is being built"));
	facts.world.candidates[0].building = false;
	facts.world.candidates[0].cascaded = true;
	CHECK(says(
	    OUTLOOK_NOBODY, "nobody could take over: n2 follows a standby"));
	facts.world.candidates[0].cascaded = false;
	facts.world.candidates[0].remote = true;
	CHECK(says(
	    OUTLOOK_NOBODY, "nobody could take over: n2 is in another city"));
}

static void
a_primary_that_acknowledges_alone_is_followed_by_nobody(void)
{
	struct rule alone = { .owner = { 1, { 10 } } };

	all_is_well();
	record_add_rule(&record, &alone);
	record_keep_last_rule(&record);
	CHECK(says(OUTLOOK_NOBODY,
	    "nobody could take over: n1 may have acknowledged commits that no "
	    "other has"));
}

static void
nobody_takes_over_while_promotions_are_paused(void)
{
	all_is_well();
	record.held = true;
	CHECK(says(
	    OUTLOOK_NOBODY, "nobody could take over: promotions are paused"));
}

static void
a_primary_without_standbys_is_followed_by_nobody(void)
{
	all_is_well();
	facts.world.ncandidates = 0;
	CHECK(says(OUTLOOK_NOBODY,
	    "nobody could take over: no other database is heard"));
}

static void
a_pair_needs_the_device_or_only_survives_the_database(void)
{
	all_is_well();
	facts.votes = 1;
	CHECK(says(OUTLOOK_DATABASE_ONLY,
	    "n2 would take over if the database of n1 died; if its node died, "
	    "nobody: 1 of the 2 votes that are needed would be left"));
	facts.device_votes = 1;
	CHECK(says(OUTLOOK_WITH_DEVICE,
	    "n2 would take over if the quorum device votes for it, nothing "
	    "would be lost"));
}

static void
without_a_view_nothing_is_foretold(void)
{
	all_is_well();
	facts.world.record = NULL;
	facts.nkeepers_here = 1;
	CHECK(says(OUTLOOK_NO_VIEW, "nobody: no view of the keepers is active, "
				    "1 of 3 keepers is here"));
	CHECK(objects(2, "no view of the keepers is active"));
	facts.nkeepers = 0;
	facts.nkeepers_here = 0;
	CHECK(says(OUTLOOK_NO_VIEW,
	    "nobody: no view of the keepers is active, and corosync does not "
	    "say who they are"));
}

static void
without_a_primary_it_says_who_may_be_promoted(void)
{
	all_is_well();
	facts.primary = 0;
	facts.votes = 0; /* nobody has to die first */
	CHECK(says(OUTLOOK_TAKES_OVER,
	    "no primary: n2 may be promoted, nothing would be lost"));
	facts.world.ncandidates = 0;
	CHECK(says(OUTLOOK_NOBODY,
	    "no primary, and nobody may be promoted: no database is heard"));
	memset(&record, 0, sizeof(record));
	facts.world.ncandidates = 2;
	CHECK(says(OUTLOOK_NOBODY,
	    "no primary, and nobody may be promoted: the first promotion "
	    "needs all 3 databases, and 2 are heard"));
}

static void
who_is_waited_for_and_keeps_up_is_preferred(void)
{
	struct rule rule = { .owner = { 1, { 10 } }, .ngroups = 1 };

	all_is_well();
	facts.nodes[0].catches_up = true;
	CHECK(says(
	    OUTLOOK_TAKES_OVER, "n3 would take over, nothing would be lost"));
	facts.nodes[0].catches_up = false;
	rule.groups[0].k = 1;
	rule_group_add(&rule.groups[0], (struct member){ 3, { 30 } });
	record_add_rule(&record, &rule);
	record_keep_last_rule(&record);
	CHECK(says(
	    OUTLOOK_TAKES_OVER, "n3 would take over, nothing would be lost"));
}

/* The promise: whoever is named would be granted, in that world, and if nobody
 * is, then nobody would. */
static void
whoever_is_named_would_be_granted(void)
{
	srandom(1);
	for (int i = 0; i < 20000; i++) {
		struct outlook_verdict verdict;
		bool may = false;

		all_is_well();
		record.rules[0].groups[0].k = 1 + (unsigned)random() % 2;
		for (int c = 0; c < 2; c++) {
			struct candidate *one = &facts.world.candidates[c];

			one->position.lsn.bytes = 1 + (uint64_t)random() % 3;
			one->building = random() % 4 == 0;
			one->data.incarnation.id += random() % 4 == 0;
		}
		verdict = decide_outlook(&facts);
		for (uint32_t node = 2; node <= 3; node++) {
			facts.world.node = node;
			may |= decide_promotion(&facts.world).objection ==
			       PROMOTION_SAFE;
		}
		facts.world.node = verdict.node;
		CHECK(may == (verdict.outlook == OUTLOOK_TAKES_OVER));
		if (may)
			CHECK(decide_promotion(&facts.world).objection ==
			      PROMOTION_SAFE);
	}
}

CHECK_MAIN(of_equals_the_first_takes_over, who_has_more_takes_over,
    of_equals_who_is_in_the_primarys_zone_takes_over,
    an_old_rule_asks_for_who_is_not_here,
    a_standby_that_is_built_or_remote_is_told,
    a_primary_that_acknowledges_alone_is_followed_by_nobody,
    nobody_takes_over_while_promotions_are_paused,
    a_primary_without_standbys_is_followed_by_nobody,
    a_pair_needs_the_device_or_only_survives_the_database,
    without_a_view_nothing_is_foretold,
    without_a_primary_it_says_who_may_be_promoted,
    who_is_waited_for_and_keeps_up_is_preferred,
    whoever_is_named_would_be_granted)
