/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mark.h - commits that say nothing, for what can be learnt from them.
 *
 * A mark is a record in the WAL, committed without waiting for standbys: once
 * a standby has flushed it, its walsender has acted by what was set before.  A
 * probe is the same commit with waiting, on a primary that has the closed
 * names: if it does not wait, nobody would.
 */
#ifndef GAUSS_MARK_H
#define GAUSS_MARK_H

#include <stdbool.h>

#include "gauss/lsn.h"
#include "ocf/moment.h"

struct instance;
struct session;
struct why;

/*
 * On a primary.  Two marks, 100 ms apart, so that a walsender that is slow to
 * see a change of the settings handles the second with them; the end of the
 * second, which is flushed here.
 */
bool mark_write(struct session *session, struct moment deadline,
    struct lsn *ret_lsn, struct why *why);

/*
 * On a primary that has the closed names.  *ret_waited: the server itself said
 * that the probe's session waits for standbys.  False there when the commit
 * returned, and when nothing was seen before the deadline.  The probe is
 * terminated before the return; it holds no lock and leaves nothing but a
 * number that is no transaction's any more.
 *
 * openGauss says so after 10,000 looks at a microsecond's distance or more:
 * it takes half a second and longer.
 */
bool mark_probe(const struct instance *instance, struct session *session,
    struct moment deadline, bool *ret_waited, struct why *why);

/* A row of pg_thread_wait_status: does it wait for standbys? */
bool mark_is_waiting(const char *wait_status, const char *wait_event);

#endif
