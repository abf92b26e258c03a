/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * witness.h - what the quorum devices of two nodes tell each other, in which
 * bytes, and which bytes are believed.
 *
 * Every message ends with an HMAC-SHA256 of all before it, by a key that only
 * the cluster's nodes have.  A message that was heard once, or before one that
 * was, is refused: each life of a sender has a random number, and counts what
 * it sends.  Pure.
 */
#ifndef QUORUM_WITNESS_H
#define QUORUM_WITNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cpg/quorum/sha256.h"
#include "cpg/quorum/vote.h"
#include "cpg/ring.h"

#define WITNESS_BYTES_MAX 1024
#define WITNESS_LIVES_MAX 8

/* By which way it was sent. */
enum witness_way {
	WITNESS_DIRECT = 1,
	WITNESS_RELAYED, /* to the gateway's hardware address */
	WITNESS_WAYS,
};

/* Nodes by their ids: who reads it may list other nodes than who wrote it. */
struct witness_nodes {
	unsigned n;
	uint32_t ids[VOTE_NODES_MAX];
};

struct witness {
	uint32_t sender;
	uint64_t life;    /* random, of this life of the daemon */
	uint64_t counter; /* grows with every message of that life */
	enum witness_way way;
	struct ring ring;
	bool has_corosync, has_keeper, is_complete, is_continuous;
	bool has_gateway, is_due, casts, may_act;
	uint64_t view; /* the last installed */
	struct witness_nodes members;
	unsigned nmembers;
	uint64_t yields; /* the view in which it gave up; 0: it does not say */
	struct vote_rank rank;
	struct witness_nodes hears;   /* missing for it, and alive */
	struct witness_nodes yielded; /* missing for it, and yielded to it */
	struct witness_nodes relayed; /* of whom relayed words reach it */
};

/* The key, from what corosync's key file holds; never that itself. */
void witness_key(
    const void *secret, size_t nsecret, uint8_t ret_key[SHA256_BYTES]);

/* The number of bytes; 0 when it does not fit. */
size_t witness_put(const struct witness *witness,
    const uint8_t key[SHA256_BYTES], uint8_t ret_bytes[WITNESS_BYTES_MAX]);

/* False for anything but a whole message by this key. */
bool witness_get(const void *bytes, size_t nbytes,
    const uint8_t key[SHA256_BYTES], struct witness *ret_witness);

struct witness_life {
	uint64_t life; /* 0: none */
	uint64_t counter[WITNESS_WAYS];
};

/* What is remembered of one sender, the life that was heard last first; begins
 * as zeros. */
struct witness_past {
	struct witness_life lives[WITNESS_LIVES_MAX];
};

/*
 * Is it newer than all that was heard of this life of its sender, on its way?
 * Then it is remembered.  Lives have no order, so a word of one that was never
 * heard, of long ago and recorded, ends no other: the one that is alive goes on
 * counting.
 */
bool witness_is_new(struct witness_past *past, const struct witness *witness);

#endif
