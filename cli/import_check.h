/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * import_check.h - can a node.conf be followed?  What its nodes are called is
 * found on the way.  For import_plan.c alone.
 */
#ifndef CLI_IMPORT_CHECK_H
#define CLI_IMPORT_CHECK_H

#include <stdbool.h>

#include "cli/import_plan.h"
#include "cli/settings.h"

#define HOSTS_MAX 9
#define ZONES_MAX 3

/* A file on its way to a plan. */
struct plan_of {
	const struct node_conf *conf;
	struct import_plan *plan;
	struct why *why;
	unsigned nhosts;
	char hosts[HOSTS_MAX][NODE_CONF_NAME_MAX]; /* "host1" */
	char names[HOSTS_MAX][SETTINGS_VALUE_MAX]; /* of the nodes */
};

/* Fills hosts and names; false with a sentence in of->why. */
bool import_check(struct plan_of *of, const struct settings *corosync);

/* "zone1" of 1; the buffer's. */
const char *import_check_zone(unsigned i, char buf[NODE_CONF_NAME_MAX]);

/* In seconds; where it is not there our own, which is MogHA's. */
const char *import_check_double_primary(const struct node_conf *conf);

#endif
