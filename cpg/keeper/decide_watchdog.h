/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_watchdog.h - what becomes of the node's watchdog now?
 *
 * It resets the node of a keeper that hangs, and never later than the lease
 * ends: what lives by the lease is then gone whatever hangs, and the others'
 * wait covers it.  A node on which nothing lives by the lease is fed, or its
 * watchdog stopped, so none is reset twice for one fault.
 */
#ifndef KEEPER_DECIDE_WATCHDOG_H
#define KEEPER_DECIDE_WATCHDOG_H

#include <stdbool.h>
#include <stdint.h>

struct why;

/* Until a device that failed is tried again, as somebody waits or not. */
#define WATCHDOG_AGAIN_MS 1000
#define WATCHDOG_IDLE_MS  10000

struct watchdog_facts {
	const char *path; /* of the device */
	/* A database here has lease=watchdog, and nobody holds promotions. */
	bool is_wanted;
	/* One of those is a primary, or is about to be one. */
	bool is_needed;
	/* Nothing of what is guarded can acknowledge, or be reached by the
	 * address: no process, or a standby; seen, not supposed. */
	bool is_harmless;
	int64_t left_ms;  /* until the lease ends; 0: it has, or none was */
	int64_t limit_ms; /* the longest that may be set for such leases */
	bool is_tried;    /* opened before, well or not */
	bool has_failed;  /* then, so much time ago: */
	int64_t tried_ms;
	/* The device as it was found: */
	bool is_open;        /* it runs, then */
	int64_t timeout_ms;  /* as it says */
	bool stops_with_us;  /* at the end of the program that has it open */
	bool is_unstoppable; /* it was told to stop, and does not */
};

enum watchdog_verdict {
	WATCHDOG_REST, /* it is not open, and need not be */
	WATCHDOG_ARM,  /* open it, and set its timeout */
	WATCHDOG_FEED,
	WATCHDOG_STARVE, /* the lease ends before a feed would */
	WATCHDOG_STOP,
};

enum watchdog_verdict decide_watchdog(const struct watchdog_facts *facts);

/* It runs with a timeout that does what it is for. */
bool decide_watchdog_is_armed(const struct watchdog_facts *facts);

/*
 * What lives by the lease may begin now: a feed of this moment is kept.  That
 * of a moment ago, when all was harmless, was a promise of the same length.
 */
bool decide_watchdog_may_serve(const struct watchdog_facts *facts);

/* Why this device, which is open, cannot guard; "" when it can. */
void decide_watchdog_objection(
    const struct watchdog_facts *facts, struct why *ret_why);

/* The verdict as a sentence. */
void decide_watchdog_why(const struct watchdog_facts *facts,
    enum watchdog_verdict verdict, struct why *ret_why);

#endif
