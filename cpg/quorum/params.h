/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * params.h - what corosync.conf can tell the quorum device, in the section
 * quorum { device { gateway { ... } } }; one row each.
 */
#ifndef QUORUM_PARAMS_H
#define QUORUM_PARAMS_H

#include <stdbool.h>

#include "ocf/param.h"

#define PARAMS_MODEL "gateway"

struct quorum_params {
	const char *address; /* of the gateways, with blanks between */
	unsigned needed;     /* 0: more than half */
	unsigned interval_ms;
	unsigned tries_up, tries_down;
	const char *interface;
	unsigned port;
	const char *relay;
	unsigned decision_timeout_ms;
	const char *key_file;
};

extern const struct param quorum_params_rows[];
extern const unsigned quorum_params_nrows;

#endif
