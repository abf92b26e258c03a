/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/deputy.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cpg/loop.h"
#include "ocf/inherited.h"
#include "ocf/log.h"

bool
deputy_is_under_way(const struct deputy *deputy)
{
	return deputy->pid != 0;
}

static void
child_ended(void *context)
{
	struct deputy *deputy = context;
	int status = 1;
	pid_t pid;

	loop_unwatch(deputy->fd);
	close(deputy->fd);
	do {
		pid = waitpid(deputy->pid, &status, 0);
	} while (pid < 0 && errno == EINTR);
	deputy->pid = 0;
	deputy->is_done =
	    pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
	deputy->ended(deputy->context);
}

/* What must be done is done, late rather than not at all. */
static void
do_it_here(struct deputy *deputy, bool (*work)(const void *subject),
    const void *subject)
{
	log_error(
	    "the keeper has no child and acts itself: %s", strerror(errno));
	deputy->pid = 0;
	deputy->is_done = work(subject);
	deputy->ended(deputy->context);
}

void
deputy_begin(struct deputy *deputy, bool (*work)(const void *subject),
    const void *subject, void (*ended)(void *context), void *context)
{
	int ends[2];

	if (deputy->pid != 0)
		return;
	deputy->is_done = false;
	deputy->ended = ended;
	deputy->context = context;
	if (pipe2(ends, O_CLOEXEC) != 0) {
		do_it_here(deputy, work, subject);
		return;
	}
	deputy->pid = fork();
	if (deputy->pid == 0) {
		inherited_signals_reset();
		close(ends[0]);
		_exit(work(subject) ? 0 : 1);
	}
	close(ends[1]);
	deputy->fd = ends[0];
	if (deputy->pid > 0 && loop_watch(deputy->fd, child_ended, deputy))
		return;
	close(deputy->fd);
	if (deputy->pid > 0)
		(void)waitpid(deputy->pid, NULL, 0);
	do_it_here(deputy, work, subject);
}
