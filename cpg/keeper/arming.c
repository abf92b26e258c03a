/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/arming.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cpg/keeper/addresses.h"
#include "cpg/keeper/databases.h"
#include "cpg/keeper/decide_watchdog.h"
#include "cpg/keeper/leasing.h"
#include "cpg/keeper/watchdog.h"
#include "cpg/lease_time.h"
#include "gauss/small_file.h"
#include "ocf/log.h"
#include "ocf/notify.h"

#define NAME       "watchdog" /* of the file, and of what systemd keeps */
#define FEED_MS    100
#define EDGE_MS    20    /* a timer may come late by so much */
#define REOPEN_MS  200   /* its former owner may take a moment to end */
#define INHERIT_MS 15000 /* in which the databases' monitors have come */

static struct {
	const char *directory;
	struct watchdog device;
	struct moment started;
	bool is_inherited; /* from a keeper that had it armed */
	/* It runs and is closed, and is opened again until then. */
	bool is_to_reopen;
	struct moment reopened_until;
	struct moment tried_at, fed_at;
	bool is_tried, has_failed;
	char tried[WATCHDOG_PATH_MAX];
	struct why objection; /* why it failed */
	enum watchdog_verdict verdict;
} us = { .device = { .fd = -1 } };

/* What the next keeper finds. */

static void
leave_word(const char *path)
{
	(void)mkdir(us.directory, 0755);
	if (small_file_write(us.directory, NAME, path, strlen(path)) != 0)
		log_warning("a keeper that is started anew will not know that "
			    "the watchdog %s runs",
		    path);
}

static bool
find_word(char path[WATCHDOG_PATH_MAX])
{
	return small_file_read(us.directory, NAME, path, WATCHDOG_PATH_MAX) >
		   0 &&
	       path[0] == '/';
}

static void
take_word_back(void)
{
	(void)small_file_remove(us.directory, NAME);
}

/* What is guarded: an administrator who holds promotions is at work. */

static bool
wants(const struct database *database)
{
	return database->is_registered &&
	       database->registration.watchdog[0] != '\0';
}

static bool
is_guarded(const struct database *database)
{
	return wants(database) && !view_last_record(&database->view)->held;
}

/* The first one's, where they differ; "" for none. */
static const char *
device_of_node(void)
{
	const struct database *database;

	for (unsigned i = 0; (database = databases_at(i)) != NULL; i++)
		if (wants(database))
			return database->registration.watchdog;
	return "";
}

/* A keeper of another version left word of its watchdog, and none of its
 * databases. */
static bool
knows_nothing_yet(struct moment now)
{
	const struct database *database;

	if (!us.is_inherited ||
	    moment_between_ms(us.started, now) >= INHERIT_MS)
		return false;
	for (unsigned i = 0; (database = databases_at(i)) != NULL; i++)
		if (database->is_registered)
			return false;
	return true;
}

static void
look_at_databases(struct watchdog_facts *facts)
{
	const struct database *database;

	facts->is_harmless = true;
	for (unsigned i = 0; (database = databases_at(i)) != NULL; i++) {
		if (!is_guarded(database))
			continue;
		facts->is_wanted = true;
		facts->is_needed |= tenant_needs_lease(database);
		facts->is_harmless &= tenant_is_harmless(database);
	}
	if (facts->is_wanted && addresses_any()) {
		facts->is_needed = true;
		facts->is_harmless = false;
	}
}

static struct watchdog_facts
gather(struct moment now)
{
	const struct lease *lease = leasing_lease();
	const struct watchdog *device = &us.device;
	const char *path = device_of_node();
	struct watchdog_facts facts = {
		.path = device->fd >= 0 ? device->path : path,
		.left_ms = moment_left_ms(lease->end, now),
		.limit_ms =
		    (int64_t)lease_time_watchdog_s(lease->lease_ms) * 1000,
		.is_tried = us.is_tried && strcmp(us.tried, path) == 0,
		.tried_ms = moment_between_ms(us.tried_at, now),
		.is_open = device->fd >= 0,
		.timeout_ms = (int64_t)device->timeout_s * 1000,
		.stops_with_us = device->stops_with_us,
		.is_unstoppable = device->is_unstoppable,
	};

	facts.has_failed = us.has_failed && facts.is_tried;
	look_at_databases(&facts);
	if (knows_nothing_yet(now)) {
		facts.is_wanted = facts.is_needed = true;
		facts.is_harmless = false;
	} else if (facts.is_open && strcmp(device->path, path) != 0) {
		facts.is_wanted = false;
	}
	/* Not known before corosync is there; the former keeper knew. */
	if (facts.limit_ms == 0 && lease->lease_ms == 0 && facts.is_open)
		facts.limit_ms = facts.timeout_ms;
	return facts;
}

/* Deeds. */

static void
note_try(const char *path, struct moment now)
{
	us.is_tried = true;
	us.tried_at = us.fed_at = now;
	snprintf(us.tried, sizeof(us.tried), "%s", path);
}

static void
fail(const struct why *why, struct moment now)
{
	if (!us.has_failed || strcmp(why->text, us.objection.text) != 0)
		log_error("%s", why->text);
	us.has_failed = true;
	us.objection = *why;
	us.tried_at = now;
}

static void
arm(const struct watchdog_facts *facts, struct moment now)
{
	struct watchdog_facts found;
	struct why why = { "" };

	note_try(facts->path, now);
	leave_word(facts->path);
	if (!watchdog_open(&us.device, facts->path,
		(unsigned)(facts->limit_ms / 1000), &why)) {
		take_word_back();
		fail(&why, now);
		return;
	}
	(void)notify_keep(us.device.fd, NAME);
	found = gather(now);
	decide_watchdog_objection(&found, &why);
	if (why.text[0] != '\0') {
		fail(&why, now);
		return;
	}
	us.has_failed = false;
	log_info("the watchdog %s (%s) runs: it resets this node when its "
		 "keeper is silent for %u s",
	    us.device.path, us.device.identity, us.device.timeout_s);
}

static void
begin_to_reopen(struct moment now)
{
	us.is_to_reopen = true;
	us.reopened_until = moment_after(now, INHERIT_MS);
}

/* How long it may be fed yet, unless the lease is renewed. */
static int64_t
last_feed_ms(const struct watchdog_facts *facts)
{
	return facts->left_ms - facts->timeout_ms;
}

static bool
is_last(const struct watchdog_facts *facts)
{
	int64_t ms = last_feed_ms(facts);

	return ms >= 0 && ms <= EDGE_MS;
}

/* Of leases that last longer than they did, when one does. */
static void
lengthen(const struct watchdog_facts *facts)
{
	unsigned wanted_s = (unsigned)(facts->limit_ms / 1000);

	if (wanted_s > us.device.set_s &&
	    (facts->is_harmless || facts->left_ms >= facts->limit_ms))
		watchdog_set(&us.device, wanted_s);
}

static void
feed(const struct watchdog_facts *facts, struct moment now)
{
	struct why why;

	if (moment_between_ms(us.fed_at, now) < FEED_MS && !is_last(facts))
		return;
	us.fed_at = now;
	lengthen(facts);
	if (watchdog_feed(&us.device, &why))
		return;
	watchdog_leave(&us.device);
	notify_drop(NAME);
	fail(&why, now);
	begin_to_reopen(now);
}

static void
stop(void)
{
	struct why why;

	if (!watchdog_stop(&us.device, &why)) {
		log_warning(
		    "%s: it is fed for as long as the keeper runs", why.text);
		return;
	}
	notify_drop(NAME);
	take_word_back();
}

static void
tell(const struct watchdog_facts *facts, enum watchdog_verdict verdict)
{
	struct why why;

	if (verdict == us.verdict)
		return;
	decide_watchdog_why(facts, verdict, &why);
	if (verdict == WATCHDOG_STARVE)
		log_warning("%s", why.text);
	else if (verdict == WATCHDOG_STOP || us.verdict == WATCHDOG_STARVE)
		log_info("%s", why.text);
	us.verdict = verdict;
}

/* Closed, it goes on: whoever was guarded by it still is. */
static void
reopen(struct moment now)
{
	char path[WATCHDOG_PATH_MAX];
	struct why why;

	if (!us.is_to_reopen || moment_between_ms(us.tried_at, now) < REOPEN_MS)
		return;
	us.tried_at = now;
	if (find_word(path) && watchdog_open(&us.device, path, 0, &why)) {
		us.is_to_reopen = us.has_failed = false;
		note_try(path, now);
		(void)notify_keep(us.device.fd, NAME);
		log_info("the watchdog %s, which runs, is open again", path);
	} else if (moment_left_ms(us.reopened_until, now) == 0) {
		us.is_to_reopen = false;
		take_word_back();
	}
}

static enum watchdog_verdict
carry_out(struct moment now)
{
	struct watchdog_facts facts = gather(now);
	enum watchdog_verdict verdict = decide_watchdog(&facts);

	tell(&facts, verdict);
	switch (verdict) {
	case WATCHDOG_REST:
	case WATCHDOG_STARVE:
		break;
	case WATCHDOG_ARM:
		arm(&facts, now);
		break;
	case WATCHDOG_FEED:
		feed(&facts, now);
		break;
	case WATCHDOG_STOP:
		stop();
		break;
	}
	return verdict;
}

/* One that turns out not to fit when it is open is stopped at once. */
void
arming_review(struct moment now)
{
	reopen(now);
	if (!us.is_to_reopen && carry_out(now) == WATCHDOG_ARM)
		(void)carry_out(now);
}

int64_t
arming_last_feed_ms(struct moment now)
{
	struct watchdog_facts facts = gather(now);
	int64_t left_ms = last_feed_ms(&facts) - EDGE_MS / 2;

	return facts.is_open && left_ms > 0 ? left_ms : 0;
}

void
arming_init(const char *directory, struct moment now)
{
	char path[WATCHDOG_PATH_MAX];
	int fd = notify_kept(NAME);
	bool has_word;
	struct why why;

	memset(&us, 0, sizeof(us));
	us.device.fd = -1;
	us.directory = directory;
	us.started = now;
	has_word = find_word(path);
	us.is_inherited = has_word || fd >= 0;
	if (fd >= 0 &&
	    watchdog_adopt(&us.device, fd, has_word ? path : "?", &why)) {
		note_try(us.device.path, now);
		log_info("the watchdog %s was handed over by the former keeper",
		    us.device.path);
	} else {
		if (fd >= 0)
			notify_drop(NAME);
		if (has_word)
			begin_to_reopen(now);
	}
}

void
arming_done(struct moment now)
{
	struct watchdog_facts facts = gather(now);

	if (!facts.is_open)
		return;
	if (!facts.is_wanted || facts.is_harmless)
		stop();
	if (us.device.fd < 0)
		return;
	/* To end takes a moment, and so does to begin. */
	us.fed_at = (struct moment){ 0 };
	if (decide_watchdog(&facts) == WATCHDOG_FEED)
		feed(&facts, now);
	if (us.device.fd >= 0)
		log_warning("the keeper ends and the watchdog %s runs on: the "
			    "node is reset unless a keeper is started within "
			    "%u s",
		    us.device.path, us.device.timeout_s);
}

/* What it is asked for. */

static bool
is_armed(struct moment now)
{
	struct watchdog_facts facts = gather(now);

	return facts.is_wanted && decide_watchdog_is_armed(&facts);
}

/* False when nothing is known to be wrong. */
static bool
find_objection(const struct database *database, struct why *ret_why)
{
	const char *path = device_of_node();
	int64_t lease_ms = leasing_lease()->lease_ms;

	if (strcmp(path, database->registration.watchdog) != 0)
		why_set(ret_why,
		    "watchdog_device is %s, and another database on this node "
		    "has %s: a node has one",
		    database->registration.watchdog, path);
	else if (lease_ms != 0 && lease_time_watchdog_s(lease_ms) == 0)
		why_set(ret_why,
		    "a lease of %.1f s, as corosync is configured, is too "
		    "short for a watchdog",
		    (double)lease_ms / 1000);
	else if (us.has_failed && strcmp(us.tried, path) == 0)
		*ret_why = us.objection;
	else
		return false;
	return true;
}

enum report_guard
arming_guard(const struct database *database, struct why *ret_why)
{
	why_set(ret_why, "%s", "");
	if (!wants(database))
		return REPORT_GUARD_SOFT;
	if (find_objection(database, ret_why))
		return REPORT_GUARD_MISSING;
	return is_armed(moment_now()) ? REPORT_GUARD_ARMED : REPORT_GUARD_RESTS;
}

/* Where the watchdog failed the primary was told; its address goes with it. */
bool
arming_may_serve(struct moment now)
{
	struct watchdog_facts facts = gather(now);

	return us.has_failed || decide_watchdog_may_serve(&facts);
}

/* A failover does not wait for the next beat. */
bool
arming_make_ready(const struct database *database, struct why *ret_why)
{
	if (arming_guard(database, ret_why) == REPORT_GUARD_RESTS)
		arming_review(moment_now());
	switch (arming_guard(database, ret_why)) {
	case REPORT_GUARD_SOFT:
	case REPORT_GUARD_ARMED:
		return true;
	case REPORT_GUARD_RESTS:
		why_set(ret_why, "waiting until the watchdog %s runs",
		    database->registration.watchdog);
		break;
	case REPORT_GUARD_MISSING:
		break;
	}
	return false;
}
