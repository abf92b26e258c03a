/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gateway.h - does a gateway answer?  Judged from pings sent all the time, so
 * that the answer is there when it is asked for: corosync holds the whole
 * cluster still until the vote has come.
 *
 * Pure: a ping is a number; who sends it and hears the answer says so here.
 */
#ifndef QUORUM_GATEWAY_H
#define QUORUM_GATEWAY_H

#include <stdbool.h>
#include <stdint.h>

#include "ocf/moment.h"

/* Begins as zeros: it does not answer until it did tries_up times in a row. */
struct gateway {
	bool answers;
	unsigned run;  /* of answers while it does not, of misses while it does
			*/
	uint16_t ping; /* the last one sent */
	bool is_open;  /* and not answered yet */
	bool is_asked; /* at all */
	struct moment asked;
};

struct gateway_rules {
	int64_t interval_ms;
	unsigned tries_up, tries_down;
};

/* Milliseconds until the next ping; 0: now.  One whose answer would make the
 * difference is sent without waiting for the interval. */
int64_t gateway_due(const struct gateway *gateway,
    const struct gateway_rules *rules, struct moment now);

/* The number of the ping to be sent now.  The one before is missed if it is
 * still open. */
uint16_t gateway_ask(struct gateway *gateway, const struct gateway_rules *rules,
    struct moment now);

/* An answer to a ping that is not the open one says nothing. */
void gateway_hear(
    struct gateway *gateway, const struct gateway_rules *rules, uint16_t ping);

/* After a sleep of this process nothing is known any more. */
void gateway_forget(struct gateway *gateway);

/* How many of n must answer: wanted, but more than half in any case, so that
 * no two nodes have enough and share none. */
unsigned gateway_needed(unsigned n, unsigned wanted);

#endif
