/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/link.h"

#include <stdlib.h>
#include <string.h>

#include "cpg/group.h"
#include "cpg/loop.h"
#include "cpg/membership.h"
#include "cpg/votes.h"
#include "ocf/log.h"
#include "ocf/why.h"

#define RETRY_MS      500  /* to join again, when corosync is not there */
#define SEND_AGAIN_MS 5    /* when corosync is busy with its membership */
#define VOTES_MS      1000 /* the device's vote changes without a verdict */
#define QUEUE_BYTES   (256 * 1024)

static struct {
	const struct link_listener *listener;
	void *context;
	uint32_t nodeid;
	struct group *group;
	struct membership *membership;
	struct votes *votes;
	bool is_broken; /* to be closed, when no callback of it runs */
	bool was_told;  /* that corosync is not there */
	struct loop_timer retry, again, poll_votes;

	struct view_group members;
	bool is_excluded[RECORD_NODES_MAX]; /* by place in members */
	bool is_regrouped;                  /* and nobody was told yet */
	struct view_verdict verdict;

	/* Messages that wait: a length, then its bytes. */
	unsigned char queue[QUEUE_BYTES];
	size_t nqueue;
} us;

static void open_all(void *context);

static void
close_all(int64_t retry_ms)
{
	bool was_in = us.members.nnodes > 0;

	if (us.group != NULL)
		loop_unwatch(group_fd(us.group));
	if (us.membership != NULL)
		loop_unwatch(membership_fd(us.membership));
	group_close(us.group);
	membership_close(us.membership);
	votes_close(us.votes);
	us.group = NULL;
	us.membership = NULL;
	us.votes = NULL;
	us.is_broken = false;
	us.is_regrouped = false;
	us.nqueue = 0;
	loop_unset(&us.again);
	loop_unset(&us.poll_votes);
	memset(&us.members, 0, sizeof(us.members));
	memset(us.is_excluded, 0, sizeof(us.is_excluded));
	memset(&us.verdict, 0, sizeof(us.verdict));
	if (was_in) {
		us.listener->verdict(us.context, &us.verdict, NULL);
		us.listener->group(us.context, &us.members);
	}
	if (retry_ms >= 0)
		loop_set(&us.retry, retry_ms, open_all, NULL);
}

static bool
was_excluded(uint32_t node)
{
	for (unsigned i = 0; i < us.members.nnodes; i++)
		if (us.members.nodes[i] == node)
			return us.is_excluded[i];
	return false;
}

/* Those who understand each other. */
static void
tell_group(void)
{
	struct view_group group = { .ring = us.members.ring };

	if (!us.is_regrouped)
		return;
	us.is_regrouped = false;
	for (unsigned i = 0; i < us.members.nnodes; i++)
		if (!us.is_excluded[i])
			group.nodes[group.nnodes++] = us.members.nodes[i];
	if (was_excluded(us.nodeid))
		memset(&group, 0, sizeof(group));
	us.listener->group(us.context, &group);
}

void
link_exclude(uint32_t node, bool excluded)
{
	for (unsigned i = 0; i < us.members.nnodes; i++)
		if (us.members.nodes[i] == node &&
		    us.is_excluded[i] != excluded) {
			us.is_excluded[i] = excluded;
			us.is_regrouped = true;
		}
	tell_group();
}

/* The descriptors of a library are closed outside of its callbacks. */
static void
settle(void)
{
	tell_group();
	if (us.is_broken)
		close_all(RETRY_MS);
}

static int
by_number(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

/* Ascending, and once each: a second process of a node is no keeper, since
 * its scribe would not have the lock. */
static unsigned
sort_out(uint32_t *nodes, unsigned n)
{
	unsigned kept = 0;

	qsort(nodes, n, sizeof(nodes[0]), by_number);
	for (unsigned i = 0; i < n; i++)
		if (kept == 0 || nodes[kept - 1] != nodes[i])
			nodes[kept++] = nodes[i];
	return kept;
}

static void
on_members(void *context, const uint32_t *nodeids, unsigned n)
{
	uint32_t nodes[RING_MEMBERS_MAX];
	bool is_excluded[RECORD_NODES_MAX] = { false };

	(void)context;
	memcpy(nodes, nodeids, n * sizeof(nodes[0]));
	n = sort_out(nodes, n);
	if (n > RECORD_NODES_MAX) {
		log_error("%u keepers are in the group, and there may be %u", n,
		    RECORD_NODES_MAX);
		us.is_broken = true;
		return;
	}
	for (unsigned i = 0; i < n; i++)
		is_excluded[i] = was_excluded(nodes[i]);
	memset(us.members.nodes, 0, sizeof(us.members.nodes));
	memcpy(us.members.nodes, nodes, n * sizeof(nodes[0]));
	memcpy(us.is_excluded, is_excluded, sizeof(is_excluded));
	us.members.nnodes = n;
	us.is_regrouped = true;
}

static void
on_ring(void *context, struct ring ring)
{
	(void)context;
	us.members.ring = ring;
	us.is_regrouped = us.members.nnodes > 0;
}

/* A change of the group comes in two parts, before the first message in it. */
static void
on_message(void *context, uint32_t sender, const void *bytes, size_t nbytes)
{
	(void)context;
	tell_group();
	if (!us.is_broken)
		us.listener->message(us.context, sender, bytes, nbytes);
}

static bool
is_member(const struct verdict *verdict, uint32_t node)
{
	for (unsigned i = 0; i < verdict->nmembers; i++)
		if (verdict->members[i] == node)
			return true;
	return false;
}

static void
fill_verdict(const struct tally *tally, const struct verdict *heard,
    struct view_verdict *ret_verdict)
{
	memset(ret_verdict, 0, sizeof(*ret_verdict));
	ret_verdict->ring = heard->ring;
	ret_verdict->quorate = heard->quorate;
	ret_verdict->quorum = tally->quorum;
	/* It is cast before it may be acted on (cpg/standing.h). */
	if (!tally->is_gateway || us.listener->may_act(us.context, heard->ring))
		ret_verdict->device_votes = tally->device_votes;
	for (unsigned i = 0; i < tally->nvoters && i < RECORD_NODES_MAX; i++)
		ret_verdict->voters[ret_verdict->nvoters++] = (struct voter){
			.node = tally->voters[i].node,
			.votes = tally->voters[i].votes,
			.in_ring = is_member(heard, tally->voters[i].node),
		};
}

static bool
is_same_verdict(const struct view_verdict *a, const struct view_verdict *b)
{
	if (!ring_equal(a->ring, b->ring) || a->quorate != b->quorate ||
	    a->quorum != b->quorum || a->device_votes != b->device_votes ||
	    a->nvoters != b->nvoters)
		return false;
	for (unsigned i = 0; i < a->nvoters; i++)
		if (a->voters[i].node != b->voters[i].node ||
		    a->voters[i].votes != b->voters[i].votes ||
		    a->voters[i].in_ring != b->voters[i].in_ring)
			return false;
	return true;
}

/* Votes are read again for the last verdict heard; told when it differs. */
static struct verdict heard_last;

static void
tell_verdict(bool with_list)
{
	struct view_verdict verdict;
	struct tally tally;
	struct why why;

	if (!votes_read(us.votes, with_list, &tally, &why)) {
		log_warning("%s", why.text);
		us.is_broken = true;
		return;
	}
	us.listener->lease(
	    us.context, tally.lease_ms, tally.device_votes, heard_last.ring);
	fill_verdict(&tally, &heard_last, &verdict);
	if (is_same_verdict(&verdict, &us.verdict))
		return;
	us.verdict = verdict;
	us.listener->verdict(us.context, &verdict, tally.not_exclusive);
}

static void
on_verdict(void *context, const struct verdict *verdict)
{
	(void)context;
	heard_last = *verdict;
	tell_verdict(true);
}

static void
votes_due(void *context)
{
	(void)context;
	tell_verdict(false);
	loop_set(&us.poll_votes, VOTES_MS, votes_due, NULL);
	settle();
}

static void
broke(const struct why *why)
{
	log_warning("%s", why->text);
	us.is_broken = true;
}

static void
group_ready(void *context)
{
	struct why why;

	(void)context;
	if (!group_dispatch(us.group, &why))
		broke(&why);
	settle();
}

static void
membership_ready(void *context)
{
	struct why why;

	(void)context;
	if (!membership_dispatch(us.membership, &why))
		broke(&why);
	settle();
}

static bool
open_group(struct why *why)
{
	static const struct group_listener listener = {
		.members = on_members,
		.ring = on_ring,
		.message = on_message,
	};

	us.group = group_open(LINK_GROUP, &listener, NULL, why);
	if (us.group == NULL)
		return false;
	us.nodeid = group_nodeid(us.group);
	return loop_watch(group_fd(us.group), group_ready, NULL);
}

/* Votes before verdicts: the first verdict asks for them. */
static bool
open_quorum(struct why *why)
{
	us.votes = votes_open(us.nodeid, why);
	if (us.votes == NULL)
		return false;
	us.membership = membership_open(on_verdict, NULL, why);
	return us.membership != NULL &&
	       loop_watch(membership_fd(us.membership), membership_ready, NULL);
}

static void
open_all(void *context)
{
	struct why why = { "corosync's descriptors cannot be watched" };

	(void)context;
	if (!us.listener->may_join(us.context)) {
		loop_set(&us.retry, RETRY_MS, open_all, NULL);
		return;
	}
	if (open_group(&why) && open_quorum(&why)) {
		log_info("corosync is there; this is node %u", us.nodeid);
		us.was_told = false;
		loop_set(&us.poll_votes, VOTES_MS, votes_due, NULL);
		return;
	}
	if (!us.was_told)
		log_warning(
		    "%s; it is tried again until corosync is there", why.text);
	us.was_told = true;
	close_all(RETRY_MS);
}

void
link_start(const struct link_listener *listener, void *context)
{
	us.listener = listener;
	us.context = context;
	open_all(NULL);
}

void
link_stop(void)
{
	loop_unset(&us.retry);
	close_all(-1);
}

void
link_review(void)
{
	if (us.votes == NULL || us.membership == NULL || us.is_broken)
		return;
	tell_verdict(false);
	settle();
}

const struct view_group *
link_members(void)
{
	return &us.members;
}

uint32_t
link_nodeid(void)
{
	return us.nodeid;
}

static void
leave_now(void *context)
{
	int64_t *for_ms = context;

	close_all(*for_ms);
}

uint32_t
link_node_of(const char *name)
{
	return us.votes == NULL ? 0 : votes_node_of(us.votes, name);
}

bool
link_cluster(char *ret_name, size_t size)
{
	return us.votes != NULL && votes_cluster(us.votes, ret_name, size);
}

bool
link_node_at(unsigned i, uint32_t *ret_node, char *ret_name, size_t size)
{
	return us.votes != NULL &&
	       votes_node_at(us.votes, i, ret_node, ret_name, size);
}

const char *
link_name_of(uint32_t node)
{
	static char name[64];
	uint32_t other;

	for (unsigned i = 0; link_node_at(i, &other, name, sizeof(name)); i++)
		if (other == node)
			return name;
	return "";
}

void
link_leave(const char *reason, int64_t for_ms)
{
	static int64_t pause_ms;

	log_error("%s: this keeper leaves the group for %.1f s", reason,
	    (double)for_ms / 1000);
	pause_ms = for_ms;
	loop_set(&us.retry, 0, leave_now, &pause_ms);
}

static void
drop_sent(size_t nbytes)
{
	us.nqueue -= nbytes;
	memmove(us.queue, us.queue + nbytes, us.nqueue);
}

static void
send_queued(void *context)
{
	size_t length;

	(void)context;
	while (us.nqueue > 0) {
		memcpy(&length, us.queue, sizeof(length));
		switch (
		    group_send(us.group, us.queue + sizeof(length), length)) {
		case GROUP_SENT:
			drop_sent(sizeof(length) + length);
			break;
		case GROUP_LATER:
			loop_set(&us.again, SEND_AGAIN_MS, send_queued, NULL);
			return;
		case GROUP_GONE:
			us.nqueue = 0;
			link_leave("corosync does not take messages", RETRY_MS);
			return;
		}
	}
}

static bool
enqueue(const void *bytes, size_t nbytes)
{
	if (QUEUE_BYTES - us.nqueue < sizeof(nbytes) + nbytes)
		return false;
	memcpy(us.queue + us.nqueue, &nbytes, sizeof(nbytes));
	memcpy(us.queue + us.nqueue + sizeof(nbytes), bytes, nbytes);
	us.nqueue += sizeof(nbytes) + nbytes;
	return true;
}

bool
link_send(const void *bytes, size_t nbytes)
{
	bool is_first = us.nqueue == 0;

	if (us.group == NULL || us.members.nnodes == 0)
		return false;
	if (!enqueue(bytes, nbytes)) {
		link_leave("too many messages wait for corosync", RETRY_MS);
		return false;
	}
	if (is_first)
		send_queued(NULL);
	return true;
}
