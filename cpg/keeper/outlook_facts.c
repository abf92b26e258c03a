/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/outlook_facts.h"

#include <string.h>

#include "cpg/keeper/database.h"
#include "cpg/keeper/decide_outlook.h"
#include "cpg/keeper/decide_score.h"
#include "cpg/keeper/decide_switchover.h"
#include "cpg/keeper/decide_view.h"
#include "cpg/keeper/home.h"
#include "cpg/keeper/lite.h"

/* Between two reports a standby that keeps up may lag by as much. */
#define NEAR_BYTES (UINT64_C(16) * 1024 * 1024)
/* In which every keeper has asked its database again. */
#define UNSETTLED_MS 200
/* A replay that takes longer is judged by where it is. */
#define REPLAY_MS 2000
/* A view forms in milliseconds; without one for so long there will be none. */
#define VIEW_MISSING_MS 5000

const struct report *
outlook_facts_primary(const struct database *database, struct moment now)
{
	const struct board *board = &database->board;
	const struct report *found = NULL;

	for (unsigned i = 0; i < board->nslots; i++) {
		const struct report *report =
		    board_find(board, board->slots[i].node, now);

		if (report != NULL && report->running &&
		    report->role == ROLE_PRIMARY &&
		    (found == NULL || report->term > found->term))
			found = report;
	}
	return found;
}

bool
outlook_facts_is_near(const struct database *database,
    const struct report *report, struct moment now)
{
	const struct report *primary = outlook_facts_primary(database, now);

	return primary != NULL && report->receiving &&
	       report->lsn.bytes + NEAR_BYTES >= primary->lsn.bytes;
}

/*
 * While they follow a primary closely, who has the last bytes changes all the
 * time and says nothing: they count as equals.
 */
static struct position
position_of(const struct database *database, const struct report *report,
    struct moment now)
{
	const struct report *primary = outlook_facts_primary(database, now);
	struct position position = { report->term, report->lsn };

	if (primary != NULL && outlook_facts_is_near(database, report, now))
		position = (struct position){ primary->term, primary->lsn };
	return position;
}

static struct candidate
candidate_of(const struct database *database, const struct report *report,
    const struct place *home, struct moment now)
{
	return (struct candidate){
		.data = report_data(report),
		.refusing = true,
		.building = report->building,
		.cascaded = report->cascaded,
		.unguarded = report->guard == REPORT_GUARD_MISSING,
		.remote = place_is_remote(home, &report->place),
		.position = report_has_position(report)
				? position_of(database, report, now)
				: (struct position){ 0 },
	};
}

void
outlook_facts_gather(const struct database *database, uint32_t node,
    struct moment now, struct promotion_facts *ret_world)
{
	const struct board *board = &database->board;
	struct place home = home_find(database);

	memset(ret_world, 0, sizeof(*ret_world));
	ret_world->record = view_record(&database->view);
	if (ret_world->record == NULL && view_is_active(&database->view))
		ret_world->record = view_last_record(&database->view);
	ret_world->node = node;
	ret_world->is_wanted =
	    node == database->self && wish_is_for_us(database, now);
	ret_world->is_lite = lite_holds(database);
	ret_world->ndatabases = database->registration.ndatabases;
	for (unsigned i = 0; i < board->nslots; i++) {
		const struct report *report =
		    board_find(board, board->slots[i].node, now);

		if (report == NULL || !report->has_database ||
		    report_is_primary(report) ||
		    (report->node != node && !report_has_position(report)))
			continue;
		ret_world->candidates[ret_world->ncandidates++] =
		    candidate_of(database, report, &home, now);
	}
}

static bool
is_in_rule(const struct database *database)
{
	const struct record *record = view_last_record(&database->view);
	const struct rule *rule = record_last_rule(record);
	struct member data = database_data(database);

	for (unsigned g = 0; rule != NULL && g < rule->ngroups; g++) {
		const struct member *member =
		    rule_group_find(&rule->groups[g], data.node);

		if (member != NULL && rule_same_data(member, &data))
			return true;
	}
	/* Where nobody is waited for, nobody is better than another. */
	return rule != NULL && rule->ngroups == 0;
}

static void
fill_own(const struct database *database, struct score_facts *facts)
{
	const struct observer *observer = &database->observer;
	const struct server_state *state = &observer->seen.state;

	facts->is_looked_for = observer->is_found;
	facts->runs = observer->pid != 0;
	facts->answers = observer->is_seen && observer->seen.run != 0;
	facts->has_answered = observer->has_answered;
	facts->was_primary = observer->was_primary;
	facts->is_primary = observer_sees_primary(database);
	facts->has_grant = candidacy_state_has_grant(database) &&
			   database->candidacy.step != PROMOTION_WITHDRAWING;
	facts->is_standby = state->role == ROLE_STANDBY;
	facts->needs_build = observer->is_building ||
			     state->db_state == DB_STATE_BUILDING ||
			     detail_needs_build(state->detail);
	facts->catches_up = state->db_state == DB_STATE_CATCHUP;
	facts->is_reviving = database->revival.is_under_way;
	facts->others_yield = database->revival.others_yield;
	facts->is_sick = database->registration.sick[0] != '\0';
	facts->reach = database->own.reach;
	facts->is_superseded = overruled_is(database);
}

static void
fill_others(const struct database *database, struct moment now,
    struct score_facts *facts)
{
	struct place home = home_find(database);

	facts->farness = place_farness(&home, &database->own.place);
	for (unsigned i = 0; i < facts->world.ncandidates; i++) {
		const struct report *report = board_find(&database->board,
		    facts->world.candidates[i].data.node, now);

		facts->others_sick[i] = report != NULL && report->sick;
		if (report == NULL)
			continue;
		facts->others_reach[i] = report->reach;
		facts->others_farness[i] = place_farness(&home, &report->place);
	}
	facts->is_revived_elsewhere = revival_elsewhere(database, now) != 0;
}

/* Whoever still replays what it received will be further in a moment. */
static bool
somebody_replays(const struct database *database, struct moment now)
{
	const struct board *board = &database->board;

	for (unsigned i = 0; i < board->nslots; i++) {
		const struct report *report =
		    board_find(board, board->slots[i].node, now);

		if (report != NULL && report_has_position(report) &&
		    !report_is_primary(report) && !report->replayed_all)
			return true;
	}
	return false;
}

static bool
is_unsettled(const struct database *database, struct moment now)
{
	int64_t since_ms = moment_between_ms(database->had_primary_at, now);

	return since_ms < UNSETTLED_MS ||
	       (since_ms < REPLAY_MS && somebody_replays(database, now));
}

void
outlook_facts_of_score(const struct database *database, struct moment now,
    struct score_facts *ret_facts)
{
	static struct why unguarded;

	memset(ret_facts, 0, sizeof(*ret_facts));
	outlook_facts_gather(database, database->self, now, &ret_facts->world);
	(void)database->outlets->guard(database, &unguarded);
	ret_facts->world.unguarded = unguarded.text;
	fill_own(database, ret_facts);
	fill_others(database, now, ret_facts);
	ret_facts->in_rule = is_in_rule(database);
	ret_facts->has_primary = outlook_facts_primary(database, now) != NULL;
	ret_facts->is_unsettled =
	    !ret_facts->has_primary && is_unsettled(database, now);
	ret_facts->stands_down = database->observer.is_standing_down;
	ret_facts->holds_back = database->observer.holds_back;
	ret_facts->is_out_of_reach = reach_hands_over(database, now);
	ret_facts->is_wanted = wish_is_for_us(database, now);
	ret_facts->is_forced = wish_forces_us(database, now);
	ret_facts->is_view_missing =
	    !view_is_active(&database->view) &&
	    moment_between_ms(database->active_at, now) >= VIEW_MISSING_MS;
}

static bool
is_under_way(const struct database *database, struct moment now)
{
	const struct board *board = &database->board;

	for (unsigned i = 0; i < board->nslots; i++) {
		const struct report *report =
		    board_find(board, board->slots[i].node, now);

		if (report != NULL && report->has_grant)
			return true;
	}
	return moment_left_ms(database->wish.until, now) > 0 &&
	       database->wish.node != 0;
}

void
outlook_facts_of_switchover(const struct database *database, uint32_t node,
    bool is_forced, struct moment now, struct switchover_facts *ret_facts)
{
	const struct board_slot *slot = board_slot(&database->board, node);
	const struct report *report = board_find(&database->board, node, now);

	memset(ret_facts, 0, sizeof(*ret_facts));
	outlook_facts_gather(database, node, now, &ret_facts->world);
	ret_facts->world.is_forced = is_forced;
	ret_facts->is_forced = is_forced;
	ret_facts->is_known = slot != NULL && slot->has_report;
	ret_facts->has_primary = outlook_facts_primary(database, now) != NULL;
	ret_facts->is_under_way = is_under_way(database, now);
	if (report == NULL)
		return;
	ret_facts->is_primary = report->running && report->role == ROLE_PRIMARY;
	ret_facts->is_heard = report->running && report->answered;
	ret_facts->follows = report->receiving;
	ret_facts->is_near = outlook_facts_is_near(database, report, now);
}

/* The device's vote does not count where a node of the ring has no keeper. */
static void
count_votes(const struct view *view, struct outlook_facts *facts)
{
	const struct view_verdict *verdict = &view->verdict;

	facts->nkeepers = verdict->nvoters;
	facts->nkeepers_here = view->group.nnodes;
	facts->quorum = verdict->quorum;
	facts->device_votes = verdict->device_votes;
	for (unsigned i = 0; i < verdict->nvoters; i++) {
		const struct voter *voter = &verdict->voters[i];

		if (voter->node == facts->primary)
			continue;
		if (decide_view_has(&view->group, voter->node))
			facts->votes += voter->votes;
		else if (voter->in_ring)
			facts->device_votes = 0;
	}
}

void
outlook_facts_of_outlook(const struct database *database, struct moment now,
    struct outlook_facts *ret_facts)
{
	const struct report *primary = outlook_facts_primary(database, now);
	const struct promotion_facts *world = &ret_facts->world;
	struct place home = home_find(database);

	memset(ret_facts, 0, sizeof(*ret_facts));
	outlook_facts_gather(database, 0, now, &ret_facts->world);
	if (primary != NULL)
		ret_facts->primary = primary->node;
	for (unsigned i = 0; i < world->ncandidates; i++) {
		const struct board_slot *slot = board_slot(
		    &database->board, world->candidates[i].data.node);

		ret_facts->nodes[i].farness =
		    place_farness(&home, &slot->report.place);
		ret_facts->nodes[i].catches_up =
		    slot->report.db_state == DB_STATE_CATCHUP;
	}
	count_votes(&database->view, ret_facts);
}
