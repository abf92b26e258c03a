/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * params.h - what the opengauss agent can be told.
 */
#ifndef OPENGAUSS_PARAMS_H
#define OPENGAUSS_PARAMS_H

#include <stdbool.h>
#include <stddef.h>

#include "ocf/param.h"

struct why;

struct opengauss_params {
	const char *datadir;
	const char *gausshome;
	unsigned port;    /* 0: as postgresql.conf says */
	const char *mode; /* "full" or "lite" */
	unsigned sync_standbys;
	unsigned sync_acks;
	unsigned sync_least;
	const char *zones;      /* "az1@north,az2@north,az3@south" */
	const char *sync_zones; /* "az1=2/1,az2=1" */
	const char *cascades;   /* "n7,n9" */
	unsigned degraded_tries;
	const char *rebuild; /* "auto", "keep" or "never" */
	const char *lease;   /* "watchdog" or "soft" */
	const char *watchdog_device;
	const char *on_primary_failure; /* "failover" or "restart" */
	unsigned restart_limit;
	unsigned restart_window;         /* s */
	unsigned double_primary_timeout; /* s */
	bool uce_detection;
	unsigned gateway_timeout; /* s */
	const char *metadatabase; /* libpq's words; "" for none */
};

#define OPENGAUSS_NPARAMS 21

extern const struct param opengauss_params[OPENGAUSS_NPARAMS];

/* The settings are the administrator's: nothing here writes to them. */
bool params_are_lite(const struct opengauss_params *params);

/* "" where leases are soft. */
const char *params_watchdog(const struct opengauss_params *params);

/*
 * Do the numbers fit each other, each of which its own row allows?  Else a
 * sentence that names them.
 */
bool params_fit(const struct opengauss_params *params, struct why *why);

/* The same of the metadatabase, for the want of which nothing is refused. */
bool params_metadatabase_fits(
    const struct opengauss_params *params, struct why *why);

#endif
