/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target.h - the address that the parameters ask for, and where.  Pure.
 */
#ifndef VIP_TARGET_H
#define VIP_TARGET_H

#include <stdbool.h>

#include "agents/vip/ip.h"

struct vip_params;
struct why;

#define NIC_NAME_MAX 16  /* IFNAMSIZ */
#define NIC_ALT_MAX  128 /* ALTIFNAMSIZ: eth0 may also be enp0s31f6... */

struct target {
	struct ip ip;
	char text[IP_TEXT_MAX];
	unsigned prefix;            /* 0: that of the connected network */
	char nic[NIC_ALT_MAX];      /* "": the one with that network */
	char iflabel[NIC_NAME_MAX]; /* "": none */
};

/*
 * What fits together: false, with a sentence, where two parameters contradict
 * each other or a value cannot be.  Every single value has passed its row.
 */
bool target_from_params(const struct vip_params *params,
    struct target *ret_target, struct why *why);

/*
 * The address alone, for what is done wherever it is.  Fails only when ip has
 * not passed its row.
 */
bool target_from_ip(const struct vip_params *params, struct target *ret_target,
    struct why *why);

/* What a row says of its value: NULL, or why it cannot be. */
const char *target_object_to_ip(const char *value);
const char *target_object_to_netmask(const char *value);
const char *target_object_to_nic(const char *value);
const char *target_object_to_label(const char *value);

#endif
