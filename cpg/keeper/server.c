/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/server.h"

#include <errno.h>
#include <grp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>

#include <qb/qbipcs.h>

#include "cpg/loop.h"
#include "ocf/log.h"
#include "ocf/why.h"

#define GROUP "haclient"

struct frame {
	struct qb_ipc_request_header header;
	struct request request;
};

struct reply {
	struct qb_ipc_response_header header;
	struct answer answer;
	char text[ANSWER_TEXT_MAX];
};

static qb_ipcs_service_t *service;
static server_answer *answers;
static gid_t group; /* 0: there is no such group */
static struct reply reply;

bool
server_is_open_to_group(uint32_t kind)
{
	return kind == REQUEST_STATUS || kind == REQUEST_HISTORY ||
	       kind == REQUEST_SWITCHOVER || kind == REQUEST_HOLD;
}

/* Is this a group of the process, besides its first? */
static bool
has_group(int pid, gid_t wanted)
{
	char path[32], line[4096];
	bool found = false;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	file = fopen(path, "re");
	if (file == NULL)
		return false;
	while (!found && fgets(line, sizeof(line), file) != NULL) {
		char *word, *rest = line;

		if (strncmp(line, "Groups:", 7) != 0)
			continue;
		(void)strtok_r(line, "\t ", &rest);
		while ((word = strtok_r(NULL, "\t \n", &rest)) != NULL) {
			unsigned gid;

			if (sscanf(word, "%u", &gid) == 1 && gid == wanted)
				found = true;
		}
	}
	fclose(file);
	return found;
}

/* The kernel says who it is, not the client. */
static int32_t
accept_client(qb_ipcs_connection_t *connection, uid_t uid, gid_t gid)
{
	struct qb_ipcs_connection_stats stats = { 0 };

	(void)qb_ipcs_connection_stats_get(connection, &stats, 0);
	if (uid != 0 &&
	    (group == 0 ||
		(gid != group && !has_group(stats.client_pid, group)))) {
		log_warning("user %u, who is not in group %s, may not ask",
		    (unsigned)uid, GROUP);
		return -EACCES;
	}
	/* Of root's connections root alone may read the buffers. */
	qb_ipcs_connection_auth_set(connection, uid, gid, 0600);
	qb_ipcs_context_set(connection, uid == 0 ? (void *)&service : NULL);
	return 0;
}

static bool
is_root(qb_ipcs_connection_t *connection)
{
	return qb_ipcs_context_get(connection) != NULL;
}

static void
refuse(struct answer *answer, const char *sentence)
{
	answer->kind = ANSWER_REFUSED;
	why_set(&answer->why, "%s", sentence);
}

/* Texts are ended here, so that nobody need look for their end. */
static bool
is_sound(struct frame *frame, size_t size)
{
	struct request *request = &frame->request;
	struct request_registration *of = &request->registration;

	if (size < sizeof(*frame) || request->version != REQUEST_VERSION ||
	    of->nwishes > REQUEST_WISHES_MAX)
		return false;
	request->database[sizeof(request->database) - 1] = '\0';
	request->cause[sizeof(request->cause) - 1] = '\0';
	request->node[sizeof(request->node) - 1] = '\0';
	of->node[sizeof(of->node) - 1] = '\0';
	of->datadir[sizeof(of->datadir) - 1] = '\0';
	of->gausshome[sizeof(of->gausshome) - 1] = '\0';
	of->zone[sizeof(of->zone) - 1] = '\0';
	of->sick[sizeof(of->sick) - 1] = '\0';
	return true;
}

static int32_t
process(qb_ipcs_connection_t *connection, void *data, size_t size)
{
	struct frame *frame = data;
	struct iovec piece = { .iov_base = &reply };
	ssize_t n;

	memset(&reply.header, 0, sizeof(reply.header));
	memset(&reply.answer, 0, sizeof(reply.answer));
	reply.answer.version = REQUEST_VERSION;
	if (!is_sound(frame, size))
		refuse(&reply.answer, "the keeper is of another version");
	else if (!is_root(connection) &&
		 !server_is_open_to_group(frame->request.kind))
		refuse(&reply.answer, "only root may ask that");
	else
		answers(&frame->request, &reply.answer, reply.text);
	if (reply.answer.ntext > ANSWER_TEXT_MAX)
		reply.answer.ntext = 0;
	piece.iov_len = offsetof(struct reply, text) + reply.answer.ntext;
	reply.header.id = size >= sizeof(frame->header) ? frame->header.id : 0;
	reply.header.size = (int32_t)piece.iov_len;
	n = qb_ipcs_response_sendv(connection, &piece, 1);
	return n < 0 ? (int32_t)n : 0;
}

static int32_t
closed(qb_ipcs_connection_t *connection)
{
	(void)connection;
	return 0;
}

static void
do_nothing(qb_ipcs_connection_t *connection)
{
	(void)connection;
}

bool
server_start(server_answer *answer_to, struct why *why)
{
	static struct qb_ipcs_service_handlers handlers = {
		.connection_accept = accept_client,
		.connection_created = do_nothing,
		.msg_process = process,
		.connection_closed = closed,
		.connection_destroyed = do_nothing,
	};
	const struct group *found = getgrnam(GROUP);
	int32_t error;

	answers = answer_to;
	group = found == NULL ? 0 : found->gr_gid;
	service = qb_ipcs_create(REQUEST_SERVICE, 0, QB_IPC_SOCKET, &handlers);
	if (service == NULL) {
		why_set(why, "no IPC service: %s", strerror(errno));
		return false;
	}
	qb_ipcs_enforce_buffer_size(service, sizeof(reply));
	qb_ipcs_poll_handlers_set(service, loop_ipc_handlers());
	error = qb_ipcs_run(service);
	if (error == 0)
		return true;
	why_set(why, "no IPC service: %s", strerror(-error));
	service = NULL;
	return false;
}

void
server_stop(void)
{
	if (service != NULL)
		qb_ipcs_destroy(service);
	service = NULL;
}
