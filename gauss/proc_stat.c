/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/proc_stat.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gauss/small_file.h"

/* The second word, the name, may have any byte in it; then come the state, of
 * which the terminal is the fifth and the begin the twentieth. */
bool
proc_stat_read(pid_t pid, struct proc_stat *ret_stat)
{
	char directory[32], text[1024];
	const char *open_at, *close_at;
	unsigned long long ticks;

	snprintf(directory, sizeof(directory), "/proc/%d", (int)pid);
	if (small_file_read(directory, "stat", text, sizeof(text)) < 0)
		return false;
	open_at = strchr(text, '(');
	close_at = strrchr(text, ')');
	if (open_at == NULL || close_at == NULL ||
	    sscanf(close_at,
		") %*c %*d %*d %*d %d %*d %*u %*u %*u %*u %*u %*u %*u %*d "
		"%*d %*d %*d %*d %*d %llu",
		&ret_stat->terminal, &ticks) != 2)
		return false;
	snprintf(ret_stat->name, sizeof(ret_stat->name), "%.*s",
	    (int)(close_at - open_at - 1), open_at + 1);
	ret_stat->began.ms =
	    (int64_t)(ticks * 1000 / (unsigned long long)sysconf(_SC_CLK_TCK));
	return true;
}
