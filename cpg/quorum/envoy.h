/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * envoy.h - the child process that talks to corosync, so that the quorum
 * device never waits for it: a corosync that hangs hangs the envoy, and who
 * does not hear of it takes corosync for dead, says so, and starts another.
 */
#ifndef QUORUM_ENVOY_H
#define QUORUM_ENVOY_H

#include <stdbool.h>
#include <sys/types.h>

#include "cpg/quorum/config.h"
#include "cpg/ring.h"
#include "ocf/why.h"

/* How often it says that it is well, and reads the configuration. */
#define ENVOY_BEAT_MS 500

enum envoy_kind {
	ENVOY_ABSENT = 1, /* corosync is not there, with a sentence */
	ENVOY_CONFIG,     /* the configuration, at first and when it changed */
	ENVOY_RING,       /* another ring; a vote is waited for */
	ENVOY_BEAT,       /* all is well */
};

struct envoy_news {
	enum envoy_kind kind;
	struct why why;
	struct config config;
	struct ring ring;
	unsigned nmembers;
	uint32_t members[RING_MEMBERS_MAX];
};

struct envoy {
	int fd; /* -1: there is none */
	pid_t pid;
};

bool envoy_start(struct envoy *envoy, struct why *why);
void envoy_stop(struct envoy *envoy);

/* False when it cannot be given. */
bool envoy_vote(struct envoy *envoy, struct ring ring, bool cast);

enum envoy_heard {
	ENVOY_NOTHING,
	ENVOY_NEWS,
	ENVOY_GONE, /* stop it and start another */
};

/* Does not wait. */
enum envoy_heard envoy_receive(
    struct envoy *envoy, struct envoy_news *ret_news);

#endif
