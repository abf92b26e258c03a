/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/observer.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cpg/keeper/database.h"
#include "cpg/loop.h"
#include "gauss/proc_stat.h"
#include "gauss/process.h"
#include "ocf/log.h"

#define LOOK_MS        1500 /* the deadline of one look at the server */
#define LOOK_BUSY_MS   20   /* between looks while something is under way */
#define RENEW_AGAIN_MS 5000
#define TICK_MS        10 /* what proc_stat.began is rounded down to */

void
observer_init(struct database *database)
{
	memset(&database->observer, 0, sizeof(database->observer));
	database->observer.pid_fd = -1;
	database->observer.percent = -1;
}

void
observer_stand_down(struct database *database, struct moment now)
{
	database->observer.is_standing_down = true;
	database->observer.stood_down_at = now;
	database->observer.holds_back = true;
}

void
observer_stay(struct database *database)
{
	database->observer.is_standing_down = false;
}

uint32_t
observer_ask(struct database *database, struct hand_request *request,
    int64_t deadline_ms, struct moment now)
{
	struct observer *observer = &database->observer;

	if (!observer->has_hand || observer->pid == 0)
		return 0;
	request->deadline = moment_after(now, deadline_ms);
	return hand_send(&observer->hand, request, now);
}

bool
observer_sees(const struct database *database)
{
	const struct observer *observer = &database->observer;

	return observer->pid != 0 && observer->is_seen &&
	       observer->seen.run != 0;
}

bool
observer_sees_standby(const struct database *database)
{
	enum role role = database->observer.seen.state.role;

	return observer_sees(database) &&
	       (role == ROLE_STANDBY || role == ROLE_CASCADE_STANDBY ||
		   role == ROLE_MAIN_STANDBY);
}

bool
observer_sees_primary(const struct database *database)
{
	return observer_sees(database) &&
	       database->observer.seen.state.role == ROLE_PRIMARY;
}

void
observer_look_soon(struct database *database)
{
	database->observer.asked_at = (struct moment){ 0 };
}

void
observer_forget_refusal(struct database *database)
{
	database->observer.seen.is_refusing = false;
}

/* Death is told at once: nothing seen of this life counts any more. */
static void
postmaster_ended(void *context)
{
	struct database *database = context;
	struct observer *observer = &database->observer;
	struct moment now = moment_now();

	if (observer->is_standing_down)
		log_info("%s: the database's postmaster (process %d) has "
			 "ended, as it was told to",
		    database->name, (int)observer->pid);
	else
		log_warning(
		    "%s: the database's postmaster (process %d) has ended",
		    database->name, (int)observer->pid);
	loop_unwatch(observer->pid_fd);
	close(observer->pid_fd);
	observer->pid_fd = -1;
	observer->pid = 0;
	observer->is_seen = false;
	observer->holds_back |= observer->was_primary;
	observer->is_found = false;
	publication_on_death(database, now);
	database_publish(database, now);
	naming_on_cut(database, now);
	candidacy_on_down(database, now);
	refusing_review(database, now);
	database_report(database, now);
}

static void
ask_for_postmaster(struct database *database, struct moment now)
{
	struct observer *observer = &database->observer;
	struct hand_request request = { .deed = HAND_FIND };

	if (observer->pid_fd >= 0 ||
	    hand_is_busy_with(&observer->hand, HAND_FIND))
		return;
	request.deadline = moment_after(now, LOOK_MS);
	(void)hand_send(&observer->hand, &request, now);
}

/* The process may have ended, and its number be another's, since it was found:
 * it is looked at again when the descriptor is open. */
static bool
watch_postmaster(struct database *database, pid_t pid)
{
	struct observer *observer = &database->observer;

	observer->pid_fd = process_watch(pid);
	if (observer->pid_fd < 0)
		return false;
	if (process_is_of(&observer->hand.instance, pid) &&
	    loop_watch(observer->pid_fd, postmaster_ended, database))
		return true;
	close(observer->pid_fd);
	observer->pid_fd = -1;
	return false;
}

/*
 * Was the stand-down of the one before?  Pacemaker stops what it has demoted a
 * moment ago, and the agent may have said so before the new postmaster was
 * found here: it must not be taken for one that died.
 */
static bool
is_newer_than_stand_down(pid_t pid, struct moment stood_down_at)
{
	struct proc_stat stat;

	/* Of what is gone already, the end is the one that was announced. */
	return proc_stat_read(pid, &stat) &&
	       moment_between_ms(stood_down_at, stat.began) + TICK_MS > 0;
}

static void
take_found(struct database *database, const struct hand_answer *answer,
    struct moment now)
{
	struct observer *observer = &database->observer;

	observer->is_found = true;
	observer->is_building = answer->is_building;
	observer->percent = answer->percent;
	if (answer->pid == 0 || observer->pid_fd >= 0 ||
	    !watch_postmaster(database, answer->pid))
		return;
	observer->pid = answer->pid;
	observer->is_seen = false;
	observer->has_answered = false;
	observer->was_primary = false;
	if (is_newer_than_stand_down(answer->pid, observer->stood_down_at))
		observer->is_standing_down = false;
	observer->is_building = false;
	log_info("%s: the database runs as process %d", database->name,
	    (int)answer->pid);
	observer_look_soon(database);
	observer_tick(database, now);
}

/* Data that has no name yet gets one, so that rules can speak of it. */
static void
name_data(struct database *database, struct moment now)
{
	struct observer *observer = &database->observer;
	struct hand_request request = { .deed = HAND_RENEW };

	if (!observer->is_seen || observer->seen.run == 0 ||
	    observer->seen.incarnation != 0 ||
	    observer->seen.state.db_state == DB_STATE_BUILDING ||
	    moment_between_ms(observer->renewed_at, now) < RENEW_AGAIN_MS)
		return;
	observer->renewed_at = now;
	(void)observer_ask(database, &request, LOOK_MS, now);
}

static void
remember_role(struct database *database)
{
	struct observer *observer = &database->observer;

	if (observer->seen.run == 0)
		return;
	observer->has_answered = true;
	observer->was_primary = observer->seen.state.role == ROLE_PRIMARY;
	if (observer->was_primary && observer->pid != 0)
		publication_on_primary(database);
	if (observer->was_primary || observer->seen.state.receiving)
		observer->holds_back = false;
}

static void
take_look(struct database *database, const struct hand_observation *seen,
    struct moment now)
{
	struct observer *observer = &database->observer;
	bool restarted = observer->is_seen && observer->seen.run != 0 &&
			 seen->run != 0 && observer->seen.run != seen->run;

	if (restarted)
		naming_on_cut(database, now);
	observer->seen = *seen;
	observer->is_seen = true;
	observer->nseen++;
	remember_role(database);
	name_data(database, now);
}

static void
take_answer(struct database *database, const struct hand_answer *answer,
    struct moment now)
{
	switch (answer->deed) {
	case HAND_FIND:
		if (answer->outcome == HAND_DONE)
			take_found(database, answer, now);
		break;
	case HAND_OBSERVE:
		if (answer->outcome == HAND_DONE)
			take_look(database, &answer->seen, now);
		else
			database->observer.is_seen = false;
		break;
	case HAND_REFUSE:
		if (answer->outcome == HAND_DONE)
			take_look(database, &answer->seen, now);
		refusing_on_answer(database, answer, now);
		break;
	case HAND_NAME:
		naming_on_answer(database, answer, now);
		break;
	case HAND_RENEW:
		if (answer->outcome == HAND_DONE)
			database->observer.seen.incarnation =
			    answer->incarnation;
		break;
	case HAND_FOLLOW:
	case HAND_RELEASE:
		observer_forget_refusal(database);
		break;
	case HAND_REPAIR:
	case HAND_RAISE_TERM:
		break;
	}
	if (answer->outcome != HAND_DONE && answer->deed != HAND_OBSERVE &&
	    answer->deed != HAND_FIND)
		log_warning("%s: %s", database->name, answer->why.text);
}

/* Everything that depends on what the hand says is looked at again. */
static void
hand_ready(void *context)
{
	struct database *database = context;
	struct moment now = moment_now();
	const struct hand_answer *answer;
	bool any = false;

	while ((answer = hand_receive(&database->observer.hand, now)) != NULL) {
		take_answer(database, answer, now);
		any = true;
	}
	if (!any)
		return;
	candidacy_review(database, now);
	naming_review(database, now);
	refusing_review(database, now);
	database_report(database, now);
}

static bool
is_same(const struct instance *a, const struct instance *b)
{
	return strcmp(a->datadir, b->datadir) == 0 &&
	       strcmp(a->gausshome, b->gausshome) == 0 &&
	       strcmp(a->owner, b->owner) == 0 && a->port == b->port &&
	       strcmp(a->socket_dir, b->socket_dir) == 0 &&
	       strcmp(a->application_name, b->application_name) == 0;
}

bool
observer_start(struct database *database,
    const struct request_registration *registration, struct moment now,
    struct why *why)
{
	struct observer *observer = &database->observer;
	struct instance instance;

	if (instance_open(registration->datadir, registration->gausshome,
		registration->port, &instance, why) != OCF_SUCCESS)
		return false;
	snprintf(database->application_name, sizeof(database->application_name),
	    "%s", instance.application_name);
	if (observer->has_hand &&
	    is_same(&instance, &observer->hand.instance) &&
	    strcmp(observer->hand.node, registration->node) == 0)
		return true;
	observer_stop(database);
	if (!hand_start(
		&observer->hand, &instance, registration->node, now, why))
		return false;
	observer->has_hand = true;
	if (!loop_watch(hand_fd(&observer->hand), hand_ready, database)) {
		hand_stop(&observer->hand);
		observer->has_hand = false;
		why_set(why, "too much is watched already");
		return false;
	}
	ask_for_postmaster(database, now);
	return true;
}

void
observer_stop(struct database *database)
{
	struct observer *observer = &database->observer;

	if (observer->pid_fd >= 0) {
		loop_unwatch(observer->pid_fd);
		close(observer->pid_fd);
	}
	if (observer->has_hand) {
		loop_unwatch(hand_fd(&observer->hand));
		hand_stop(&observer->hand);
	}
	observer_init(database);
}

/* A look that is under way says what a second one would. */
static void
look(struct database *database, struct moment now)
{
	struct observer *observer = &database->observer;
	int64_t interval =
	    database_is_busy(database) ? LOOK_BUSY_MS : OBSERVER_INTERVAL_MS;
	struct hand_request request = { .deed = HAND_OBSERVE,
		.since = naming_since(database) };

	if (observer->pid == 0 ||
	    hand_is_busy_with(&observer->hand, HAND_OBSERVE) ||
	    moment_between_ms(observer->asked_at, now) < interval)
		return;
	observer->asked_at = now;
	(void)observer_ask(database, &request, LOOK_MS, now);
}

void
observer_tick(struct database *database, struct moment now)
{
	struct observer *observer = &database->observer;

	if (!observer->has_hand)
		return;
	ask_for_postmaster(database, now);
	if (moment_left_ms(hand_due(&observer->hand, now), now) == 0)
		hand_ready(database);
	look(database, now);
}
