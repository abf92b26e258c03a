/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/naming_facts.h"

#include <string.h>
#include <strings.h>

#include "cpg/keeper/database.h"
#include "cpg/keeper/decide_names.h"
#include "cpg/keeper/decide_relief.h"
#include "cpg/keeper/decide_sync_set.h"

/* A stream may break and come back before its standby is given up. */
#define STREAM_GRACE_MS 2000
/* A standby that is further behind is not waited for yet. */
#define NEAR_BYTES (UINT64_C(16) * 1024 * 1024)

const struct board_slot *
naming_facts_sender(const struct board *board, const struct sender *sender)
{
	for (unsigned i = 0; i < board->nslots; i++)
		if (board->slots[i].has_report &&
		    strcasecmp(board->slots[i].report.application_name,
			sender->name) == 0)
			return &board->slots[i];
	return NULL;
}

bool
naming_facts_is_streaming(const struct sender *sender)
{
	return strcasecmp(sender->state, "Streaming") == 0;
}

static void
remember(struct naming *naming, uint32_t node, struct moment now)
{
	unsigned free_place = RECORD_NODES_MAX;

	for (unsigned i = 0; i < RECORD_NODES_MAX; i++) {
		if (naming->streamed[i].node == node) {
			naming->streamed[i].at = now;
			return;
		}
		if (naming->streamed[i].node == 0)
			free_place = i;
	}
	if (free_place == RECORD_NODES_MAX)
		return;
	naming->streamed[free_place].node = node;
	naming->streamed[free_place].at = now;
}

void
naming_facts_watch(struct database *database, struct moment now)
{
	const struct hand_observation *seen = &database->observer.seen;

	stranger_watch(database, now);
	for (unsigned i = 0; i < seen->nsenders; i++) {
		const struct board_slot *slot =
		    naming_facts_sender(&database->board, &seen->senders[i]);

		if (slot != NULL &&
		    naming_facts_is_streaming(&seen->senders[i]) &&
		    stranger_of(database, slot->node, now) == NULL)
			remember(&database->naming, slot->node, now);
	}
}

void
naming_facts_expect(struct database *database, struct moment now)
{
	const struct rule *rule =
	    record_last_rule(view_last_record(&database->view));

	for (unsigned g = 0; rule != NULL && g < rule->ngroups; g++)
		for (unsigned i = 0; i < rule->groups[g].nmembers; i++)
			remember(&database->naming,
			    rule->groups[g].members[i].node, now);
}

static bool
streamed_lately(const struct naming *naming, uint32_t node, struct moment now)
{
	for (unsigned i = 0; i < RECORD_NODES_MAX; i++)
		if (naming->streamed[i].node == node)
			return moment_between_ms(naming->streamed[i].at, now) <
			       STREAM_GRACE_MS;
	return false;
}

static bool
is_near(const struct database *database, const struct report *report)
{
	const struct hand_observation *seen = &database->observer.seen;

	for (unsigned i = 0; i < seen->nsenders; i++)
		if (strcasecmp(
			seen->senders[i].name, report->application_name) == 0)
			return naming_facts_is_streaming(&seen->senders[i]) &&
			       seen->senders[i].flushed.bytes + NEAR_BYTES >=
				   seen->state.lsn.bytes;
	return false;
}

static bool
must_be_built(const struct report *report)
{
	return report->building || report->wants_build ||
	       (report->answered && detail_needs_build(report->detail));
}

static struct sync_standby
standby_of(const struct board_slot *slot, struct moment now)
{
	bool is_heard = board_presence(slot, now) == BOARD_HEARD;

	return (struct sync_standby){
		.data = report_data(&slot->report),
		.zone = slot->report.place.zone,
		.in_view = is_heard,
		.cascaded = slot->report.cascaded,
		.building = must_be_built(&slot->report),
	};
}

static void
fill(const struct database *database, struct sync_facts *facts)
{
	const struct request_registration *of = &database->registration;
	const struct record *record = view_last_record(&database->view);

	memset(facts, 0, sizeof(*facts));
	facts->primary = database_data(database);
	facts->may_drop = database->view.group.nnodes > 1 ||
			  database->view.verdict.nvoters == 1;
	for (unsigned i = 0; i < of->nwishes && i < RULE_GROUPS_MAX; i++)
		facts->wishes[facts->nwishes++] = (struct sync_wish){
			.zone = of->wishes[i].zone,
			.wanted = of->wishes[i].wanted,
			.acks = of->wishes[i].acks,
			.least = of->wishes[i].least,
		};
	facts->least = of->sync_least;
	if (record->nrules > 0 &&
	    rule_same_data(&record_last_rule(record)->owner, &facts->primary))
		facts->present = record_last_rule(record);
}

/* Whoever is in the rule and was never heard of since we started is away. */
static void
add_unheard(const struct board *board, struct sync_facts *facts)
{
	const struct rule *present = facts->present;

	for (unsigned g = 0; present != NULL && g < present->ngroups; g++)
		for (unsigned i = 0; i < present->groups[g].nmembers; i++) {
			const struct member *member =
			    &present->groups[g].members[i];
			const struct board_slot *slot =
			    board_slot(board, member->node);

			if ((slot == NULL || !slot->has_report) &&
			    facts->nstandbys < RULE_MEMBERS_MAX)
				facts->standbys[facts->nstandbys++].data =
				    *member;
		}
}

static bool
is_standby(const struct database *database, const struct board_slot *slot,
    const struct sync_facts *facts)
{
	return slot->node != database->self && slot->has_report &&
	       slot->report.has_database && facts->nstandbys < RULE_MEMBERS_MAX;
}

void
naming_facts_of_primary(const struct database *database, struct moment now,
    struct sync_facts *ret_facts)
{
	const struct board *board = &database->board;

	fill(database, ret_facts);
	for (unsigned i = 0; i < board->nslots; i++) {
		const struct board_slot *slot = &board->slots[i];
		struct sync_standby standby = standby_of(slot, now);

		if (!is_standby(database, slot, ret_facts))
			continue;
		standby.streaming =
		    streamed_lately(&database->naming, slot->node, now);
		standby.is_near =
		    is_near(database, &slot->report) &&
		    !stranger_is_contrary(&slot->report, (struct lsn){ 0 }) &&
		    stranger_of(database, slot->node, now) == NULL;
		ret_facts->standbys[ret_facts->nstandbys++] = standby;
	}
	add_unheard(board, ret_facts);
}

static bool
is_listed(const struct sync_facts *facts, uint32_t node)
{
	for (unsigned i = 0; i < facts->nstandbys; i++)
		if (facts->standbys[i].data.node == node)
			return true;
	return facts->primary.node == node;
}

static void
add_away(const struct member *member, struct sync_facts *facts)
{
	if (!is_listed(facts, member->node) &&
	    facts->nstandbys < RULE_MEMBERS_MAX)
		facts->standbys[facts->nstandbys++].data = *member;
}

/* Databases that are stopped, or nodes that are off: the record knows them. */
static void
add_recorded(const struct record *record, struct sync_facts *facts)
{
	for (unsigned r = 0; r < record->nrules; r++) {
		const struct rule *rule = &record->rules[r];

		add_away(&rule->owner, facts);
		for (unsigned g = 0; g < rule->ngroups; g++)
			for (unsigned i = 0; i < rule->groups[g].nmembers; i++)
				add_away(&rule->groups[g].members[i], facts);
	}
}

/* Who has more than we have, cannot follow us. */
static bool
is_ahead(const struct database *database, const struct report *report)
{
	const struct server_state *own = &database->observer.seen.state;

	return report->term > own->term ||
	       (report->term == own->term &&
		   lsn_cmp(report->lsn, own->lsn) > 0);
}

/* Who refuses the old primary for us will follow us. */
void
naming_facts_of_candidate(const struct database *database, struct moment now,
    struct sync_facts *ret_facts)
{
	const struct board *board = &database->board;

	fill(database, ret_facts);
	for (unsigned i = 0; i < board->nslots; i++) {
		const struct board_slot *slot = &board->slots[i];
		struct sync_standby standby = standby_of(slot, now);

		if (!is_standby(database, slot, ret_facts))
			continue;
		standby.streaming = slot->report.refusing;
		standby.building |= is_ahead(database, &slot->report);
		standby.is_near = slot->report.refusing;
		ret_facts->standbys[ret_facts->nstandbys++] = standby;
	}
	add_unheard(board, ret_facts);
	add_recorded(view_last_record(&database->view), ret_facts);
}

void
naming_facts_of_relief(const struct database *database, struct moment now,
    struct relief_facts *ret_facts)
{
	const struct board *board = &database->board;

	memset(ret_facts, 0, sizeof(*ret_facts));
	ret_facts->record = view_record(&database->view);
	ret_facts->short_ms =
	    moment_between_ms(database->naming.short_since, now);
	for (unsigned i = 0; i < board->nslots; i++) {
		const struct board_slot *slot = &board->slots[i];

		if (slot->node != database->self && slot->has_report &&
		    board_presence(slot, now) == BOARD_HEARD &&
		    slot->report.has_database && slot->report.wants_build &&
		    ret_facts->nwanting < RULE_MEMBERS_MAX)
			ret_facts->wanting[ret_facts->nwanting++] =
			    report_data(&slot->report);
	}
}

/* Which data a standby has is known while its keeper says so. */
void
naming_facts_of_force(const struct database *database, struct moment now,
    struct force_facts *ret_facts)
{
	const struct hand_observation *seen = &database->observer.seen;

	memset(ret_facts, 0, sizeof(*ret_facts));
	ret_facts->reload = database->naming.mark;
	ret_facts->is_statement_old = seen->is_statement_old;
	ret_facts->probe_waited = database->naming.probe_waited;
	for (unsigned i = 0; i < seen->nsenders; i++) {
		const struct sender *sender = &seen->senders[i];
		const struct board_slot *slot =
		    naming_facts_sender(&database->board, sender);
		struct sender_fact fact = { .flushed = sender->flushed };

		if (slot == NULL || ret_facts->nsenders == RULE_MEMBERS_MAX)
			continue;
		fact.node = slot->node;
		if (board_presence(slot, now) == BOARD_HEARD &&
		    stranger_of(database, slot->node, now) == NULL)
			fact.incarnation = slot->report.incarnation;
		ret_facts->senders[ret_facts->nsenders++] = fact;
	}
}

static unsigned
count_streaming(const struct database *database, const struct rule_group *group)
{
	const struct hand_observation *seen = &database->observer.seen;
	unsigned n = 0;

	for (unsigned i = 0; i < seen->nsenders; i++) {
		const struct board_slot *slot =
		    naming_facts_sender(&database->board, &seen->senders[i]);

		n += slot != NULL &&
		     naming_facts_is_streaming(&seen->senders[i]) &&
		     rule_group_find(group, slot->node) != NULL;
	}
	return n;
}

const struct rule_group *
naming_facts_shortage(const struct database *database, unsigned *ret_streaming)
{
	const struct rule *rule =
	    record_last_rule(view_last_record(&database->view));

	for (unsigned g = 0; rule != NULL && g < rule->ngroups; g++) {
		unsigned n = count_streaming(database, &rule->groups[g]);

		if (n >= rule->groups[g].k)
			continue;
		if (ret_streaming != NULL)
			*ret_streaming = n;
		return &rule->groups[g];
	}
	return NULL;
}

static const struct board *named;

static const char *
name_of(uint32_t node)
{
	return board_name(named, node);
}

const char *(*naming_facts_name(const struct board *board))(uint32_t node)
{
	named = board;
	return name_of;
}
