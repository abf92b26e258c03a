/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * agent.h - the opengauss agent as one table.
 */
#ifndef OPENGAUSS_AGENT_H
#define OPENGAUSS_AGENT_H

#include "ocf/agent.h"

extern const struct agent opengauss_agent;

#endif
