/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/publication.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpg/herald.h"
#include "cpg/keeper/database.h"
#include "cpg/keeper/decide_showing.h"
#include "cpg/keeper/names_text.h"
#include "cpg/keeper/naming_facts.h"
#include "cpg/keeper/outlook_facts.h"
#include "cpg/keeper/own_report.h"
#include "cpg/keeper/portrait.h"
#include "ocf/log.h"

#define POSITIONS_MS 15000
/* Pacemaker forgets when it is started anew; asking it would cost as much. */
#define ALL_MS        60000
#define FAIL_AGAIN_MS 2000
/* Until Pacemaker's daemon that was started again listens. */
#define FORGOTTEN_AGAIN_MS 250
/* Until its controller has joined the others: a second or two. */
#define JOINING_AGAIN_MS 500
/* Longer than the failover that follows, shorter than a second try of it. */
#define TOLD_MS 5000
#define DIED_MS 30000

/* What Pacemaker has from an earlier keeper is not known. */
void
publication_init(struct database *database)
{
	struct publication *publication = &database->publication;

	memset(publication, 0, sizeof(*publication));
	for (unsigned i = 0; i < SHOWN_COUNT; i++)
		snprintf(publication->told.value[i], ATTRIBUTE_MAX, "?");
}

void
publication_on_death(struct database *database, struct moment now)
{
	struct publication *publication = &database->publication;
	const struct observer *observer = &database->observer;

	if (observer->is_standing_down)
		return;
	publication->died_at = now;
	if (observer->was_primary) {
		revival_on_death(database, now);
		return;
	}
	log_error("%s: the standby has ended", database->name);
	publication->is_failure_due = true;
}

void
publication_on_primary(struct database *database)
{
	database->publication.died_at = (struct moment){ 0 };
}

void
publication_forget_failure(struct database *database)
{
	database->publication.is_failure_due = false;
}

void
publication_renew(struct database *database)
{
	database->publication.is_all_due = true;
}

void
publication_forgotten(struct database *database, bool is_controller)
{
	database->publication.is_all_due = true;
	database->publication.is_forgotten = true;
	database->publication.after_join |= is_controller;
}

/* Pacemaker has this score, and no other one is on its way. */
static bool
is_told_never(const struct publication *publication)
{
	const char *told = publication->told.value[SHOWN_SCORE];
	const char *sent = publication->sent.value[SHOWN_SCORE];

	return strcmp(told, PORTRAIT_NEVER) == 0 &&
	       (!publication->is_on_its_way ||
		   !publication->is_sent[SHOWN_SCORE] ||
		   strcmp(sent, PORTRAIT_NEVER) == 0);
}

unsigned
publication_yields(const struct database *database, struct moment now)
{
	return is_told_never(&database->publication)
		   ? revival_elsewhere(database, now)
		   : 0;
}

bool
publication_told_death(const struct database *database, struct moment now)
{
	const struct publication *publication = &database->publication;

	return database->observer.pid == 0 && publication->died_at.ms != 0 &&
	       moment_between_ms(publication->died_at, now) < TOLD_MS;
}

bool
publication_has_died(const struct database *database, struct moment now)
{
	const struct publication *publication = &database->publication;

	return publication->died_at.ms != 0 &&
	       moment_between_ms(publication->died_at, now) < DIED_MS;
}

/* A score that cannot be said now stays what it was. */
static void
judge(struct database *database, struct moment now)
{
	struct publication *publication = &database->publication;
	static struct score_facts facts;
	struct score_verdict verdict;
	enum score_kept kept;

	outlook_facts_of_score(database, now, &facts);
	verdict = decide_score(&facts, naming_facts_name(&database->board));
	kept = decide_score_kept(&facts, &verdict);
	if (kept != SCORE_KEPT_AS_IT_IS)
		publication->kept = kept;
	if (verdict.stays)
		return;
	publication->score = verdict;
	publication->is_judged = true;
}

/* "term 3 of n1, ANY 1 (n2,n3)", and how many older rules still count. */
static const char *
describe_record(const struct database *database)
{
	const struct record *record = view_last_record(&database->view);
	struct member data = database_data(database);
	static char text[ATTRIBUTE_MAX], names[HAND_NAMES_MAX];
	size_t n;

	text[0] = '\0';
	if (record->nrules == 0 || !record_is_primary(record, &data) ||
	    !names_text_of_rule(
		record_last_rule(record), &database->board, names, NULL))
		return text;
	n = (size_t)snprintf(text, sizeof(text), "term %llu of %s, %.160s",
	    (unsigned long long)record->term, database->registration.node,
	    names);
	if (record->nrules > 1 && n < sizeof(text))
		snprintf(text + n, sizeof(text) - n, ", and %u older rules",
		    record->nrules - 1);
	return text;
}

static void
paint(struct database *database, struct moment now, struct portrait *portrait)
{
	static struct report own;
	struct sitter sitter = {
		.own = &own,
		.primary = outlook_facts_primary(database, now),
		.score = &database->publication.score,
		.is_kept = database->publication.kept == SCORE_KEPT_HERE,
		.is_registered = database->is_registered,
		.record = describe_record(database),
	};

	own_report_make(database, &own);
	portrait_paint(&sitter, portrait);
}

/* In how far two looks differ in what is not a position. */
static bool
has_changed(const struct portrait *a, const struct portrait *b)
{
	for (unsigned i = 0; i < SHOWN_COUNT; i++)
		if (!portrait_is_position((enum shown)i) &&
		    strcmp(a->value[i], b->value[i]) != 0)
			return true;
	return false;
}

void
publication_review(struct database *database, struct moment now)
{
	struct publication *publication = &database->publication;
	struct portrait portrait;

	if (database->registration.node[0] == '\0')
		return;
	revival_review(database, now);
	judge(database, now);
	paint(database, now, &portrait);
	if (has_changed(&portrait, &publication->seen))
		publication->changed_at = now;
	publication->seen = portrait;
	if (outlook_facts_primary(database, now) != NULL)
		publication->primary_at = now;
	if (moment_between_ms(publication->all_at, now) >= ALL_MS)
		publication->is_all_due = true;
}

static bool
is_primary_score(const char *text)
{
	return atoi(text) >= SCORE_PRIMARY;
}

static bool
another_has_grant(const struct database *database, struct moment now)
{
	const struct board *board = &database->board;

	for (unsigned i = 0; i < board->nslots; i++) {
		uint32_t node = board->slots[i].node;
		const struct report *report = board_find(board, node, now);

		if (node != database->self && report != NULL &&
		    report->has_grant)
			return true;
	}
	return false;
}

static struct showing_facts
showing_facts(const struct database *database, struct moment now)
{
	const struct publication *publication = &database->publication;
	const struct report *primary = outlook_facts_primary(database, now);

	return (struct showing_facts){
		.since_change_ms =
		    moment_between_ms(publication->changed_at, now),
		.has_primary = primary != NULL,
		.had_primary = publication->primary_at.ms != 0,
		.since_primary_ms =
		    moment_between_ms(publication->primary_at, now),
		/* Whatever changes now may have Pacemaker take it for a
		   standby. */
		.is_relearning = primary != NULL && primary->relearning,
		.another_has_grant = another_has_grant(database, now),
	};
}

static bool
is_urgent(const struct database *database, struct moment now)
{
	const struct publication *publication = &database->publication;
	const char *seen = publication->seen.value[SHOWN_SCORE];
	const char *told = publication->told.value[SHOWN_SCORE];
	struct showing_facts facts;

	if (!publication->is_judged || strcmp(seen, told) == 0)
		return false;
	facts = showing_facts(database, now);
	return decide_showing_score(
	    &facts, publication->score.score, is_primary_score(told));
}

/*
 * That of a primary of long ago, which Pacemaker goes by as long as it knows
 * no other score of this node.
 */
static bool
misleads(const struct publication *publication)
{
	return publication->kept == SCORE_KEPT_NOT &&
	       publication->told.value[SHOWN_KEPT][0] != '\0' &&
	       strcmp(publication->told.value[SHOWN_SCORE], "?") == 0;
}

static bool
is_due(const struct publication *publication, enum shown which, bool is_settled,
    struct moment now)
{
	bool differs = strcmp(publication->seen.value[which],
			   publication->told.value[which]) != 0;

	if (which == SHOWN_SCORE && !publication->is_judged)
		return false;
	if (which == SHOWN_KEPT && publication->kept == SCORE_KEPT_AS_IT_IS)
		return false;
	if (publication->is_all_due && is_settled)
		return true;
	if (!differs || !is_settled)
		return false;
	return !portrait_is_position(which) ||
	       moment_between_ms(publication->positions_at, now) >=
		   POSITIONS_MS;
}

static void
add(struct database *database, enum shown which, struct herald_message *message)
{
	struct publication *publication = &database->publication;
	struct herald_attribute *attribute =
	    &message->attributes[message->nattributes++];

	portrait_name(database->name, which, attribute->name);
	snprintf(attribute->value, sizeof(attribute->value), "%s",
	    publication->seen.value[which]);
	attribute->lasts = which == SHOWN_KEPT;
	publication->is_sent[which] = true;
}

static void
fill(struct database *database, struct moment now,
    struct herald_message *message)
{
	struct publication *publication = &database->publication;
	struct showing_facts facts = showing_facts(database, now);
	bool is_settled = publication->is_forgotten || decide_showing(&facts);

	memset(publication->is_sent, 0, sizeof(publication->is_sent));
	publication->is_forgotten_sent = false;
	if (is_urgent(database, now)) {
		add(database, SHOWN_SCORE, message);
		return;
	}
	if (misleads(publication)) {
		add(database, SHOWN_KEPT, message);
		return;
	}
	for (unsigned i = 0; i < SHOWN_COUNT; i++)
		if (is_due(publication, (enum shown)i, is_settled, now))
			add(database, (enum shown)i, message);
	if (publication->is_sent[SHOWN_LSN])
		publication->positions_at = now;
	if (publication->is_all_due && is_settled) {
		publication->is_all_due = false;
		publication->all_at = now;
		publication->is_forgotten_sent = publication->is_forgotten;
		publication->is_forgotten = false;
	}
}

static int64_t
pause_after_failure(const struct publication *publication)
{
	if (!publication->is_forgotten)
		return FAIL_AGAIN_MS;
	return publication->after_join ? JOINING_AGAIN_MS : FORGOTTEN_AGAIN_MS;
}

bool
publication_next(struct database *database, struct moment now,
    struct herald_message *ret_message)
{
	struct publication *publication = &database->publication;
	int64_t pause_ms = pause_after_failure(publication);

	if (publication->is_on_its_way ||
	    database->registration.node[0] == '\0' ||
	    moment_between_ms(publication->failed_at, now) < pause_ms)
		return false;
	memset(ret_message, 0, sizeof(*ret_message));
	snprintf(ret_message->node, sizeof(ret_message->node), "%s",
	    database->registration.node);
	snprintf(ret_message->resource, sizeof(ret_message->resource), "%s",
	    database->name);
	fill(database, now, ret_message);
	publication->is_failure_sent = false;
	/* It was started again already, or ended for a build. */
	publication->is_failure_due &=
	    database->observer.pid == 0 && !database->observer.is_building;
	if (ret_message->nattributes == 0) {
		if (!publication->is_failure_due ||
		    !database->observer.is_found)
			return false;
		ret_message->is_failure = true;
		publication->is_failure_sent = true;
	}
	ret_message->after_join =
	    publication->is_forgotten_sent && publication->after_join;
	publication->sent = publication->seen;
	publication->is_on_its_way = true;
	return true;
}

void
publication_on_answer(struct database *database,
    const struct herald_answer *answer, struct moment now)
{
	struct publication *publication = &database->publication;

	publication->is_on_its_way = false;
	if (!answer->ok) {
		log_debug("%s: Pacemaker was not told: %s", database->name,
		    answer->why.text);
		publication->failed_at = now;
		publication->is_all_due = true;
		publication->is_forgotten |= publication->is_forgotten_sent;
		return;
	}
	if (publication->is_failure_sent)
		publication->is_failure_due = false;
	if (publication->is_forgotten_sent && !publication->is_forgotten)
		publication->after_join = false;
	for (unsigned i = 0; i < SHOWN_COUNT; i++)
		if (publication->is_sent[i])
			memcpy(publication->told.value[i],
			    publication->sent.value[i], ATTRIBUTE_MAX);
}
