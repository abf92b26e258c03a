/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/daemon.h"

#include <limits.h>
#include <stdio.h>

#include "cpg/herald.h"
#include "cpg/keeper/addresses.h"
#include "cpg/keeper/annals.h"
#include "cpg/keeper/arming.h"
#include "cpg/keeper/attendance.h"
#include "cpg/keeper/chronicle.h"
#include "cpg/keeper/claims.h"
#include "cpg/keeper/complaints.h"
#include "cpg/keeper/databases.h"
#include "cpg/keeper/fence.h"
#include "cpg/keeper/footing.h"
#include "cpg/keeper/leasing.h"
#include "cpg/keeper/link.h"
#include "cpg/keeper/registry.h"
#include "cpg/keeper/reminder.h"
#include "cpg/keeper/scribe.h"
#include "cpg/keeper/testimony.h"
#include "cpg/loop.h"
#include "ocf/log.h"
#include "ocf/notify.h"

#define TICK_MS       250 /* nobody waits */
#define TICK_BUSY_MS  20
#define LOCK_MS       10000 /* a former keeper's last write */
#define LEAVE_MS      2000
#define RUN_DIRECTORY "/run/gaussha"

static struct scribe scribe = { .fd = -1 };
static struct herald herald = { .fd = -1 };
static struct database *told; /* whose message the herald has; or NULL */
static struct loop_timer tick;
static struct attendance attendance;
static struct footing footing;
static bool has_failed;
static char directory[PATH_MAX];

/* The herald. */

static void herald_ready(void *context);
static const struct database_outlets outlets;

static void
on_told(const struct herald_answer *answer)
{
	struct database *database = told;

	told = NULL;
	if (database != NULL)
		publication_on_answer(database, answer, moment_now());
}

/* What the last one had in hand may have been told or not: it is told again. */
static void
renew_herald(void)
{
	struct herald_answer answer = { .ok = false };
	struct why why;

	loop_unwatch(herald.fd);
	herald_stop(&herald);
	why_set(&answer.why, "the herald has ended");
	if (!herald_start(&herald, NULL, &why) ||
	    !loop_watch(herald.fd, herald_ready, NULL))
		log_error("Pacemaker cannot be told anything: %s", why.text);
	on_told(&answer);
}

static void
herald_ready(void *context)
{
	struct herald_answer answer;
	enum herald_heard heard;

	(void)context;
	while ((heard = herald_receive(&herald, &answer)) == HERALD_ANSWER)
		on_told(&answer);
	if (heard == HERALD_GONE)
		renew_herald();
	outlets.news();
}

/* Outlets. */

static bool
write_file(uint32_t tag, const char *file, const void *bytes, size_t nbytes)
{
	return scribe_write(&scribe, tag, file, bytes, nbytes);
}

static void
leave(const char *reason)
{
	link_leave(reason, LEAVE_MS);
}

/* One message at a time; each database in turn, and a death before all else. */
static void
give_news(void)
{
	static struct herald_message message;
	static unsigned turn;
	struct moment now = moment_now();
	struct database *database;

	for (unsigned i = 0; told == NULL && i < DATABASES_MAX; i++) {
		database = databases_at((turn + i) % DATABASES_MAX);
		if (database == NULL ||
		    !publication_next(database, now, &message))
			continue;
		turn = (turn + i + 1) % DATABASES_MAX;
		told = database;
		if (!herald_tell(&herald, &message))
			renew_herald();
	}
}

static void
remind(bool is_controller)
{
	struct database *database;

	for (unsigned i = 0; (database = databases_at(i)) != NULL; i++)
		publication_forgotten(database, is_controller);
	give_news();
}

static const struct annals_outlets annals_outlets = {
	.send = link_send,
	.write = write_file,
};

static struct reach
reach_of_node(struct moment now)
{
	return footing_reach(&footing, now);
}

static const struct database_outlets outlets = {
	.send = link_send,
	.write = write_file,
	.leave = leave,
	.news = give_news,
	.is_leased = leasing_is_held,
	.guard = arming_guard,
	.is_armed = arming_make_ready,
	.may_serve = arming_may_serve,
	.reach = reach_of_node,
};

/* What the link tells. */

static void
on_group(void *context, const struct view_group *group)
{
	struct moment now = moment_now();

	(void)context;
	attendance_regroup(&attendance, group, now);
	footing_on_group(&footing, link_members(), now);
	fence_on_group(link_nodeid(), group);
	annals_on_group(link_nodeid(), group);
	chronicle_on_group(link_nodeid(), group, now);
	leasing_on_group(link_nodeid(), group, now);
	databases_on_group(link_nodeid(), group, now);
}

static void
on_verdict(void *context, const struct view_verdict *verdict,
    const char *not_exclusive)
{
	(void)context;
	if (not_exclusive != NULL)
		log_error("corosync.conf has %s, which lets a minority act: "
			  "the keepers ask for a majority all the same",
		    not_exclusive);
	leasing_on_verdict(verdict);
	fence_on_verdict(verdict);
	databases_on_verdict(verdict, not_exclusive, moment_now());
}

static void
say(enum attendance_word word, uint32_t node)
{
	unsigned char buf[128];
	size_t n = attendance_put(buf, sizeof(buf), word, node);

	if (n > 0)
		(void)link_send(buf, n);
}

/* Who was gone on without says so when it hears of it. */
static void
go_on_without(uint32_t node)
{
	log_warning("the keeper of node %u is in the group and says nothing: "
		    "the others go on without it",
	    node);
	link_exclude(node, true);
	if (node == link_nodeid())
		say(ATTENDANCE_HERE, node);
}

static void
on_packet(uint32_t sender, const struct wire_packet *packet, struct moment now)
{
	struct footing_view view;
	uint32_t node = 0;

	databases_view(&view);
	footing_on_message(&footing, sender, &view, now);
	/* Whoever speaks is here. */
	link_exclude(sender, false);
	attendance_heard(&attendance, sender, now);
	if (leasing_on_packet(sender, packet, now) ||
	    fence_on_packet(sender, packet, now) ||
	    claims_on_packet(sender, packet, now) || annals_on_packet(packet))
		return;
	switch (attendance_get(packet, &node)) {
	case ATTENDANCE_NONE:
		if (!databases_on_packet(sender, packet, now))
			complaints_about(sender, WIRE_GARBAGE, 0, now);
		break;
	case ATTENDANCE_MUTE:
		go_on_without(node);
		break;
	case ATTENDANCE_HERE:
		break;
	case ATTENDANCE_NONSENSE:
		complaints_about(sender, WIRE_GARBAGE, 0, now);
		break;
	}
}

static void
on_message(void *context, uint32_t sender, const void *bytes, size_t nbytes)
{
	struct moment now = moment_now();
	struct wire_packet packet;
	enum wire_fault fault = wire_open(bytes, nbytes, &packet);

	(void)context;
	complaints_about(sender, fault, packet.version, now);
	switch (fault) {
	case WIRE_GOOD:
		on_packet(sender, &packet, now);
		break;
	case WIRE_OTHER_VERSION:
		if (sender != link_nodeid())
			link_exclude(sender, true);
		break;
	case WIRE_GARBAGE:
		break;
	}
}

static void
watch_attendance(struct moment now)
{
	uint32_t mute = attendance_find_mute(&attendance, link_nodeid(), now);

	/* Without a database nobody has anything to say. */
	if (mute == 0 || databases_at(0) == NULL)
		return;
	attendance_heard(&attendance, mute, now);
	say(ATTENDANCE_MUTE, mute);
}

static bool
may_join(void *context)
{
	(void)context;
	return scribe.fd >= 0 && !databases_are_stuck(moment_now());
}

static bool
may_act(void *context, struct ring ring)
{
	(void)context;
	return footing_may_act(&footing, ring);
}

static void
on_lease(void *context, int64_t lease_ms, unsigned cast_votes, struct ring ring)
{
	(void)context;
	footing.lease_ms = lease_ms;
	leasing_set_time(lease_ms);
	leasing_on_device(cast_votes, ring);
}

static const struct link_listener listener = {
	.group = on_group,
	.verdict = on_verdict,
	.message = on_message,
	.may_join = may_join,
	.may_act = may_act,
	.lease = on_lease,
};

void
daemon_stand(const struct standing_vote *vote, struct standing *ret_standing)
{
	struct footing_view view;

	if (footing_on_vote(&footing, vote, moment_now()))
		link_review();
	databases_view(&view);
	footing_tell(
	    &footing, link_nodeid(), &view, moment_now(), ret_standing);
	testimony_tell(&footing, ret_standing);
}

void
daemon_testify(const struct request *request, struct answer *ret_answer)
{
	if (!testimony_ask(request, link_node_of(request->node), &footing,
		moment_now(), ret_answer))
		return;
	log_warning("an administrator says that %s is off, and was so before "
		    "it can have acted alone (%s)",
	    request->node, request->cause);
	annals_tell(request->node, link_name_of(link_nodeid()), "administrator",
	    request->cause);
}

/* What the scribe tells. */

static void
scribe_ready(void *context)
{
	struct scribe_answer answer;
	enum scribe_heard heard;

	(void)context;
	while ((heard = scribe_receive(&scribe, &answer)) == SCRIBE_ANSWER) {
		if (!answer.ok)
			log_error("%s", answer.why.text);
		if (answer.tag == ANNALS_TAG)
			annals_on_written(answer.ok);
		else
			databases_on_written(
			    answer.tag, answer.ok, moment_now());
	}
	if (heard == SCRIBE_NOTHING)
		return;
	/* What it had in hand may be on the disk or not: nobody here can know,
	 * so what the disk has is read anew, by another keeper. */
	log_error("the process that writes the records has ended; so does the "
		  "keeper");
	has_failed = true;
	loop_unwatch(scribe.fd);
	loop_end();
}

static void
tick_came(void *context)
{
	struct moment now = moment_now();

	(void)context;
	databases_tick(now);
	leasing_review(now);
	fence_review(now);
	watch_attendance(now);
	reminder_review(now);
	chronicle_review(now);
	notify_alive(now);
	loop_set(&tick,
	    databases_are_busy() || fence_is_done_for() ? TICK_BUSY_MS
							: TICK_MS,
	    tick_came, NULL);
}

/* Whose monitors come later than a lease may end. */
static void
remember_databases(struct moment now)
{
	struct database *database;
	struct why why;

	for (unsigned i = 0; (database = databases_at(i)) != NULL; i++) {
		if (!registry_load(database->name, &database->registration))
			continue;
		log_info("%s: the database in %s was registered with the "
			 "former keeper",
		    database->name, database->registration.datadir);
		database->is_registered = true;
		if (!observer_start(
			database, &database->registration, now, &why))
			log_warning("%s: %s", database->name, why.text);
	}
}

bool
daemon_start(const char *into, struct why *why)
{
	snprintf(directory, sizeof(directory), "%s", into);
	if (!scribe_start(
		&scribe, directory, moment_after(moment_now(), LOCK_MS), why))
		return false;
	if (!loop_watch(scribe.fd, scribe_ready, NULL)) {
		why_set(why, "the scribe cannot be watched");
		return false;
	}
	if (!herald_start(&herald, NULL, why) ||
	    !loop_watch(herald.fd, herald_ready, NULL))
		return false;
	databases_init(&outlets, directory);
	annals_init(&annals_outlets, directory);
	footing_init(&footing, moment_now());
	registry_init(RUN_DIRECTORY);
	addresses_init(RUN_DIRECTORY);
	remember_databases(moment_now());
	arming_init(RUN_DIRECTORY, moment_now());
	fence_init(link_send);
	claims_init(link_send);
	reminder_init(remind);
	leasing_init(link_send, moment_now());
	link_start(&listener, NULL);
	tick_came(NULL);
	return true;
}

bool
daemon_stop(void)
{
	loop_unset(&tick);
	reminder_done();
	arming_done(moment_now());
	leasing_done();
	link_stop();
	databases_done();
	loop_unwatch(herald.fd);
	herald_stop(&herald);
	loop_unwatch(scribe.fd);
	scribe_stop(&scribe);
	return !has_failed;
}
