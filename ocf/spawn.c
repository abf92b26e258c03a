/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ocf/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "ocf/inherited.h"
#include "ocf/run.h"
#include "ocf/why.h"

/* As shells say "command not found"; nobody sees it but strace. */
#define FAILED_TO_START 127

const char *
spawn_program(const struct run *run)
{
	const char *slash = strrchr(run->argv[0], '/');

	return slash != NULL ? slash + 1 : run->argv[0];
}

void
spawn_fail(int mishap_fd, enum spawn_step step)
{
	struct spawn_mishap mishap = { step, errno };
	ssize_t written = write(mishap_fd, &mishap, sizeof(mishap));

	(void)written; /* the status tells as much */
	_exit(FAILED_TO_START);
}

/*
 * Puts /dev/null and the output in their places and closes all else but the
 * mishap pipe, whose new number is returned.
 */
static int
arrange_descriptors(int out_fd, int mishap_fd)
{
	int null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	/* Out of the way first: the caller's own 0 to 2 may be closed. */
	null_fd = fcntl(null_fd, F_DUPFD_CLOEXEC, 4);
	mishap_fd = fcntl(mishap_fd, F_DUPFD_CLOEXEC, 4);
	out_fd = out_fd < 0 ? null_fd : fcntl(out_fd, F_DUPFD_CLOEXEC, 4);
	if (dup2(null_fd, STDIN_FILENO) < 0 ||
	    dup2(out_fd, STDOUT_FILENO) < 0 ||
	    dup2(out_fd, STDERR_FILENO) < 0 ||
	    dup3(mishap_fd, 3, O_CLOEXEC) < 0)
		spawn_fail(mishap_fd, SPAWN_OUTPUT);
	inherited_close_from(4);
	return 3;
}

/* In the child, so that a name service that hangs meets the deadline too. */
static bool
become_user(const struct run *run)
{
	const struct passwd *passwd;

	if (run->uid == 0 || (getuid() == run->uid && geteuid() == run->uid))
		return true;
	passwd = getpwuid(run->uid);
	if (setgid(run->gid) != 0)
		return false;
	if (passwd != NULL ? initgroups(passwd->pw_name, run->gid) != 0
			   : setgroups(1, &run->gid) != 0)
		return false;
	return setuid(run->uid) == 0;
}

/* After the change of user, which clears the wish. */
static void
die_with(pid_t parent, int death_signal)
{
	if (death_signal == 0)
		return;
	prctl(PR_SET_PDEATHSIG, (unsigned long)death_signal);
	if (getppid() != parent)
		raise(death_signal); /* it has ended in between */
}

void
spawn_exec(const struct run *run, int out_fd, int mishap_fd, int death_signal,
    pid_t parent)
{
	inherited_signals_reset();
	mishap_fd = arrange_descriptors(out_fd, mishap_fd);
	if (!become_user(run))
		spawn_fail(mishap_fd, SPAWN_USER);
	if (run->directory != NULL && chdir(run->directory) != 0)
		spawn_fail(mishap_fd, SPAWN_DIRECTORY);
	die_with(parent, death_signal);
	if (run->env != NULL)
		environ = (char **)(uintptr_t)run->env;
	execvp(run->argv[0], (char *const *)(uintptr_t)run->argv);
	spawn_fail(mishap_fd, SPAWN_EXEC);
}

void
spawn_tell_mishap(
    const struct run *run, const struct spawn_mishap *mishap, struct why *why)
{
	const char *program = spawn_program(run);

	switch (mishap->step) {
	case SPAWN_OUTPUT:
		why_set(why, "%s could not be started: no output for it: %s",
		    program, strerror(mishap->error));
		return;
	case SPAWN_USER:
		why_set(why, "%s could not be started as user id %u: %s",
		    program, (unsigned)run->uid, strerror(mishap->error));
		return;
	case SPAWN_DIRECTORY:
		why_set(why, "%s could not be started in %s: %s", program,
		    run->directory, strerror(mishap->error));
		return;
	case SPAWN_EXEC:
		why_set(why, "%s could not be started: %s", run->argv[0],
		    strerror(mishap->error));
		return;
	}
}
