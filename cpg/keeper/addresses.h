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

/* It is on an interface here, and nobody asked this keeper for it; nor was it
 * there when the keeper started, as the host's own addresses are. */
bool addresses_strays(const char *address);

/* Takes such a one away, by a child; nothing while that is under way. */
void addresses_expel(const char *address);

/* What others are told of them: a number each, as many as there are. */
unsigned addresses_marks(uint32_t ret_marks[ADDRESSES_MAX]);
uint32_t addresses_mark(const char *address);

/* Takes all away, by a child that does what the vip agent's stop does; nothing
 * while that is under way. */
void addresses_drop(const char *reason);

/* That is under way: none is to be taken before it has ended. */
bool addresses_are_dropped(void);

#endif
