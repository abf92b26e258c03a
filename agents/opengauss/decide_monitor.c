/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/decide_monitor.h"

#include "agents/opengauss/facts.h"
#include "ocf/why.h"

static bool
was_primary(const struct facts *facts)
{
	return facts->memory.last_role == ROLE_PRIMARY;
}

static struct health
says(enum ocf_status status)
{
	return (struct health){ status, false };
}

/*
 * Between two builds, or while one runs, there is no database process, and that
 * is as it should be: "not running" would have Pacemaker start over.
 */
static bool
is_being_built(const struct facts *facts)
{
	return facts->build == BUILD_RUNNING ||
	       (facts->memory.rebuilding && facts->presence == PROCESS_ABSENT);
}

static struct health
built(const struct facts *facts, struct why *why)
{
	if (facts->build != BUILD_RUNNING)
		why_set(why, "waits to be rebuilt from a primary");
	else if (facts->build_percent >= 0)
		why_set(why, "is being rebuilt from the primary, %d%% done",
		    facts->build_percent);
	else
		why_set(why, "is being rebuilt from the primary");
	return says(OCF_DEGRADED);
}

/*
 * The keeper saw the primary die and took its score away: Pacemaker is about
 * to demote here and promote elsewhere.  A monitor that comes between would
 * add a failed action and a fail count to what is being put right.
 */
static bool
was_told_dead(const struct facts *facts)
{
	return facts->presence != PROCESS_RUNNING && facts->kept &&
	       facts->around.death_is_told && was_primary(facts);
}

/* The sentence goes on with how often that was so. */
static const char *
silence_text(const struct facts *facts)
{
	if (facts->stuck)
		return "does not answer: its process is stopped, or stuck in "
		       "the kernel";
	switch (facts->failure) {
	case SESSION_REFUSED:
		return "runs, but does not listen";
	case SESSION_STOPPING:
		return "is shutting down";
	case SESSION_NO_ANSWER:
		return "takes connections, but does not answer";
	case SESSION_STARTING:
		return "is starting up";
	case SESSION_DENIED:
		return "answers, but not to this agent";
	}
	return "does not answer";
}

static struct health
silent(const struct facts *facts, unsigned tries, struct why *why)
{
	unsigned times = facts->memory.slow + 1;

	why_set(why, "the database %s (%u of %u times in a row)%s%s",
	    silence_text(facts), times, tries,
	    facts->refusal[0] != '\0' ? ": " : "", facts->refusal);
	if (times >= tries)
		return (struct health){ was_primary(facts) ? OCF_FAILED_PROMOTED
							   : OCF_ERR_GENERIC,
			true };
	return (struct health){
		was_primary(facts) ? OCF_DEGRADED_PROMOTED : OCF_DEGRADED, true
	};
}

/* It lives and says why it will not talk to us: that is no failure of it. */
static struct health
denied(const struct facts *facts, struct why *why)
{
	why_set(
	    why, "the database %s: %s", silence_text(facts), facts->refusal);
	return says(was_primary(facts) ? OCF_DEGRADED_PROMOTED : OCF_DEGRADED);
}

static struct health
without_answer(const struct facts *facts, unsigned tries, struct why *why)
{
	if (facts->stuck)
		return silent(facts, tries, why);
	switch (facts->failure) {
	case SESSION_STARTING:
		return says(OCF_SUCCESS);
	case SESSION_DENIED:
		return denied(facts, why);
	case SESSION_REFUSED:
	case SESSION_STOPPING:
	case SESSION_NO_ANSWER:
		break;
	}
	return silent(facts, tries, why);
}

static struct health
standby(const struct facts *facts, struct why *why)
{
	if (!detail_needs_build(facts->server.detail))
		return says(OCF_SUCCESS);
	why_set(why, "the standby does not follow and must be rebuilt: %s",
	    detail_text(facts->server.detail));
	return says(OCF_DEGRADED);
}

bool
decide_monitor_is_misplaced(const struct facts *facts)
{
	enum role role = facts->server.role;

	if (!facts->answers)
		return false;
	return (facts->wanted == ROLE_CASCADE_STANDBY &&
		   role == ROLE_STANDBY) ||
	       (facts->wanted == ROLE_STANDBY && role == ROLE_CASCADE_STANDBY);
}

bool
decide_monitor_must_be_placed(const struct facts *facts)
{
	return decide_monitor_is_misplaced(facts) &&
	       facts->memory.misplaced > 0;
}

static struct health
by_role(const struct facts *facts, struct why *why)
{
	switch (facts->server.role) {
	case ROLE_PRIMARY:
		return says(OCF_RUNNING_PROMOTED);
	case ROLE_STANDBY:
	case ROLE_CASCADE_STANDBY:
	case ROLE_MAIN_STANDBY:
		return standby(facts, why);
	case ROLE_NORMAL:
	case ROLE_PENDING:
	case ROLE_UNKNOWN:
		break;
	}
	/* Normal reads and writes beside any primary; Pending does nothing.
	 * Somebody started it by hand: a start as standby puts it right. */
	why_set(why,
	    "the database runs in the role %s, not as primary or "
	    "standby",
	    role_text(facts->server.role));
	return says(OCF_ERR_GENERIC);
}

static struct health
running(const struct facts *facts, unsigned tries, struct why *why)
{
	if (!facts->answers)
		return without_answer(facts, tries, why);
	return by_role(facts, why);
}

/*
 * It runs well, but its disk does not, nobody keeps it, or commits wait: that
 * fails nothing, and must be seen.
 */
static struct health
as_its_surroundings_are(
    const struct facts *facts, struct health health, struct why *why)
{
	const struct why *word = facts->ailment.text[0] != '\0'
				     ? &facts->ailment
				     : &facts->keeper_word;

	if (word->text[0] == '\0' || (health.status != OCF_SUCCESS &&
					 health.status != OCF_RUNNING_PROMOTED))
		return health;
	*why = *word;
	return says(health.status == OCF_SUCCESS ? OCF_DEGRADED
						 : OCF_DEGRADED_PROMOTED);
}

struct health
decide_monitor(
    const struct facts *facts, bool probe, unsigned tries, struct why *ret_why)
{
	why_set(ret_why, "%s", "");
	if (is_being_built(facts) && (!probe || facts->build == BUILD_RUNNING))
		return built(facts, ret_why);
	if (was_told_dead(facts) && !probe)
		return says(OCF_RUNNING_PROMOTED);
	switch (facts->presence) {
	case PROCESS_ABSENT:
		if (!probe)
			why_set(ret_why, "the database is not running");
		return says(OCF_NOT_RUNNING);
	case PROCESS_STRAY:
		why_set(ret_why,
		    "the database is down, but process %d still runs in its "
		    "data directory",
		    (int)facts->pid);
		return says(OCF_ERR_GENERIC);
	case PROCESS_RUNNING:
		break;
	}
	return as_its_surroundings_are(
	    facts, running(facts, tries, ret_why), ret_why);
}
