/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/candidacy_facts.h"

#include <string.h>

#include "cpg/keeper/database.h"
#include "cpg/keeper/decide_promotion.h"
#include "cpg/keeper/decide_refusal.h"
#include "cpg/keeper/home.h"
#include "cpg/keeper/lite.h"

/* Has this member heeded our call, and everything it reported come after? */
static bool
has_answered(const struct database *database, const struct report *report)
{
	const struct candidacy *candidacy = &database->candidacy;

	return report != NULL && report->heeded.view == candidacy->view &&
	       report->heeded.ncalls >= candidacy->number;
}

static bool
have_answered(const struct database *database, uint32_t but, struct moment now)
{
	const struct view_group *group = &database->view.group;

	for (unsigned i = 0; i < group->nnodes; i++)
		if (group->nodes[i] != but &&
		    !has_answered(database,
			board_find(&database->board, group->nodes[i], now)))
			return false;
	return true;
}

bool
candidacy_facts_all_heard(const struct database *database, struct moment now)
{
	return have_answered(database, 0, now);
}

/* A database of which nobody knows where its log ends bears no witness. */
static void
add_candidate(const struct database *database, const struct report *report,
    const struct place *home, struct promotion_facts *facts)
{
	bool is_own = report->node == database->self;

	if (!is_own && !report_has_position(report))
		return;
	facts->candidates[facts->ncandidates++] = (struct candidate){
		.data = report_data(report),
		.is_primary = report_is_primary(report),
		.has_grant = !is_own && report->has_grant,
		.refusing = report->refusing,
		.building = report->building,
		.cascaded = report->cascaded,
		.unguarded = report->guard == REPORT_GUARD_MISSING,
		.remote = place_is_remote(home, &report->place),
		.position = { report->term, report_has_position(report)
						? report->lsn
						: (struct lsn){ 0 } },
	};
}

void
candidacy_facts_gather(const struct database *database, struct moment now,
    struct promotion_facts *facts)
{
	const struct view_group *group = &database->view.group;
	struct place home = home_find(database);

	memset(facts, 0, sizeof(*facts));
	facts->record = view_record(&database->view);
	facts->node = database->self;
	facts->ndatabases = database->registration.ndatabases;
	facts->is_outdated =
	    facts->record != NULL &&
	    !decide_refusal_is_held(facts->record, database->candidacy.view,
		database->candidacy.call_term);
	facts->is_forced = wish_forces_us(database, now);
	facts->is_wanted = wish_is_for_us(database, now);
	facts->is_lite = lite_holds(database);
	for (unsigned i = 0; i < group->nnodes; i++) {
		const struct report *report =
		    board_find(&database->board, group->nodes[i], now);

		if (has_answered(database, report))
			add_candidate(database, report, &home, facts);
	}
}

bool
candidacy_facts_are_enough(const struct database *database, struct moment now)
{
	const struct record *record = view_last_record(&database->view);
	static struct promotion_facts facts;

	if (record->primary.node == database->self ||
	    !have_answered(database, record->primary.node, now))
		return false;
	candidacy_facts_gather(database, now, &facts);
	return decide_promotion(&facts).objection == PROMOTION_SAFE;
}

uint64_t
candidacy_facts_term(const struct promotion_facts *facts)
{
	uint64_t highest = 0;

	for (unsigned i = 0; i < facts->ncandidates; i++)
		if (facts->candidates[i].position.term > highest)
			highest = facts->candidates[i].position.term;
	return highest;
}
