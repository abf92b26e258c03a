/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * survey.h - reads corosync's configuration as it runs: cmap, and the nodes'
 * addresses as corosync resolved them.  Blocks like device.h.
 */
#ifndef QUORUM_SURVEY_H
#define QUORUM_SURVEY_H

#include <stdbool.h>

#include "cpg/quorum/config.h"

struct survey;
struct why;

struct survey *survey_open(struct why *why);
void survey_close(struct survey *survey);

bool survey_read(
    struct survey *survey, struct config *ret_config, struct why *why);

#endif
