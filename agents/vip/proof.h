/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proof.h - no other node can have the address: the keeper's word for it.
 *
 * Pacemaker's fencing may be off, or only someone's word; the address is taken
 * on the proof alone.
 */
#ifndef VIP_PROOF_H
#define VIP_PROOF_H

#include <stdbool.h>

#include "ocf/moment.h"
#include "ocf/pacemaker.h"

struct why;

/*
 * Waits for it until the deadline.  database: whose address it is; "auto" for
 * whatever database is kept on this node, if any is, and "none" for an address
 * that nobody's lease is about.  False with a sentence.
 */
bool proof_take(const char *address, const char *database,
    struct moment deadline, struct why *why);

/*
 * Another machine answers for the address: the members are asked.  One that has
 * it and should not takes it away; ret_node is that one for as long as it has
 * it, "" when no member says so.
 */
void proof_contest(const char *address, const char *database,
    struct moment deadline, char ret_node[NODE_NAME_MAX]);

/* The address has left this node.  Nothing depends on its being heard. */
void proof_left(
    const char *address, const char *database, struct moment deadline);

#endif
