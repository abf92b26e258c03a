/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * watch.h - the small process that sees a running instance end.
 *
 * One per instance, started by whoever leaves one running, gone with it.  It
 * holds a pidfd on the postmaster, so a death is seen at once, not at the next
 * monitor; and it looks a few times a second whether the stream of a standby
 * is up, so that the scores are right before Pacemaker needs them.
 *
 * A dead primary: its score is taken away, no more.  Pacemaker then moves the
 * role as in a switchover: the address goes, demote starts the dead instance as
 * a standby, another node is promoted; no failed action, no fail count.  A dead
 * standby is reported as failed.
 */
#ifndef OPENGAUSS_WATCH_H
#define OPENGAUSS_WATCH_H

#include <stdbool.h>

#include "ocf/moment.h"

bool watch_is_there(const char *resource);

/* Starts one unless there is one.  Failing that, monitors see the death. */
void watch_ensure(const char *resource);

/* The same, with the parameters of now. */
void watch_renew(const char *resource);

/* Ends it, before the instance is ended on purpose. */
void watch_end(const char *resource);

/* What that process runs: "opengauss watch", a hidden action. */
int watch_main(void);

#endif
