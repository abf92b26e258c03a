/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/decide_monitor.h"

#include <string.h>

#include "agents/opengauss/facts.h"
#include "ocf/why.h"
#include "tests/unit/check.h"

#define TRIES 3

static struct why why;

static struct facts
running(enum role role)
{
	return (struct facts){ .presence = PROCESS_RUNNING,
		.pid = 4711,
		.answers = true,
		.build_percent = -1,
		.server = { .role = role, .db_state = DB_STATE_NORMAL } };
}

static struct facts
silent(enum session_failure failure)
{
	struct facts facts = running(ROLE_UNKNOWN);

	facts.answers = false;
	facts.failure = failure;
	return facts;
}

static enum ocf_status
status(const struct facts *facts)
{
	return decide_monitor(facts, false, TRIES, &why).status;
}

static void
roles_are_told_as_pacemaker_calls_them(void)
{
	struct facts facts = running(ROLE_PRIMARY);

	CHECK(status(&facts) == OCF_RUNNING_PROMOTED);
	facts.server.role = ROLE_STANDBY;
	CHECK(status(&facts) == OCF_SUCCESS && why.text[0] == '\0');
	facts.server.role = ROLE_CASCADE_STANDBY;
	CHECK(status(&facts) == OCF_SUCCESS);
}

static void
a_dead_instance_is_not_running_whatever_it_was(void)
{
	struct facts facts = { .presence = PROCESS_ABSENT };

	facts.memory.last_role = ROLE_PRIMARY;
	CHECK(status(&facts) == OCF_NOT_RUNNING);
	CHECK(decide_monitor(&facts, true, TRIES, &why).status ==
	      OCF_NOT_RUNNING);
	CHECK(why.text[0] == '\0');
}

static void
a_process_left_behind_is_a_failure_that_a_stop_heals(void)
{
	struct facts facts = { .presence = PROCESS_STRAY, .pid = 4711 };

	CHECK(status(&facts) == OCF_ERR_GENERIC);
	CHECK(strstr(why.text, "4711"));
}

static void
starting_is_running(void)
{
	struct facts facts = silent(SESSION_STARTING);

	facts.memory.slow = 99;
	CHECK(status(&facts) == OCF_SUCCESS);
	CHECK(!decide_monitor(&facts, false, TRIES, &why).slow);
}

static void
no_answer_is_degraded_until_it_was_so_n_times(void)
{
	struct facts facts = silent(SESSION_NO_ANSWER);

	CHECK(status(&facts) == OCF_DEGRADED);
	CHECK(decide_monitor(&facts, false, TRIES, &why).slow);
	facts.memory.slow = TRIES - 2;
	CHECK(status(&facts) == OCF_DEGRADED);
	facts.memory.slow = TRIES - 1;
	CHECK(status(&facts) == OCF_ERR_GENERIC);
}

static void
a_silent_primary_is_degraded_and_failed_as_a_primary(void)
{
	struct facts facts = silent(SESSION_NO_ANSWER);

	facts.memory.last_role = ROLE_PRIMARY;
	CHECK(status(&facts) == OCF_DEGRADED_PROMOTED);
	facts.memory.slow = TRIES - 1;
	CHECK(status(&facts) == OCF_FAILED_PROMOTED);
}

static void
a_stopped_process_says_so(void)
{
	struct facts facts = silent(SESSION_NO_ANSWER);

	facts.stuck = true;
	CHECK(status(&facts) == OCF_DEGRADED);
	CHECK(strstr(why.text, "stopped"));
}

static void
too_many_clients_is_never_a_failure(void)
{
	struct facts facts = silent(SESSION_DENIED);

	facts.memory.slow = 99;
	strcpy(facts.refusal, "sorry, too many clients already");
	CHECK(status(&facts) == OCF_DEGRADED);
	CHECK(strstr(why.text, "too many clients"));
	CHECK(!decide_monitor(&facts, false, TRIES, &why).slow);
}

static void
a_lost_primary_is_no_fault_of_the_standby(void)
{
	struct facts facts = running(ROLE_STANDBY);

	facts.server.db_state = DB_STATE_NEED_REPAIR;
	facts.server.detail = DETAIL_CONNECTING;
	CHECK(status(&facts) == OCF_SUCCESS);
	facts.server.detail = DETAIL_DISCONNECTED;
	CHECK(status(&facts) == OCF_SUCCESS);
}

static void
a_standby_that_must_be_built_is_degraded(void)
{
	struct facts facts = running(ROLE_STANDBY);

	facts.server.db_state = DB_STATE_NEED_REPAIR;
	facts.server.detail = DETAIL_WAL_SEGMENT_REMOVED;
	CHECK(status(&facts) == OCF_DEGRADED);
	CHECK(strstr(why.text, "WAL segment removed"));
}

static void
what_ails_the_node_is_told_before_what_the_keeper_says(void)
{
	struct facts facts = running(ROLE_PRIMARY);

	why_set(&facts.keeper_word, "commits wait");
	CHECK(status(&facts) == OCF_DEGRADED_PROMOTED);
	CHECK(strcmp(why.text, "commits wait") == 0);
	why_set(&facts.ailment, "the file system on /data is full");
	CHECK(status(&facts) == OCF_DEGRADED_PROMOTED);
	CHECK(strcmp(why.text, "the file system on /data is full") == 0);
	facts.server.role = ROLE_STANDBY;
	CHECK(status(&facts) == OCF_DEGRADED);
	facts.server.role = ROLE_NORMAL;
	CHECK(status(&facts) == OCF_ERR_GENERIC);
}

static void
a_hung_standby_fails_after_so_many_times_and_a_full_one_never(void)
{
	struct facts facts = silent(SESSION_NO_ANSWER);

	facts.stuck = true;
	facts.memory.last_role = ROLE_STANDBY;
	facts.memory.slow = TRIES - 1;
	CHECK(status(&facts) == OCF_ERR_GENERIC);
	facts = silent(SESSION_DENIED);
	facts.memory.last_role = ROLE_STANDBY;
	facts.memory.slow = 99;
	CHECK(status(&facts) == OCF_DEGRADED);
}

static void
a_role_that_nobody_gave_is_a_failure(void)
{
	struct facts facts = running(ROLE_NORMAL);

	CHECK(status(&facts) == OCF_ERR_GENERIC);
	facts.server.role = ROLE_PENDING;
	CHECK(status(&facts) == OCF_ERR_GENERIC);
}

static void
a_rebuild_is_shown_and_does_not_fail(void)
{
	struct facts facts = { .presence = PROCESS_ABSENT,
		.build = BUILD_RUNNING,
		.build_percent = 45 };

	CHECK(status(&facts) == OCF_DEGRADED);
	CHECK(strstr(why.text, "45%"));
	CHECK(decide_monitor(&facts, true, TRIES, &why).status == OCF_DEGRADED);
	facts.build = BUILD_FAILED;
	facts.memory.rebuilding = true;
	CHECK(status(&facts) == OCF_DEGRADED);
	CHECK(decide_monitor(&facts, true, TRIES, &why).status ==
	      OCF_NOT_RUNNING);
}

static void
a_death_that_was_told_is_not_told_again(void)
{
	struct facts facts = { .presence = PROCESS_ABSENT,
		.kept = true,
		.around = { .death_is_told = true } };

	facts.memory.last_role = ROLE_PRIMARY;
	CHECK(status(&facts) == OCF_RUNNING_PROMOTED);
	CHECK(decide_monitor(&facts, true, TRIES, &why).status ==
	      OCF_NOT_RUNNING);
	facts.around.death_is_told = false;
	CHECK(status(&facts) == OCF_NOT_RUNNING);
}

static void
what_the_keeper_complains_of_degrades_what_runs_well(void)
{
	struct facts facts = running(ROLE_PRIMARY);

	why_set(&facts.keeper_word, "commits wait: nobody streams");
	CHECK(status(&facts) == OCF_DEGRADED_PROMOTED);
	CHECK(strcmp(why.text, "commits wait: nobody streams") == 0);
	facts.server.role = ROLE_STANDBY;
	CHECK(status(&facts) == OCF_DEGRADED);
	facts = silent(SESSION_STARTING);
	why_set(&facts.keeper_word, "no keeper runs");
	CHECK(status(&facts) == OCF_DEGRADED);
}

static void
what_the_keeper_complains_of_hides_nothing_worse(void)
{
	struct facts facts = running(ROLE_NORMAL);

	why_set(&facts.keeper_word, "no keeper runs");
	CHECK(status(&facts) == OCF_ERR_GENERIC);
	CHECK(strstr(why.text, "Normal") != NULL);
	facts = (struct facts){ .presence = PROCESS_ABSENT };
	why_set(&facts.keeper_word, "no keeper runs");
	CHECK(status(&facts) == OCF_NOT_RUNNING);
	facts = running(ROLE_STANDBY);
	facts.server.detail = DETAIL_WAL_SEGMENT_REMOVED;
	why_set(&facts.keeper_word, "no keeper runs");
	CHECK(status(&facts) == OCF_DEGRADED);
	CHECK(strstr(why.text, "must be rebuilt") != NULL);
}

static void
a_death_without_a_keeper_was_told_to_nobody(void)
{
	struct facts facts = { .presence = PROCESS_ABSENT,
		.around = { .death_is_told = true } };

	facts.memory.last_role = ROLE_PRIMARY;
	CHECK(status(&facts) == OCF_NOT_RUNNING);
}

/* And does not fail by it. */
static void
a_standby_that_is_to_be_a_cascade_is_started_again_at_the_second_look(void)
{
	struct facts facts = running(ROLE_STANDBY);

	facts.wanted = ROLE_STANDBY;
	CHECK(!decide_monitor_is_misplaced(&facts));
	facts.wanted = ROLE_CASCADE_STANDBY;
	CHECK(decide_monitor_is_misplaced(&facts));
	CHECK(!decide_monitor_must_be_placed(&facts));
	facts.memory.misplaced = 1;
	CHECK(decide_monitor_must_be_placed(&facts));
	CHECK(status(&facts) == OCF_SUCCESS && why.text[0] == '\0');
	facts.server.role = ROLE_CASCADE_STANDBY;
	CHECK(!decide_monitor_must_be_placed(&facts));
	facts.wanted = ROLE_STANDBY;
	CHECK(decide_monitor_must_be_placed(&facts));
	facts.wanted = ROLE_UNKNOWN; /* a probe */
	CHECK(!decide_monitor_must_be_placed(&facts));
	facts.wanted = ROLE_STANDBY;
	facts.server.role = ROLE_PRIMARY;
	CHECK(!decide_monitor_must_be_placed(&facts));
	CHECK(status(&facts) == OCF_RUNNING_PROMOTED);
}

CHECK_MAIN(a_death_that_was_told_is_not_told_again,
    what_the_keeper_complains_of_degrades_what_runs_well,
    what_the_keeper_complains_of_hides_nothing_worse,
    a_death_without_a_keeper_was_told_to_nobody,
    roles_are_told_as_pacemaker_calls_them,
    a_dead_instance_is_not_running_whatever_it_was,
    a_process_left_behind_is_a_failure_that_a_stop_heals, starting_is_running,
    no_answer_is_degraded_until_it_was_so_n_times,
    a_silent_primary_is_degraded_and_failed_as_a_primary,
    a_stopped_process_says_so, too_many_clients_is_never_a_failure,
    a_lost_primary_is_no_fault_of_the_standby,
    a_standby_that_must_be_built_is_degraded,
    what_ails_the_node_is_told_before_what_the_keeper_says,
    a_hung_standby_fails_after_so_many_times_and_a_full_one_never,
    a_standby_that_is_to_be_a_cascade_is_started_again_at_the_second_look,
    a_role_that_nobody_gave_is_a_failure, a_rebuild_is_shown_and_does_not_fail)
