/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * config.h - what corosync's configuration says, as one plain value, so that
 * it can be handed from process to process and compared.
 */
#ifndef QUORUM_CONFIG_H
#define QUORUM_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "cpg/quorum/vote.h"

#define CONFIG_ADDRESSES_MAX 8 /* of a node: corosync's links */
#define CONFIG_ROWS_MAX      16
#define CONFIG_NAME_MAX      64
#define CONFIG_VALUE_MAX     256

/* family 0: none. */
struct address {
	int family;
	uint8_t bytes[16]; /* in network order; four of them for IPv4 */
};

struct config_node {
	uint32_t id;
	char name[CONFIG_NAME_MAX]; /* as corosync.conf has it; "" for none */
	unsigned votes;
	unsigned naddresses;
	struct address addresses[CONFIG_ADDRESSES_MAX];
};

struct config_row {
	char name[CONFIG_NAME_MAX];
	char value[CONFIG_VALUE_MAX];
};

struct config {
	bool has_device; /* of our model */
	unsigned device_votes;
	uint32_t self; /* this node's id */
	unsigned nnodes;
	/* Ascending by id; what does not fit is counted in nnodes. */
	struct config_node nodes[VOTE_NODES_MAX];
	unsigned nrows; /* of the section gateway */
	struct config_row rows[CONFIG_ROWS_MAX];
	/* The first of these that is set: two_node, last_man_standing, ...;
	 * "" for none. */
	char not_exclusive[CONFIG_NAME_MAX];
	bool waits_for_all;
	unsigned timeout_ms, sync_timeout_ms; /* of the device */
	char key_file[CONFIG_VALUE_MAX];      /* corosync's own; "" default */
};

bool config_equal(const struct config *a, const struct config *b);

#endif
