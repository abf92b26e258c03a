/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * refusal.h - what a host without a connection answers to a TCP segment
 * (RFC 9293, 3.10.7.1).  Pure.
 */
#ifndef VIP_REFUSAL_H
#define VIP_REFUSAL_H

#include <stddef.h>
#include <stdint.h>

#define REFUSAL_BYTES_MAX 60 /* IPv6 header 40, TCP header 20 */

struct ip;

/*
 * bytes are a segment for `departed`, from its IP header on; its end may have
 * been cut off.  Writes the reset that answers it, IP header included, and
 * returns its size; 0 when it calls for none, or is no whole TCP header.
 */
size_t refusal_build(const struct ip *departed, const uint8_t *bytes,
    size_t size, uint8_t ret_bytes[REFUSAL_BYTES_MAX]);

#endif
