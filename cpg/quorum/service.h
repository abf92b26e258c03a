/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * service.h - ties the parts of the quorum device to each other and to the
 * clock.
 */
#ifndef QUORUM_SERVICE_H
#define QUORUM_SERVICE_H

#include <stdbool.h>

struct why;

/* What needs root's rights. */
bool service_prepare(struct why *why);

/* The loop must be open. */
bool service_start(struct why *why);
void service_stop(void);

#endif
