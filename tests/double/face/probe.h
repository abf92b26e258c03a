/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * probe.h - what a receiver asks a peer before it streams from it, in the
 * words of a replication connection (SHOW).
 */
#ifndef DOUBLE_PROBE_H
#define DOUBLE_PROBE_H

#include "postgres.h"

#include "access/xlogdefs.h"

/* "role term systemid" of this instance. */
const char *probe_show_identity(void);

/*
 * gaussface.wal is set to "start,end" by the asker; the answer is the check
 * sum of that stretch of this instance's WAL, "ahead" where it does not reach
 * that far, "removed" where it is no longer there.
 */
const char *probe_show_wal(void);

/* Asks a primary to change places; "yes", or why not. */
const char *probe_show_demote(void);

/*
 * The stretch of WAL by which a standby at end is known, and its check sum.
 * False where it is not in pg_wal.
 */
XLogRecPtr probe_start_of(XLogRecPtr end);
bool probe_crc(XLogRecPtr start, XLogRecPtr end, uint32 *ret_crc);

#endif
