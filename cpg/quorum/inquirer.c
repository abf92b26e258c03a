/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/inquirer.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cpg/client.h"
#include "cpg/helper.h"

#define ASK_MS 1000

static void
attend(int fd)
{
	static struct request request;
	static struct answer answer;
	ssize_t n;

	for (;;) {
		struct inquirer_answer told = { .ok = false };

		do
			n = recv(fd, &request.vote, sizeof(request.vote), 0);
		while (n < 0 && errno == EINTR);
		if (n != (ssize_t)sizeof(request.vote))
			_exit(0);
		request.kind = REQUEST_STANDING;
		/* Before it is asked: ages are rather too short for what was
		 * sent, and the answer takes no time as a rule. */
		told.at = moment_now();
		told.ok =
		    client_ask(&request, moment_after(moment_now(), ASK_MS),
			&answer, NULL, 0, &told.why) == CLIENT_ANSWERED &&
		    answer.kind == ANSWER_DONE;
		if (told.ok)
			told.standing = answer.standing;
		else if (told.why.text[0] == '\0')
			told.why = answer.why;
		if (send(fd, &told, sizeof(told), MSG_NOSIGNAL) < 0)
			_exit(0);
	}
}

bool
inquirer_start(struct inquirer *inquirer, struct why *why)
{
	return helper_start(
	    "gaussha-inquiry", attend, &inquirer->fd, &inquirer->pid, why);
}

void
inquirer_stop(struct inquirer *inquirer)
{
	helper_stop(&inquirer->fd, &inquirer->pid);
}

bool
inquirer_ask(struct inquirer *inquirer, const struct standing_vote *vote)
{
	return helper_send(inquirer->fd, vote, sizeof(*vote));
}

enum inquirer_heard
inquirer_receive(struct inquirer *inquirer, struct inquirer_answer *ret_answer)
{
	switch (helper_receive(inquirer->fd, ret_answer, sizeof(*ret_answer))) {
	case HELPER_NOTHING:
		return INQUIRER_NOTHING;
	case HELPER_MESSAGE:
		return INQUIRER_ANSWER;
	case HELPER_GONE:
		break;
	}
	return INQUIRER_GONE;
}
