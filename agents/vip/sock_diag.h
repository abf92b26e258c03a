/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sock_diag.h - resets the TCP connections of an address.  The only file that
 * meets the kernel's socket diagnosis.
 */
#ifndef VIP_SOCK_DIAG_H
#define VIP_SOCK_DIAG_H

#include <stdbool.h>
#include <stddef.h>

#include "ocf/moment.h"

struct ip;
struct why;

/*
 * Ends every TCP connection whose local end is ip, listening sockets apart:
 * the local program gets ECONNABORTED, and the other end a reset, provided ip
 * is still on this host.  *ret_nreset counts them, also on failure.  False,
 * with a sentence, when not all could be ended: the kernel cannot do it, or
 * the deadline came first.
 */
bool sock_diag_reset(const struct ip *ip, struct moment deadline,
    unsigned *ret_nreset, struct why *why);

/* The local end of a listed socket; false when the bytes are not one. Pure. */
bool sock_diag_parse(const void *body, size_t size, struct ip *ret_local);

#endif
