/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * checksum.h - the one's complement sum of IP, TCP and ICMPv6 (RFC 1071).
 * Pure.
 */
#ifndef VIP_CHECKSUM_H
#define VIP_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* Adds bytes to a sum that began with 0; only the last of them may be odd in
 * number. */
uint32_t checksum_add(uint32_t sum, const uint8_t *bytes, size_t size);

/* What goes into the header, in host order.  0 over bytes that already hold
 * their checksum, if it is right. */
uint16_t checksum_end(uint32_t sum);

#endif
