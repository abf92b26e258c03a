/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * observe.h - looks at this host: where the address is, where it could be.
 */
#ifndef VIP_OBSERVE_H
#define VIP_OBSERVE_H

#include <stdbool.h>

#include "ocf/moment.h"

struct facts;
struct target;
struct why;

/*
 * Fills *ret_facts but for the probe.  Only reads, over rtnetlink.  False,
 * with a sentence, when the kernel did not tell, also for the deadline's sake.
 */
bool observe_host(const struct target *target, struct moment deadline,
    struct facts *ret_facts, struct why *why);

#endif
