/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * statement.h - do statements still run that began before a certain moment?
 *
 * A session acts by the settings that it knew when its statement began.  The
 * moments are the server's own clock, in microseconds since 1970.
 */
#ifndef GAUSS_STATEMENT_H
#define GAUSS_STATEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "ocf/moment.h"

struct session;
struct why;

/* What the server's clock says. */
bool statement_clock(struct session *session, struct moment deadline,
    int64_t *ret_us, struct why *why);

/*
 * Clients' statements only, this session's not.  One of which nobody knows
 * when it began is old, and so is one that began in the future: the clock was
 * set back.
 */
bool statement_is_old(struct session *session, struct moment deadline,
    int64_t since_us, bool *ret_is_old, struct why *why);

#endif
