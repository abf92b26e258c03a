/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fence.h - a fencing, from both ends: this node asks another to end, or is
 * asked to.  decide_fence.h says what is proof.
 *
 * Who is asked puts the tombstone down first, then kills every database, then
 * gives its answer, and then reboots, switches itself off or stays as it is.
 */
#ifndef KEEPER_FENCE_H
#define KEEPER_FENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ocf/moment.h"

struct answer;
struct request;
struct view_group;
struct view_verdict;
struct wire_packet;

void fence_init(bool (*send)(const void *bytes, size_t nbytes));

void fence_on_group(uint32_t self, const struct view_group *group);
void fence_on_verdict(const struct view_verdict *verdict);

/* False when the packet is about something else. */
bool fence_on_packet(
    uint32_t sender, const struct wire_packet *packet, struct moment now);

/* To be called often while this node is being fenced. */
void fence_review(struct moment now);

/* This node was fenced: it asks for no lease, and starts nothing. */
bool fence_is_done_for(void);

/* REQUEST_FENCE: begins or goes on; DONE, WAITING or REFUSED with a sentence.
 */
void fence_ask(
    const struct request *request, struct moment now, struct answer *answer);

/* REQUEST_ADDRESS_TAKE, in the same way. */
void fence_ask_address(
    const struct request *request, struct moment now, struct answer *answer);

/* REQUEST_FENCE_LIST: how many bytes. */
size_t fence_list(char *text, size_t size);

#endif
