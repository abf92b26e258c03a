/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * term.h - the term travels in the WAL: a primary writes it before its first
 * commit, whoever replays it adopts it.
 */
#ifndef DOUBLE_TERM_H
#define DOUBLE_TERM_H

void term_init(void);

/* Writes the board's term into the WAL and lets commits go on. */
void term_write(void);

#endif
