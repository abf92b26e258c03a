/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tool.h - what a program of the cluster prints.
 */
#ifndef CLI_TOOL_H
#define CLI_TOOL_H

#include <stdbool.h>

struct run;
struct why;

/*
 * Runs argv and keeps what it prints in run_it->output.  False with a sentence
 * when it fails, does not end in time, or prints more than there is room for.
 */
bool tool_run(const char *const argv[], struct run *run_it, struct why *why);

#endif
