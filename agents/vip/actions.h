/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * actions.h - what the agent does, one file each: action_<name>.c.
 *
 * All carry out the verdicts of decide_*.c.  params is struct vip_params.
 */
#ifndef VIP_ACTIONS_H
#define VIP_ACTIONS_H

#include "ocf/status.h"

struct call;
struct why;

enum ocf_status action_start(
    const void *params, const struct call *call, struct why *why);
enum ocf_status action_stop(
    const void *params, const struct call *call, struct why *why);
enum ocf_status action_monitor(
    const void *params, const struct call *call, struct why *why);
enum ocf_status action_validate_all(
    const void *params, const struct call *call, struct why *why);

#endif
