/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * params.h - what the vip agent can be told.
 */
#ifndef VIP_PARAMS_H
#define VIP_PARAMS_H

#include <stdbool.h>

#include "ocf/param.h"

struct vip_params {
	const char *ip;           /* an address, with or without /prefix */
	const char *cidr_netmask; /* "24", "255.255.255.0" or "" */
	const char *nic;          /* "" : found */
	const char *iflabel;      /* "" : none */
	unsigned probe_tries;     /* 0: no probe */
	unsigned probe_wait_ms;   /* after each of them */
	unsigned probe_patience_s;
	unsigned announcements;
	unsigned announce_interval_ms;
	bool reset_connections;
	const char *database; /* whose it is; "auto", "none" */
};

#define VIP_NPARAMS 11

extern const struct param vip_params[]; /* of VIP_NPARAMS */

#endif
