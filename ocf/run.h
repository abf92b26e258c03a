/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * run.h - the one door through which child processes are started.
 *
 * No shell.  The child is the leader of a process group of its own; at the
 * deadline the group gets SIGTERM, half a second later SIGKILL.  Its output is
 * kept up to a bound, the rest is read and dropped.  It inherits no descriptor
 * and no signal disposition, and reads from /dev/null.
 */
#ifndef OCF_RUN_H
#define OCF_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "ocf/moment.h"

struct why;

#define RUN_OUTPUT_MAX 16384

struct run {
	/*
	 * What to run: set by the caller.  argv[0] is a path, or looked up in
	 * the PATH of env.
	 */
	const char *const *argv;
	const char *const *env; /* NULL: this process's environment */
	const char *directory;  /* NULL: stays where it is */
	uid_t uid;              /* with gid and gid's groups; 0: no change */
	gid_t gid;
	struct moment deadline;
	/* run_detached() only: the signal that the child gets when its caller
	 * ends (PR_SET_PDEATHSIG, set after the change of user, which clears
	 * it; a direct child, then); 0: it outlives the caller. */
	int death_signal;
	/* run() only: what it says is kept here, with a NUL behind it, where
	 * output is too short; NULL: in output. */
	char *room;
	size_t room_size;
	/* What came of it. */
	int exit_status; /* -1 unless it exited by itself */
	int signal;      /* 0 unless a signal ended it */
	bool timed_out;
	size_t noutput;
	char output[RUN_OUTPUT_MAX]; /* stdout and stderr, NUL-terminated */
};

/*
 * Runs the child to its end or the deadline.  True when it exited with 0.
 * Otherwise false, with a sentence that names the program and what it said.
 * It gets SIGTERM as well when the caller ends before it, since nobody would
 * see to its deadline then.  Its end is the end of the leader: a process that
 * it left behind on purpose, as a starter of daemons does, is neither waited
 * for nor killed.
 */
bool run(struct run *run, struct why *why);

#define RUNS_MAX 32

/*
 * The same for several children at the same time, at most RUNS_MAX.  True when
 * all exited with 0, else the sentence of the first row that did not.
 */
bool run_all(struct run *runs, size_t nruns, struct why *why);

/*
 * Starts the child in a session of its own and lets it go.  With output_path
 * its output goes to the end of that file, opened before the change of user,
 * else nowhere.  True when the program was found and started; waiting for that
 * ends at the deadline, or after 5 s where the deadline is 0.
 *
 * The child stays a child of the caller: one that lives on reaps it with
 * waitpid(*ret_pid, ..., WNOHANG); one that ends leaves that to init.
 * ret_pid may be NULL.
 */
bool run_detached(const struct run *run, const char *output_path,
    pid_t *ret_pid, struct why *why);

#endif
