/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/lease.h"

#include <string.h>

#include "cpg/lease_time.h"

/* A database that was there before its keeper, or before the keeper knew of its
 * role, has so long to get the lease that it needs. */
#define GRACE_MS 3000
/* Then the newest beat that was echoed is more than two beats old. */
#define LATE_MS (LEASE_BEAT_MS * 5 / 2)

void
lease_init(struct lease *lease, uint64_t life, struct moment now)
{
	memset(lease, 0, sizeof(*lease));
	lease->life = life;
	lease->started = now;
}

void
lease_set_time(struct lease *lease, int64_t lease_ms)
{
	lease->lease_ms = lease_ms;
}

static struct lease_peer *
find_peer(struct lease *lease, uint32_t node)
{
	for (unsigned i = 0; i < RECORD_NODES_MAX; i++)
		if (lease->peers[i].node == node)
			return &lease->peers[i];
	return NULL;
}

/* NULL when there is no room: there is, for all that are configured. */
static struct lease_peer *
peer_of(struct lease *lease, uint32_t node)
{
	struct lease_peer *peer = find_peer(lease, node);

	if (peer != NULL || node == 0)
		return peer;
	peer = find_peer(lease, 0);
	if (peer != NULL)
		peer->node = node;
	return peer;
}

static struct moment
later(struct moment a, struct moment b)
{
	return a.ms > b.ms ? a : b;
}

static void
wait_for(struct lease *lease, uint32_t node, struct moment until)
{
	struct lease_peer *peer = peer_of(lease, node);

	if (peer != NULL)
		peer->over = later(peer->over, until);
}

static uint64_t
echoed_by(const struct lease *lease, uint32_t node)
{
	for (unsigned i = 0; i < RECORD_NODES_MAX; i++)
		if (lease->peers[i].node == node)
			return lease->peers[i].echoed;
	return 0;
}

/* Votes of those that have echoed this beat, this node itself among them. */
static unsigned
votes_for(const struct lease *lease, uint64_t number)
{
	unsigned votes = lease->votes.device_votes;

	for (unsigned i = 0; i < lease->votes.nvoters; i++)
		if (echoed_by(lease, lease->votes.voters[i].node) >= number)
			votes += lease->votes.voters[i].votes;
	return votes;
}

/*
 * From our newest beat that came back to us through corosync, not from the
 * newest sent: a node that corosync does not serve any more must not live by
 * its own vote and the device's.  Nor from one that an earlier group heard: the
 * device casts its vote for all who are here now, who know nothing of it.
 */
static void
count_echoes(struct lease *lease)
{
	uint64_t oldest =
	    lease->number < LEASE_SENT_MAX ? 0 : lease->number - LEASE_SENT_MAX;
	uint64_t number = echoed_by(lease, lease->self);

	if (oldest < lease->former)
		oldest = lease->former;
	if (lease->votes.quorum == 0 || number > lease->number)
		return;
	for (; number > oldest; number--) {
		struct moment sent = lease->sent[number % LEASE_SENT_MAX];

		if (votes_for(lease, number) < lease->votes.quorum)
			continue;
		if (sent.ms < lease->wanted_at.ms)
			return;
		lease->end =
		    later(lease->end, moment_after(sent, lease->lease_ms));
		return;
	}
}

void
lease_on_verdict(struct lease *lease, const struct view_verdict *verdict)
{
	lease->votes = *verdict;
	count_echoes(lease);
}

void
lease_on_group(
    struct lease *lease, uint32_t self, const struct view_group *group)
{
	lease->self = self;
	lease->is_news = group->nnodes > 0;
	lease->former = lease->number;
	for (unsigned i = 0; i < group->nnodes; i++)
		(void)peer_of(lease, group->nodes[i]);
	for (unsigned i = 0; i < RECORD_NODES_MAX; i++)
		lease->peers[i].has_told = false;
}

void
lease_want(struct lease *lease, bool is_wanted, struct moment now)
{
	/* What is left of one that nobody kept up may end in this moment: who
	 * begins with it would be ended before the first echo is here. */
	if (is_wanted && !lease->is_wanted) {
		lease->wanted_at = now;
		lease->end = (struct moment){ 0 };
	}
	lease->is_wanted = is_wanted;
}

void
lease_set_marks(struct lease *lease, const uint32_t *marks, unsigned nmarks)
{
	if (nmarks > LEASE_MARKS_MAX ||
	    (nmarks == lease->nmarks &&
		memcmp(marks, lease->marks, nmarks * sizeof(marks[0])) == 0))
		return;
	lease->nmarks = nmarks;
	memcpy(lease->marks, marks, nmarks * sizeof(marks[0]));
	lease->is_news = true;
}

bool
lease_has_mark(const struct lease *lease, uint32_t node, uint32_t mark)
{
	for (unsigned i = 0; i < RECORD_NODES_MAX; i++)
		for (unsigned k = 0; k < lease->peers[i].nmarks; k++)
			if (lease->peers[i].node == node &&
			    lease->peers[i].marks[k] == mark)
				return true;
	return false;
}

static uint32_t
left_of(struct moment until, struct moment now)
{
	int64_t left = moment_left_ms(until, now);

	return left > UINT32_MAX ? UINT32_MAX : (uint32_t)left;
}

static int64_t
wait_ms_for(const struct lease *lease, const struct lease_beat *beat)
{
	int64_t lease_ms =
	    beat->lease_ms > lease->lease_ms ? beat->lease_ms : lease->lease_ms;

	return lease_time_wait_ms(lease_ms);
}

static struct moment
sight_begins(const struct lease *lease)
{
	return moment_after(
	    lease->started, lease_time_wait_ms(lease->lease_ms));
}

static void
put(struct lease_beat *beat, struct lease_echo echo)
{
	beat->echoes[beat->nechoes++] = echo;
}

/* What is remembered is told apart from the echo: it may be about beats that
 * the others have not heard. */
static void
put_echo(struct lease *lease, struct lease_peer *peer, struct moment now,
    struct lease_beat *beat)
{
	uint32_t left_ms = left_of(peer->over, now);

	if (peer->is_due)
		put(beat, (struct lease_echo){
			      peer->node, peer->life, peer->number, left_ms });
	if (lease->is_news && left_ms > 0)
		put(beat, (struct lease_echo){
			      .node = peer->node, .left_ms = left_ms });
	peer->is_due = false;
}

/* One that is not renewed any more, because nobody needs it, still is one. */
static void
put_own(const struct lease *lease, struct moment now, struct lease_beat *beat)
{
	uint32_t left_ms =
	    left_of(moment_after(lease->end, LEASE_TIME_MARGIN_MS), now);

	if (lease->is_news && left_ms > 0)
		put(beat, (struct lease_echo){
			      .node = lease->self, .left_ms = left_ms });
}

/* Corosync may have only this moment between one ring and the next. */
static bool
is_late(const struct lease *lease, struct moment now)
{
	return moment_left_ms(lease->end, now) < lease->lease_ms - LATE_MS;
}

/*
 * A beat between two of the clock's answers somebody, and asks anew only where
 * the last question is worth nothing.  If every answer were a question, and an
 * urgent one, two that get no lease would answer each other for ever.
 */
static bool
asks(const struct lease *lease, struct moment now)
{
	struct moment sent = lease->sent[lease->number % LEASE_SENT_MAX];

	if (!lease->is_wanted || lease->lease_ms == 0)
		return false;
	return lease->number == lease->former ||
	       sent.ms < lease->wanted_at.ms ||
	       moment_between_ms(sent, now) >= LEASE_BEAT_MS * 3 / 4;
}

bool
lease_next(struct lease *lease, struct moment now, struct lease_beat *ret_beat)
{
	bool is_question = asks(lease, now);

	memset(ret_beat, 0, sizeof(*ret_beat));
	if (lease->self == 0)
		return false;
	for (unsigned i = 0; i < RECORD_NODES_MAX; i++)
		if (lease->peers[i].node == lease->self)
			put_own(lease, now, ret_beat);
		else if (lease->peers[i].node != 0)
			put_echo(lease, &lease->peers[i], now, ret_beat);
	if (!is_question && ret_beat->nechoes == 0 && !lease->is_news)
		return false;
	ret_beat->life = lease->life;
	ret_beat->lease_ms = (uint32_t)lease->lease_ms;
	ret_beat->blind_ms = left_of(sight_begins(lease), now);
	ret_beat->nmarks = lease->nmarks;
	memcpy(ret_beat->marks, lease->marks, sizeof(lease->marks));
	lease->is_news = false;
	if (!is_question)
		return true;
	lease->number++;
	lease->sent[lease->number % LEASE_SENT_MAX] = now;
	ret_beat->number = lease->number;
	ret_beat->is_urgent = !lease_is_held(lease, now) || is_late(lease, now);
	return true;
}

bool
lease_hurries(const struct lease *lease)
{
	return lease->is_news;
}

static void
hear_echo(struct lease *lease, uint32_t sender, const struct lease_echo *echo)
{
	struct lease_peer *peer = peer_of(lease, sender);

	if (echo->life == lease->life && peer != NULL &&
	    echo->number <= lease->number && echo->number > peer->echoed)
		peer->echoed = echo->number;
}

/* The lease that this echo is about lasts from a beat that we know. */
static bool
has_heard(const struct lease *lease, const struct lease_echo *echo)
{
	for (unsigned i = 0; i < RECORD_NODES_MAX; i++)
		if (lease->peers[i].node == echo->node)
			return echo->number != 0 &&
			       lease->peers[i].life == echo->life &&
			       lease->peers[i].number >= echo->number;
	return false;
}

static void
hear_echoes(struct lease *lease, uint32_t sender, const struct lease_beat *beat,
    struct moment now)
{
	for (unsigned i = 0; i < beat->nechoes; i++) {
		const struct lease_echo *echo = &beat->echoes[i];

		if (echo->node == lease->self)
			hear_echo(lease, sender, echo);
		else if (!has_heard(lease, echo))
			wait_for(lease, echo->node,
			    moment_after(now, echo->left_ms));
	}
}

/* Whoever knows nothing of its past may have echoed anybody. */
static void
share_blindness(
    struct lease *lease, const struct lease_beat *beat, struct moment now)
{
	struct moment until = moment_after(now, beat->blind_ms);

	if (beat->blind_ms == 0)
		return;
	for (unsigned i = 0; i < lease->votes.nvoters; i++)
		wait_for(lease, lease->votes.voters[i].node, until);
}

static void
hear_question(struct lease *lease, struct lease_peer *peer,
    const struct lease_beat *beat, struct moment now)
{
	if (beat->number == 0)
		return;
	peer->life = beat->life;
	peer->number = beat->number;
	peer->is_due = true;
	peer->over =
	    later(peer->over, moment_after(now, wait_ms_for(lease, beat)));
	if (beat->is_urgent)
		lease->is_news = true;
}

void
lease_on_beat(struct lease *lease, uint32_t sender,
    const struct lease_beat *beat, struct moment now)
{
	struct lease_peer *peer = peer_of(lease, sender);

	if (peer == NULL)
		return;
	peer->has_told = true;
	peer->nmarks = beat->nmarks;
	memcpy(peer->marks, beat->marks, sizeof(peer->marks));
	if (sender == lease->self) {
		if (beat->life == lease->life && beat->number > peer->echoed &&
		    beat->number <= lease->number)
			peer->echoed = beat->number;
	} else {
		hear_echoes(lease, sender, beat, now);
		share_blindness(lease, beat, now);
		hear_question(lease, peer, beat, now);
	}
	count_echoes(lease);
}

/* The grace is for who has had none yet, never for who has lost it. */
struct moment
lease_ends(const struct lease *lease)
{
	if (lease->end.ms > lease->wanted_at.ms)
		return moment_after(lease->end, -(int64_t)LEASE_TIME_MARGIN_MS);
	return moment_after(lease->wanted_at, GRACE_MS);
}

bool
lease_is_held(const struct lease *lease, struct moment now)
{
	return moment_left_ms(lease->end, now) > LEASE_TIME_MARGIN_MS;
}

struct moment
lease_over(const struct lease *lease, uint32_t node)
{
	struct moment over = sight_begins(lease);

	for (unsigned i = 0; i < RECORD_NODES_MAX; i++)
		if (lease->peers[i].node == node)
			over = later(over, lease->peers[i].over);
	return over;
}

bool
lease_all_told(const struct lease *lease, const struct view_group *group)
{
	for (unsigned i = 0; i < group->nnodes; i++) {
		bool has_told = false;

		for (unsigned k = 0; k < RECORD_NODES_MAX; k++)
			has_told |= lease->peers[k].node == group->nodes[i] &&
				    lease->peers[k].has_told;
		if (!has_told)
			return false;
	}
	return group->nnodes > 0;
}
