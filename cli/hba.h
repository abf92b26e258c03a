/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hba.h - whom pg_hba.conf lets in without a password.  Pure.
 */
#ifndef CLI_HBA_H
#define CLI_HBA_H

#include <stdbool.h>

/*
 * May this user, from this host, connect to the database postgres by TCP and
 * be trusted?  As the server does, the first line that matches decides.  host
 * is an address; names and samenet in the file match nothing here, since who
 * they are is for the server's resolver to say.
 */
bool hba_trusts(const char *text, const char *user, const char *host);

#endif
