/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * testimony.h - what an administrator says of nodes that are missing: they are
 * off, and were so before they can have acted alone.  The keeper passes it on
 * to the quorum device, which decides; it counts only in the situation in which
 * it was said.
 */
#ifndef KEEPER_TESTIMONY_H
#define KEEPER_TESTIMONY_H

#include "cpg/keeper/footing.h"
#include "cpg/request.h"

/* REQUEST_OFF, about this node.  True when it is said now, and new: it is to be
 * told in history. */
bool testimony_ask(const struct request *request, uint32_t node,
    const struct footing *footing, struct moment now,
    struct answer *ret_answer);

/* What was said, for the device. */
void testimony_tell(
    const struct footing *footing, struct standing *ret_standing);

#endif
