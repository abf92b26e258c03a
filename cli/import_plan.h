/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * import_plan.h - what a node.conf becomes: commands, a piece of corosync.conf,
 * and for each of its settings a sentence that says what became of it.  Pure.
 */
#ifndef CLI_IMPORT_PLAN_H
#define CLI_IMPORT_PLAN_H

#include <stdbool.h>

#include "cli/node_conf.h"

struct settings;
struct why;

#define IMPORT_WORDS_MAX 48
#define IMPORT_WORD_MAX  288
#define IMPORT_STEPS_MAX 48
#define IMPORT_FATE_MAX  256

struct import_step {
	unsigned nwords;
	char words[IMPORT_WORDS_MAX][IMPORT_WORD_MAX];
};

struct import_plan {
	/* By hand, since they ask for a password or begin a new cluster. */
	unsigned nfirst;
	/* Then these, by --apply or by hand. */
	unsigned nsteps; /* the first ones included */
	struct import_step steps[IMPORT_STEPS_MAX];
	char quorum[1024];  /* for corosync.conf */
	char gateways[512]; /* of it; "" for none */
	bool has_metadatabase;
	char fates[NODE_CONF_MAX][IMPORT_FATE_MAX]; /* of conf->list */
};

/*
 * Nodes are called as in corosync, found by their addresses; where that is NULL
 * or does not know them, as their sections are.  False with a sentence when the
 * file cannot be followed.
 */
bool import_plan_make(const struct node_conf *conf, const char *gausshome,
    const struct settings *corosync, struct import_plan *ret_plan,
    struct why *why);

#endif
