/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * quorum_unit.h - the service that pcs takes for the quorum device.
 *
 * Where corosync.conf has a device, of whatever model, pcs starts, stops,
 * enables and disables corosync-qdevice with the cluster, and fails where there
 * is no such service.  So there is one: it does nothing.  gaussha-quorumd
 * itself is not pcs's to stop: at a stop of the cluster it must outlive
 * corosync, to say that this node has given up.
 */
#ifndef CLI_QUORUM_UNIT_H
#define CLI_QUORUM_UNIT_H

#include <stdbool.h>

struct why;

/* Refuses to replace what somebody else has put there. */
bool quorum_unit_write(struct why *why);

bool quorum_unit_is_there(void);

/* Leaves alone what is not ours. */
bool quorum_unit_remove(struct why *why);

#endif
