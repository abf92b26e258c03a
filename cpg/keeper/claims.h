/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * claims.h - an address of clients that is on a node to which nobody gave it.
 *
 * Who was given an address and finds that another machine answers for it asks
 * all members.  One that has it on an interface, though its own keeper never
 * gave it, takes it away; as long as it has not, it says so, and that is the
 * proof of who is to be fenced.  A machine that is no member, or whose keeper
 * is silent, is a stranger: nobody knows which node it is.
 */
#ifndef KEEPER_CLAIMS_H
#define KEEPER_CLAIMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ocf/moment.h"

struct answer;
struct request;
struct wire_packet;

void claims_init(bool (*send)(const void *bytes, size_t nbytes));

/* False when the packet is about something else. */
bool claims_on_packet(
    uint32_t sender, const struct wire_packet *packet, struct moment now);

/* REQUEST_ADDRESS_CONFLICT: begins or goes on. */
void claims_ask(
    const struct request *request, struct moment now, struct answer *answer);

#endif
