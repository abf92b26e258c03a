/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/client.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <qb/qbipcc.h>

/* What the child leaves for its parent, in memory of both. */
struct found {
	int error; /* errno; 0: there is an answer */
	bool is_connected;
	struct qb_ipc_response_header header;
	struct answer answer;
	char text[ANSWER_TEXT_MAX];
};

struct frame {
	struct qb_ipc_request_header header;
	struct request request;
};

static void
converse(const struct request *request, struct found *found)
{
	static struct frame frame;
	struct iovec piece = { .iov_base = &frame, .iov_len = sizeof(frame) };
	size_t size = sizeof(*found) - offsetof(struct found, header);
	qb_ipcc_connection_t *connection =
	    qb_ipcc_connect(REQUEST_SERVICE, size);
	ssize_t n;

	if (connection == NULL) {
		found->error = errno != 0 ? errno : ENOTCONN;
		return;
	}
	found->is_connected = true;
	frame.header.id = (int32_t)request->kind;
	frame.header.size = sizeof(frame);
	frame.request = *request;
	frame.request.version = REQUEST_VERSION;
	n = qb_ipcc_sendv_recv(connection, &piece, 1, &found->header, size, -1);
	if (n < 0)
		found->error = (int)-n;
	else if (n < (ssize_t)(sizeof(found->header) + sizeof(found->answer)))
		found->error = EBADMSG;
	else
		found->error = 0;
	qb_ipcc_disconnect(connection);
}

/* True when the child has ended by the deadline; killed, else. */
static bool
wait_for_child(pid_t pid, int fd, struct moment deadline)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	int64_t left;
	int n;

	do {
		left = moment_left_ms(deadline, moment_now());
		n = poll(&poll_fd, 1, (int)left);
	} while (n < 0 && errno == EINTR);
	if (n <= 0)
		(void)kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	return n > 0;
}

/* Its end of the pipe is closed by its end, and by nothing else. */
static bool
run_child(
    const struct request *request, struct found *found, struct moment deadline)
{
	int ends[2];
	pid_t pid;
	bool ended;

	if (pipe(ends) != 0)
		return false;
	pid = fork();
	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(ends[0]);
		converse(request, found);
		_exit(0);
	}
	close(ends[1]);
	ended = pid > 0 && wait_for_child(pid, ends[0], deadline);
	close(ends[0]);
	return ended;
}

static enum client_outcome
hear(const struct found *found, struct answer *ret_answer, char *text,
    size_t size, struct why *why)
{
	if (found->answer.version != REQUEST_VERSION) {
		why_set(why, "the keeper is of another version");
		return CLIENT_FAILED;
	}
	if (found->answer.ntext > ANSWER_TEXT_MAX ||
	    (size > 0 && found->answer.ntext >= size)) {
		why_set(why, "the keeper's answer is too long");
		return CLIENT_FAILED;
	}
	*ret_answer = found->answer;
	if (size > 0) {
		memcpy(text, found->text, found->answer.ntext);
		text[found->answer.ntext] = '\0';
	}
	return CLIENT_ANSWERED;
}

static enum client_outcome
judge(const struct found *found, bool ended, struct why *why)
{
	if (!ended) {
		why_set(why, "the keeper (gausshad) did not answer in time");
		return CLIENT_LATE;
	}
	if (found->error == 0)
		return CLIENT_ANSWERED;
	if (found->is_connected) {
		why_set(why, "the keeper (gausshad) ended while it was asked");
		return CLIENT_FAILED;
	}
	why_set(why, found->error == EACCES || found->error == EPERM
			 ? "only root and members of haclient may ask the "
			   "keeper (gausshad)"
			 : "no keeper (gausshad) runs on this node");
	return CLIENT_NO_KEEPER;
}

enum client_outcome
client_ask(const struct request *request, struct moment deadline,
    struct answer *ret_answer, char *text, size_t size, struct why *why)
{
	struct found *found = mmap(NULL, sizeof(*found), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	enum client_outcome outcome;
	bool ended;

	if (found == MAP_FAILED) {
		why_set(why, "out of memory");
		return CLIENT_FAILED;
	}
	found->error = EBADMSG;
	ended = run_child(request, found, deadline);
	outcome = judge(found, ended, why);
	if (outcome == CLIENT_ANSWERED)
		outcome = hear(found, ret_answer, text, size, why);
	(void)munmap(found, sizeof(*found));
	return outcome;
}
