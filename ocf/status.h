/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * status.h - the exit codes of OCF resource agents, one word each.
 *
 * From the OCF resource agent API 1.1.  How Pacemaker recovers: 6 is fatal
 * (nowhere), 2, 4 and 5 are hard (not on this node), the rest soft (here
 * again).
 */
#ifndef OCF_STATUS_H
#define OCF_STATUS_H

enum ocf_status {
	OCF_SUCCESS = 0,
	OCF_ERR_GENERIC = 1,
	OCF_ERR_ARGS = 2,
	OCF_ERR_UNIMPLEMENTED = 3,
	OCF_ERR_PERM = 4,
	OCF_ERR_INSTALLED = 5,
	OCF_ERR_CONFIGURED = 6,
	OCF_NOT_RUNNING = 7,
	OCF_RUNNING_PROMOTED = 8,
	OCF_FAILED_PROMOTED = 9,
	OCF_DEGRADED = 190,
	OCF_DEGRADED_PROMOTED = 191,
};

/* "not running", "not installed", ... ; static storage. */
const char *ocf_status_text(enum ocf_status status);

#endif
