/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * run_dir.h - the agent's files below /run, one set per resource.
 */
#ifndef OPENGAUSS_RUN_DIR_H
#define OPENGAUSS_RUN_DIR_H

#include "ocf/moment.h"

#define RUN_DIR "/run/gaussha"

/*
 * Opens RUN_DIR/<resource>.<suffix> for reading and writing, made if need be,
 * and takes it for this process alone, until it ends or closes the descriptor.
 * -1 with errno, EWOULDBLOCK when another has it still at the deadline.
 */
int run_dir_take(
    const char *resource, const char *suffix, struct moment deadline);

#endif
