/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * casting.h - has the vote decided, and carries the verdict out: to corosync,
 * to the keeper, to the log.
 */
#ifndef QUORUM_CASTING_H
#define QUORUM_CASTING_H

#include "cpg/quorum/quorumd.h"

/* Decides, and acts where that makes a difference.  True when the others
 * should be told at once. */
bool casting_review(struct quorumd *quorumd, struct moment now);

/* Corosync has formed another ring, or gone (seq 0). */
void casting_on_ring(struct quorumd *quorumd, struct ring ring,
    const uint32_t *members, unsigned nmembers, struct moment now);

void casting_on_answer(struct quorumd *quorumd,
    const struct inquirer_answer *answer, struct moment now);

/* Places of nodes have changed: what was known by place is forgotten. */
void casting_forget(struct quorumd *quorumd);

#endif
