/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * named_process.h - does a program run on this host?
 */
#ifndef GAUSS_NAMED_PROCESS_H
#define GAUSS_NAMED_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * One with the name of that command, of which the kernel keeps 15 letters; 0:
 * there is none.  *ret_started_s, unless NULL: seconds from the boot to its
 * start.
 */
pid_t named_process(const char *command, double *ret_started_s);

bool named_process_runs(const char *command);

#endif
