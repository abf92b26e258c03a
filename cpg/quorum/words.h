/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * words.h - the UDP sockets of the witness messages.
 */
#ifndef QUORUM_WORDS_H
#define QUORUM_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "cpg/quorum/config.h"

struct why;

struct words {
	int fd4, fd6; /* -1: none */
	uint16_t port;
};

bool words_open(struct words *words, uint16_t port, struct why *why);
void words_close(struct words *words);

/* Does not wait; what cannot be sent is not heard. */
void words_send(struct words *words, const struct address *to,
    const void *bytes, size_t nbytes);

/* The number of bytes; 0 when there are none. */
size_t words_receive(int fd, void *bytes, size_t size);

#endif
