/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * params.h - what the opengauss agent can be told.
 */
#ifndef OPENGAUSS_PARAMS_H
#define OPENGAUSS_PARAMS_H

#include <stdbool.h>
#include <stddef.h>

#include "ocf/param.h"

struct facts;

struct opengauss_params {
	const char *datadir;
	const char *gausshome;
	unsigned port;                         /* 0: as postgresql.conf says */
	const char *synchronous_standby_names; /* "" when not given */
	unsigned degraded_tries;
	const char *rebuild; /* "auto" or "never" */
};

#define OPENGAUSS_NPARAMS 6

extern const struct param opengauss_params[OPENGAUSS_NPARAMS];

/*
 * The names as the database is to have them.  False when none were given; true
 * and "" for the explicit "''".
 */
bool params_names(
    const struct opengauss_params *params, const char **ret_names);

#endif
