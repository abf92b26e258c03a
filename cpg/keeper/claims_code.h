/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * claims_code.h - what keepers say about an address that is in conflict, as
 * packets of the group as a whole.
 */
#ifndef KEEPER_CLAIMS_CODE_H
#define KEEPER_CLAIMS_CODE_H

#include <stdbool.h>
#include <stddef.h>

#include "cpg/keeper/addresses.h"

struct wire_packet;

struct claims_message {
	bool is_question; /* who has it?  Else: it is here */
	char address[ADDRESS_MAX];
};

/* After that of fencings.h. */
#define CLAIMS_CODE_KIND 37

size_t claims_code_put(
    unsigned char *buf, size_t size, const struct claims_message *message);

/* False when it is none, or makes no sense. */
bool claims_code_get(
    const struct wire_packet *packet, struct claims_message *ret_message);

#endif
