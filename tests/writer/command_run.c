/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/writer/client.h"
#include "tests/writer/clock.h"
#include "tests/writer/command.h"
#include "tests/writer/history.h"
#include "tests/writer/journal.h"
#include "tests/writer/options.h"

#define RETRY_MS 20 /* a client that wants back as soon as anybody answers */

static volatile sig_atomic_t stopping;

static void
stop(int signal_number)
{
	(void)signal_number;
	stopping = 1;
}

/* Tells this run's rows from those of any other run on the same table. */
static int64_t
make_run_number(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static enum outcome
write_row(struct client *client, const struct attempt *attempt, int64_t run,
    int64_t limit_ms)
{
	char statement[160];

	if (!client_connect(client, clock_now_ms() + limit_ms))
		return OUTCOME_FAILED;
	snprintf(statement, sizeof(statement),
	    "insert into " WRITER_TABLE " values (%" PRId64 ", %u, %" PRIu64
	    ")",
	    run, attempt->session, attempt->seq);
	return client_write(client, statement, clock_now_ms() + limit_ms);
}

struct session {
	const struct options *options;
	unsigned number;
	int64_t run;
	int journal;
};

/* False when the journal cannot be written: then nothing may be sent. */
static bool
attempt_once(struct session *session, struct client *client, uint64_t seq)
{
	struct attempt attempt = { .session = session->number, .seq = seq };

	attempt.begun_ms = clock_now_ms();
	if (!journal_try(session->journal, &attempt))
		return false;
	attempt.outcome = write_row(
	    client, &attempt, session->run, session->options->limit_ms);
	attempt.ended_ms = clock_now_ms();
	if (!journal_outcome(session->journal, &attempt,
		attempt.outcome == OUTCOME_OK ? "" : client->said))
		return false;
	clock_pause_ms(attempt.outcome == OUTCOME_OK
			   ? session->options->pause_ms
			   : RETRY_MS);
	return true;
}

static int
write_rows(struct session *session)
{
	int64_t duration_s = session->options->duration_s;
	int64_t end_ms = clock_now_ms() + duration_s * 1000;
	struct client client;
	uint64_t seq = 0;
	bool good = true;

	client_init(&client, &session->options->hosts);
	while (
	    good && !stopping && (duration_s == 0 || clock_now_ms() < end_ms))
		good = attempt_once(session, &client, ++seq);
	if (!good)
		fprintf(stderr, "writer: journal: %s\n", strerror(errno));
	client_close(&client);
	return !good;
}

/* The signals that a parent with sessions takes one by one, never in between.
 */
static void
make_signals(sigset_t *ret_signals)
{
	sigemptyset(ret_signals);
	sigaddset(ret_signals, SIGTERM);
	sigaddset(ret_signals, SIGINT);
	sigaddset(ret_signals, SIGCHLD);
}

/* A session is a process, and does not outlive the one that began it. */
static pid_t
begin_session(struct session *session, const sigset_t *signals)
{
	struct sigaction action = { .sa_handler = stop };
	pid_t parent = getpid(), pid = fork();

	if (pid != 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigprocmask(SIG_UNBLOCK, signals, NULL);
	_exit(write_rows(session));
}

/* Sessions that ended are taken out of pids; true if one did not end well. */
static bool
reap(pid_t *pids, int64_t n, int64_t *living)
{
	bool failed = false;
	int status;

	for (int64_t i = 0; i < n; i++)
		if (pids[i] > 0 && waitpid(pids[i], &status, WNOHANG) != 0) {
			failed |= status != 0;
			pids[i] = 0;
			(*living)--;
		}
	return failed;
}

static int
run_sessions(struct session *session, int64_t n)
{
	pid_t pids[SESSIONS_MAX];
	int64_t living = n;
	bool failed = false;
	sigset_t signals;

	make_signals(&signals);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	for (int64_t i = 0; i < n; i++) {
		session->number = (unsigned)i + 1;
		pids[i] = begin_session(session, &signals);
		if (pids[i] < 0) {
			failed = true;
			living--;
		}
	}
	while (living > 0) {
		if (sigwaitinfo(&signals, NULL) != SIGCHLD)
			for (int64_t i = 0; i < n; i++)
				if (pids[i] > 0)
					kill(pids[i], SIGTERM);
		failed |= reap(pids, n, &living);
	}
	return failed;
}

int
command_run(const struct options *options)
{
	struct session session = { .options = options,
		.run = make_run_number() };
	int status;

	if (options->journal == NULL) {
		fprintf(stderr, "writer: --journal is missing\n");
		return 2;
	}
	session.journal =
	    journal_create(options->journal, session.run, clock_now_ms());
	if (session.journal < 0) {
		fprintf(stderr, "writer: %s: %s\n", options->journal,
		    strerror(errno));
		return 1;
	}
	status = run_sessions(&session, options->sessions);
	close(session.journal);
	return status;
}
