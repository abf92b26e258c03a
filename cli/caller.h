/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * caller.h - who types the command: for history, and to be asked back.
 */
#ifndef CLI_CALLER_H
#define CLI_CALLER_H

#include <stdbool.h>
#include <stddef.h>

/* "gaussha switchover, by root" in at most size bytes. */
void caller_cause(const char *what, char *ret_cause, size_t size);

/* True when the word was typed, on a terminal or not; the question goes to
 * stderr. */
bool caller_confirms(const char *question, const char *word);

#endif
