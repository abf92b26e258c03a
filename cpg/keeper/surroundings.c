/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/surroundings.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cpg/keeper/database.h"
#include "cpg/keeper/decide_build.h"
#include "cpg/keeper/naming_facts.h"
#include "cpg/keeper/outlook_facts.h"

/* Two of one term are none: nobody knows which is meant. */
static void
look_for_primaries(const struct database *database, struct moment now,
    struct answer_surroundings *around)
{
	const struct board *board = &database->board;

	for (unsigned i = 0; i < board->nslots; i++) {
		const struct report *report =
		    board_find(board, board->slots[i].node, now);

		if (report == NULL || !report->running ||
		    report->role != ROLE_PRIMARY)
			continue;
		around->nprimaries++;
		if (report->term == around->primary_term) {
			around->primary[0] = '\0';
		} else if (report->term > around->primary_term) {
			around->primary_term = report->term;
			snprintf(around->primary, sizeof(around->primary), "%s",
			    report->name);
		}
	}
}

void
surroundings_fill(const struct database *database, struct moment now,
    struct answer_surroundings *ret_around)
{
	const struct report *primary = outlook_facts_primary(database, now);
	struct build_facts build = {
		.record = view_record(&database->view),
		.data = database_data(database),
	};

	memset(ret_around, 0, sizeof(*ret_around));
	look_for_primaries(database, now, ret_around);
	ret_around->death_is_told = publication_told_death(database, now);
	if (primary != NULL)
		build.source = report_data(primary);
	ret_around->may_build = decide_build(&build,
	    naming_facts_name(&database->board), &ret_around->build_objection);
}

static unsigned
count_streaming(const struct database *database, const struct rule_group *group)
{
	const struct hand_observation *seen = &database->observer.seen;
	unsigned n = 0;

	for (unsigned i = 0; i < seen->nsenders; i++)
		for (unsigned m = 0; m < group->nmembers; m++) {
			const struct board_slot *slot = board_slot(
			    &database->board, group->members[m].node);

			n += slot != NULL && slot->has_report &&
			     strcasecmp(seen->senders[i].state, "Streaming") ==
				 0 &&
			     strcasecmp(slot->report.application_name,
				 seen->senders[i].name) == 0;
		}
	return n;
}

/* Fewer than k of a group stream: nothing is acknowledged any more. */
static void
complain_of_rule(
    const struct database *database, const struct rule *rule, struct why *why)
{
	for (unsigned g = 0; g < rule->ngroups; g++) {
		const struct rule_group *group = &rule->groups[g];
		unsigned n = count_streaming(database, group);

		if (n >= group->k)
			continue;
		why_set(why,
		    "commits wait: %u of %u synchronous standbys must "
		    "acknowledge them, and %u stream",
		    group->k, group->nmembers, n);
		return;
	}
}

void
surroundings_complaint(const struct database *database, struct why *ret_why)
{
	const struct record *record = view_last_record(&database->view);
	const struct rule *rule = record_last_rule(record);
	struct member data = database_data(database);

	why_set(ret_why, "%s", "");
	if (!database->registration.full || !observer_sees_primary(database))
		return;
	if (!record_is_primary(record, &data))
		why_set(ret_why,
		    "it runs as a primary that the record does not know, and "
		    "acknowledges nothing");
	else if (rule != NULL)
		complain_of_rule(database, rule, ret_why);
}
