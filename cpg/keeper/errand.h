/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * errand.h - what a keeper gives its courier to tell the metadatabase, and what
 * it hears of it.
 *
 * Plain values of fixed size, between two processes of one program.  One errand
 * a process: the errand comes first, then an answer for each promotion that is
 * in the metadatabase, and at last one for all, the fencings among them.
 */
#ifndef KEEPER_ERRAND_H
#define KEEPER_ERRAND_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "cpg/keeper/fencings.h"
#include "cpg/keeper/history.h"
#include "cpg/wire.h"
#include "gauss/conninfo.h"
#include "gauss/instance.h"
#include "ocf/why.h"

#define ERRAND_MS          15000 /* the courier ends by itself by then */
#define ERRAND_CLUSTER_MAX 128
#define ERRAND_NODE_MAX    64

struct errand {
	struct instance instance; /* whose owner it is carried out as */
	pid_t parent;
	char conninfo[CONNINFO_MAX];
	char cluster[ERRAND_CLUSTER_MAX];
	char database[WIRE_NAME_MAX];
	char node[ERRAND_NODE_MAX];
	/* None of either: only look whether it could be done. */
	unsigned n;
	struct promotion_entry entries[HISTORY_MAX];
	struct fencings fencings;
};

enum errand_word {
	ERRAND_TOLD, /* this one is there */
	ERRAND_DONE, /* all are there; the last word */
	ERRAND_FAILED,
};

struct errand_answer {
	enum errand_word word;
	uint64_t term; /* TOLD: which */
	int64_t when_s;
	struct why why; /* FAILED */
};

#endif
