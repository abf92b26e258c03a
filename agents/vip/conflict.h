/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conflict.h - asks the network whether another machine has the address.
 */
#ifndef VIP_CONFLICT_H
#define VIP_CONFLICT_H

#include <stdbool.h>

#include "ocf/moment.h"

struct facts;
struct link;
struct vip_params;
struct why;

/*
 * Probes on the interface, as often as the parameters say, and fills the
 * probe's part of *facts.  Ends with the first answer.  False, with a
 * sentence, when it could not be asked or not be heard out before the
 * deadline: then nothing is known.
 */
bool conflict_ask(struct facts *facts, const struct link *link,
    const struct vip_params *params, struct moment deadline, struct why *why);

#endif
