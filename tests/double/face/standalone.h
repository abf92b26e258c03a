/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * standalone.h - most_available_sync, enable_stream_replication and NORMAL
 * mode: where openGauss lets commits go without a standby.
 */
#ifndef DOUBLE_STANDALONE_H
#define DOUBLE_STANDALONE_H

/* Looks, and switches the waiting off or on again; from the worker. */
void standalone_step(void);

#endif
