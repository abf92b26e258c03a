/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gateway_words.h - what the quorum device will say of its section in
 * corosync.conf, by the rows that it reads it with.  Pure.
 */
#ifndef CLI_GATEWAY_WORDS_H
#define CLI_GATEWAY_WORDS_H

struct config;
struct why;

/* Of the rows alone; empty where it has nothing to say. */
void gateway_words(
    const struct config *rows, struct why *ret_objection, struct why *ret_hint);

#endif
