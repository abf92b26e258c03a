/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/watch.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agents/opengauss/decide_score.h"
#include "agents/opengauss/memory.h"
#include "agents/opengauss/observe.h"
#include "agents/opengauss/params.h"
#include "agents/opengauss/portrait.h"
#include "agents/opengauss/report.h"
#include "agents/opengauss/run_dir.h"
#include "gauss/following.h"
#include "gauss/process.h"
#include "ocf/log.h"
#include "ocf/pacemaker.h"
#include "ocf/run.h"
#include "ocf/why.h"

/* How soon a lost stream is noticed. */
#define TICK_MS 200
/* How often the peers are asked again while there is no primary. */
#define ELECTION_MS 1000
/*
 * What changes while a primary is there is told when it has been so for this
 * long: every attribute that is set has Pacemaker begin its transition anew,
 * and it is just then that it carries out a failover.
 */
#define SETTLED_MS 1500
/* A refusal that outlives the promotion it was for is lifted after this. */
#define REFUSED_MS 60000
#define TAKEN_MS   200
#define ANSWER_MS  2000
#define TELL_MS    5000
#define MEMORY_MS  1000

#define WATCH_LOCK "watch"

static void
start_one(void)
{
	static const char *const argv[] = { "/proc/self/exe", "watch", NULL };
	struct run watcher = { .argv = argv, .directory = "/" };
	struct why why = { "" };
	char self[4096];
	const char *const exact[] = { self, "watch", NULL };
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (n > 0) {
		self[n] = '\0';
		watcher.argv = exact;
	}
	if (!run_detached(&watcher, NULL, NULL, &why))
		log_warning("Nobody watches the database between monitors: %s",
		    why.text);
}

bool
watch_is_there(const char *resource)
{
	return run_dir_is_taken(resource, WATCH_LOCK);
}

void
watch_ensure(const char *resource)
{
	if (!watch_is_there(resource))
		start_one();
}

/* Who holds the lock has written its number into the file. */
static pid_t
watcher_of(const char *resource)
{
	int fd = run_dir_open(resource, WATCH_LOCK);
	char text[16];
	ssize_t n;

	if (fd < 0)
		return 0;
	n = pread(fd, text, sizeof(text) - 1, 0);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	return (pid_t)strtol(text, NULL, 10);
}

void
watch_end(const char *resource)
{
	pid_t pid = watcher_of(resource);
	struct pollfd fd = { .fd = -1, .events = POLLIN };

	if (pid > 1)
		fd.fd = process_watch(pid);
	/* Asked after the descriptor is open: it is the holder, then. */
	if (fd.fd >= 0 && run_dir_is_taken(resource, WATCH_LOCK) &&
	    watcher_of(resource) == pid) {
		(void)kill(pid, SIGKILL);
		(void)poll(&fd, 1, MEMORY_MS);
	}
	if (fd.fd >= 0)
		close(fd.fd);
}

void
watch_renew(const char *resource)
{
	watch_end(resource);
	start_one();
}

struct watch {
	struct observer observer;
	pid_t pid; /* the postmaster's */
	int fd;
	struct facts last; /* what was seen */
	struct moment changed_at, asked_at, lifted_at;
	bool told; /* what was seen since changed_at */
};

/* Worth telling, or asking the peers for. */
static bool
has_changed(const struct facts *a, const struct facts *b)
{
	return a->answers != b->answers || a->failure != b->failure ||
	       a->server.role != b->server.role ||
	       a->server.db_state != b->server.db_state ||
	       a->server.detail != b->server.detail ||
	       a->server.receiving != b->server.receiving;
}

static bool
hears_primary(const struct facts *facts)
{
	for (unsigned i = 0; i < facts->npeers; i++)
		if (facts->peers[i].heard &&
		    facts->peers[i].role == ROLE_PRIMARY)
			return true;
	return false;
}

/*
 * Whoever promotes another node has this one give up its stream first, and
 * sends it to the new primary afterwards.  When it streams, or if it did not
 * come to that, this node sets itself free: it would otherwise never follow
 * anybody else.
 */
static void
lift_refusal(struct watch *watch, const struct facts *facts, struct moment now)
{
	struct moment deadline = moment_after(moment_now(), ANSWER_MS);
	int64_t since_ms = moment_between_ms(watch->changed_at, now);
	enum following following = FOLLOWING_UNKNOWN;

	if (!facts->answers || facts->server.role != ROLE_STANDBY ||
	    since_ms < (facts->server.receiving ? SETTLED_MS : REFUSED_MS) ||
	    moment_between_ms(watch->lifted_at, now) < REFUSED_MS)
		return;
	/* What it says counts only with a primary in sight (following.h). */
	if (facts->server.receiving &&
	    (watch->told ||
		!following_observe(
		    watch->observer.session, deadline, &following, NULL) ||
		following == FOLLOWING_ANYBODY))
		return;
	watch->lifted_at = now;
	(void)following_anybody(watch->observer.session, deadline, NULL);
}

/*
 * The score of a standby without a primary in sight is told at once, since
 * Pacemaker chooses by it; it seldom changes.  All else can wait.
 */
static void
tell(struct watch *watch, const struct facts *facts, struct moment now)
{
	struct moment deadline = moment_after(moment_now(), TELL_MS);

	if (moment_between_ms(watch->changed_at, now) >= SETTLED_MS) {
		report(&watch->observer, facts,
		    watch->told ? REPORT_CHANGES : REPORT_ALL, deadline);
		watch->told = true;
	} else if (facts->asked && !hears_primary(facts)) {
		report_score(&watch->observer, facts, deadline);
	}
}

static void
tick(struct watch *watch, bool first)
{
	struct moment now = moment_now();
	struct moment deadline = moment_after(now, ANSWER_MS);
	struct facts facts;
	bool elects, changed;

	observe_database(&watch->observer, deadline, &facts);
	if (facts.presence != PROCESS_RUNNING || facts.pid != watch->pid)
		return;
	changed = first || has_changed(&facts, &watch->last);
	if (changed) {
		watch->changed_at = now;
		watch->told = false;
	}
	watch->last = facts;
	lift_refusal(watch, &facts, now);
	elects = decide_score_needs_peers(&facts);
	if (elects && !changed &&
	    moment_between_ms(watch->asked_at, now) < ELECTION_MS)
		return;
	if (elects) {
		observe_peers(&watch->observer, deadline, &facts);
		watch->asked_at = moment_now();
	}
	if (elects || !watch->told)
		tell(watch, &facts, now);
}

/* True when the postmaster has ended. */
static bool
await_end(const struct watch *watch, int ms)
{
	struct pollfd fd = { .fd = watch->fd, .events = POLLIN };

	/* Without pidfd the process is looked for. */
	if (watch->fd < 0) {
		(void)poll(NULL, 0, ms);
		return kill(watch->pid, 0) != 0 && errno == ESRCH;
	}
	return poll(&fd, 1, ms) > 0;
}

/* A build ends the standby; a stop or a demotion ends the watcher first. */
static bool
is_on_purpose(const struct watch *watch)
{
	struct memory_file file;
	bool rebuilding;
	int percent;

	(void)memory_open(watch->observer.resource,
	    moment_after(moment_now(), MEMORY_MS), &file);
	rebuilding = file.memory.rebuilding;
	memory_close(&file);
	return rebuilding || gs_ctl_build_progress(&watch->observer.instance,
				 &percent) == BUILD_RUNNING;
}

/* The monitor that comes next shall know that this is being seen to. */
static bool
note_death(const struct watch *watch)
{
	struct memory_file file;
	bool was_primary;

	(void)memory_open(watch->observer.resource,
	    moment_after(moment_now(), MEMORY_MS), &file);
	was_primary =
	    file.memory.last_role == ROLE_PRIMARY ||
	    (watch->last.answers && watch->last.server.role == ROLE_PRIMARY);
	if (was_primary) {
		file.memory.told_pid = watch->pid;
		file.memory.told_at_ms = moment_now().ms;
		file.memory.last_role = ROLE_PRIMARY;
	}
	memory_close(&file);
	return was_primary;
}

static void
tell_death(struct watch *watch)
{
	const char *resource = watch->observer.resource;
	struct moment deadline = moment_after(moment_now(), TELL_MS);
	bool was_primary = note_death(watch);
	struct portrait portrait = { .known = { false } };
	struct why why = { "" };

	/* The score alone: where it goes, the role goes, and nothing else that
	 * is told now could be told without delaying that. */
	portrait_set(&portrait, SHOWN_SCORE, "");
	if (!portrait_publish(&portrait, resource, false, deadline, &why))
		log_error("Pacemaker did not hear that the database died: %s",
		    why.text);
	if (was_primary) {
		log_error("The primary (process %d) has ended, its score is "
			  "taken away",
		    (int)watch->pid);
		return;
	}
	log_error("The standby (process %d) has ended", (int)watch->pid);
	if (!pacemaker_report_failure(resource, deadline, &why))
		log_error("Pacemaker did not hear that the database died: %s",
		    why.text);
}

static void
resource_name(char *ret_name, size_t size)
{
	const char *given = getenv("OCF_RESOURCE_INSTANCE");

	snprintf(ret_name, size, "%s", given != NULL ? given : "opengauss");
	ret_name[strcspn(ret_name, ":")] = '\0';
}

/* Holds the lock until it ends; -1 where another watcher does. */
static int
become_the_watcher(const char *resource)
{
	/* A monitor that looks whether it is taken has it for an instant. */
	int fd = run_dir_take(
	    resource, WATCH_LOCK, moment_after(moment_now(), TAKEN_MS));
	char text[16];
	int n = snprintf(text, sizeof(text), "%d\n", (int)getpid());

	if (fd < 0)
		return -1;
	if (ftruncate(fd, 0) == 0 && pwrite(fd, text, (size_t)n, 0) == n)
		return fd;
	close(fd);
	return -1;
}

static bool
begin(struct watch *watch, const struct opengauss_params *params,
    const char *resource)
{
	struct why why = { "" };
	pid_t now;

	if (observe_open(&watch->observer, params, resource, &why) !=
		OCF_SUCCESS ||
	    process_find(&watch->observer.instance, &watch->pid) !=
		PROCESS_RUNNING)
		return false;
	watch->fd = process_watch(watch->pid);
	/* Looked for after the descriptor is open: it is that one, then. */
	return process_find(&watch->observer.instance, &now) ==
		   PROCESS_RUNNING &&
	       now == watch->pid;
}

int
watch_main(void)
{
	struct opengauss_params params;
	static struct watch watch;
	char resource[256];

	resource_name(resource, sizeof(resource));
	if (!param_read_what_fits(opengauss_params, OPENGAUSS_NPARAMS,
		param_from_environment, &params, sizeof(params), NULL) ||
	    become_the_watcher(resource) < 0)
		return 0;
	signal(SIGPIPE, SIG_IGN);
	log_open("opengauss-watch");
	if (begin(&watch, &params, resource)) {
		tick(&watch, true);
		while (!await_end(&watch, TICK_MS))
			tick(&watch, false);
		if (!is_on_purpose(&watch))
			tell_death(&watch);
	}
	log_close();
	return 0;
}
