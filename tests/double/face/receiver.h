/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * receiver.h - openGauss's WAL receiver: chooses the peer itself among
 * replconninfo1..8, asks it who it is, and gives up for good where the own WAL
 * is not a beginning of the peer's.
 *
 * Stands between PostgreSQL's WAL receiver and libpqwalreceiver, which must be
 * loaded first.
 */
#ifndef DOUBLE_RECEIVER_H
#define DOUBLE_RECEIVER_H

void receiver_init(void);

/* Ends a running receiver, so that the next one chooses anew. */
void receiver_restart(void);

#endif
