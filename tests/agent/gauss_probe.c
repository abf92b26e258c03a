/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gauss_probe - one call of gauss/ for a test in another language.
 * usage: gauss_probe DATADIR GAUSSHOME MILLISECONDS VERB [ARGUMENT...]
 * Prints key=value lines; exits with 0 when the call succeeded, else with 1
 * and why=.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gauss/control.h"
#include "gauss/following.h"
#include "gauss/gs_ctl.h"
#include "gauss/instance.h"
#include "gauss/process.h"
#include "gauss/replconninfo.h"
#include "gauss/session.h"
#include "ocf/why.h"

struct probe {
	struct instance instance;
	struct moment deadline;
	struct session *session;
	char **arguments;
	struct why why;
};

static const char *
failure_text(enum session_failure failure)
{
	switch (failure) {
	case SESSION_REFUSED:
		return "refused";
	case SESSION_STARTING:
		return "starting";
	case SESSION_STOPPING:
		return "stopping";
	case SESSION_NO_ANSWER:
		return "no answer";
	case SESSION_DENIED:
		return "denied";
	}
	return "?";
}

static bool
connect_to(struct probe *probe, const struct peer_address *peer)
{
	enum session_failure failure;

	probe->session = peer == NULL
			     ? session_open(&probe->instance, probe->deadline,
				   &failure, &probe->why)
			     : session_open_peer(&probe->instance, peer,
				   probe->deadline, &failure, &probe->why);
	if (probe->session == NULL)
		printf("failure=%s\n", failure_text(failure));
	return probe->session != NULL;
}

static void
print_lsn(const char *key, struct lsn lsn)
{
	char buf[LSN_TEXT_MAX];

	printf("%s=%s\n", key, lsn_text(lsn, buf));
}

static bool
print_state(struct probe *probe)
{
	struct server_state state;

	if (!session_state(
		probe->session, probe->deadline, &state, &probe->why))
		return false;
	printf("role=%s\ndb_state=%s\ndetail=%s\n", role_text(state.role),
	    db_state_text(state.db_state), detail_text(state.detail));
	printf("connections=%d\nterm=%" PRIu64 "\n", state.connections,
	    state.term);
	print_lsn("lsn", state.lsn);
	printf("receiving=%d\nreplayed_all=%d\nupstream=%s\n", state.receiving,
	    state.replayed_all, state.upstream);
	return true;
}

static bool
probe_state(struct probe *probe)
{
	return connect_to(probe, NULL) && print_state(probe);
}

static bool
probe_peer(struct probe *probe)
{
	struct peer_address peers[PEERS_MAX];
	unsigned npeers;

	return replconninfo_read(
		   &probe->instance, peers, &npeers, &probe->why) &&
	       npeers > 0 && connect_to(probe, &peers[0]) && print_state(probe);
}

static bool
probe_senders(struct probe *probe)
{
	struct sender senders[SENDERS_MAX];
	unsigned nsenders;

	if (!connect_to(probe, NULL) ||
	    !session_senders(probe->session, probe->deadline, senders,
		&nsenders, &probe->why))
		return false;
	printf("senders=%u\n", nsenders);
	for (unsigned i = 0; i < nsenders; i++) {
		printf("name=%s\naddress=%s\nstate=%s\nsync_state=%s\n",
		    senders[i].name, senders[i].address, senders[i].state,
		    senders[i].sync_state);
		print_lsn("flushed", senders[i].flushed);
	}
	return true;
}

static bool
probe_setting(struct probe *probe)
{
	char value[1024];

	if (!connect_to(probe, NULL) ||
	    !session_setting(probe->session, probe->deadline,
		probe->arguments[0], value, sizeof(value), &probe->why))
		return false;
	printf("value=%s\n", value);
	return true;
}

static bool
probe_alter(struct probe *probe)
{
	return connect_to(probe, NULL) &&
	       session_alter_system(probe->session, probe->deadline,
		   probe->arguments[0], probe->arguments[1], &probe->why);
}

static bool
probe_refuse(struct probe *probe)
{
	return connect_to(probe, NULL) &&
	       following_nobody(probe->session, probe->deadline, &probe->why) &&
	       print_state(probe);
}

static bool
probe_follow(struct probe *probe)
{
	return connect_to(probe, NULL) &&
	       following_anybody(probe->session, probe->deadline, &probe->why);
}

static bool
probe_find(struct probe *probe)
{
	pid_t pid;
	enum process_presence presence = process_find(&probe->instance, &pid);

	printf("presence=%s\npid=%d\n",
	    presence == PROCESS_RUNNING ? "running"
	    : presence == PROCESS_STRAY ? "stray"
					: "absent",
	    (int)pid);
	printf("stuck=%d\n", pid != 0 && process_is_stuck(pid));
	return true;
}

static bool
probe_kill(struct probe *probe)
{
	return process_kill_all(&probe->instance, probe->deadline, &probe->why);
}

static bool
probe_control(struct probe *probe)
{
	struct control control;

	if (!control_read(
		&probe->instance, probe->deadline, &control, &probe->why))
		return false;
	printf("state=%s\nsystem_identifier=%" PRIu64 "\n",
	    control_state_text(control.state), control.system_identifier);
	print_lsn("checkpoint", control.checkpoint);
	print_lsn("minimum_recovery", control.minimum_recovery);
	return true;
}

static bool
probe_stop(struct probe *probe)
{
	return gs_ctl_stop(
	    &probe->instance, GS_CTL_STOP_FAST, probe->deadline, &probe->why);
}

static bool
probe_set(struct probe *probe)
{
	return gs_ctl_set(&probe->instance, probe->arguments[0],
	    probe->arguments[1], probe->deadline, &probe->why);
}

/* Asks again and again until the role is there, as the agent does. */
static bool
await_role(struct probe *probe, enum role role, struct gs_ctl_child *child)
{
	struct server_state state = { 0 };
	struct moment begun = moment_now();

	while (moment_left_ms(probe->deadline, moment_now()) > 0) {
		enum session_failure failure;

		if (probe->session == NULL)
			probe->session = session_open(&probe->instance,
			    probe->deadline, &failure, &probe->why);
		if (probe->session != NULL &&
		    session_state(
			probe->session, probe->deadline, &state, &probe->why) &&
		    state.role == role) {
			printf("ms=%" PRId64 "\n",
			    moment_between_ms(begun, moment_now()));
			gs_ctl_end(child);
			return true;
		}
		usleep(5000);
	}
	gs_ctl_last_words(child, &probe->why);
	gs_ctl_end(child);
	return false;
}

static bool
probe_start(struct probe *probe)
{
	struct gs_ctl_child child;

	return gs_ctl_begin_start(&probe->instance, ROLE_STANDBY,
		   probe->deadline, &child, &probe->why) &&
	       await_role(probe, ROLE_STANDBY, &child);
}

static bool
probe_failover(struct probe *probe)
{
	struct gs_ctl_child child;

	return gs_ctl_begin_failover(&probe->instance,
		   strtoull(probe->arguments[0], NULL, 10), probe->deadline,
		   &child, &probe->why) &&
	       await_role(probe, ROLE_PRIMARY, &child);
}

static const struct {
	const char *name;
	int narguments;
	bool (*run)(struct probe *probe);
} verbs[] = {
	{ "state", 0, probe_state },
	{ "peer", 0, probe_peer },
	{ "senders", 0, probe_senders },
	{ "setting", 1, probe_setting },
	{ "alter", 2, probe_alter },
	{ "refuse", 0, probe_refuse },
	{ "follow", 0, probe_follow },
	{ "find", 0, probe_find },
	{ "kill", 0, probe_kill },
	{ "control", 0, probe_control },
	{ "stop", 0, probe_stop },
	{ "set", 2, probe_set },
	{ "start", 0, probe_start },
	{ "failover", 1, probe_failover },
};

static bool
run_verb(struct probe *probe, const char *name, int narguments)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].name, name) == 0 &&
		    verbs[i].narguments == narguments)
			return verbs[i].run(probe);
	why_set(&probe->why, "no such verb");
	return false;
}

int
main(int argc, char **argv)
{
	struct probe probe = { .why = { "" } };
	bool done;

	if (argc < 5)
		return 2;
	probe.deadline = moment_after(moment_now(), atoi(argv[3]));
	probe.arguments = argv + 5;
	done = instance_open(argv[1], argv[2], 0, &probe.instance,
		   &probe.why) == OCF_SUCCESS &&
	       run_verb(&probe, argv[4], argc - 5);
	if (!done)
		printf("why=%s\n", probe.why.text);
	printf("euid=%u\n", (unsigned)geteuid());
	session_close(probe.session);
	return done ? 0 : 1;
}
