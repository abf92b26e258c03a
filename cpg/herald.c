/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/herald.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ocf/inherited.h"

/* A daemon of Pacemaker's that is being started anew answers after this. */
#define TELL_MS 5000

/* Strings are ended by who sends; what cannot be is not understood. */
static bool
is_sound(const struct herald_message *message, ssize_t n)
{
	return n == (ssize_t)sizeof(*message) &&
	       message->nattributes <= HERALD_ATTRIBUTES_MAX;
}

static bool
tell_attributes(const struct herald_message *message, struct moment deadline,
    struct why *why)
{
	struct attribute attributes[HERALD_ATTRIBUTES_MAX];
	struct attribute lasting = { .name = NULL };
	unsigned n = 0;

	for (unsigned i = 0; i < message->nattributes; i++) {
		const struct herald_attribute *from = &message->attributes[i];
		struct attribute *to =
		    from->lasts ? &lasting : &attributes[n++];

		to->name = from->name;
		to->value = from->value[0] != '\0' ? from->value : NULL;
	}
	if (message->after_join &&
	    !pacemaker_has_joined(message->node, deadline, why))
		return false;
	return pacemaker_set_attributes(attributes, n, deadline, why) &&
	       (!message->after_join ||
		   pacemaker_refresh_attributes(deadline, why)) &&
	       (lasting.name == NULL || pacemaker_keep_attribute(&lasting,
					    message->node, deadline, why));
}

static struct herald_answer
carry_out(const struct herald_message *message, ssize_t n)
{
	struct moment deadline = moment_after(moment_now(), TELL_MS);
	struct herald_answer answer = { .ok = false };

	if (!is_sound(message, n))
		why_set(&answer.why, "the herald did not understand");
	else if (message->is_failure)
		answer.ok = pacemaker_report_failure(
		    message->resource, deadline, &answer.why);
	else
		answer.ok = tell_attributes(message, deadline, &answer.why);
	return answer;
}

static bool
become(const char *user)
{
	const struct passwd *passwd = user == NULL ? NULL : getpwnam(user);

	/* Where there is no such user there is no Pacemaker to be told. */
	if (passwd == NULL)
		return true;
	return setgroups(1, &passwd->pw_gid) == 0 &&
	       setgid(passwd->pw_gid) == 0 && setuid(passwd->pw_uid) == 0;
}

static void __attribute__((noreturn))
live(int fd, const char *user, pid_t parent)
{
	static struct herald_message message;
	struct herald_answer answer;
	ssize_t n;

	inherited_signals_reset();
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)prctl(PR_SET_NAME, "gaussha-herald");
	if (getppid() != parent || dup2(fd, 3) < 0)
		_exit(0);
	inherited_close_from(4);
	if (!become(user))
		_exit(1);
	/* Which a change of user clears. */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		do
			n = recv(3, &message, sizeof(message), 0);
		while (n < 0 && errno == EINTR);
		if (n <= 0)
			_exit(0);
		answer = carry_out(&message, n);
		if (send(3, &answer, sizeof(answer), MSG_NOSIGNAL) < 0)
			_exit(0);
	}
}

bool
herald_start(struct herald *herald, const char *user, struct why *why)
{
	pid_t parent = getpid();
	int ends[2];

	*herald = (struct herald){ .fd = -1 };
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
		why_set(why, "no socket for the herald: %s", strerror(errno));
		return false;
	}
	herald->pid = fork();
	if (herald->pid == 0)
		live(ends[1], user, parent);
	close(ends[1]);
	if (herald->pid < 0) {
		why_set(why, "no process for the herald: %s", strerror(errno));
		close(ends[0]);
		return false;
	}
	herald->fd = ends[0];
	return true;
}

/* Its tools end with it: they are its children (PR_SET_PDEATHSIG). */
void
herald_stop(struct herald *herald)
{
	if (herald->fd < 0)
		return;
	close(herald->fd);
	(void)kill(herald->pid, SIGKILL);
	(void)waitpid(herald->pid, NULL, 0);
	*herald = (struct herald){ .fd = -1 };
}

bool
herald_tell(struct herald *herald, const struct herald_message *message)
{
	return herald->fd >= 0 &&
	       send(herald->fd, message, sizeof(*message),
		   MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)sizeof(*message);
}

enum herald_heard
herald_receive(struct herald *herald, struct herald_answer *ret_answer)
{
	ssize_t n;

	if (herald->fd < 0)
		return HERALD_GONE;
	n = recv(herald->fd, ret_answer, sizeof(*ret_answer), MSG_DONTWAIT);
	if (n == (ssize_t)sizeof(*ret_answer))
		return HERALD_ANSWER;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return HERALD_NOTHING;
	return HERALD_GONE;
}
