/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * corosync_conf.h - corosync.conf as a text: what its quorum section says, and
 * the same text with our device in it, or without.  Pure.
 *
 * Everything that is not ours to change stays as it was written, comments and
 * blanks included.
 */
#ifndef QUORUM_COROSYNC_CONF_H
#define QUORUM_COROSYNC_CONF_H

#include <stdbool.h>
#include <stddef.h>

struct why;

#define COROSYNC_CONF_MAX 65536

struct corosync_conf_device {
	const char *address; /* of the gateways, with blanks between */
	const char *relay;   /* "on", "off", "required" */
	unsigned timeout_ms, sync_timeout_ms;
};

/* The value of "quorum.device.model" and the like, the first of its name;
 * false when there is none. */
bool corosync_conf_get(
    const char *text, const char *path, char *ret_value, size_t size);

/* How many nodes are listed. */
unsigned corosync_conf_count_nodes(const char *text);

/*
 * The text with our device: its section anew, two_node removed, wait_for_all
 * written as 0.  False with a sentence when the text is not understood, or has
 * what must not stand beside the device.
 */
bool corosync_conf_enable(const char *text,
    const struct corosync_conf_device *device, char ret_text[COROSYNC_CONF_MAX],
    struct why *why);

/* The text without our device. */
bool corosync_conf_disable(
    const char *text, char ret_text[COROSYNC_CONF_MAX], struct why *why);

#endif
