/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tool.h - what a program of the cluster prints.
 */
#ifndef CLI_TOOL_H
#define CLI_TOOL_H

#include <stdbool.h>
#include <stddef.h>

struct run;
struct why;

/*
 * Runs argv and keeps what it prints in run_it->output.  False with a sentence
 * when it fails, does not end in time, or prints more than there is room for.
 */
bool tool_run(const char *const argv[], struct run *run_it, struct why *why);

/* The same for one that prints much: into ret_text. */
bool tool_run_into(const char *const argv[], struct run *run_it, char *ret_text,
    size_t size, struct why *why);

#endif
