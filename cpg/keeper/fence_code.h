/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fence_code.h - what keepers say about a fencing, as packets of the group as a
 * whole.
 */
#ifndef KEEPER_FENCE_CODE_H
#define KEEPER_FENCE_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cpg/keeper/decide_fence.h"

struct wire_packet;

/* What becomes of a node when everything on it has ended. */
enum fence_fate {
	FENCE_REBOOT,
	FENCE_OFF,
	FENCE_ISOLATE, /* it stays on */
};

struct fence_message {
	bool is_order;        /* else the target's word */
	uint32_t target;      /* of an order */
	bool is_insistent;    /* also when it is well */
	enum fence_fate fate; /* of an order */
	enum fence_word word;
};

/* After that of lease_code.h. */
#define FENCE_CODE_KIND 35

size_t fence_code_put(
    unsigned char *buf, size_t size, const struct fence_message *message);

/* False when it is none, or makes no sense. */
bool fence_code_get(
    const struct wire_packet *packet, struct fence_message *ret_message);

#endif
