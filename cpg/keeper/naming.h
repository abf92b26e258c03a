/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * naming.h - keeps synchronous_standby_names as the record has them, and the
 * record as the standbys are: rule_change.h's machine, wired to the hand.
 */
#ifndef KEEPER_NAMING_H
#define KEEPER_NAMING_H

#include "cpg/keeper/decide_names.h"
#include "cpg/keeper/lite_state.h"
#include "cpg/keeper/rule_change.h"
#include "cpg/keeper/stranger.h"
#include "cpg/keeper/view.h"
#include "gauss/lsn.h"
#include "ocf/moment.h"
#include "ocf/why.h"

struct database;
struct hand_answer;

struct naming {
	enum rule_change_step step;
	struct rule wanted;
	/* The settings beside the names let the server acknowledge alone. */
	bool is_leak;
	bool is_named; /* what follows is known, and was before nnamed looks */
	unsigned nnamed;
	struct lsn mark;
	int64_t since;
	bool probe_waited;
	/* A new primary: the names first, then again with their proof. */
	bool is_hasty;
	/* A primary that was restarted in its place has commits that nobody was
	 * told of, and that no standby may have: clients wait until the barrier
	 * has been passed, or they would read what can still vanish. */
	bool is_held;
	struct moment short_since; /* too few standbys stream, since then */
	struct lsn barrier;
	struct lite lite;
	struct moment sent_at, closed_gap_at;
	struct {
		uint32_t node;
		struct moment at;
	} streamed[RECORD_NODES_MAX]; /* when each standby last streamed */
	struct strangers strangers;
	struct why why; /* what is wanted, or what stands against it */
};

void naming_on_effect(
    struct database *database, enum view_effect effect, struct moment now);
void naming_on_answer(struct database *database,
    const struct hand_answer *answer, struct moment now);

/* The server restarted, ended, or its grant is not the last one. */
void naming_on_cut(struct database *database, struct moment now);

/* promotion.h hands on a primary whose grant is the newest. */
void naming_on_primary(struct database *database, struct moment now);

void naming_review(struct database *database, struct moment now);

/* decide_names() of what is known here now. */
enum names_verdict naming_verdict(const struct database *database);

/* The clock since which a statement may be too old; 0: nobody cares. */
int64_t naming_since(const struct database *database);

#endif
