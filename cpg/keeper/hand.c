/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/hand.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cpg/keeper/birth.h"
#include "cpg/keeper/hand_birth.h"
#include "gauss/process.h"
#include "ocf/why.h"

/* A child answers by the deadline; this is for the way of the answer. */
#define GRACE_MS 200

#define PAUSE_MIN_MS 100
#define PAUSE_MAX_MS 5000

/* How often to look whether a killed child has gone. */
#define REAP_MS 20

/* A late moment, for who has nothing to wait for. */
#define LATER_MS 3600000

static bool
watch(struct hand *hand, int fd)
{
	struct epoll_event event = { .events = EPOLLIN };

	return epoll_ctl(hand->poll_fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

/* It is read when the child is ready to. */
static bool
send_birth(const struct hand *hand, int fd)
{
	static struct hand_birth birth;

	birth.instance = hand->instance;
	snprintf(birth.node, sizeof(birth.node), "%s", hand->node);
	birth.parent = getpid();
	return send(fd, &birth, sizeof(birth), MSG_DONTWAIT | MSG_NOSIGNAL) ==
	       (ssize_t)sizeof(birth);
}

static bool
begin(struct hand *hand)
{
	int fds[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0)
		return false;
	pid = watch(hand, fds[0]) && send_birth(hand, fds[0])
		  ? birth_fork(hand_birth, fds[1])
		  : -1;
	close(fds[1]);
	if (pid < 0) {
		close(fds[0]);
		return false;
	}
	hand->socket_fd = fds[0];
	hand->pid = pid;
	return true;
}

static void
begin_or_pause(struct hand *hand, struct moment now)
{
	if (begin(hand))
		return;
	hand->restart = moment_after(now, hand->pause_ms);
}

/* One that hangs in the kernel is waited for: its successor would, too. */
static bool
is_reaped(struct hand *hand, struct moment now)
{
	if (hand->dying != 0 && waitpid(hand->dying, NULL, WNOHANG) != 0)
		hand->dying = 0;
	hand->reap = moment_after(now, REAP_MS);
	return hand->dying == 0;
}

static void
lose(struct hand *hand, struct moment now)
{
	if (hand->socket_fd >= 0)
		close(hand->socket_fd);
	hand->socket_fd = -1;
	if (hand->pid != 0) {
		kill(hand->pid, SIGKILL);
		hand->dying = hand->pid;
		hand->pid = 0;
	}
	hand->is_lost = true;
	hand->restart = moment_after(now, hand->pause_ms);
	hand->pause_ms = hand->pause_ms * 2 > PAUSE_MAX_MS ? PAUSE_MAX_MS
							   : hand->pause_ms * 2;
}

bool
hand_start(struct hand *hand, const struct instance *instance, const char *node,
    struct moment now, struct why *why)
{
	memset(hand, 0, sizeof(*hand));
	hand->socket_fd = -1;
	hand->poll_fd = -1;
	hand->instance = *instance;
	if (snprintf(hand->node, sizeof(hand->node), "%s", node) >=
	    (int)sizeof(hand->node)) {
		why_set(why, "%.64s... is too long for a node's name", node);
		return false;
	}
	hand->poll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (hand->poll_fd < 0) {
		why_set(why, "no descriptor for the database's hand: %s",
		    strerror(errno));
		return false;
	}
	hand->pause_ms = PAUSE_MIN_MS;
	begin_or_pause(hand, now);
	return true;
}

static void
await_end(pid_t pid)
{
	struct pollfd fd = { .fd = process_watch(pid), .events = POLLIN };

	if (fd.fd < 0)
		return;
	(void)poll(&fd, 1, GRACE_MS);
	close(fd.fd);
}

/* What hangs in the kernel outlives SIGKILL, and is init's to reap. */
void
hand_stop(struct hand *hand)
{
	lose(hand, moment_now());
	if (hand->dying != 0)
		await_end(hand->dying);
	(void)is_reaped(hand, moment_now());
	if (hand->poll_fd >= 0)
		close(hand->poll_fd);
	hand->poll_fd = -1;
	memset(hand->pending, 0, sizeof(hand->pending));
}

int
hand_fd(const struct hand *hand)
{
	return hand->poll_fd;
}

static struct hand_pending *
find_pending(struct hand *hand, uint32_t id)
{
	for (int i = 0; i < HAND_PENDING_MAX; i++)
		if (hand->pending[i].id == id)
			return &hand->pending[i];
	return NULL;
}

uint32_t
hand_send(
    struct hand *hand, const struct hand_request *request, struct moment now)
{
	struct hand_pending *place = find_pending(hand, 0);
	struct hand_request copy = *request;

	if (hand->socket_fd < 0 || place == NULL ||
	    moment_left_ms(request->deadline, now) == 0)
		return 0;
	copy.id = ++hand->last_id != 0 ? hand->last_id : ++hand->last_id;
	if (send(hand->socket_fd, &copy, sizeof(copy),
		MSG_DONTWAIT | MSG_NOSIGNAL) != (ssize_t)sizeof(copy))
		return 0;
	place->id = copy.id;
	place->deed = copy.deed;
	place->deadline = copy.deadline;
	return copy.id;
}

/* Bytes that cannot be ours are as good as a dead child. */
static bool
receive(struct hand *hand, struct moment now)
{
	struct hand_pending *place;
	ssize_t n;

	if (hand->socket_fd < 0)
		return false;
	n = recv(
	    hand->socket_fd, &hand->answer, sizeof(hand->answer), MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	place = n == (ssize_t)sizeof(hand->answer) && hand->answer.id != 0
		    ? find_pending(hand, hand->answer.id)
		    : NULL;
	if (place == NULL) {
		lose(hand, now);
		return false;
	}
	place->id = 0;
	hand->pause_ms = PAUSE_MIN_MS;
	return true;
}

static void
check_deadlines(struct hand *hand, struct moment now)
{
	for (int i = 0; i < HAND_PENDING_MAX; i++) {
		struct moment end =
		    moment_after(hand->pending[i].deadline, GRACE_MS);

		if (hand->pending[i].id != 0 && moment_left_ms(end, now) == 0 &&
		    !hand->is_lost)
			lose(hand, now);
	}
}

/* In the order of their sending. */
static bool
give_up_one(struct hand *hand)
{
	struct hand_pending *first = NULL;

	for (int i = 0; i < HAND_PENDING_MAX; i++) {
		struct hand_pending *place = &hand->pending[i];

		if (place->id != 0 &&
		    (first == NULL || (int32_t)(place->id - first->id) < 0))
			first = place;
	}
	if (first == NULL)
		return false;
	memset(&hand->answer, 0, sizeof(hand->answer));
	hand->answer.id = first->id;
	hand->answer.deed = first->deed;
	hand->answer.outcome = HAND_UNANSWERED;
	why_set(&hand->answer.why,
	    "who talks to the database gave no answer and was replaced");
	first->id = 0;
	return true;
}

const struct hand_answer *
hand_receive(struct hand *hand, struct moment now)
{
	if (receive(hand, now))
		return &hand->answer;
	check_deadlines(hand, now);
	if (hand->is_lost && give_up_one(hand))
		return &hand->answer;
	hand->is_lost = false;
	if (hand->socket_fd < 0 && is_reaped(hand, now) &&
	    moment_left_ms(hand->restart, now) == 0)
		begin_or_pause(hand, now);
	return NULL;
}

struct moment
hand_due(const struct hand *hand, struct moment now)
{
	struct moment due = moment_after(now, LATER_MS);

	if (hand->is_lost)
		return now;
	if (hand->socket_fd < 0)
		due = moment_earlier(
		    due, hand->dying != 0 ? hand->reap : hand->restart);
	for (int i = 0; i < HAND_PENDING_MAX; i++)
		if (hand->pending[i].id != 0)
			due = moment_earlier(due,
			    moment_after(hand->pending[i].deadline, GRACE_MS));
	return due;
}

bool
hand_is_busy_with(const struct hand *hand, enum hand_deed deed)
{
	for (int i = 0; i < HAND_PENDING_MAX; i++)
		if (hand->pending[i].id != 0 && hand->pending[i].deed == deed)
			return true;
	return false;
}
