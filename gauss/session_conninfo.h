/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * session_conninfo.h - a session.h with a database that is not ours: wherever
 * libpq's connection string says, openGauss or PostgreSQL.
 */
#ifndef GAUSS_SESSION_CONNINFO_H
#define GAUSS_SESSION_CONNINFO_H

#include "ocf/moment.h"

struct session;
struct why;

/*
 * The environment of the process counts, and the files of its user.  NULL with
 * a sentence.  A name is looked up, which knows no deadline: for a process that
 * may be killed.
 */
struct session *session_open_conninfo(
    const char *conninfo, struct moment deadline, struct why *why);

#endif
