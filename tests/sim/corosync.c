/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * corosync.c - membership, quorum and ordered messages, played.
 *
 * What is relied on: inside one ring everybody gets the same messages and group
 * changes in the same order.  What is not: at a change of the ring each node
 * has had as much of what was under way as it happened to have.  The quorum
 * device is exclusive and keeps to the lineage of active views (design 6).
 */
#include <stdlib.h>
#include <string.h>

#include "tests/sim/world.h"

enum post_kind {
	POST_MESSAGE,
	POST_MUTE,
	POST_HERE,
	POST_GROUP, /* not a message, as the next */
	POST_VERDICT,
};

/* What waits in a queue.  Equal posts get the same number in every world. */
struct post {
	enum post_kind kind;
	uint32_t sender; /* of a message */
	uint32_t mute;
	struct message message;
	struct view_group group;
	struct view_verdict verdict;
};

#define POSTS_MAX  (1u << 20)
#define POSTS_HASH (POSTS_MAX * 2)

static struct post *posts;
static uint32_t *places;
static uint32_t nposts;

_Static_assert(sizeof(struct post) % 8 == 0, "a post is whole words");

static uint64_t
hash_of(const struct post *post)
{
	const uint64_t *words = (const uint64_t *)(const void *)post;
	uint64_t hash = UINT64_C(0x9E3779B97F4A7C15);

	for (size_t i = 0; i < sizeof(*post) / sizeof(uint64_t); i++) {
		hash = (hash ^ words[i]) * UINT64_C(0xff51afd7ed558ccd);
		hash ^= hash >> 32;
	}
	return hash;
}

void
sim_forget_posts(void)
{
	if (posts == NULL) {
		posts = calloc(POSTS_MAX, sizeof(*posts));
		places = calloc(POSTS_HASH, sizeof(*places));
	}
	if (posts == NULL || places == NULL)
		abort();
	if (nposts > 0)
		memset(places, 0, POSTS_HASH * sizeof(*places));
	nposts = 0;
}

static uint32_t
number_of(const struct post *post)
{
	uint32_t place = (uint32_t)hash_of(post) & (POSTS_HASH - 1);

	for (; places[place] != 0; place = (place + 1) & (POSTS_HASH - 1))
		if (memcmp(&posts[places[place] - 1], post, sizeof(*post)) == 0)
			return places[place];
	if (nposts == POSTS_MAX)
		abort();
	posts[nposts] = *post;
	places[place] = ++nposts;
	return nposts;
}

static void
enqueue(struct world *world, unsigned node, uint32_t number)
{
	struct sim_node *to = &world->nodes[node];

	if (to->nqueue == SIM_QUEUE)
		abort();
	to->queue[to->nqueue++] = number;
}

static unsigned
component_of(const struct world *world, unsigned node)
{
	unsigned all = (1u << world->nnodes) - 1, mask = 0;

	if (world->cut == SIM_WHOLE)
		mask = all;
	else if (world->nnodes == 2 || world->cut == node)
		mask = 1u << node;
	else
		mask = all & ~(1u << world->cut);
	for (unsigned i = 0; i < world->nnodes; i++)
		if (!world->nodes[i].power)
			mask &= ~(1u << i);
	return mask;
}

static struct ring
ring_of(const struct world *world, unsigned node)
{
	const struct sim_node *of = &world->nodes[node];

	return (struct ring){ (uint32_t)__builtin_ffs(of->ring_mask),
		of->ring_seq };
}

static uint32_t
group_post(const struct world *world, unsigned node)
{
	struct post post;

	memset(&post, 0, sizeof(post));
	post.kind = POST_GROUP;
	post.group.ring = ring_of(world, node);
	for (unsigned i = 0; i < world->nnodes; i++)
		if (world->nodes[i].ring_mask & 1u << node &&
		    world->nodes[i].ring_seq == world->nodes[node].ring_seq &&
		    world->nodes[i].keeper)
			post.group.nodes[post.group.nnodes++] = i + 1;
	return number_of(&post);
}

/* Of two nodes, both together have the device, or the one that it chose. */
static uint32_t
verdict_post(const struct world *world, unsigned node)
{
	unsigned mask = world->nodes[node].ring_mask;
	unsigned nodes = (unsigned)__builtin_popcount(mask);
	struct post post;

	memset(&post, 0, sizeof(post));
	post.kind = POST_VERDICT;
	post.verdict.ring = ring_of(world, node);
	post.verdict.quorum = 2;
	post.verdict.device_votes =
	    world->nnodes == 2 && (nodes == 2 || world->cut == node);
	post.verdict.quorate = nodes + post.verdict.device_votes >= 2;
	for (unsigned i = 0; i < world->nnodes; i++)
		post.verdict.voters[post.verdict.nvoters++] = (struct voter){
			.node = i + 1, .votes = 1, .in_ring = mask >> i & 1
		};
	return number_of(&post);
}

/* What anybody else in the ring had already was ordered. */
static bool
is_ordered(const struct world *world, unsigned sender, uint32_t number)
{
	const struct sim_node *from = &world->nodes[sender];

	for (unsigned i = 0; i < world->nnodes; i++) {
		const struct sim_node *of = &world->nodes[i];
		bool waits = !of->keeper || of->ring_seq != from->ring_seq ||
			     !(from->ring_mask >> i & 1);

		for (unsigned j = 0; j < of->nqueue; j++)
			waits |= of->queue[j] == number;
		if (!waits)
			return true;
	}
	return false;
}

/* Messages that this node sent and that were never ordered, not even here. */
static unsigned
unordered(const struct world *world, unsigned node, uint32_t ret[SIM_QUEUE])
{
	const struct sim_node *of = &world->nodes[node];
	unsigned n = 0;

	for (unsigned i = 0; i < of->nqueue; i++) {
		const struct post *post = &posts[of->queue[i] - 1];

		if (post->kind < POST_GROUP && post->sender == node + 1 &&
		    !is_ordered(world, node, of->queue[i]))
			ret[n++] = of->queue[i];
	}
	return n;
}

bool
sim_has_unordered(const struct world *world)
{
	uint32_t numbers[SIM_QUEUE];

	for (unsigned i = 0; i < world->nnodes; i++)
		if (unordered(world, i, numbers) > 0)
			return true;
	return false;
}

static void
enter_ring(struct world *world, unsigned mask, unsigned keep, bool resend)
{
	uint32_t late[SIM_NODES][SIM_QUEUE];
	unsigned nlate[SIM_NODES] = { 0 };

	world->rings++;
	for (unsigned i = 0; i < world->nnodes; i++)
		if ((mask >> i & 1) && resend && !(keep >> i & 1))
			nlate[i] = unordered(world, i, late[i]);
	for (unsigned i = 0; i < world->nnodes; i++) {
		struct sim_node *node = &world->nodes[i];

		if (!(mask >> i & 1))
			continue;
		if (!(keep >> i & 1))
			node->nqueue = 0;
		node->ring_mask = (uint8_t)mask;
		node->ring_seq = world->rings;
	}
	for (unsigned i = 0; i < world->nnodes; i++) {
		if (!(mask >> i & 1) || !world->nodes[i].keeper)
			continue;
		enqueue(world, i, group_post(world, i));
		world->nodes[i].verdict = verdict_post(world, i);
		for (unsigned j = 0; j < world->nnodes; j++)
			for (unsigned k = 0; k < nlate[j]; k++)
				enqueue(world, i, late[j][k]);
	}
}

/* The device may change its mind while the ring stays. */
static void
ask_device(struct world *world, unsigned node)
{
	const struct view_verdict *heard = &world->nodes[node].view.verdict;
	uint32_t number = verdict_post(world, node);

	if (memcmp(&posts[number - 1].verdict, heard, sizeof(*heard)) != 0)
		world->nodes[node].verdict = number;
}

/*
 * Forms the rings that power and network now allow.  Nodes in the mask keep
 * have everything that was under way, the others lose it; with resend, and
 * nothing kept, corosync orders in the new ring what it had not ordered in the
 * old one.
 */
void
sim_reconfigure(struct world *world, unsigned keep, bool resend)
{
	for (unsigned i = 0; i < world->nnodes; i++) {
		unsigned mask = component_of(world, i);

		if (!world->nodes[i].power) {
			world->nodes[i].ring_mask = 0;
			world->nodes[i].ring_seq = 0;
			world->nodes[i].nqueue = 0;
			world->nodes[i].verdict = 0;
		} else if (world->nodes[i].ring_mask != mask) {
			enter_ring(world, mask, keep, resend);
		} else if (world->nnodes == 2 && world->nodes[i].keeper) {
			ask_device(world, i);
		}
	}
}

/* A keeper joined or left the group; the ring stays. */
void
sim_group_changed(struct world *world, unsigned node, bool starts)
{
	unsigned mask = world->nodes[node].ring_mask;

	for (unsigned i = 0; i < world->nnodes; i++)
		if (mask >> i & 1 && world->nodes[i].keeper)
			enqueue(world, i, group_post(world, i));
	if (starts)
		world->nodes[node].verdict = verdict_post(world, node);
}

static void
send(struct world *world, unsigned from, struct post *post)
{
	uint32_t number;

	post->sender = from + 1;
	number = number_of(post);
	for (unsigned i = 0; i < world->nnodes; i++)
		if (world->nodes[from].ring_mask >> i & 1 &&
		    world->nodes[i].ring_seq == world->nodes[from].ring_seq &&
		    world->nodes[i].keeper)
			enqueue(world, i, number);
}

void
sim_send(struct world *world, unsigned from, const struct message *message)
{
	struct post post;

	memset(&post, 0, sizeof(post));
	post.kind = POST_MESSAGE;
	post.message = *message;
	send(world, from, &post);
}

void
sim_send_mute(struct world *world, unsigned from, unsigned mute)
{
	struct post post;

	memset(&post, 0, sizeof(post));
	post.kind = POST_MUTE;
	post.mute = mute + 1;
	send(world, from, &post);
}

void
sim_send_here(struct world *world, unsigned from)
{
	struct post post;

	memset(&post, 0, sizeof(post));
	post.kind = POST_HERE;
	send(world, from, &post);
}

/* Who was gone on without sees itself in no group. */
static void
tell_group(struct world *world, unsigned node, struct ring ring)
{
	struct sim_node *to = &world->nodes[node];
	struct view_group group;
	struct view_effects effects;

	memset(&group, 0, sizeof(group));
	if (!(to->excluded >> node & 1)) {
		group.ring = ring;
		for (unsigned i = 0; i < world->nnodes; i++)
			if (to->members & ~to->excluded & 1u << i)
				group.nodes[group.nnodes++] = i + 1;
	}
	view_on_group(&to->view, &group, &effects);
	sim_carry_out(world, node, &effects);
}

static void
exclude(struct world *world, unsigned node, uint32_t whom, bool is_excluded)
{
	struct sim_node *to = &world->nodes[node];
	unsigned bit = 1u << (whom - 1);
	unsigned excluded =
	    is_excluded ? to->excluded | bit : to->excluded & ~bit;

	if (!(to->members & bit) || excluded == to->excluded)
		return;
	to->excluded = (uint8_t)excluded;
	tell_group(world, node, to->heard);
}

static void
on_group(struct world *world, unsigned node, const struct view_group *group)
{
	struct sim_node *to = &world->nodes[node];

	to->members = 0;
	for (unsigned i = 0; i < group->nnodes; i++)
		to->members |= (uint8_t)(1u << (group->nodes[i] - 1));
	to->excluded &= to->members;
	to->heard = group->ring;
	tell_group(world, node, group->ring);
}

static void
on_message(struct world *world, unsigned node, const struct post *post)
{
	struct view_effects effects;

	/* Whoever speaks is here. */
	exclude(world, node, post->sender, false);
	if (post->kind == POST_MUTE) {
		exclude(world, node, post->mute, true);
		if (post->mute == node + 1)
			sim_send_here(world, node);
	}
	if (post->kind != POST_MESSAGE)
		return;
	view_on_message(&world->nodes[node].view, &post->message, &effects);
	sim_carry_out(world, node, &effects);
}

static void
hand_over(struct world *world, unsigned node, const struct post *post)
{
	struct view_effects effects;

	switch (post->kind) {
	case POST_MESSAGE:
	case POST_MUTE:
	case POST_HERE:
		on_message(world, node, post);
		break;
	case POST_GROUP:
		on_group(world, node, &post->group);
		break;
	case POST_VERDICT:
		view_on_verdict(
		    &world->nodes[node].view, &post->verdict, &effects);
		sim_carry_out(world, node, &effects);
		break;
	}
}

/* Gives a keeper what waits longest for it; false when nothing does. */
bool
sim_deliver(struct world *world, unsigned node)
{
	struct sim_node *to = &world->nodes[node];
	uint32_t number = to->queue[0];

	if (to->nqueue == 0)
		return false;
	to->nqueue--;
	memmove(to->queue, to->queue + 1, to->nqueue * sizeof(to->queue[0]));
	to->queue[to->nqueue] = 0;
	hand_over(world, node, &posts[number - 1]);
	return true;
}

/* votequorum speaks over a socket of its own: before or after the group. */
bool
sim_deliver_verdict(struct world *world, unsigned node)
{
	uint32_t number = world->nodes[node].verdict;

	if (number == 0)
		return false;
	world->nodes[node].verdict = 0;
	hand_over(world, node, &posts[number - 1]);
	return true;
}
