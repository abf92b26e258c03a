/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/testimony.h"

#include <string.h>

static struct {
	struct standing_occasion occasion;
	unsigned n;
	uint32_t nodes[STANDING_NODES_MAX];
} said;

static const char *
objection_text(enum standing_off off)
{
	switch (off) {
	case STANDING_OFF_UNKNOWN:
		return "the quorum device knows no such node";
	case STANDING_OFF_MAY_BE_SAID:
		return "";
	case STANDING_OFF_IS_HERE:
		return "it is with this node";
	case STANDING_OFF_NOT_NEEDED:
		return "this node has the quorum device's vote without that";
	case STANDING_OFF_NO_HELP:
		return "that alone would not bring the vote; the last sentence "
		       "of gaussha-quorumd in the log says what is missing";
	case STANDING_OFF_LIVES:
		return "it gives signs of life";
	case STANDING_OFF_NOT_IN_VIEW:
		return "it was not in the last view, so nothing waits for it";
	case STANDING_OFF_NOT_SEEN:
		return "this node's keeper was started after the last view, "
		       "and cannot know what became of that";
	}
	return "";
}

static enum standing_off
find_off(const struct standing_vote *vote, uint32_t node)
{
	for (unsigned i = 0; i < vote->nnodes && i < STANDING_NODES_MAX; i++)
		if (vote->nodes[i].node == node)
			return (enum standing_off)vote->nodes[i].off;
	return STANDING_OFF_UNKNOWN;
}

static void
refuse(struct answer *answer, const char *sentence)
{
	answer->kind = ANSWER_REFUSED;
	why_set(&answer->why, "%s", sentence);
}

static bool
is_said(uint32_t node)
{
	for (unsigned i = 0; i < said.n; i++)
		if (said.nodes[i] == node)
			return true;
	return false;
}

static bool
say(const struct standing_occasion *occasion, uint32_t node)
{
	if (!standing_same_occasion(&said.occasion, occasion))
		said.n = 0;
	said.occasion = *occasion;
	if (is_said(node) || said.n == STANDING_NODES_MAX)
		return false;
	said.nodes[said.n++] = node;
	return true;
}

/*
 * It acts alone no earlier than a lease and a second after the last echo that
 * it can have sent.  What it sent can have been heard as late as corosync
 * takes to form another ring, so half a lease is left for that.
 */
static bool
tell_times(const struct footing *footing, uint32_t node, struct moment now,
    struct answer *answer)
{
	for (unsigned i = 0; i < footing->nnodes; i++) {
		const struct footing_node *one = &footing->nodes[i];

		if (one->node != node || !one->was_heard)
			continue;
		answer->heard_ms = moment_between_ms(one->heard, now);
		answer->alone_ms = answer->heard_ms - footing->lease_ms / 2;
		return true;
	}
	return false;
}

bool
testimony_ask(const struct request *request, uint32_t node,
    const struct footing *footing, struct moment now, struct answer *ret_answer)
{
	const struct standing_vote *vote = &footing->vote;
	enum standing_off off = find_off(vote, node);

	if (!footing_is_told(footing, now)) {
		refuse(ret_answer, "this node's quorum device is not heard");
		return false;
	}
	if (off != STANDING_OFF_MAY_BE_SAID) {
		refuse(ret_answer, objection_text(off));
		return false;
	}
	if (!tell_times(footing, node, now, ret_answer)) {
		refuse(ret_answer, "this node's keeper was started since, and "
				   "cannot know when it was last heard");
		return false;
	}
	ret_answer->occasion = vote->occasion;
	if (!request->flag)
		return false;
	if (!standing_same_occasion(&request->occasion, &vote->occasion)) {
		refuse(ret_answer,
		    "the situation is another than when it was asked about");
		return false;
	}
	return say(&vote->occasion, node);
}

void
testimony_tell(const struct footing *footing, struct standing *ret_standing)
{
	if (said.n == 0 ||
	    !standing_same_occasion(&said.occasion, &footing->vote.occasion))
		return;
	ret_standing->occasion = said.occasion;
	ret_standing->noff = said.n;
	memcpy(ret_standing->off, said.nodes, said.n * sizeof(said.nodes[0]));
}
