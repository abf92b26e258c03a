/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables of promotion.c and rule_change.c, walked. */
#include "cpg/keeper/promotion.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "cpg/keeper/rule_change.h"
#include "tests/unit/check.h"

static enum promotion_deed
go(enum promotion_step *step, enum promotion_event on)
{
	const struct promotion_row *row = promotion_find(*step, on);

	if (row == NULL)
		return PROMOTION_NOTHING;
	*step = row->to;
	return row->deed;
}

static void
a_promotion_goes_its_way_in_order(void)
{
	enum promotion_step step = PROMOTION_IDLE;

	CHECK(go(&step, PROMOTION_ASKED) == PROMOTION_REFUSE);
	CHECK(go(&step, PROMOTION_MAY) == PROMOTION_RECORD);
	CHECK(go(&step, PROMOTION_RECORDED) == PROMOTION_LEASE);
	CHECK(go(&step, PROMOTION_LEASED) == PROMOTION_PROMOTE);
	CHECK(go(&step, PROMOTION_IS_PRIMARY) == PROMOTION_VERIFY);
	CHECK(go(&step, PROMOTION_NEWEST) == PROMOTION_HAND_ON);
	CHECK(step == PROMOTION_IDLE);
}

/* Until the database is told, a cut or a stop just ends it; then it is undone.
 */
static void
a_stop_leaves_no_grant_behind(void)
{
	for (int s = PROMOTION_REFUSING; s <= PROMOTION_VERIFYING; s++) {
		enum promotion_step step = (enum promotion_step)s;
		enum promotion_deed deed = go(&step, PROMOTION_STOPPED);

		if (s < PROMOTION_PROMOTING) {
			CHECK(step == PROMOTION_IDLE);
			continue;
		}
		CHECK(deed == PROMOTION_WITHDRAW);
		CHECK(step == PROMOTION_WITHDRAWING);
		go(&step, PROMOTION_WITHDRAWN);
		CHECK(step == PROMOTION_IDLE);
	}
}

static void
without_a_view_no_database_is_promoted(void)
{
	for (int s = PROMOTION_REFUSING; s <= PROMOTION_LEASING; s++) {
		enum promotion_step step = (enum promotion_step)s;

		CHECK(go(&step, PROMOTION_CUT) == PROMOTION_NOTHING);
		CHECK(step == PROMOTION_IDLE);
	}
}

static void
the_database_is_told_only_after_the_record(void)
{
	for (int s = PROMOTION_IDLE; s <= PROMOTION_WITHDRAWING; s++)
		for (int on = PROMOTION_ASKED; on <= PROMOTION_WITHDRAWN;
		     on++) {
			const struct promotion_row *row = promotion_find(
			    (enum promotion_step)s, (enum promotion_event)on);

			if (row == NULL)
				continue;
			CHECK(strlen(row->why) > 10);
			CHECK(
			    (row->deed == PROMOTION_PROMOTE) ==
			    (s == PROMOTION_LEASING && on == PROMOTION_LEASED));
			CHECK((row->deed == PROMOTION_LEASE) ==
			      (on == PROMOTION_RECORDED));
		}
}

static void
a_rule_change_goes_its_way_in_order(void)
{
	static const struct {
		enum rule_change_event on;
		enum rule_change_deed deed;
	} way[] = {
		{ RULE_CHANGE_WANTED, RULE_CHANGE_RECORD_BOTH },
		{ RULE_CHANGE_RECORDED, RULE_CHANGE_SET_NAMES },
		{ RULE_CHANGE_NAMED, RULE_CHANGE_WATCH_FORCE },
		{ RULE_CHANGE_IN_FORCE, RULE_CHANGE_READ_BARRIER },
		{ RULE_CHANGE_PASSED, RULE_CHANGE_RECORD_NEW },
		{ RULE_CHANGE_RECORDED, RULE_CHANGE_NOTHING },
	};
	enum rule_change_step step = RULE_CHANGE_IDLE;

	for (size_t i = 0; i < sizeof(way) / sizeof(way[0]); i++) {
		const struct rule_change_row *row =
		    rule_change_find(step, way[i].on);

		CHECK(row != NULL && row->deed == way[i].deed);
		step = row == NULL ? step : row->to;
	}
	CHECK(step == RULE_CHANGE_IDLE);
}

static void
a_commit_that_was_not_seen_to_wait_is_tried_again(void)
{
	const struct rule_change_row *row =
	    rule_change_find(RULE_CHANGE_ENFORCING, RULE_CHANGE_UNPROVEN);

	CHECK(row != NULL && row->to == RULE_CHANGE_NAMING &&
	      row->deed == RULE_CHANGE_SET_NAMES);
}

/* The record alone tells where it was; so it may end anywhere. */
static void
a_rule_change_may_be_cut_short_anywhere(void)
{
	for (int s = RULE_CHANGE_RECORDING_BOTH; s <= RULE_CHANGE_RECORDING_NEW;
	     s++) {
		const struct rule_change_row *row =
		    rule_change_find((enum rule_change_step)s, RULE_CHANGE_CUT);

		CHECK(row != NULL && row->to == RULE_CHANGE_IDLE &&
		      row->deed == RULE_CHANGE_NOTHING);
	}
	CHECK(rule_change_find(RULE_CHANGE_IDLE, RULE_CHANGE_FOUND)->deed ==
	      RULE_CHANGE_SET_NAMES);
}

static bool
does(int step, enum rule_change_event on, enum rule_change_deed deed)
{
	const struct rule_change_row *row =
	    rule_change_find((enum rule_change_step)step, on);

	return row != NULL && row->to == RULE_CHANGE_RECORDING_BOTH &&
	       row->deed == deed;
}

static void
what_is_waited_for_in_vain_is_not_waited_for_for_ever(void)
{
	for (int s = RULE_CHANGE_IDLE; s <= RULE_CHANGE_RECORDING_NEW; s++) {
		bool waits =
		    s == RULE_CHANGE_ENFORCING || s == RULE_CHANGE_WAITING;

		CHECK(does(s, RULE_CHANGE_DESPAIRED,
			  RULE_CHANGE_RECORD_RELIEF) == waits);
		CHECK(does(s, RULE_CHANGE_WANTED, RULE_CHANGE_RECORD_BOTH) ==
		      (waits || s == RULE_CHANGE_IDLE));
	}
}

static void
old_rules_go_only_past_the_barrier(void)
{
	for (int s = RULE_CHANGE_IDLE; s <= RULE_CHANGE_RECORDING_NEW; s++)
		for (int on = RULE_CHANGE_WANTED; on <= RULE_CHANGE_CUT; on++) {
			const struct rule_change_row *row =
			    rule_change_find((enum rule_change_step)s,
				(enum rule_change_event)on);

			if (row != NULL)
				CHECK((row->deed == RULE_CHANGE_RECORD_NEW) ==
				      (on == RULE_CHANGE_PASSED));
		}
}

CHECK_MAIN(a_promotion_goes_its_way_in_order, a_stop_leaves_no_grant_behind,
    without_a_view_no_database_is_promoted,
    the_database_is_told_only_after_the_record,
    a_rule_change_goes_its_way_in_order,
    a_commit_that_was_not_seen_to_wait_is_tried_again,
    a_rule_change_may_be_cut_short_anywhere,
    what_is_waited_for_in_vain_is_not_waited_for_for_ever,
    old_rules_go_only_past_the_barrier)
