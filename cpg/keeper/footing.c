/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/footing.h"

#include <string.h>

/* Longer than any lease. */
#define NEVER_MS  INT64_C(86400000)
#define SILENT_MS 3000 /* the device speaks a few times a second */

void
footing_init(struct footing *footing, struct moment now)
{
	memset(footing, 0, sizeof(*footing));
	footing->begun = now;
}

/* NULL when there is no room: of such a node nothing is ever said. */
static struct footing_node *
find(struct footing *footing, uint32_t node)
{
	for (unsigned i = 0; i < footing->nnodes; i++)
		if (footing->nodes[i].node == node)
			return &footing->nodes[i];
	if (footing->nnodes == RECORD_NODES_MAX)
		return NULL;
	footing->nodes[footing->nnodes] =
	    (struct footing_node){ .node = node, .here = footing->begun };
	return &footing->nodes[footing->nnodes++];
}

void
footing_on_group(
    struct footing *footing, const struct view_group *group, struct moment now)
{
	for (unsigned i = 0; i < footing->nnodes; i++) {
		if (footing->nodes[i].is_here)
			footing->nodes[i].here = now;
		footing->nodes[i].is_here = false;
	}
	for (unsigned i = 0; i < group->nnodes; i++) {
		struct footing_node *node = find(footing, group->nodes[i]);

		if (node != NULL)
			node->is_here = true;
	}
	footing->ring =
	    group->nnodes > 0 ? group->ring : (struct ring){ .seq = 0 };
}

void
footing_on_message(struct footing *footing, uint32_t sender,
    const struct footing_view *view, struct moment now)
{
	struct footing_node *node = find(footing, sender);

	if (view->record == NULL || !view->is_active)
		return;
	footing->complete = view->record->view;
	if (node == NULL)
		return;
	node->was_heard = true;
	node->heard = now;
}

bool
footing_on_vote(struct footing *footing, const struct standing_vote *vote,
    struct moment now)
{
	bool before =
	    footing->vote.may_act && ring_equal(footing->vote.ring, vote->ring);
	bool changed = before != vote->may_act ||
		       !ring_equal(footing->vote.ring, vote->ring);

	/* A device that was started anew may have forgotten it. */
	footing->vote = *vote;
	footing->vote.may_act |= before;
	footing->told = now;
	return changed;
}

bool
footing_is_told(const struct footing *footing, struct moment now)
{
	return footing->told.ms != 0 &&
	       moment_between_ms(footing->told, now) < SILENT_MS;
}

struct reach
footing_reach(const struct footing *footing, struct moment now)
{
	if (!footing_is_told(footing, now))
		return (struct reach){ 0 };
	return (struct reach){ footing->vote.ngateways & 0xff,
		footing->vote.nanswering & 0xff };
}

bool
footing_may_act(const struct footing *footing, struct ring ring)
{
	return footing->vote.may_act && ring_equal(footing->vote.ring, ring);
}

static void
tell_echo(const struct footing_node *node, struct moment now,
    struct standing *standing)
{
	struct standing_echo *echo = &standing->echoes[standing->nechoes++];

	echo->node = node->node;
	echo->heard_ms =
	    node->was_heard ? moment_between_ms(node->heard, now) : NEVER_MS;
	echo->sent_ms = node->is_here ? 0 : moment_between_ms(node->here, now);
}

void
footing_tell(const struct footing *footing, uint32_t self,
    const struct footing_view *view, struct moment now,
    struct standing *ret_standing)
{
	const struct record *record = view->record;

	memset(ret_standing, 0, sizeof(*ret_standing));
	ret_standing->ring = footing->ring;
	ret_standing->lease_ms = footing->lease_ms;
	for (unsigned i = 0; i < footing->nnodes; i++)
		if (footing->nodes[i].node != self)
			tell_echo(&footing->nodes[i], now, ret_standing);
	if (record == NULL)
		return;
	ret_standing->view = record->view;
	for (unsigned i = 0; i < record->nmembers; i++)
		ret_standing->members[ret_standing->nmembers++] =
		    record->members[i];
	ret_standing->is_active = view->is_active;
	ret_standing->is_complete =
	    view->is_common && record->view != 0 &&
	    (view->is_active || footing->complete == record->view ||
		(record->nmembers == 1 && record->members[0] == self));
	ret_standing->record_view = record->view;
	ret_standing->record_seq = record->seq;
	ret_standing->has_primary = record->primary.node == self;
}
