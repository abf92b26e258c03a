/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sender_query.h - the question that a primary is asked for its standbys, and
 * what a row of the answer means.  Text in, facts out; session_senders.c
 * carries it.
 */
#ifndef GAUSS_SENDER_QUERY_H
#define GAUSS_SENDER_QUERY_H

#include <stdbool.h>

#define SENDER_QUERY_COLUMNS 7

struct sender;

const char *sender_query_sql(void);

/*
 * The columns of one row; NULL for null.  False, and *ret_sender undefined,
 * when it serves no standby but a build.
 */
bool sender_query_read(
    const char *const columns[SENDER_QUERY_COLUMNS], struct sender *ret_sender);

#endif
