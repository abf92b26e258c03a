/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * import_meta.h - what MogHA's section [meta] becomes.  Pure.
 */
#ifndef CLI_IMPORT_META_H
#define CLI_IMPORT_META_H

#include <stdbool.h>

#include "cli/node_conf.h"
#include "gauss/conninfo.h"

/* libpq's words, without the password; "" where there is no metadatabase.
 * False when they do not fit. */
bool import_meta_conninfo(
    const struct node_conf *conf, char ret_conninfo[CONNINFO_MAX]);

/* What the cluster is called: its ha_name, if that can be a name. */
const char *import_meta_cluster(const struct node_conf *conf);

#endif
