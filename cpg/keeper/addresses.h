/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * addresses.h - the addresses of clients that this node holds by its lease, and
 * which of the others hold which.
 *
 * The vip agent asks before it takes one and says when it is gone.  They are
 * kept for the keeper's successor, beside the registrations.
 */
#ifndef KEEPER_ADDRESSES_H
#define KEEPER_ADDRESSES_H

#include <stdbool.h>
#include <stdint.h>

#include "ocf/moment.h"

#define ADDRESSES_MAX 8
#define ADDRESS_MAX   64 /* as text, with its NUL */

/* With what the former keeper held; directory NULL: nothing is kept. */
void addresses_init(const char *directory);

/* False when there is no room. */
bool addresses_hold(const char *address, struct moment now);
void addresses_leave(const char *address);

/* One that is on no interface any more is forgotten, some time after it was
 * promised to somebody. */
void addresses_review(struct moment now);

bool addresses_any(void);

/* What others are told of them: a number each, as many as there are. */
unsigned addresses_marks(uint32_t ret_marks[ADDRESSES_MAX]);
uint32_t addresses_mark(const char *address);

/* Takes all away, by a child that does what the vip agent's stop does; nothing
 * while that is under way. */
void addresses_drop(const char *reason);

#endif
