/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * opts_file.h - postmaster.opts: the role an instance last had.
 *
 * The one durable trace of it: openGauss keeps it up to date at promotion and
 * demotion, and it survives a stop, a crash and a full build.
 */
#ifndef GAUSS_OPTS_FILE_H
#define GAUSS_OPTS_FILE_H

#include "gauss/role.h"

/* The command line of the server.  ROLE_UNKNOWN without a role in it. */
enum role opts_file_parse(const char *text);

/*
 * From datadir/postmaster.opts; ROLE_UNKNOWN as well where it is absent, which
 * it is for a moment during every promotion.
 */
enum role opts_file_role(const char *datadir);

#endif
