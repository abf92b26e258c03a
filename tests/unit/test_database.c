/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Three keepers in one process: what one sends, all hear, in one order; what
 * one writes is on its disk at once.
 */
#include "cpg/keeper/database.h"

#include <string.h>

#include "cpg/keeper/naming_facts.h"
#include "cpg/keeper/surroundings.h"
#include "cpg/wire.h"
#include "ocf/why.h"
#include "tests/unit/check.h"

#define KEEPERS 3
#define QUEUE   512
#define PACKET  4096

static struct database keepers[KEEPERS];
static struct {
	uint32_t sender;
	size_t n;
	unsigned char bytes[PACKET];
} queue[QUEUE];
static unsigned first, last;
static struct {
	bool is_waiting;
	uint32_t tag;
} writes[KEEPERS];
static unsigned acting, nleft;
static struct moment now;

static bool
send_packet(const void *bytes, size_t nbytes)
{
	CHECK(last < QUEUE && nbytes <= PACKET);
	if (last >= QUEUE || nbytes > PACKET)
		return false;
	queue[last].sender = acting + 1;
	queue[last].n = nbytes;
	memcpy(queue[last].bytes, bytes, nbytes);
	last++;
	return true;
}

static bool
write_file(uint32_t tag, const char *file, const void *bytes, size_t nbytes)
{
	(void)file;
	(void)bytes;
	(void)nbytes;
	CHECK(!writes[acting].is_waiting);
	writes[acting].is_waiting = true;
	writes[acting].tag = tag;
	return true;
}

static void
leave(const char *reason)
{
	(void)reason;
	nleft++;
}

static void
hear_news(void)
{
}

static bool
has_lease(struct moment at)
{
	return at.ms > 0;
}

static struct reach reached;

static struct reach
reach(struct moment at)
{
	(void)at;
	return reached;
}

static enum report_guard guarded;

static enum report_guard
guard(const struct database *database, struct why *ret_why)
{
	(void)database;
	why_set(ret_why, "%s",
	    guarded == REPORT_GUARD_MISSING ? "there is no watchdog" : "");
	return guarded;
}

static bool
is_armed(const struct database *database, struct why *ret_why)
{
	return guard(database, ret_why) != REPORT_GUARD_MISSING;
}

static const struct database_outlets outlets = { send_packet, write_file, leave,
	hear_news, has_lease, guard, is_armed, has_lease, reach };

static void
end_writes(void)
{
	for (acting = 0; acting < KEEPERS; acting++)
		if (writes[acting].is_waiting) {
			writes[acting].is_waiting = false;
			database_on_written(
			    &keepers[acting], writes[acting].tag, true, now);
		}
}

static void
deliver(unsigned members)
{
	struct wire_packet packet;

	CHECK(wire_open(queue[first].bytes, queue[first].n, &packet) ==
	      WIRE_GOOD);
	for (acting = 0; acting < KEEPERS; acting++)
		if (members >> acting & 1)
			CHECK(database_on_packet(&keepers[acting],
			    queue[first].sender, &packet, now));
	first++;
}

static void
settle(unsigned members)
{
	end_writes();
	while (first < last) {
		deliver(members);
		end_writes();
	}
	first = last = 0;
}

/* A new ring with these members, and its verdict. */
static void
regroup(unsigned members, uint64_t seq)
{
	struct view_group group = { .ring = { 1, seq } };
	struct view_verdict verdict = { .ring = { 1, seq }, .quorum = 2 };

	for (unsigned i = 0; i < KEEPERS; i++) {
		bool is_in = members >> i & 1;

		verdict.voters[verdict.nvoters++] =
		    (struct voter){ i + 1, 1, is_in };
		if (is_in)
			group.nodes[group.nnodes++] = i + 1;
	}
	verdict.quorate = group.nnodes >= 2;
	for (acting = 0; acting < KEEPERS; acting++)
		if (members >> acting & 1) {
			database_on_group(
			    &keepers[acting], acting + 1, &group, now);
			database_on_verdict(
			    &keepers[acting], &verdict, NULL, now);
		}
	settle(members);
}

static void
begin(void)
{
	first = last = 0;
	nleft = 0;
	now = (struct moment){ 100000 };
	memset(writes, 0, sizeof(writes));
	for (unsigned i = 0; i < KEEPERS; i++)
		database_init(&keepers[i], "db", 0, &outlets, NULL, NULL);
	regroup(7, 1);
}

/* A standby that runs at this position, for who only looks at what was seen. */
static void
see_standby(unsigned i, uint64_t lsn)
{
	struct database *database = &keepers[i];
	struct hand_observation *seen = &database->observer.seen;

	database->is_registered = true;
	database->registration.full = true;
	database->registration.ndatabases = KEEPERS;
	database->registration.nwishes = 1;
	database->registration.wishes[0] = (struct request_wish){ 0, 2, 1, 0 };
	snprintf(database->registration.node,
	    sizeof(database->registration.node), "n%u", i + 1);
	database->observer.pid = 1;
	database->observer.is_seen = true;
	seen->run = 1;
	seen->state.role = ROLE_STANDBY;
	seen->state.term = 1;
	seen->state.lsn.bytes = lsn;
	seen->incarnation = 100 + i;
	acting = i;
	database_report(database, moment_after(now, 1000));
}

static void
all_see_standbys(void)
{
	for (unsigned i = 0; i < KEEPERS; i++)
		see_standby(i, 1000 + i);
	settle(7);
}

static struct answer
state_of(unsigned i)
{
	struct answer answer;

	memset(&answer, 0, sizeof(answer));
	candidacy_state(&keepers[i], &answer);
	return answer;
}

static void
tick_all(int64_t after_ms)
{
	now = moment_after(now, after_ms);
	for (acting = 0; acting < KEEPERS; acting++)
		database_tick(&keepers[acting], now);
	settle(7);
}

static void
three_keepers_have_a_view(void)
{
	begin();
	for (unsigned i = 0; i < KEEPERS; i++) {
		CHECK(view_is_active(&keepers[i].view));
		CHECK(view_record(&keepers[i].view)->nmembers == 3);
	}
	CHECK(nleft == 0);
}

static void
two_of_three_go_on_and_one_does_not(void)
{
	begin();
	regroup(3, 2);
	CHECK(view_is_active(&keepers[0].view));
	CHECK(view_record(&keepers[0].view)->nmembers == 2);
	begin();
	regroup(1, 2);
	CHECK(!view_is_active(&keepers[0].view));
}

static void
everybody_has_the_same_board(void)
{
	begin();
	all_see_standbys();
	for (unsigned i = 0; i < KEEPERS; i++)
		for (uint32_t node = 1; node <= KEEPERS; node++) {
			const struct report *report =
			    board_find(&keepers[i].board, node, now);

			CHECK(report != NULL);
			CHECK(
			    report != NULL && report->lsn.bytes == 999 + node);
		}
}

static void
without_a_view_a_grant_waits_and_then_is_refused(void)
{
	begin();
	all_see_standbys();
	regroup(1, 2);
	acting = 0;
	candidacy_ask(&keepers[0], "test", 5000, now);
	CHECK(state_of(0).kind == ANSWER_WAITING);
	now = moment_after(now, 5000);
	candidacy_review(&keepers[0], now);
	CHECK(state_of(0).kind == ANSWER_REFUSED);
	CHECK(strstr(state_of(0).why.text, "no view") != NULL);
}

/* Without a hand nobody can refuse, and that must not be taken for granted. */
static void
who_does_not_refuse_is_not_promoted(void)
{
	begin();
	all_see_standbys();
	acting = 2;
	candidacy_ask(&keepers[2], "test", 60000, now);
	settle(7);
	CHECK(state_of(2).kind == ANSWER_WAITING);
	for (int i = 0; i < 5; i++)
		tick_all(250);
	CHECK(state_of(2).kind == ANSWER_REFUSED);
	CHECK(strstr(state_of(2).why.text, "n3 may not be promoted") != NULL);
	CHECK(keepers[2].candidacy.step == PROMOTION_IDLE);
	CHECK(view_record(&keepers[0].view)->term == 0);
}

static void
pretend_refusals(void)
{
	for (unsigned i = 0; i < KEEPERS; i++) {
		keepers[i].observer.seen.is_refusing = true;
		keepers[i].refusing.nheeded = keepers[i].refusing.ncalls;
		acting = i;
		database_report(&keepers[i], now);
	}
	settle(7);
}

static void
the_latest_of_all_who_refuse_is_granted_the_first_term(void)
{
	begin();
	all_see_standbys();
	acting = 2;
	candidacy_ask(&keepers[2], "test", 60000, now);
	settle(7);
	pretend_refusals();
	CHECK(state_of(2).kind == ANSWER_GRANTED);
	CHECK(state_of(2).term == 2);
	for (unsigned i = 0; i < KEEPERS; i++) {
		const struct record *record = view_record(&keepers[i].view);

		CHECK(record->term == 2 && record->primary.node == 3);
		CHECK(record->nrules == 1);
		CHECK(record->rules[0].groups[0].nmembers == 2);
	}
}

static void
a_node_whose_watchdog_does_not_work_waits_until_it_does(void)
{
	begin();
	guarded = REPORT_GUARD_MISSING;
	all_see_standbys();
	acting = 2;
	candidacy_ask(&keepers[2], "test", 60000, now);
	settle(7);
	/* Nobody is asked to refuse in vain. */
	CHECK(keepers[0].refusing.ncalls == 0);
	CHECK(state_of(2).kind == ANSWER_WAITING);
	CHECK(strcmp(state_of(2).why.text, "there is no watchdog") == 0);
	guarded = REPORT_GUARD_ARMED;
	tick_all(250);
	CHECK(keepers[0].refusing.ncalls > 0);
	pretend_refusals();
	CHECK(state_of(2).kind == ANSWER_GRANTED);
	guarded = REPORT_GUARD_SOFT;
}

/* It ends between the question and the grant. */
static void
a_grant_waits_for_a_watchdog_that_failed_meanwhile(void)
{
	begin();
	all_see_standbys();
	acting = 2;
	candidacy_ask(&keepers[2], "test", 60000, now);
	settle(7);
	guarded = REPORT_GUARD_MISSING;
	for (unsigned i = 0; i < KEEPERS; i++) {
		keepers[i].observer.seen.is_refusing = true;
		keepers[i].refusing.nheeded = keepers[i].refusing.ncalls;
	}
	tick_all(250);
	CHECK(state_of(2).kind != ANSWER_GRANTED);
	guarded = REPORT_GUARD_SOFT;
}

/* Or promote would demote what only waits for its standbys. */
static void
a_primary_whose_names_are_still_to_come_waits_while_nobody_can_say_more(void)
{
	struct server_state *state = &keepers[2].observer.seen.state;

	the_latest_of_all_who_refuse_is_granted_the_first_term();
	state->role = ROLE_PRIMARY;
	state->term = 2;
	acting = 2;
	candidacy_review(&keepers[2], now);
	candidacy_review(&keepers[2], now);
	CHECK(keepers[2].candidacy.step == PROMOTION_IDLE);
	CHECK(state_of(2).kind == ANSWER_WAITING);
	regroup(4, 2);
	CHECK(view_record(&keepers[2].view) == NULL);
	CHECK(state_of(2).kind == ANSWER_WAITING);
}

/* It followed another meanwhile, and nobody has looked since. */
static void
a_refusal_that_fails_is_not_answered_by_an_earlier_one(void)
{
	struct hand_answer failed = { .deed = HAND_REFUSE,
		.outcome = HAND_FAILED };
	const struct report *report;

	begin();
	all_see_standbys();
	keepers[1].observer.seen.is_refusing = true;
	acting = 2;
	candidacy_ask(&keepers[2], "test", 60000, now);
	settle(7);
	acting = 1;
	keepers[1].refusing.nattempted = keepers[1].refusing.ncalls;
	refusing_on_answer(&keepers[1], &failed, now);
	settle(7);
	report = board_find(&keepers[2].board, 2, now);
	CHECK(report != NULL && report->heeded.ncalls == 1);
	CHECK(report != NULL && !report->refusing);
}

static bool
has_grant(unsigned i)
{
	const struct report *report = board_find(&keepers[0].board, i + 1, now);

	return report != NULL && report->has_grant;
}

/* gs_ctl may be at work for it, or its file not found yet. */
static void
a_keeper_that_comes_anew_does_not_deny_the_grant_of_the_one_before(void)
{
	struct ledger disk;

	the_latest_of_all_who_refuse_is_granted_the_first_term();
	disk = keepers[2].view.ledger;
	regroup(3, 2);
	database_init(&keepers[2], "db", 0, &outlets, &disk, NULL);
	regroup(7, 3);
	see_standby(2, 1002);
	settle(7);
	CHECK(keepers[2].candidacy.step == PROMOTION_IDLE);
	CHECK(has_grant(2) && !has_grant(1));
	acting = 2;
	candidacy_give_up(&keepers[2], now);
	database_report(&keepers[2], now);
	settle(7);
	CHECK(!has_grant(2));
}

static void
the_third_is_primary_and_its_keeper_comes_anew(void)
{
	struct ledger disk;

	the_latest_of_all_who_refuse_is_granted_the_first_term();
	disk = keepers[2].view.ledger;
	regroup(3, 2);
	database_init(&keepers[2], "db", 0, &outlets, &disk, NULL);
	regroup(7, 3);
	see_standby(2, 1002);
	keepers[2].observer.seen.state.role = ROLE_PRIMARY;
	keepers[2].observer.seen.state.term = 2;
}

/* It knows the rule, and has not heard yet who streams. */
static void
a_keeper_that_comes_anew_looks_for_a_while_before_it_says_that_commits_wait(
    void)
{
	struct why why;

	the_third_is_primary_and_its_keeper_comes_anew();
	acting = 2;
	naming_review(&keepers[2], now);
	surroundings_complaint(&keepers[2], now, &why);
	CHECK(why.text[0] == '\0');
	now = moment_after(now, 5000);
	naming_review(&keepers[2], now);
	surroundings_complaint(&keepers[2], now, &why);
	CHECK(strstr(why.text, "commits wait") != NULL);
}

/* The first two are known by these names, and stream to the third. */
static void
the_others_stream(void)
{
	struct hand_observation *seen = &keepers[2].observer.seen;

	for (unsigned i = 0; i < 2; i++) {
		struct sender *sender = &seen->senders[i];
		char *name = keepers[i].application_name;

		snprintf(name, sizeof(keepers[i].application_name), "dn%u", i);
		snprintf(sender->name, sizeof(sender->name), "dn%u", i);
		snprintf(sender->state, sizeof(sender->state), "Streaming");
		sender->flushed.bytes = 1200;
		acting = i;
		database_report(&keepers[i], now);
	}
	seen->nsenders = 2;
	settle(7);
}

static void
look(struct moment at)
{
	now = at;
	for (unsigned i = 0; i < 2; i++) {
		acting = i;
		database_report(&keepers[i], now);
	}
	settle(7);
	acting = 2;
	keepers[2].observer.nseen++;
	naming_review(&keepers[2], now);
	settle(7);
}

/* The server's flag may be later than the probe; it says so no second time. */
static void
a_commit_that_was_not_seen_to_wait_is_probed_again(void)
{
	struct hand_answer named = { .deed = HAND_NAME,
		.outcome = HAND_DONE,
		.mark = { 1200 },
		.probe_waited = false };
	struct naming *naming = &keepers[2].naming;

	the_third_is_primary_and_its_keeper_comes_anew();
	the_others_stream();
	keepers[2].observer.seen.guard.gaps = 1;
	look(now);
	CHECK(naming->step == RULE_CHANGE_NAMING);
	CHECK(decide_names_asked_nobody(view_record(&keepers[2].view)));
	keepers[2].observer.seen.guard.gaps = 0;
	look(moment_after(now, 500));
	naming_on_answer(&keepers[2], &named, now);
	CHECK(naming->step == RULE_CHANGE_ENFORCING);
	look(moment_after(now, 500));
	CHECK(naming->step == RULE_CHANGE_ENFORCING);
	look(moment_after(now, 10000));
	CHECK(naming->step == RULE_CHANGE_NAMING);
	named.probe_waited = true;
	naming_on_answer(&keepers[2], &named, now);
	look(moment_after(now, 500));
	CHECK(naming->step == RULE_CHANGE_WAITING);
}

/* The server has but the name to tell its standbys by. */
static void
who_streams_under_the_name_of_a_standby_that_does_not_is_not_counted(void)
{
	struct force_facts facts;
	struct why why;

	the_third_is_primary_and_its_keeper_comes_anew();
	the_others_stream();
	snprintf(keepers[2].observer.seen.senders[1].address,
	    sizeof(keepers[2].observer.seen.senders[1].address), "192.0.2.9");
	keepers[0].observer.seen.state.receiving = true;
	keepers[1].observer.seen.state.receiving = true;
	keepers[0].observer.seen.state.lsn.bytes = 1200;
	keepers[1].observer.seen.state.lsn.bytes = 1200;
	look(now);
	look(moment_after(now, 5000));
	CHECK(stranger_of(&keepers[2], 1, now) == NULL);
	CHECK(stranger_of(&keepers[2], 2, now) == NULL);

	keepers[1].observer.seen.state.receiving = false;
	look(moment_after(now, 100));
	CHECK(stranger_of(&keepers[2], 2, now) == NULL);
	for (unsigned i = 0; i < 4; i++)
		look(moment_after(now, 2499));
	CHECK(stranger_of(&keepers[2], 2, now) == NULL);
	look(moment_after(now, 4));
	CHECK(stranger_of(&keepers[2], 1, now) == NULL);
	CHECK(strcmp(stranger_of(&keepers[2], 2, now), "192.0.2.9") == 0);
	surroundings_complaint(&keepers[2], now, &why);
	CHECK(strstr(why.text, "192.0.2.9 streams as \"dn1\"") != NULL);
	naming_facts_of_force(&keepers[2], now, &facts);
	CHECK(facts.nsenders == 2 && facts.senders[0].incarnation.id == 100);
	CHECK(facts.senders[1].incarnation.id == 0);

	keepers[1].observer.seen.state.receiving = true;
	look(moment_after(now, 100));
	CHECK(stranger_of(&keepers[2], 2, now) == NULL);
}

/* Cut off, it believes in its stream for as long as its server does. */
static void
who_has_not_what_it_is_said_to_have_flushed_is_not_counted(void)
{
	struct sender *sender = &keepers[2].observer.seen.senders[1];

	the_third_is_primary_and_its_keeper_comes_anew();
	the_others_stream();
	keepers[0].observer.seen.state.receiving = true;
	keepers[1].observer.seen.state.receiving = true;
	keepers[0].observer.seen.state.lsn.bytes = 9000;
	for (unsigned i = 0; i < 30; i++) {
		keepers[1].observer.seen.state.lsn = sender->flushed;
		sender->flushed.bytes += 100;
		look(moment_after(now, 500));
		CHECK(stranger_of(&keepers[2], 2, now) == NULL);
	}
	for (unsigned i = 0; i < 21; i++) {
		sender->flushed.bytes += 100;
		look(moment_after(now, 500));
	}
	CHECK(stranger_of(&keepers[2], 1, now) == NULL);
	CHECK(stranger_of(&keepers[2], 2, now) != NULL);
}

static void
who_has_less_is_refused_with_the_name_of_who_has_more(void)
{
	begin();
	all_see_standbys();
	acting = 0;
	candidacy_ask(&keepers[0], "test", 60000, now);
	settle(7);
	pretend_refusals();
	CHECK(state_of(0).kind == ANSWER_REFUSED);
	CHECK(strstr(state_of(0).why.text, "n2 holds a later log") != NULL ||
	      strstr(state_of(0).why.text, "n3 holds a later log") != NULL);
}

static void
of_two_who_ask_at_once_the_first_goes_on(void)
{
	begin();
	for (unsigned i = 0; i < KEEPERS; i++)
		see_standby(i, 1000);
	settle(7);
	acting = 1;
	candidacy_ask(&keepers[1], "test", 60000, now);
	acting = 2;
	candidacy_ask(&keepers[2], "test", 60000, now);
	settle(7);
	pretend_refusals();
	CHECK(state_of(1).kind == ANSWER_GRANTED);
	CHECK(state_of(2).kind == ANSWER_REFUSED);
	CHECK(strstr(state_of(2).why.text, "n2 asked before") != NULL ||
	      strstr(state_of(2).why.text, "another candidate") != NULL);
}

static void
a_later_candidate_takes_the_grant_of_one_who_hangs(void)
{
	begin();
	for (unsigned i = 0; i < KEEPERS; i++)
		see_standby(i, 1000);
	settle(7);
	acting = 1;
	candidacy_ask(&keepers[1], "test", 60000, now);
	settle(7);
	pretend_refusals();
	CHECK(state_of(1).kind == ANSWER_GRANTED);
	acting = 2;
	candidacy_ask(&keepers[2], "test", 60000, now);
	settle(7);
	CHECK(state_of(1).kind == ANSWER_WITHDRAWN);
	pretend_refusals();
	CHECK(state_of(2).kind == ANSWER_GRANTED && state_of(2).term == 3);
	acting = 1;
	candidacy_give_up(&keepers[1], now);
	CHECK(state_of(1).kind == ANSWER_REFUSED);
}

static void
a_grant_ends_with_its_deadline(void)
{
	begin();
	all_see_standbys();
	acting = 2;
	candidacy_ask(&keepers[2], "test", 2000, now);
	settle(7);
	pretend_refusals();
	CHECK(state_of(2).kind == ANSWER_GRANTED);
	now = moment_after(now, 2000);
	acting = 2;
	candidacy_review(&keepers[2], now);
	CHECK(state_of(2).kind == ANSWER_WITHDRAWN);
	CHECK(candidacy_state_has_grant(&keepers[2]));
}

static void
a_disk_that_does_not_answer_makes_the_keeper_leave(void)
{
	begin();
	acting = 0;
	keepers[0].view.is_writing = true;
	keepers[0].writing_since = now;
	CHECK(!database_is_stuck(&keepers[0], now));
	database_tick(&keepers[0], moment_after(now, 10000));
	CHECK(nleft == 1);
}

/* Without a metadatabase there is nobody to send, and no child. */
static void
nobody_is_sent_where_there_is_no_metadatabase(void)
{
	struct promotion_entry entry = { .term = 4, .to = "n2" };

	begin();
	CHECK(!courier_is_wanted(&keepers[0]));
	acting = 1;
	database_send_promotion(&keepers[1], &entry);
	settle(7);
	acting = 0;
	database_tick(&keepers[0], moment_after(now, 120000));
	CHECK(keepers[0].courier.fd == -1 && !keepers[0].courier.was_tried);
	CHECK(courier_backlog(&keepers[0]) == 0);
}

/* Corosync is away, so nobody is sent. */
static void
the_newest_wait_for_a_metadatabase_that_is_away(void)
{
	struct database *database = &keepers[0];

	begin();
	database->is_registered = true;
	database->observer.has_hand = true;
	strcpy(database->registration.metadatabase, "host=meta");
	acting = 1;
	for (uint64_t term = 4; term < 4 + HISTORY_MAX + 3; term++) {
		struct promotion_entry entry = { .term = term, .to = "n2" };

		database_send_promotion(&keepers[1], &entry);
		settle(7);
		acting = 1;
	}
	CHECK(courier_backlog(database) == HISTORY_MAX);
	CHECK(database->history.entries[0].term == 7);
	CHECK(history_mark(&database->history, 7, 0));
	CHECK(courier_backlog(database) == HISTORY_MAX - 1);
	/* Who joins hears all of them again, and none is untold for that. */
	acting = 1;
	database_send_promotion(&keepers[1], &keepers[1].history.entries[0]);
	settle(7);
	CHECK(courier_backlog(database) == HISTORY_MAX - 1);
	acting = 0;
	courier_review(database, moment_after(now, 120000));
	CHECK(database->courier.fd == -1 && !database->courier.was_tried);
	/* The name of it is new here: what was marked was for another. */
	CHECK(courier_backlog(database) == HISTORY_MAX);
	database->observer.has_hand = false;
	database->is_registered = false;
}

static void
a_promotion_is_in_the_history_of_all(void)
{
	struct promotion_entry entry = { .term = 4, .to = "n2" };

	begin();
	acting = 1;
	database_send_promotion(&keepers[1], &entry);
	settle(7);
	for (unsigned i = 0; i < KEEPERS; i++)
		CHECK(keepers[i].history.n == 1);
}

CHECK_MAIN(three_keepers_have_a_view, two_of_three_go_on_and_one_does_not,
    everybody_has_the_same_board,
    without_a_view_a_grant_waits_and_then_is_refused,
    who_does_not_refuse_is_not_promoted,
    a_primary_whose_names_are_still_to_come_waits_while_nobody_can_say_more,
    the_latest_of_all_who_refuse_is_granted_the_first_term,
    a_node_whose_watchdog_does_not_work_waits_until_it_does,
    a_grant_waits_for_a_watchdog_that_failed_meanwhile,
    a_refusal_that_fails_is_not_answered_by_an_earlier_one,
    a_keeper_that_comes_anew_does_not_deny_the_grant_of_the_one_before,
    a_keeper_that_comes_anew_looks_for_a_while_before_it_says_that_commits_wait,
    a_commit_that_was_not_seen_to_wait_is_probed_again,
    who_streams_under_the_name_of_a_standby_that_does_not_is_not_counted,
    who_has_not_what_it_is_said_to_have_flushed_is_not_counted,
    who_has_less_is_refused_with_the_name_of_who_has_more,
    of_two_who_ask_at_once_the_first_goes_on,
    a_later_candidate_takes_the_grant_of_one_who_hangs,
    a_grant_ends_with_its_deadline,
    a_disk_that_does_not_answer_makes_the_keeper_leave,
    a_promotion_is_in_the_history_of_all,
    nobody_is_sent_where_there_is_no_metadatabase,
    the_newest_wait_for_a_metadatabase_that_is_away)
