/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agents/opengauss/facts.h"
#include "agents/opengauss/portrait.h"
#include "gauss/instance.h"
#include "gauss/session.h"
#include "ocf/pacemaker.h"

/* Pacemaker's tools have so much longer than the peers. */
#define DIRECTORY_MORE_MS 700
/*
 * A node outside of this partition has no power any more, and the failover
 * would wait for it; but a primary that lives there answers within this.
 */
#define STRANGERS_MS 60
#define LOOK_MS      5

/* Written by the children, in memory that all of them share. */
struct answers {
	struct {
		bool complete;
		struct server_state server;
	} peer[PEERS_MAX];
	bool directory_complete;
	unsigned nnodes;
	struct node_attribute nodes[NODES_MAX]; /* "n2 10.0.0.2:5433 ..." */
	uint64_t shown_term;
};

void
ask_read_peers(const struct instance *instance, struct ask *ask)
{
	memset(ask, 0, sizeof(*ask));
	ask->fd = -1;
	if (!replconninfo_read(instance, ask->peers, &ask->npeers, NULL))
		ask->npeers = 0;
}

static void
ask_peer(struct ask *ask, const struct instance *instance, unsigned i)
{
	enum session_failure failure;
	struct session *session = session_open_peer(
	    instance, &ask->peers[i], ask->deadline, &failure, NULL);

	if (session != NULL && session_state(session, ask->deadline,
				   &ask->answers->peer[i].server, NULL))
		ask->answers->peer[i].complete = true;
	session_close(session);
}

static struct moment
directory_deadline(const struct ask *ask)
{
	return moment_after(ask->deadline, DIRECTORY_MORE_MS);
}

static uint64_t
highest_shown_term(const char *resource, struct moment deadline)
{
	struct node_attribute terms[NODES_MAX];
	char name[ATTRIBUTE_MAX];
	unsigned nterms;
	uint64_t highest = 0;

	portrait_name(resource, SHOWN_TERM, name);
	if (!pacemaker_get_everywhere(name, terms, &nterms, deadline))
		return 0;
	for (unsigned i = 0; i < nterms; i++) {
		uint64_t term = strtoull(terms[i].value, NULL, 10);

		if (term > highest && term < UINT32_MAX)
			highest = term;
	}
	return highest;
}

static void
ask_pacemaker(struct ask *ask, const char *resource)
{
	char name[ATTRIBUTE_MAX];
	struct answers *answers = ask->answers;

	portrait_name(resource, SHOWN_NODE, name);
	answers->shown_term =
	    highest_shown_term(resource, directory_deadline(ask));
	answers->directory_complete = pacemaker_get_everywhere(
	    name, answers->nodes, &answers->nnodes, directory_deadline(ask));
}

static void
ask_in_a_child(struct ask *ask, const struct instance *instance,
    const char *resource, unsigned i)
{
	pid_t parent = getpid(), pid = fork();

	if (pid > 0)
		ask->children[ask->nchildren++] = pid;
	if (pid != 0)
		return;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == parent) {
		if (i < ask->npeers)
			ask_peer(ask, instance, i);
		else
			ask_pacemaker(ask, resource);
	}
	_exit(0);
}

void
ask_begin(struct ask *ask, const struct instance *instance,
    const char *resource, struct moment deadline)
{
	int fds[2];

	ask->begun = moment_now();
	ask->deadline = deadline;
	ask->answers = mmap(NULL, sizeof(*ask->answers), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (ask->answers == MAP_FAILED || pipe2(fds, O_CLOEXEC) != 0) {
		if (ask->answers != MAP_FAILED)
			munmap(ask->answers, sizeof(*ask->answers));
		ask->answers = NULL;
		return;
	}
	/* One more than peers, and the last of them: Pacemaker is asked. */
	for (unsigned i = 0; i <= ask->npeers; i++)
		ask_in_a_child(ask, instance, resource, i);
	close(fds[1]);
	ask->fd = fds[0];
}

/* "n2 10.0.0.2:5433 192.168.0.2:5433": the name of who has the address. */
static bool
name_of_place(
    const char *value, const char *place, char ret_name[SYNC_NAME_MAX])
{
	char text[ATTRIBUTE_MAX], *rest = text, *name, *word;

	snprintf(text, sizeof(text), "%s", value);
	name = strsep(&rest, " ");
	while ((word = strsep(&rest, " ")) != NULL)
		if (strcmp(word, place) == 0 && strlen(name) < SYNC_NAME_MAX) {
			strcpy(ret_name, name);
			return true;
		}
	return false;
}

static void
place_of(const struct peer_address *address, char *ret_place, size_t size)
{
	snprintf(ret_place, size, "%s:%u", address->host, address->port);
}

static bool
is_member(const struct answers *answers, const struct peer_address *address,
    char ret_name[SYNC_NAME_MAX])
{
	char place[sizeof(((struct peer *)NULL)->place)];

	place_of(address, place, sizeof(place));
	for (unsigned i = 0; i < answers->nnodes; i++)
		if (name_of_place(answers->nodes[i].value, place, ret_name))
			return true;
	return false;
}

/* Has everybody answered who is in this partition? */
static bool
members_have_answered(const struct ask *ask)
{
	const struct answers *answers = ask->answers;
	char name[SYNC_NAME_MAX];

	if (!answers->directory_complete)
		return false;
	for (unsigned i = 0; i < ask->npeers; i++)
		if (!answers->peer[i].complete &&
		    is_member(answers, &ask->peers[i], name))
			return false;
	return true;
}

/*
 * Nothing is ever written: the end comes when the last child has ended.
 * Pacemaker is here, and slow only where the host is.
 */
static void
await_answers(struct ask *ask)
{
	struct moment strangers = moment_after(ask->begun, STRANGERS_MS);
	struct pollfd fd = { .fd = ask->fd, .events = POLLIN };

	for (;;) {
		struct moment now = moment_now();

		if (poll(&fd, 1, LOOK_MS) > 0 ||
		    moment_left_ms(directory_deadline(ask), now) == 0)
			break;
		if (moment_left_ms(strangers, now) == 0 &&
		    members_have_answered(ask))
			break;
		if (moment_left_ms(ask->deadline, now) == 0 &&
		    ask->answers->directory_complete)
			break;
	}
	for (unsigned i = 0; i < ask->nchildren; i++) {
		(void)kill(ask->children[i], SIGKILL);
		(void)waitpid(ask->children[i], NULL, 0);
	}
	close(ask->fd);
}

static void
fill_peer(const struct server_state *server, struct peer *peer)
{
	peer->heard = true;
	peer->role = server->role;
	peer->db_state = server->db_state;
	peer->detail = server->detail;
	peer->term = server->term;
	peer->lsn = server->lsn;
	peer->receiving = server->receiving;
	peer->settled = server->receiving || server->replayed_all;
}

void
ask_finish(struct ask *ask, struct facts *facts)
{
	const struct answers *answers = ask->answers;

	if (answers != NULL)
		await_answers(ask);
	facts->asked = true;
	facts->npeers = ask->npeers;
	for (unsigned i = 0; i < ask->npeers; i++) {
		struct peer *peer = &facts->peers[i];

		memset(peer, 0, sizeof(*peer));
		peer->cascade = ask->peers[i].cascade;
		place_of(&ask->peers[i], peer->place, sizeof(peer->place));
		peer->member = answers != NULL && answers->directory_complete &&
			       is_member(answers, &ask->peers[i], peer->name);
		if (answers != NULL && answers->peer[i].complete)
			fill_peer(&answers->peer[i].server, peer);
	}
	if (answers == NULL)
		return;
	facts->shown_term = answers->shown_term;
	munmap(ask->answers, sizeof(*ask->answers));
	ask->answers = NULL;
}
