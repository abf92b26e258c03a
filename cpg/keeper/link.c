/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpg/keeper/messenger.h"
#include "cpg/keeper/view.h"
#include "cpg/loop.h"
#include "ocf/log.h"
#include "ocf/moment.h"

#define RETRY_MS      500 /* to join again, when corosync is not there */
#define SEND_AGAIN_MS 5   /* when the messenger is busy */
#define QUEUE_BYTES   (256 * 1024)
/* So long without a word: corosync is gone.  Less than any T_wait
 * (lease_time.h), lest one who is deaf takes others to be silent. */
#define SILENT_MS 2000
#define JOIN_MS   30000 /* before we are in, nothing is believed: no hurry */
#define LISTEN_MS 250

static struct {
	const struct link_listener *listener;
	void *context;
	uint32_t nodeid;
	struct messenger messenger;
	bool is_there; /* corosync, and we are in the group */
	struct moment heard_at;
	struct messenger_nodes nodes;
	struct tally tally;
	bool is_broken;  /* to be closed, when nothing of it is being told */
	bool is_leaving; /* by link_leave(), for so long */
	int64_t leave_ms;
	bool was_told; /* that corosync is not there */
	struct loop_timer retry, again, listen;

	struct view_group members;
	bool is_excluded[RECORD_NODES_MAX]; /* by place in members */
	bool is_regrouped;                  /* and nobody was told yet */
	struct view_verdict verdict;

	/* Messages that wait: a length, then its bytes. */
	unsigned char queue[QUEUE_BYTES];
	size_t nqueue;
} us = { .messenger = { .fd = -1 } };

static void open_all(void *context);

static void
close_all(int64_t retry_ms)
{
	bool was_in = us.members.nnodes > 0;

	if (us.messenger.fd >= 0)
		loop_unwatch(us.messenger.fd);
	messenger_stop(&us.messenger);
	us.is_there = false;
	us.is_broken = false;
	us.is_leaving = false;
	us.is_regrouped = false;
	us.nqueue = 0;
	loop_unset(&us.again);
	loop_unset(&us.listen);
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
on_members(const uint32_t *nodeids, unsigned n)
{
	uint32_t nodes[RING_MEMBERS_MAX];
	bool is_excluded[RECORD_NODES_MAX] = { false };

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
on_ring(struct ring ring)
{
	us.members.ring = ring;
	us.is_regrouped = us.members.nnodes > 0;
}

/* A change of the group comes in two parts, before the first message in it. */
static void
on_message(uint32_t sender, const void *bytes, size_t nbytes)
{
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

/* Told with the votes that were read last, when it differs. */
static struct verdict heard_last;

static void
tell_verdict(void)
{
	struct view_verdict verdict;

	if (heard_last.ring.seq == 0)
		return;
	us.listener->lease(us.context, us.tally.lease_ms, us.tally.device_votes,
	    heard_last.ring);
	fill_verdict(&us.tally, &heard_last, &verdict);
	if (view_verdict_equal(&verdict, &us.verdict))
		return;
	us.verdict = verdict;
	us.listener->verdict(us.context, &verdict, us.tally.not_exclusive);
}

static void
complain(const char *why)
{
	if (us.is_there || !us.was_told)
		log_warning(
		    "%s; it is tried again until corosync is there", why);
	us.was_told = true;
}

static void
broke(const char *why)
{
	complain(why);
	us.is_broken = true;
}

static void
on_joined(uint32_t node)
{
	us.nodeid = node;
	us.is_there = true;
	us.was_told = false;
	log_info("corosync is there; this is node %u", us.nodeid);
}

static void
take(const struct messenger_news *news, const void *bytes, size_t nbytes)
{
	switch (news->kind) {
	case MESSENGER_ABSENT:
		broke(news->why.text);
		break;
	case MESSENGER_JOINED:
		on_joined(news->node);
		break;
	case MESSENGER_MEMBERS:
		on_members(news->members, news->nmembers);
		break;
	case MESSENGER_RING:
		on_ring(news->ring);
		break;
	case MESSENGER_MESSAGE:
		on_message(news->node, bytes, nbytes);
		break;
	case MESSENGER_SETTLED:
		tell_group();
		break;
	case MESSENGER_NODES:
		memcpy(&us.nodes, bytes, sizeof(us.nodes));
		break;
	case MESSENGER_VERDICT:
		heard_last = news->verdict;
		us.tally = news->tally;
		tell_verdict();
		break;
	case MESSENGER_TALLY:
		us.tally = news->tally;
		tell_verdict();
		break;
	}
}

/* All that it has told; it is closed when nothing of it is being told. */
static void
messenger_ready(void *context)
{
	static struct messenger_news news;
	enum helper_heard heard = HELPER_NOTHING;
	const void *bytes;
	size_t nbytes;

	(void)context;
	while (!us.is_broken) {
		heard =
		    messenger_receive(&us.messenger, &news, &bytes, &nbytes);
		if (heard != HELPER_MESSAGE)
			break;
		us.heard_at = moment_now();
		take(&news, bytes, nbytes);
	}
	if (heard == HELPER_GONE)
		broke("the process that talks to corosync has ended");
	if (us.is_broken)
		close_all(us.is_leaving ? us.leave_ms : RETRY_MS);
}

/* This process may have been held up itself: what was told meanwhile counts. */
static void
listen(void *context)
{
	int64_t silent_ms;

	messenger_ready(context);
	if (us.messenger.fd < 0)
		return;
	silent_ms = moment_between_ms(us.heard_at, moment_now());
	if (silent_ms >= (us.is_there ? SILENT_MS : JOIN_MS)) {
		broke("corosync does not answer");
		close_all(RETRY_MS);
		return;
	}
	if (silent_ms >= SILENT_MS)
		complain("corosync does not answer");
	loop_set(&us.listen, LISTEN_MS, listen, NULL);
}

static void
open_all(void *context)
{
	struct why why = { "the messenger cannot be watched" };

	(void)context;
	if (!us.listener->may_join(us.context)) {
		loop_set(&us.retry, RETRY_MS, open_all, NULL);
		return;
	}
	memset(&heard_last, 0, sizeof(heard_last));
	if (!messenger_start(&us.messenger, LINK_GROUP, &why) ||
	    !loop_watch(us.messenger.fd, messenger_ready, NULL)) {
		broke(why.text);
		close_all(RETRY_MS);
		return;
	}
	us.heard_at = moment_now();
	loop_set(&us.listen, LISTEN_MS, listen, NULL);
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
	if (!us.is_there || us.is_broken)
		return;
	tell_verdict();
	/* The vote may be younger than what was read of it. */
	messenger_ask(&us.messenger);
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
	(void)context;
	close_all(us.leave_ms);
}

uint32_t
link_node_of(const char *name)
{
	for (unsigned i = 0; us.is_there && i < us.nodes.nnodes; i++)
		if (strcmp(us.nodes.nodes[i].name, name) == 0)
			return us.nodes.nodes[i].node;
	return 0;
}

bool
link_cluster(char *ret_name, size_t size)
{
	if (!us.is_there || !us.nodes.has_cluster)
		return false;
	snprintf(ret_name, size, "%s", us.nodes.cluster);
	return true;
}

bool
link_node_at(unsigned i, uint32_t *ret_node, char *ret_name, size_t size)
{
	if (!us.is_there || i >= us.nodes.nnodes)
		return false;
	*ret_node = us.nodes.nodes[i].node;
	snprintf(ret_name, size, "%s", us.nodes.nodes[i].name);
	return true;
}

const char *
link_name_of(uint32_t node)
{
	for (unsigned i = 0; us.is_there && i < us.nodes.nnodes; i++)
		if (us.nodes.nodes[i].node == node)
			return us.nodes.nodes[i].name;
	return "";
}

/* At once, and not when all that was heard has been told: more comes then. */
void
link_leave(const char *reason, int64_t for_ms)
{
	if (us.is_leaving)
		return;
	log_error("%s: this keeper leaves the group for %.1f s", reason,
	    (double)for_ms / 1000);
	us.is_leaving = us.is_broken = true;
	us.leave_ms = for_ms;
	loop_set(&us.retry, 0, leave_now, NULL);
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
		switch (messenger_send(
		    &us.messenger, us.queue + sizeof(length), length)) {
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

	if (!us.is_there || us.is_leaving || us.members.nnodes == 0)
		return false;
	if (!enqueue(bytes, nbytes)) {
		link_leave("too many messages wait for corosync", RETRY_MS);
		return false;
	}
	if (is_first)
		send_queued(NULL);
	return true;
}
