/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/refuse.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agents/opengauss/facts.h"
#include "agents/opengauss/observe.h"
#include "gauss/following.h"
#include "gauss/process.h"
#include "gauss/replconninfo.h"
#include "gauss/session.h"

#define REFUSE_MS 1500
#define END_MS    500

/* What is done to a peer, over a session with its database. */
typedef bool deed(struct session *session, const struct peer_address *peer,
    struct moment deadline);

static bool
give_up_stream(struct session *session, const struct peer_address *peer,
    struct moment deadline)
{
	(void)peer;
	return following_nobody(session, deadline, NULL);
}

/* Looked for among all nodes it would be found after those that are dead. */
static bool
follow_this_node(struct session *session, const struct peer_address *peer,
    struct moment deadline)
{
	return following_one(session, deadline, peer->local_host,
		   peer->local_port, NULL) ||
	       following_anybody(session, deadline, NULL);
}

static bool
follow_anybody(struct session *session, const struct peer_address *peer,
    struct moment deadline)
{
	(void)peer;
	return following_anybody(session, deadline, NULL);
}

struct crowd {
	struct peer_address peers[PEERS_MAX];
	unsigned npeers;
	pid_t children[PEERS_MAX];
};

static void
do_to(const struct observer *observer, const struct peer_address *peer,
    struct moment deadline, deed *what)
{
	enum session_failure failure;
	struct session *session = session_open_peer(
	    &observer->instance, peer, deadline, &failure, NULL);

	if (session != NULL)
		(void)what(session, peer, deadline);
	session_close(session);
}

/* Each in a process of its own, since any of them may be without power. */
static pid_t
begin(const struct observer *observer, const struct peer_address *peer,
    struct moment deadline, deed *what)
{
	pid_t parent = getpid(), pid = fork();

	if (pid != 0)
		return pid;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == parent)
		do_to(observer, peer, deadline, what);
	_exit(0);
}

static void
end(pid_t child, struct moment deadline)
{
	struct pollfd fd = { .fd = process_watch(child), .events = POLLIN };

	(void)poll(&fd, 1, (int)moment_left_ms(deadline, moment_now()));
	if (fd.fd >= 0)
		close(fd.fd);
	(void)kill(child, SIGKILL);
	(void)waitpid(child, NULL, 0);
}

static bool
streams(const struct peer *peer)
{
	return peer->heard && peer->receiving;
}

static bool
is_heard(const struct peer *peer)
{
	return peer->heard;
}

/* The facts' peers are in the order in which the file has them. */
static void
to_those(const struct observer *observer, const struct facts *facts,
    bool (*is_meant)(const struct peer *peer), struct moment deadline,
    deed *what)
{
	struct crowd crowd = { .npeers = 0 };

	if (!replconninfo_read(
		&observer->instance, crowd.peers, &crowd.npeers, NULL) ||
	    crowd.npeers != facts->npeers)
		return;
	for (unsigned i = 0; i < crowd.npeers; i++)
		if (is_meant(&facts->peers[i]))
			crowd.children[i] =
			    begin(observer, &crowd.peers[i], deadline, what);
	for (unsigned i = 0; i < crowd.npeers; i++)
		if (crowd.children[i] > 0)
			end(crowd.children[i], deadline);
}

bool
refuse_begin(const struct observer *observer, const struct facts *facts,
    struct moment deadline)
{
	bool any = false;

	for (unsigned i = 0; i < facts->npeers; i++)
		any |= streams(&facts->peers[i]);
	if (any)
		to_those(observer, facts, streams,
		    moment_earlier(
			deadline, moment_after(moment_now(), REFUSE_MS)),
		    give_up_stream);
	return any;
}

void
refuse_end(const struct observer *observer, const struct facts *facts,
    bool promoted, struct moment deadline)
{
	to_those(observer, facts, is_heard,
	    moment_earlier(deadline, moment_after(moment_now(), END_MS)),
	    promoted ? follow_this_node : follow_anybody);
}
