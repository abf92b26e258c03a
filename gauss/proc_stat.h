/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proc_stat.h - what proc(5)'s stat says of a process.
 */
#ifndef GAUSS_PROC_STAT_H
#define GAUSS_PROC_STAT_H

#include <stdbool.h>
#include <sys/types.h>

#include "ocf/moment.h"

struct proc_stat {
	char name[32];       /* cut by the kernel to 15 bytes */
	int terminal;        /* 0: none */
	struct moment began; /* rounded down to the kernel's tick of 10 ms */
};

/* False when it is gone. */
bool proc_stat_read(pid_t pid, struct proc_stat *ret_stat);

#endif
