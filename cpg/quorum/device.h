/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * device.h - this node's quorum device, as votequorum knows it.
 *
 * Every call may block as long as corosync does not answer, so this lives in a
 * process of its own (envoy.h).
 */
#ifndef QUORUM_DEVICE_H
#define QUORUM_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "cpg/ring.h"

#define DEVICE_NAME "gaussha-gateway"

struct device;
struct why;

/* Corosync forms another ring, and waits for a vote. */
typedef void device_ring(void *context, struct ring ring,
    const uint32_t *members, unsigned nmembers);

/* Registers; NULL with a sentence when that cannot be. */
struct device *device_open(
    device_ring *on_ring, void *context, struct why *why);
void device_close(struct device *device);

/* Corosync is to forget the device, not only to miss it. */
void device_retire(struct device *device);
int device_fd(const struct device *device);

/* False when corosync has gone. */
bool device_dispatch(struct device *device, struct why *why);

/* The vote for that ring; true when it was taken, or when another ring has
 * begun meanwhile, of which is told next. */
bool device_vote(
    struct device *device, struct ring ring, bool cast, struct why *why);

#endif
