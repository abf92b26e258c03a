/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * quorumd.h - the quorum device as it runs: what it knows, what it holds.  The
 * parts (probing, casting, display) share this, and each changes its own.
 */
#ifndef QUORUM_QUORUMD_H
#define QUORUM_QUORUMD_H

#include "cpg/herald.h"
#include "cpg/quorum/echo.h"
#include "cpg/quorum/envoy.h"
#include "cpg/quorum/ether.h"
#include "cpg/quorum/facts.h"
#include "cpg/quorum/inquirer.h"
#include "cpg/quorum/words.h"

/* Pings, words, and how they are heard. */
struct probing {
	bool is_open;
	struct moment tried; /* to open */
	struct echo echo;
	struct words words;
	struct ether ether;
	bool has_key;
	uint8_t key[SHA256_BYTES];
	uint64_t counter;
	struct gateway gateways[SETTING_GATEWAYS_MAX];
	bool has_mac; /* of the gateway that relays, from its ARP */
	uint8_t mac[ETHER_MAC];
	struct moment mac_asked;
	uint16_t ping; /* of the peers */
	struct moment pinged, asked, spoke;
};

/* The vote. */
struct casting {
	struct vote_state state;
	struct vote_verdict verdict;
	bool is_told; /* something is in the log */
	uint64_t told_view;
	struct ring answered;
	bool cast;                 /* as corosync was last told */
	struct moment polled;      /* when */
	struct standing_vote next; /* what it is to be told */
	struct standing_vote vote; /* as the keeper was last told */
	struct moment asked;
	bool is_asking;
	bool keeper_failed; /* and that is in the log */
};

/* What crm_mon shows. */
struct display {
	struct herald herald;
	bool is_telling;
	struct moment told_at;
	struct herald_message told;
};

struct quorumd {
	struct facts facts;
	bool has_config;
	struct envoy envoy;
	struct moment beat; /* last heard of the envoy */
	bool absence_told;
	struct inquirer inquirer;
	struct probing probing;
	struct casting casting;
	struct display display;
};

#endif
