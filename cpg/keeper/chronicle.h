/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * chronicle.h - reads in Pacemaker's history which nodes were fenced by devices
 * other than fence_gaussha, for the annals.
 *
 * Pacemaker forgets it when the whole cluster is stopped.  The first member of
 * the group reads, and tells the others.
 */
#ifndef KEEPER_CHRONICLE_H
#define KEEPER_CHRONICLE_H

#include <stdbool.h>
#include <stdint.h>

#include "ocf/moment.h"

struct view_group;

void chronicle_on_group(
    uint32_t self, const struct view_group *group, struct moment now);

/* To be called often. */
void chronicle_review(struct moment now);

/* Pure: soon and often after a member was lost, else now and then. */
struct chronicle_facts {
	bool is_first;   /* member of the group */
	int64_t lost_ms; /* since a member was lost */
	int64_t read_ms; /* since it was read */
};
bool chronicle_is_due(const struct chronicle_facts *facts);

#endif
