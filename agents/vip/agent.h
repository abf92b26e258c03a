/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * agent.h - the vip agent as a table.
 */
#ifndef VIP_AGENT_H
#define VIP_AGENT_H

struct agent;

extern const struct agent vip_agent;

#endif
