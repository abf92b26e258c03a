/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/scribe.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Enough for a record and a history of every database at once. */
#define QUEUE_BYTES (32 * (int)sizeof(struct job))

struct job {
	uint32_t tag;
	uint32_t nbytes;
	char file[STORE_NAME_MAX];
	unsigned char bytes[STORE_BYTES_MAX];
};

#define JOB_HEAD offsetof(struct job, bytes)

/* In the child: nothing of the keeper's is kept open but the one socket. */
static void
let_go(int keep)
{
	struct rlimit limit;
	int top = 1024;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 65536)
		top = (int)limit.rlim_cur;
	for (int fd = 3; fd < top; fd++)
		if (fd != keep)
			close(fd);
}

/* The lock is the scribe's own, and ends with it. */
static bool
take_lock(const char *directory)
{
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	while (fd >= 0 && flock(fd, LOCK_EX) != 0)
		if (errno != EINTR)
			return false;
	return fd >= 0;
}

static struct scribe_answer
carry_out(const char *directory, struct job *job, ssize_t n)
{
	struct scribe_answer answer = { .tag = job->tag };

	job->file[sizeof(job->file) - 1] = '\0';
	if (n < (ssize_t)JOB_HEAD || (size_t)n - JOB_HEAD != job->nbytes)
		why_set(&answer.why, "the scribe did not understand");
	else
		answer.ok = store_write(
		    directory, job->file, job->bytes, job->nbytes, &answer.why);
	return answer;
}

static void __attribute__((noreturn))
live(int fd, const char *directory, pid_t keeper)
{
	static struct job job;
	struct scribe_answer answer = { .ok = true };
	ssize_t n;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, "gausshad-scribe");
	signal(SIGTERM, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	if (getppid() != keeper)
		_exit(0);
	let_go(fd);
	if (!take_lock(directory))
		_exit(1);
	do {
		if (send(fd, &answer, sizeof(answer), MSG_NOSIGNAL) < 0)
			break;
		do
			n = recv(fd, &job, sizeof(job), 0);
		while (n < 0 && errno == EINTR);
		if (n > 0)
			answer = carry_out(directory, &job, n);
	} while (n > 0);
	_exit(0);
}

static bool
failed(struct why *why, const char *what)
{
	why_set(why, "%s: %s", what, strerror(errno));
	return false;
}

static bool
start_child(struct scribe *scribe, const char *directory, struct why *why)
{
	int ends[2], size = QUEUE_BYTES;
	pid_t keeper = getpid();

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return failed(why, "no socket for the scribe");
	/* Beyond the system's limit only root's asking helps. */
	if (setsockopt(
		ends[0], SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)) != 0)
		(void)setsockopt(
		    ends[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	scribe->pid = fork();
	if (scribe->pid == 0)
		live(ends[1], directory, keeper);
	close(ends[1]);
	if (scribe->pid < 0) {
		close(ends[0]);
		return failed(why, "no process for the scribe");
	}
	scribe->fd = ends[0];
	return true;
}

/* The first answer, unasked for, says that it has the lock. */
static bool
wait_until_ready(struct scribe *scribe, const char *directory,
    struct moment deadline, struct why *why)
{
	struct scribe_answer answer;
	int left;

	do {
		struct pollfd poll_fd = { .fd = scribe->fd, .events = POLLIN };

		left = (int)moment_left_ms(deadline, moment_now());
		(void)poll(&poll_fd, 1, left);
		switch (scribe_receive(scribe, &answer)) {
		case SCRIBE_ANSWER:
			return true;
		case SCRIBE_GONE:
			why_set(why, "%s cannot be locked", directory);
			return false;
		case SCRIBE_NOTHING:
			break;
		}
	} while (left > 0);
	why_set(why, "another keeper still writes into %s", directory);
	return false;
}

bool
scribe_start(struct scribe *scribe, const char *directory,
    struct moment deadline, struct why *why)
{
	*scribe = (struct scribe){ .fd = -1 };
	if (mkdir(directory, 0700) != 0 && errno != EEXIST)
		return failed(why, directory);
	if (!start_child(scribe, directory, why))
		return false;
	if (wait_until_ready(scribe, directory, deadline, why))
		return true;
	scribe_stop(scribe);
	return false;
}

/* One that hangs on the disk dies when the disk lets it; nobody waits. */
void
scribe_stop(struct scribe *scribe)
{
	if (scribe->fd < 0)
		return;
	close(scribe->fd);
	kill(scribe->pid, SIGKILL);
	(void)waitpid(scribe->pid, NULL, WNOHANG);
	*scribe = (struct scribe){ .fd = -1 };
}

bool
scribe_write(struct scribe *scribe, uint32_t tag, const char *file,
    const void *bytes, size_t nbytes)
{
	static struct job job;

	if (scribe->fd < 0 || nbytes > sizeof(job.bytes))
		return false;
	job.tag = tag;
	job.nbytes = (uint32_t)nbytes;
	snprintf(job.file, sizeof(job.file), "%s", file);
	memcpy(job.bytes, bytes, nbytes);
	return send(scribe->fd, &job, JOB_HEAD + nbytes,
		   MSG_DONTWAIT | MSG_NOSIGNAL) > 0;
}

enum scribe_heard
scribe_receive(struct scribe *scribe, struct scribe_answer *ret_answer)
{
	ssize_t n;

	if (scribe->fd < 0)
		return SCRIBE_GONE;
	n = recv(scribe->fd, ret_answer, sizeof(*ret_answer), MSG_DONTWAIT);
	if (n == (ssize_t)sizeof(*ret_answer))
		return SCRIBE_ANSWER;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return SCRIBE_NOTHING;
	return SCRIBE_GONE;
}
