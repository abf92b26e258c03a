/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * load.h - what a client of the chaos test does next, as a statement and as the
 * words that its journal has for it.
 *
 * Every statement commits by itself and answers with one row that begins with
 * the node, its role, the term and the position that it was answered at: what
 * the checker must know is read in the same moment.
 */
#ifndef CLIENT_LOAD_H
#define CLIENT_LOAD_H

#include <stdbool.h>
#include <stdint.h>

#define LOAD_KEYS      8
#define LOAD_ACCOUNTS  10
#define LOAD_BALANCE   100
#define LOAD_FIELDS    5 /* node, role, term, position, value */
#define LOAD_NODE_NAME 0
#define LOAD_VALUE     4

enum load_kind {
	LOAD_ROWS,      /* appends, and transfers between accounts */
	LOAD_REGISTERS, /* reads, writes and swaps */
	LOAD_SCAN,      /* a read of all rows and accounts */
	LOAD_WATCH,     /* what the node says of itself */
};

struct load {
	enum load_kind kind;
	unsigned session;
	uint64_t seq; /* of the latest operation; 0 before the first */
	unsigned dice;
	bool is_final; /* of a scan: it must show everything */
	unsigned key;
	char known[LOAD_KEYS][32]; /* the value that each register last had */
};

struct load_op {
	char words[96];
	char statement[1536];
};

/* False for a word that is no kind: rows, registers, scan, watch. */
bool load_kind_parse(const char *word, enum load_kind *ret_kind);

void load_init(struct load *load, enum load_kind kind, unsigned session);

/* The next operation, with the next number. */
void load_next(struct load *load, struct load_op *ret_op);

/* Remembers what a register was seen to hold, for the next swap. */
void load_learn(struct load *load, const struct load_op *op, const char *value);

/* NULL behind the last of the statements that make the tables, empty. */
const char *load_table(unsigned i);

#endif
