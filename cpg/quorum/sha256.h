/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sha256.h - SHA-256 (FIPS 180-4) and HMAC with it (RFC 2104), so that no
 * library is needed for some hundred bytes a second.  Pure.
 */
#ifndef QUORUM_SHA256_H
#define QUORUM_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHA256_BYTES 32

void sha256(const void *bytes, size_t nbytes, uint8_t ret_digest[SHA256_BYTES]);

void sha256_hmac(const void *key, size_t nkey, const void *bytes, size_t nbytes,
    uint8_t ret_code[SHA256_BYTES]);

/* In a time that does not tell where they differ. */
bool sha256_equal(const uint8_t a[SHA256_BYTES], const uint8_t b[SHA256_BYTES]);

#endif
