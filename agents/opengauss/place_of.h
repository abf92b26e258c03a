/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * place_of.h - in which zone this node is, and what its database is to be.
 */
#ifndef OPENGAUSS_PLACE_OF_H
#define OPENGAUSS_PLACE_OF_H

#include <stdbool.h>

#include "gauss/role.h"
#include "ocf/moment.h"

struct observer;
struct request_registration;
struct why;

/*
 * What the registration says of zones and cascades.  The node attribute costs
 * a process, and is looked up once a minute, or now.  A zone that is none of
 * the parameter zones is told.
 */
void place_of_node(const struct observer *observer, const char *node,
    bool is_news, struct moment deadline, struct request_registration *of,
    struct why *ret_complaint);

/* CASCADE_STANDBY where the node is one of the parameter cascades. */
enum role place_of_role(
    const struct observer *observer, struct moment deadline);

#endif
