/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * observe_check.h - fills check_facts.h.  Each of these looks and changes
 * nothing; what cannot be found out is left unknown.  Each is in the file of
 * its name.
 */
#ifndef CLI_OBSERVE_CHECK_H
#define CLI_OBSERVE_CHECK_H

#include "cli/check_facts.h"

void observe_host(struct check_host *ret_host);
void observe_corosync(struct check_corosync *ret_corosync);
void observe_gateway(struct check_gateway *ret_gateway);
void observe_cluster(struct check_cluster *ret_cluster);
void observe_keeper(struct check_keeper *ret_keeper);
/* Of all databases that the cluster has. */
void observe_watchdogs(struct check_facts *facts);
void observe_database(
    const struct cib_database *of, struct check_database *ret_database);

#endif
