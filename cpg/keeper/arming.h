/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arming.h - this node's watchdog, wired to the lease and to what lives by it.
 *
 * One device a node, as the databases say that have lease=watchdog.  It is
 * armed before one is promoted, fed or not as decide_watchdog.h has it, and
 * stopped when nothing is guarded.  It outlives a keeper: systemd keeps its
 * descriptor for the next one, and where nobody does that one opens it again.
 */
#ifndef KEEPER_ARMING_H
#define KEEPER_ARMING_H

#include "cpg/keeper/report.h"
#include "ocf/moment.h"

struct database;
struct why;

/* Takes over what the former keeper had armed; it left word in directory. */
void arming_init(const char *directory, struct moment now);

/* The keeper ends: it is stopped, unless that would leave something unguarded.
 */
void arming_done(struct moment now);

/* To be called at each beat, and whenever something may have changed. */
void arming_review(struct moment now);

/* Until the last moment in which it is fed if the lease is not renewed; 0: that
 * is past, or it is not fed for the lease's sake. */
int64_t arming_last_feed_ms(struct moment now);

/* A promotion may be asked for, as far as the watchdog goes; else why not.
 * Arms it, when that is all that is missing. */
bool arming_make_ready(const struct database *database, struct why *ret_why);

/* What lives by the lease may begin: a primary, or an address. */
bool arming_may_serve(struct moment now);

/* What is known to stand against one, of this node and this database. */
enum report_guard arming_guard(
    const struct database *database, struct why *ret_why);

#endif
