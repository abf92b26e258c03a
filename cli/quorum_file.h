/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * quorum_file.h - corosync.conf on the disk: read whole, replaced whole, the
 * one before kept beside it.
 */
#ifndef CLI_QUORUM_FILE_H
#define CLI_QUORUM_FILE_H

#include <stdbool.h>

#include "cpg/quorum/corosync_conf.h"

struct why;

#define QUORUM_FILE      "/etc/corosync/corosync.conf"
#define QUORUM_FILE_KEPT QUORUM_FILE ".before-gaussha"

bool quorum_file_read(char ret_text[COROSYNC_CONF_MAX], struct why *why);

/*
 * Written beside it, looked at by `corosync -t`, then put in its place in one
 * step; a power cut leaves the one or the other.  On failure nothing has
 * changed.
 */
bool quorum_file_replace(const char *text, struct why *why);

#endif
