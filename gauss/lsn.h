/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lsn.h - a position in the database's write-ahead log.
 *
 * Wrapped in a struct so that it can neither be added up by accident nor
 * compared with a byte count.  Text form as openGauss prints it: "0/3000148".
 */
#ifndef GAUSS_LSN_H
#define GAUSS_LSN_H

#include <stdbool.h>
#include <stdint.h>

#define LSN_TEXT_MAX 18 /* "FFFFFFFF/FFFFFFFF" and its NUL */

struct lsn {
	uint64_t bytes; /* 0 means "not known" */
};

/* False, and *ret_lsn untouched, unless all of text is one position. */
bool lsn_parse(const char *text, struct lsn *ret_lsn);

/* Less than, equal to or greater than 0, as a is behind, at or ahead of b. */
int lsn_cmp(struct lsn a, struct lsn b);

/* Writes the text form into buf and returns buf. */
const char *lsn_text(struct lsn lsn, char buf[LSN_TEXT_MAX]);

#endif
