/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/owner_life.h"

#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gauss/instance.h"
#include "ocf/inherited.h"

/* Stderr stays: a sanitizer or the C library may have to say something. */
static void
keep_only(int socket_fd)
{
	int null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null_fd < 0 || dup2(null_fd, STDIN_FILENO) < 0 ||
	    dup2(null_fd, STDOUT_FILENO) < 0 ||
	    dup2(socket_fd, OWNER_LIFE_FD) < 0)
		_exit(1);
	inherited_close_from(OWNER_LIFE_FD + 1);
}

/* For good: nothing that such a child does needs more. */
static void
become_owner(const struct instance *instance)
{
	struct sched_param normal = { 0 };

	/* The daemon may run in real time; a database's client need not. */
	(void)sched_setscheduler(0, SCHED_OTHER, &normal);
	umask(077);
	if (chdir("/") != 0)
		_exit(1);
	if (geteuid() != 0)
		return;
	if (initgroups(instance->owner, instance->gid) != 0 ||
	    setresgid(instance->gid, instance->gid, instance->gid) != 0 ||
	    setresuid(instance->uid, instance->uid, instance->uid) != 0)
		_exit(1);
}

/* After the change of user, which clears the wish. */
static void
end_with(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL);
	if (getppid() != parent)
		_exit(0);
}

void
owner_life_begin(const struct instance *instance, int socket_fd, pid_t parent)
{
	/* The daemon's handlers write into pipes that are the daemon's. */
	inherited_signals_reset();
	keep_only(socket_fd);
	become_owner(instance);
	end_with(parent);
}
