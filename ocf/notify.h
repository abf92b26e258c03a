/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * notify.h - what a daemon tells systemd of itself, by the datagrams that
 * sd_notify(3) describes; without libsystemd.
 *
 * Each call says nothing, and is no error, where nobody listens: NOTIFY_SOCKET
 * is not set.  None ever waits, so that a busy systemd holds no daemon.
 */
#ifndef OCF_NOTIFY_H
#define OCF_NOTIFY_H

#include <stdbool.h>

#include "ocf/moment.h"

/* It serves: what was ordered after it may start.  Logs when that is lost. */
void notify_ready(void);

/* It ends because it was told to, and is not to be taken for hung. */
void notify_stopping(void);

/* Its loop runs; to be called often, is told once a second at most. */
void notify_alive(struct moment now);

/*
 * A descriptor that systemd keeps for this daemon's successor, by a name (with
 * FileDescriptorStoreMax= in the unit); the copy here stays open.  To be
 * dropped before it is closed, or it stays open there.
 */
bool notify_keep(int fd, const char *name);
void notify_drop(const char *name);

/* What the predecessor had kept; -1: nothing.  Now it is the caller's. */
int notify_kept(const char *name);

#endif
