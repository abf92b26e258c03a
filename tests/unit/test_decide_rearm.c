/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_rearm.h"

#include <string.h>

#include "ocf/why.h"
#include "tests/unit/check.h"

static struct record record;
static struct rule meaning;
static struct why why;

static struct rule
rule_of(uint64_t incarnation)
{
	struct rule rule = { .owner = { 2, { 20 } }, .ngroups = 1 };

	rule.groups[0].k = 1;
	(void)rule_group_add(
	    &rule.groups[0], (struct member){ 1, { incarnation } });
	return rule;
}

/* n2 took over from n1, which is back; nothing is missing. */
static struct rearm_facts
all_is_well(void)
{
	memset(&record, 0, sizeof(record));
	meaning = rule_of(10);
	CHECK(record_grant(&record, &meaning, 0));
	record.spent = true;
	return (struct rearm_facts){
		.record = &record,
		.primary = "n2",
		.datadir = "/data",
		.names = "ANY 1 (n1)",
		.meaning = &meaning,
		.objection = "",
		.nstandbys = 1,
		.standbys = { { .node = "n1",
		    .name = "dn_1",
		    .data = { 1, { 10 } },
		    .is_heard = true,
		    .runs = true,
		    .receives = true,
		    .detail = DETAIL_NORMAL } },
	};
}

static bool
says(const struct rearm_facts *facts, const char *words)
{
	bool says =
	    !decide_rearm(facts, &why) && strstr(why.text, words) != NULL;

	if (!says)
		printf("it says: %s\n", why.text);
	return says;
}

static void
nothing_is_missing_when_the_standby_follows_and_its_name_is_asked(void)
{
	struct rearm_facts facts = all_is_well();

	CHECK(decide_rearm(&facts, &why) && why.text[0] == '\0');
}

static void
the_standby_is_switched_on_then_built_by_hand_then_streams(void)
{
	struct rearm_facts facts = all_is_well();
	struct rearm_standby *n1 = &facts.standbys[0];

	facts.nstandbys = 0;
	CHECK(says(&facts, "no other database than that of n2 is known"));
	facts.nstandbys = 1;
	n1->is_heard = n1->runs = n1->receives = false;
	n1->detail = DETAIL_WAL_SEGMENT_REMOVED;
	CHECK(says(&facts, "n1 is not heard: switch it on"));
	n1->is_heard = true;
	CHECK(says(&facts, "does not run"));
	n1->building = true;
	CHECK(says(&facts, "is being built"));
	n1->building = false;
	n1->runs = true;
	CHECK(says(&facts, "gs_ctl build -D DIRECTORY, on n1 as the owner"));
	n1->detail = DETAIL_NORMAL;
	CHECK(says(&facts, "does not stream from n2"));
	n1->receives = true;
	CHECK(decide_rearm(&facts, &why));
}

static void
whoever_is_heard_is_looked_at_not_who_was_there_once(void)
{
	struct rearm_facts facts = all_is_well();

	facts.standbys[1] = facts.standbys[0];
	facts.standbys[0].is_heard = false;
	facts.standbys[0].data.node = 3;
	facts.nstandbys = 2;
	CHECK(decide_rearm(&facts, &why));
}

static void
names_that_ask_nobody_are_to_be_set(void)
{
	struct rearm_facts facts = all_is_well();

	meaning = (struct rule){ .owner = { 2, { 20 } } };
	facts.names = "";
	facts.objection = "synchronous_standby_names '' names no standby";
	CHECK(says(&facts, "names no standby: on n2 as the owner of its data, "
			   "gs_guc reload -D /data -c "
			   "\"synchronous_standby_names='ANY 1 (dn_1)'\""));
}

static void
names_beside_which_the_standby_need_not_have_a_commit_are_no_good(void)
{
	struct rearm_facts facts = all_is_well();

	(void)rule_group_add(
	    &meaning.groups[0], (struct member){ RULE_STRANGERS, { 1 } });
	facts.names = "ANY 1 (dn_1,dn_3)";
	CHECK(says(&facts, "a commit need not be on n1"));
	CHECK(says(&facts, "'ANY 1 (dn_1)'"));
	/* Both must have it: the one that is asked is enough. */
	meaning.groups[0].k = 2;
	record.rules[0] = meaning;
	CHECK(decide_rearm(&facts, &why));
	/* It was built anew, and the names' rule is not of this data yet. */
	facts.standbys[0].data.incarnation.id = 11;
	CHECK(!decide_rearm(&facts, &why));
}

static void
somebody_else_who_bears_the_name_is_told_of(void)
{
	struct rearm_facts facts = all_is_well();

	(void)rule_group_add(
	    &meaning.groups[0], (struct member){ RULE_STRANGERS, { 1 } });
	facts.objection = "another standby calls itself n1 as well";
	CHECK(says(&facts, "another standby calls itself n1 as well"));
}

static void
the_record_has_the_names_before_it_is_armed(void)
{
	struct rearm_facts facts = all_is_well();

	meaning = rule_of(11);
	facts.standbys[0].data.incarnation.id = 11;
	CHECK(says(&facts, "the record does not have the names of n2 yet"));
}

static void
earlier_rules_stay_until_nobody_obeys_them(void)
{
	struct rearm_facts facts = all_is_well();
	struct rule earlier = rule_of(9);

	CHECK(record_add_rule(&record, &earlier));
	CHECK(record_add_rule(&record, &meaning));
	facts.unsettled_s = 12;
	CHECK(says(&facts, "ask again in 12 s"));
	CHECK(!decide_rearm_settled(&facts, &why));
	facts.unsettled_s = 0;
	facts.is_statement_old = true;
	/* What waits for somebody is seen by the barrier. */
	CHECK(decide_rearm_settled(&facts, &why));
	CHECK(says(&facts, "n1 has not all of the log of n2 yet"));
	record_keep_last_rule(&record);
	CHECK(decide_rearm(&facts, &why));
}

static void
a_statement_that_waits_for_nobody_is_waited_for(void)
{
	struct rearm_facts facts = all_is_well();
	struct rule alone = { .owner = { 2, { 20 } } };

	CHECK(record_add_rule(&record, &alone));
	CHECK(record_add_rule(&record, &meaning));
	facts.is_statement_old = true;
	CHECK(!decide_rearm_settled(&facts, &why));
	CHECK(says(&facts, "a statement still runs on n2"));
	facts.is_statement_old = false;
	CHECK(decide_rearm_settled(&facts, &why));
}

CHECK_MAIN(nothing_is_missing_when_the_standby_follows_and_its_name_is_asked,
    the_standby_is_switched_on_then_built_by_hand_then_streams,
    whoever_is_heard_is_looked_at_not_who_was_there_once,
    names_that_ask_nobody_are_to_be_set,
    names_beside_which_the_standby_need_not_have_a_commit_are_no_good,
    somebody_else_who_bears_the_name_is_told_of,
    the_record_has_the_names_before_it_is_armed,
    earlier_rules_stay_until_nobody_obeys_them,
    a_statement_that_waits_for_nobody_is_waited_for)
