/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pid_file.h - postmaster.pid: who says that it runs in a data directory.
 *
 * It survives kill -9 and a power cut, so it proves nothing: see process.h.
 */
#ifndef GAUSS_PID_FILE_H
#define GAUSS_PID_FILE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct pid_file {
	pid_t pid;
	char datadir[PATH_MAX]; /* "" where the file ends before it */
	int64_t begun_s;        /* since 1970; 0 as above */
	unsigned port;          /* 0 as above */
	char socket_dir[PATH_MAX];
};

/*
 * False unless the first line is a process id: also for the empty file that a
 * start without GAUSSHOME leaves behind.
 */
bool pid_file_parse(const char *text, struct pid_file *ret_file);

/* From datadir/postmaster.pid; false as well when there is none. */
bool pid_file_read(const char *datadir, struct pid_file *ret_file);

#endif
