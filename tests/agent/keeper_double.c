/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * keeper_double DIRECTORY - stands in for the keepers of all nodes of a bed,
 * without corosync: the product's own door, and behind it the simplest
 * behaviour that an agent can be tried with.
 *
 * It grants with the next term, sets the names when the database is primary,
 * and says so.  Files in DIRECTORY change its mind, each holds the sentence:
 *   refuse              no grant
 *   wait                the grant does not come
 *   withdraw            a grant is withdrawn at once
 *   withdraw_late       a grant is withdrawn when the database is primary
 *   complain            what is not as it should be
 *   forbid_build        nobody may be rebuilt
 * It writes "NODE WORD" for each request to the file "asked" there; a
 * registration after which all is to be told again is "register-anew".
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cpg/keeper/server.h"
#include "cpg/loop.h"
#include "gauss/instance.h"
#include "gauss/process.h"
#include "gauss/session.h"
#include "gauss/small_file.h"
#include "ocf/log.h"
#include "ocf/moment.h"
#include "ocf/why.h"

#define NODES_MAX    9
#define ANSWER_MS    300
#define TOLD_MS      3000
#define SENTENCE_MAX 400

struct node {
	struct request_registration of;
	bool is_registered, is_stood_down, was_primary;
	struct moment died_at;  /* 0: it has not */
	enum answer_kind grant; /* 0: none */
	uint64_t term;
};

/* What an instance says just now. */
struct sight {
	bool runs, answers;
	struct server_state state;
};

static const char *directory;
static struct node nodes[NODES_MAX];
static unsigned nnodes;
static uint64_t last_term;

static bool
is_told(const char *name, struct why *ret_why)
{
	char text[SENTENCE_MAX];

	if (small_file_read(directory, name, text, sizeof(text)) < 0)
		return false;
	why_set(ret_why, "%s", text);
	return true;
}

static struct node *
node_of(const struct request *request)
{
	for (unsigned i = 0; i < nnodes; i++)
		if (strcmp(nodes[i].of.node, request->registration.node) == 0)
			return &nodes[i];
	if (nnodes == NODES_MAX)
		return NULL;
	nodes[nnodes].of = request->registration;
	return &nodes[nnodes++];
}

static struct session *
session_with(const struct node *node, struct moment deadline)
{
	static struct instance instance;
	enum session_failure failure;

	if (instance_open(node->of.datadir, node->of.gausshome, node->of.port,
		&instance, NULL) != OCF_SUCCESS)
		return NULL;
	return session_open(&instance, deadline, &failure, NULL);
}

static struct sight
see(const struct node *node)
{
	struct moment deadline = moment_after(moment_now(), ANSWER_MS);
	static struct instance instance;
	struct sight sight = { .runs = false };
	struct session *session;
	pid_t pid;

	if (instance_open(node->of.datadir, node->of.gausshome, node->of.port,
		&instance, NULL) == OCF_SUCCESS)
		sight.runs = process_find(&instance, &pid) == PROCESS_RUNNING;
	session = sight.runs ? session_with(node, deadline) : NULL;
	if (session != NULL)
		sight.answers =
		    session_state(session, deadline, &sight.state, NULL);
	session_close(session);
	if (sight.answers && sight.state.term > last_term)
		last_term = sight.state.term;
	return sight;
}

static bool
is_primary(const struct sight *sight)
{
	return sight->answers && sight->state.role == ROLE_PRIMARY &&
	       sight->state.db_state == DB_STATE_NORMAL;
}

/* Registration, and what it is answered. */

static void
look_around(struct answer_surroundings *around)
{
	memset(around, 0, sizeof(*around));
	for (unsigned i = 0; i < nnodes; i++) {
		struct sight sight = { .runs = false };

		if (nodes[i].is_registered)
			sight = see(&nodes[i]);
		if (!sight.answers || sight.state.role != ROLE_PRIMARY)
			continue;
		around->nprimaries++;
		if (sight.state.term < around->primary_term)
			continue;
		strcpy(around->primary, sight.state.term == around->primary_term
					    ? ""
					    : nodes[i].of.node);
		around->primary_term = sight.state.term;
	}
	around->may_build = !is_told("forbid_build", &around->build_objection);
}

static bool
is_death_told(struct node *node)
{
	struct sight sight = see(node);

	if (sight.runs) {
		node->died_at = (struct moment){ 0 };
		node->is_stood_down = false;
		if (sight.answers)
			node->was_primary = is_primary(&sight);
		return false;
	}
	if (!node->was_primary || node->is_stood_down)
		return false;
	if (node->died_at.ms == 0)
		node->died_at = moment_now();
	return moment_between_ms(node->died_at, moment_now()) < TOLD_MS;
}

static void
register_it(
    struct node *node, const struct request *request, struct answer *answer)
{
	node->of = request->registration;
	node->is_registered = true;
	answer->kind = ANSWER_DONE;
	look_around(&answer->around);
	answer->around.death_is_told = is_death_told(node);
	(void)is_told("complain", &answer->why);
}

/* A grant, step by step. */

static void
names_for(const struct node *node, char *names, size_t size)
{
	unsigned nothers = 0, acks = node->of.wishes[0].acks;
	size_t n;

	for (unsigned i = 0; i < nnodes; i++)
		nothers += nodes[i].is_registered && &nodes[i] != node;
	names[0] = '\0';
	if (acks > nothers)
		acks = nothers;
	if (acks == 0)
		return;
	n = (size_t)snprintf(names, size, "ANY %u (", acks);
	for (unsigned i = 0; i < nnodes && n < size; i++)
		if (nodes[i].is_registered && &nodes[i] != node)
			n += (size_t)snprintf(names + n, size - n, "%s%s",
			    names[n - 1] == '(' ? "" : ",", nodes[i].of.node);
	if (n < size)
		snprintf(names + n, size - n, ")");
}

static bool
are_named(const struct node *node)
{
	struct moment deadline = moment_after(moment_now(), ANSWER_MS);
	struct session *session = session_with(node, deadline);
	char wanted[512], value[512];
	bool named = false;

	names_for(node, wanted, sizeof(wanted));
	if (session != NULL &&
	    session_setting(session, deadline, "synchronous_standby_names",
		value, sizeof(value), NULL)) {
		named = strcmp(value, wanted) == 0;
		if (!named)
			(void)session_alter_system(session, deadline,
			    "synchronous_standby_names", wanted, NULL);
	}
	session_close(session);
	return named;
}

static void
go_on(struct node *node, struct why *why)
{
	struct sight sight;

	if (node->grant == ANSWER_WAITING && !is_told("wait", why)) {
		node->grant = ANSWER_GRANTED;
	} else if (node->grant == ANSWER_GRANTED) {
		sight = see(node);
		if (is_told("withdraw", why) ||
		    (is_primary(&sight) && is_told("withdraw_late", why)))
			node->grant = ANSWER_WITHDRAWN;
		else if (is_primary(&sight) && are_named(node))
			node->grant = ANSWER_WRITABLE;
	}
	node->was_primary |= node->grant == ANSWER_WRITABLE;
}

static void
ask_for_grant(struct node *node, struct why *why)
{
	struct answer_surroundings around;
	struct sight sight = see(node);

	node->grant = ANSWER_WAITING;
	if (is_told("refuse", why)) {
		node->grant = ANSWER_REFUSED;
	} else if (!is_primary(&sight)) {
		look_around(&around);
		node->term = ++last_term;
	}
}

static void
tell_state(const struct node *node, struct answer *answer)
{
	answer->kind = node->grant != 0 ? node->grant : ANSWER_NO_GRANT;
	answer->term = node->term;
}

/* The door. */

static void
note(const struct request *request)
{
	static const char *const words[] = { "?", "register", "stand-down",
		"unregister", "reload", "grant-ask", "grant-state",
		"grant-over" };
	bool anew = request->kind == REQUEST_REGISTER && request->flag;
	char line[128];
	int n = snprintf(line, sizeof(line), "%s %s%s\n",
	    request->registration.node,
	    request->kind < sizeof(words) / sizeof(words[0])
		? words[request->kind]
		: words[0],
	    anew ? "-anew" : "");
	int fd = open("asked", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);

	if (fd < 0)
		return;
	if (write(fd, line, (size_t)n) != n)
		log_error("cannot write");
	close(fd);
}

static void
answer_to(const struct request *request, struct answer *answer,
    char text[ANSWER_TEXT_MAX])
{
	struct node *node = node_of(request);

	(void)text;
	note(request);
	answer->kind = ANSWER_DONE;
	if (node == NULL) {
		answer->kind = ANSWER_REFUSED;
		return;
	}
	switch ((enum request_kind)request->kind) {
	case REQUEST_REGISTER:
		register_it(node, request, answer);
		break;
	case REQUEST_STAND_DOWN:
		node->is_stood_down = !request->flag;
		break;
	case REQUEST_UNREGISTER:
		node->is_registered = node->was_primary = false;
		break;
	case REQUEST_RELOAD:
		break;
	case REQUEST_GRANT_ASK:
		ask_for_grant(node, &answer->why);
		tell_state(node, answer);
		break;
	case REQUEST_GRANT_STATE:
		go_on(node, &answer->why);
		tell_state(node, answer);
		break;
	case REQUEST_GRANT_OVER:
		node->grant = 0;
		break;
	case REQUEST_HOLD:
	case REQUEST_REARM:
	case REQUEST_SWITCHOVER:
	case REQUEST_FORCE:
	case REQUEST_STATUS:
	case REQUEST_HISTORY:
	case REQUEST_STANDING:
	case REQUEST_FENCE:
	case REQUEST_FENCE_LIST:
	case REQUEST_FENCE_GATE:
	case REQUEST_ADDRESS_TAKE:
	case REQUEST_ADDRESS_LEFT:
	case REQUEST_ADDRESS_CONFLICT:
	case REQUEST_OFF:
		answer->kind = ANSWER_REFUSED;
		break;
	}
}

static void
ended(void *context)
{
	(void)context;
	loop_end();
}

int
main(int argc, char **argv)
{
	struct why why = { "no event loop" };

	if (argc != 2 || chdir(argv[1]) != 0)
		return EXIT_FAILURE;
	directory = argv[1];
	log_open("keeper_double");
	if (!loop_open() || !loop_on_signals(ended, NULL) ||
	    !server_start(answer_to, &why)) {
		fprintf(stderr, "keeper_double: %s\n", why.text);
		return EXIT_FAILURE;
	}
	puts("ready");
	(void)fflush(stdout);
	loop_run();
	server_stop();
	log_close();
	return EXIT_SUCCESS;
}
