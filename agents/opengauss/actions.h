/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * actions.h - the actions of the agent, one file each.
 *
 * params is a struct opengauss_params.  *why gets a sentence with any status
 * but success, running promoted and an expected "not running".
 */
#ifndef OPENGAUSS_ACTIONS_H
#define OPENGAUSS_ACTIONS_H

#include "ocf/agent.h"

/* Up as a standby, or recovering; a half built directory is built again. */
enum ocf_status action_start(
    const void *params, const struct call *call, struct why *why);

/* Nothing of it runs any more, gs_ctl of ours included. */
enum ocf_status action_stop(
    const void *params, const struct call *call, struct why *why);

enum ocf_status action_monitor(
    const void *params, const struct call *call, struct why *why);

/* A primary that accepts writes, or a refusal that names the reason. */
enum ocf_status action_promote(
    const void *params, const struct call *call, struct why *why);

/* Down without a loss and up again as a standby; a dead one only up. */
enum ocf_status action_demote(
    const void *params, const struct call *call, struct why *why);

enum ocf_status action_reload_agent(
    const void *params, const struct call *call, struct why *why);

enum ocf_status action_validate_all(
    const void *params, const struct call *call, struct why *why);

#endif
