/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * moment.h - points in time, and how much of it is left.
 *
 * CLOCK_BOOTTIME in milliseconds, wrapped so that it is not mixed with a
 * duration.  Pure code takes `now` as an argument; moment_now() is called by
 * actions, observers and event loops only.
 */
#ifndef OCF_MOMENT_H
#define OCF_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

struct moment {
	int64_t ms;
};

struct moment moment_now(void);

/* t + ms; ms may be negative. */
struct moment moment_after(struct moment t, int64_t ms);

/* The earlier of two. */
struct moment moment_earlier(struct moment a, struct moment b);

/* Milliseconds from now to t, 0 when t has passed. */
int64_t moment_left_ms(struct moment t, struct moment now);

/* Milliseconds from `from` to `to`; negative when `to` is earlier. */
int64_t moment_between_ms(struct moment from, struct moment to);

#endif
