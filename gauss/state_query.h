/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * state_query.h - the one question that a server's state is asked with, and
 * what its answer means.  Text in, facts out; session.c carries it.
 */
#ifndef GAUSS_STATE_QUERY_H
#define GAUSS_STATE_QUERY_H

#include <stdbool.h>

#define STATE_QUERY_COLUMNS 10

struct server_state;

/*
 * with_redo: including what read_disable_conn_file() says of the redo, which
 * is an error on a server whose replconninfo1 does not begin with localhost
 * and localport.  Without, replayed_all is false where no stream is up.
 */
const char *state_query_sql(bool with_redo);

/* The columns of the one row of the answer; NULL for null. */
void state_query_read(const char *const columns[STATE_QUERY_COLUMNS],
    struct server_state *ret_state);

#endif
