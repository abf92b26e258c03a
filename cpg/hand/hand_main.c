/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/hand/hand_main.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cpg/hand/deed.h"
#include "gauss/instance.h"
#include "gauss/owner_life.h"
#include "ocf/why.h"

static deed *
find(enum hand_deed kind)
{
	switch (kind) {
	case HAND_FIND:
		return deed_find;
	case HAND_OBSERVE:
		return deed_observe;
	case HAND_REFUSE:
		return deed_refuse;
	case HAND_FOLLOW:
		return deed_follow;
	case HAND_RELEASE:
		return deed_release;
	case HAND_NAME:
		return deed_name;
	case HAND_REPAIR:
		return deed_repair;
	case HAND_RENEW:
		return deed_renew;
	case HAND_RAISE_TERM:
		return deed_raise_term;
	}
	_exit(1); /* a keeper that is not of our making */
}

static void
carry_out(struct deed_context *context, const struct hand_request *request,
    struct hand_answer *answer)
{
	deed *act = find(request->deed);

	memset(answer, 0, sizeof(*answer));
	answer->id = request->id;
	answer->deed = request->deed;
	answer->outcome = HAND_FAILED;
	/* What came before took all its time: it must not take more. */
	if (moment_left_ms(request->deadline, moment_now()) == 0)
		why_set(&answer->why, "its turn came after its deadline");
	else if (act(context, request, answer))
		answer->outcome = HAND_DONE;
}

static void
serve(struct deed_context *context)
{
	static struct hand_request request;
	static struct hand_answer answer;
	ssize_t n;

	for (;;) {
		do {
			n = recv(OWNER_LIFE_FD, &request, sizeof(request), 0);
		} while (n < 0 && errno == EINTR);
		if (n != (ssize_t)sizeof(request))
			return;
		carry_out(context, &request, &answer);
		if (send(OWNER_LIFE_FD, &answer, sizeof(answer),
			MSG_NOSIGNAL) != (ssize_t)sizeof(answer))
			return;
	}
}

void
hand_main(const struct instance *instance, const char *node, int socket_fd,
    pid_t parent)
{
	struct deed_context context = { .instance = instance, .node = node };

	owner_life_begin(instance, socket_fd, parent);
	(void)prctl(PR_SET_NAME, "gausshad-hand");
	serve(&context);
	deed_disconnect(&context);
	_exit(0);
}
