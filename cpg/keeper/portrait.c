/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/portrait.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cpg/keeper/report.h"

static void
set(struct portrait *portrait, enum shown which, const char *value)
{
	snprintf(portrait->value[which], ATTRIBUTE_MAX, "%.*s",
	    ATTRIBUTE_MAX - 1, value);
}

static void
set_number(struct portrait *portrait, enum shown which, uint64_t number)
{
	snprintf(portrait->value[which], ATTRIBUTE_MAX, "%" PRIu64, number);
}

static void
paint_build(const struct report *own, struct portrait *portrait)
{
	char text[32] = "building";

	if (own->percent >= 0)
		snprintf(text, sizeof(text), "building %d%%", own->percent);
	set(portrait, SHOWN_STATE, text);
}

/*
 * "Standby Need repair (Disconnected)": the reason where there is one.  A
 * standby alone connects and is disconnected in turn, all the time; that is
 * one state, since each change of an attribute has Pacemaker think again.
 */
static void
paint_role(const struct report *own, struct portrait *portrait)
{
	char text[ATTRIBUTE_MAX];
	enum detail detail = own->detail == DETAIL_CONNECTING
				 ? DETAIL_DISCONNECTED
				 : own->detail;
	bool bare = detail == DETAIL_NORMAL || detail == DETAIL_UNKNOWN;

	snprintf(text, sizeof(text), "%s %s%s%s%s", role_text(own->role),
	    db_state_text(own->db_state), bare ? "" : " (",
	    bare ? "" : detail_text(detail), bare ? "" : ")");
	set(portrait, SHOWN_STATE, text);
}

static void
paint_state(const struct report *own, struct portrait *portrait)
{
	if (own->building)
		paint_build(own, portrait);
	else if (own->running && own->answered)
		paint_role(own, portrait);
	else if (own->running)
		set(portrait, SHOWN_STATE, "does not answer");
}

static void
paint_score(const struct score_verdict *score, struct portrait *portrait)
{
	if (score->score != SCORE_NONE) {
		set_number(portrait, SHOWN_SCORE,
		    (uint64_t)score->score - score->farness);
		return;
	}
	set(portrait, SHOWN_SCORE, PORTRAIT_NEVER);
	set(portrait, SHOWN_PROMOTION, score->why.text);
}

/* "n2=Quorum n3=Async" */
static void
paint_sync(const struct report *own, struct portrait *portrait)
{
	char *text = portrait->value[SHOWN_SYNC];
	size_t n = 0;

	for (unsigned i = 0; i < own->nsenders && n < ATTRIBUTE_MAX; i++)
		n += (size_t)snprintf(text + n, ATTRIBUTE_MAX - n, "%s%s=%s",
		    n > 0 ? " " : "", own->senders[i].name,
		    own->senders[i].sync_state);
}

/* As its primary says. */
static void
paint_waited_for(const struct sitter *sitter, struct portrait *portrait)
{
	const struct report *primary = sitter->primary;

	for (unsigned i = 0; primary != NULL && i < primary->nsenders; i++) {
		const struct report_sender *sender = &primary->senders[i];

		if (strcasecmp(sender->name, sitter->own->application_name) ==
			0 &&
		    (strcasecmp(sender->sync_state, "Sync") == 0 ||
			strcasecmp(sender->sync_state, "Quorum") == 0))
			set(portrait, SHOWN_SYNC, PORTRAIT_IS_SYNC);
	}
}

static void
paint_positions(const struct sitter *sitter, struct portrait *portrait)
{
	const struct report *own = sitter->own, *primary = sitter->primary;
	char text[LSN_TEXT_MAX];

	if (own->lsn.bytes == 0)
		return;
	set(portrait, SHOWN_LSN, lsn_text(own->lsn, text));
	if (primary == NULL || primary->node == own->node ||
	    primary->lsn.bytes == 0)
		return;
	set_number(portrait, SHOWN_LAG,
	    primary->lsn.bytes > own->lsn.bytes
		? primary->lsn.bytes - own->lsn.bytes
		: 0);
}

/* "held (soft)" */
static void
paint_lease(const struct report *own, struct portrait *portrait)
{
	char text[ATTRIBUTE_MAX];

	snprintf(
	    text, sizeof(text), "held (%s)", report_guard_text(own->guard));
	set(portrait, SHOWN_LEASE, text);
}

void
portrait_paint(const struct sitter *sitter, struct portrait *ret_portrait)
{
	const struct report *own = sitter->own;

	memset(ret_portrait, 0, sizeof(*ret_portrait));
	if (!sitter->is_registered)
		return;
	paint_score(sitter->score, ret_portrait);
	if (sitter->is_kept)
		set_number(ret_portrait, SHOWN_KEPT, SCORE_KEPT);
	paint_state(own, ret_portrait);
	if (own->leased)
		paint_lease(own, ret_portrait);
	if (!own->running || !own->answered)
		return;
	if (own->term != 0)
		set_number(ret_portrait, SHOWN_TERM, own->term);
	if (own->role == ROLE_PRIMARY) {
		set(ret_portrait, SHOWN_RECORD, sitter->record);
		paint_sync(own, ret_portrait);
	} else {
		paint_waited_for(sitter, ret_portrait);
	}
	paint_positions(sitter, ret_portrait);
}

void
portrait_name(
    const char *database, enum shown which, char ret_name[ATTRIBUTE_MAX])
{
	static const char *const suffixes[] = {
		[SHOWN_STATE] = "state",
		[SHOWN_PROMOTION] = "promotion",
		[SHOWN_TERM] = "term",
		[SHOWN_RECORD] = "record",
		[SHOWN_LEASE] = "lease",
		[SHOWN_SYNC] = "sync",
		[SHOWN_LSN] = "lsn",
		[SHOWN_LAG] = "lag",
	};

	if (which == SHOWN_SCORE || which == SHOWN_KEPT)
		pacemaker_score_attribute(database, ret_name);
	else
		snprintf(ret_name, ATTRIBUTE_MAX, "%s-%s", database,
		    suffixes[which]);
}

bool
portrait_is_position(enum shown which)
{
	return which == SHOWN_LSN || which == SHOWN_LAG;
}
