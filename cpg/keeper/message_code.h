/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * message_code.h - what keepers say to each other, as packets (wire.h).
 *
 * The sender of a packet is not in it: corosync tells it, and nobody can
 * pretend to be somebody else.
 */
#ifndef KEEPER_MESSAGE_CODE_H
#define KEEPER_MESSAGE_CODE_H

#include <stddef.h>

#include "cpg/keeper/history.h"
#include "cpg/keeper/report.h"
#include "cpg/keeper/view.h"
#include "cpg/keeper/wish.h"

struct wire_packet;

/* Kinds of packets; below MESSAGE_CODE_REPORT are those of enum message_kind.
 */
enum message_code_kind {
	MESSAGE_CODE_REPORT = 16,
	MESSAGE_CODE_REFUSE,  /* a candidate asks all to refuse and report */
	MESSAGE_CODE_OVER,    /* it gave up: refusals made for it may end */
	MESSAGE_CODE_HISTORY, /* one promotion that came to its end */
	MESSAGE_CODE_WISH,    /* a person wants another primary */
};

/* Of REFUSE and OVER: which candidacy, in which state of the record. */
struct message_call {
	uint64_t serial;
	uint64_t view, term;
};

/* The largest packet any of these makes. */
#define MESSAGE_CODE_MAX 16384

/* Each writes a packet into buf; its size, 0 when it does not fit. */
size_t message_code_put_message(unsigned char *buf, size_t size,
    const char *database, const struct message *message);
size_t message_code_put_report(unsigned char *buf, size_t size,
    const char *database, const struct report *report);
size_t message_code_put_call(unsigned char *buf, size_t size,
    const char *database, enum message_code_kind kind,
    const struct message_call *call);
size_t message_code_put_promotion(unsigned char *buf, size_t size,
    const char *database, const struct promotion_entry *entry);
size_t message_code_put_wish(unsigned char *buf, size_t size,
    const char *database, const struct wish_message *wish);

/* Each reads what its kind of packet holds; false when it is not that. */
bool message_code_get_message(const struct wire_packet *packet, uint32_t sender,
    struct message *ret_message);
bool message_code_get_report(const struct wire_packet *packet, uint32_t sender,
    struct report *ret_report);
bool message_code_get_call(
    const struct wire_packet *packet, struct message_call *ret_call);
bool message_code_get_promotion(
    const struct wire_packet *packet, struct promotion_entry *ret_entry);
bool message_code_get_wish(
    const struct wire_packet *packet, struct wish_message *ret_wish);

#endif
