/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/check.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ocf/agent.h"
#include "ocf/param.h"

struct params {
	const char *ip;
	unsigned tries;
};

static const struct param rows[] = {
	{ .name = "ip", .offset = offsetof(struct params, ip) },
	{ .name = "tries",
	    .type = PARAM_COUNT,
	    .fallback = "3",
	    .min = 1,
	    .max = 9,
	    .offset = offsetof(struct params, tries) },
};

/* What the action saw, and what it is to answer. */
static struct {
	unsigned ncalls;
	struct params params;
	struct call call;
	char instance[64];
	enum ocf_status answer;
	const char *sentence;
} seen;

static enum ocf_status
act(const void *params, const struct call *call, struct why *why)
{
	seen.ncalls++;
	seen.params = *(const struct params *)params;
	seen.call = *call;
	snprintf(seen.instance, sizeof(seen.instance), "%s", call->instance);
	if (seen.sentence != NULL)
		why_set(why, "%s", seen.sentence);
	return seen.answer;
}

static const struct agent_action actions[] = {
	{ "start", 60, .run = act },
	{ "stop", 60, .run = act },
	{ "monitor", 20, 10, .run = act },
	{ "monitor", 20, 9, .role = "Promoted", .run = act },
	{ "promote", 60, .run = act },
	{ "demote", 60, .run = act },
	{ .name = "meta-data", .timeout_s = 5 },
	{ .name = "validate-all", .timeout_s = 5 },
};

static const struct agent agent = {
	.name = "sample",
	.version = "1",
	.brief = "b",
	.advice = "a",
	.params = rows,
	.nparams = 2,
	.params_size = sizeof(struct params),
	.actions = actions,
	.nactions = sizeof(actions) / sizeof(actions[0]),
};

static char out[4096], err[4096];

static void
read_back(int fd, char text[4096])
{
	ssize_t n = pread(fd, text, 4095, 0);

	text[n > 0 ? n : 0] = '\0';
	close(fd);
}

static int
open_scratch(void)
{
	char path[] = "/tmp/test_agent.XXXXXX";
	int fd = mkstemp(path);

	unlink(path);
	return fd;
}

/* agent_main() with its output kept in out and err. */
static int
call_agent(const char *action, const char *further)
{
	char *argv[] = { (char *)"sample", (char *)action, (char *)further,
		NULL };
	int out_fd = open_scratch(), err_fd = open_scratch(),
	    before_out = dup(STDOUT_FILENO), before_err = dup(STDERR_FILENO),
	    status,
	    argc = action == NULL    ? 1
		   : further == NULL ? 2
				     : 3;

	fflush(stdout);
	dup2(out_fd, STDOUT_FILENO);
	dup2(err_fd, STDERR_FILENO);
	seen.ncalls = 0;
	status = agent_main(&agent, "<meta/>\n", argc, argv);
	fflush(stdout);
	fflush(stderr);
	dup2(before_out, STDOUT_FILENO);
	dup2(before_err, STDERR_FILENO);
	close(before_out);
	close(before_err);
	read_back(out_fd, out);
	read_back(err_fd, err);
	return status;
}

static void
set_scene(const char *ip, const char *tries, const char *interval)
{
	memset(&seen, 0, sizeof(seen));
	unsetenv("OCF_RESKEY_CRM_meta_timeout");
	unsetenv("OCF_RESOURCE_INSTANCE");
	unsetenv("OCF_CHECK_LEVEL");
	unsetenv("OCF_RESKEY_ip");
	unsetenv("OCF_RESKEY_tries");
	unsetenv("OCF_RESKEY_CRM_meta_interval");
	if (ip != NULL)
		setenv("OCF_RESKEY_ip", ip, 1);
	if (tries != NULL)
		setenv("OCF_RESKEY_tries", tries, 1);
	if (interval != NULL)
		setenv("OCF_RESKEY_CRM_meta_interval", interval, 1);
}

static void
metadata_needs_neither_parameters_nor_environment(void)
{
	set_scene(NULL, NULL, NULL);
	CHECK(call_agent("meta-data", NULL) == OCF_SUCCESS);
	CHECK(strcmp(out, "<meta/>\n") == 0);
	CHECK(err[0] == '\0');
}

static void
usage_names_every_action_once(void)
{
	set_scene(NULL, NULL, NULL);
	CHECK(call_agent("usage", NULL) == OCF_SUCCESS);
	CHECK(strcmp(out, "usage: sample usage|start|stop|monitor|promote|"
			  "demote|meta-data|validate-all\n") == 0);
}

static void
an_unknown_action_is_not_implemented(void)
{
	set_scene("x", NULL, NULL);
	CHECK(call_agent("migrate_to", NULL) == OCF_ERR_UNIMPLEMENTED);
	CHECK(strncmp(err, "usage: sample", 13) == 0);
	CHECK(out[0] == '\0');
	CHECK(call_agent(NULL, NULL) == OCF_ERR_UNIMPLEMENTED);
	CHECK(call_agent("", NULL) == OCF_ERR_UNIMPLEMENTED);
}

static void
the_action_gets_its_parameters_and_further_words_are_ignored(void)
{
	set_scene("192.0.2.1", "5", NULL);
	CHECK(call_agent("start", "more") == OCF_SUCCESS);
	CHECK(seen.ncalls == 1);
	CHECK(strcmp(seen.params.ip, "192.0.2.1") == 0);
	CHECK(seen.params.tries == 5);
	CHECK(strcmp(seen.call.action, "start") == 0);
	CHECK(err[0] == '\0');
}

static void
the_instance_loses_the_number_of_its_clone(void)
{
	static const char *const names[][2] = { { "db:0", "db" },
		{ "db:12", "db" }, { "db", "db" }, { "db:x", "db:x" },
		{ "db:", "db:" }, { "", "sample" } };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		set_scene("x", NULL, NULL);
		setenv("OCF_RESOURCE_INSTANCE", names[i][0], 1);
		call_agent("start", NULL);
		CHECK(strcmp(seen.instance, names[i][1]) == 0);
	}
	set_scene("x", NULL, NULL);
	call_agent("start", NULL);
	CHECK(strcmp(seen.instance, "sample") == 0);
}

static int64_t
time_given(const char *timeout_ms)
{
	set_scene("x", NULL, NULL);
	if (timeout_ms != NULL)
		setenv("OCF_RESKEY_CRM_meta_timeout", timeout_ms, 1);
	call_agent("start", NULL);
	return moment_between_ms(seen.call.begun, seen.call.deadline);
}

static void
the_deadline_comes_before_pacemakers_own(void)
{
	CHECK(time_given("10000") == 9000);
	CHECK(time_given("300000") == 298000);
	CHECK(time_given("500") == 400);
	CHECK(time_given("100") == 50);
	CHECK(time_given(NULL) == 18000);
	CHECK(time_given("soon") == 18000);
	CHECK(time_given("-1") == 18000);
}

static void
a_monitor_without_an_interval_is_a_probe(void)
{
	set_scene("x", NULL, NULL);
	call_agent("monitor", NULL);
	CHECK(seen.call.probe);
	set_scene("x", NULL, "0");
	call_agent("monitor", NULL);
	CHECK(seen.call.probe);
	set_scene("x", NULL, "10000");
	call_agent("monitor", NULL);
	CHECK(!seen.call.probe);
	set_scene("x", NULL, "0");
	call_agent("start", NULL);
	CHECK(!seen.call.probe);
}

static void
the_check_level_is_handed_on(void)
{
	set_scene("x", NULL, NULL);
	setenv("OCF_CHECK_LEVEL", "10", 1);
	call_agent("monitor", NULL);
	CHECK(seen.call.check_level == 10);
	set_scene("x", NULL, NULL);
	call_agent("monitor", NULL);
	CHECK(seen.call.check_level == 0);
}

static void
a_failure_is_told_with_its_sentence(void)
{
	set_scene("x", NULL, NULL);
	seen.answer = OCF_ERR_GENERIC;
	seen.sentence = "it broke";
	CHECK(call_agent("start", NULL) == OCF_ERR_GENERIC);
	CHECK(strcmp(err, "ocf-exit-reason:it broke\n") == 0);
	seen.answer = OCF_DEGRADED;
	CHECK(call_agent("monitor", NULL) == OCF_DEGRADED);
	CHECK(strcmp(err, "ocf-exit-reason:it broke\n") == 0);
}

static void
a_failure_without_a_sentence_is_told_in_general_words(void)
{
	set_scene("x", NULL, "10000");
	seen.answer = OCF_NOT_RUNNING;
	CHECK(call_agent("monitor", NULL) == OCF_NOT_RUNNING);
	CHECK(strcmp(err, "ocf-exit-reason:monitor: not running\n") == 0);
}

static void
what_is_as_expected_is_not_told(void)
{
	set_scene("x", NULL, NULL);
	seen.sentence = "nothing to tell";
	seen.answer = OCF_NOT_RUNNING;
	CHECK(call_agent("monitor", NULL) == OCF_NOT_RUNNING);
	CHECK(err[0] == '\0');
	seen.answer = OCF_RUNNING_PROMOTED;
	CHECK(call_agent("monitor", NULL) == OCF_RUNNING_PROMOTED);
	CHECK(err[0] == '\0');
}

static void
validation_is_answered_from_the_table_alone_and_silently(void)
{
	set_scene("x", "9", NULL);
	CHECK(call_agent("validate-all", NULL) == OCF_SUCCESS);
	CHECK(err[0] == '\0' && out[0] == '\0');
	set_scene("x", "10", NULL);
	CHECK(call_agent("validate-all", NULL) == OCF_ERR_CONFIGURED);
	CHECK(strcmp(err, "ocf-exit-reason:parameter tries: \"10\" is not "
			  "between 1 and 9\n") == 0);
}

static void
a_missing_parameter_refuses_start_and_a_recurring_monitor(void)
{
	set_scene(NULL, NULL, "10000");
	CHECK(call_agent("start", NULL) == OCF_ERR_CONFIGURED);
	CHECK(strstr(err, "parameter ip is required") != NULL);
	CHECK(call_agent("monitor", NULL) == OCF_ERR_CONFIGURED);
	CHECK(call_agent("demote", NULL) == OCF_ERR_CONFIGURED);
	CHECK(seen.ncalls == 0);
}

static void
where_a_parameter_is_missing_nothing_is_to_be_stopped_or_found(void)
{
	set_scene(NULL, NULL, NULL);
	CHECK(call_agent("stop", NULL) == OCF_SUCCESS);
	CHECK(seen.ncalls == 0);
	CHECK(call_agent("monitor", NULL) == OCF_NOT_RUNNING);
	CHECK(seen.ncalls == 0);
	CHECK(err[0] == '\0');
}

static void
a_senseless_value_with_a_default_hides_nothing_that_runs(void)
{
	static const char *const words[][2] = { { "stop", "0" },
		{ "demote", "0" }, { "promote", "0" }, { "monitor", "0" } };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		set_scene("x", "many", words[i][1]);
		seen.answer = OCF_SUCCESS;
		CHECK(call_agent(words[i][0], NULL) == OCF_SUCCESS);
		CHECK(seen.ncalls == 1);
		CHECK(seen.params.tries == 3);
		CHECK(err[0] == '\0');
	}
}

/* OCF_ERR_CONFIGURED would have Pacemaker stop it on all nodes. */
static void
a_senseless_value_with_a_default_refuses_a_start_on_one_node_only(void)
{
	set_scene("x", "many", "0");
	CHECK(call_agent("start", NULL) == OCF_ERR_ARGS);
	CHECK(strcmp(err, "ocf-exit-reason:parameter tries: \"many\" is no "
			  "whole number\n") == 0);
	CHECK(seen.ncalls == 0);
	set_scene(NULL, "many", "0");
	CHECK(call_agent("start", NULL) == OCF_ERR_CONFIGURED);
}

static void
a_senseless_value_is_shown_by_the_monitor(void)
{
	static const char sentence[] =
	    "ocf-exit-reason:parameter tries: \"many\" is no whole number; its "
	    "default is used, and the next start refused\n";

	set_scene("x", "many", "9000");
	seen.answer = OCF_SUCCESS;
	CHECK(call_agent("monitor", NULL) == OCF_DEGRADED);
	CHECK(seen.ncalls == 1 && seen.params.tries == 3);
	CHECK(strcmp(err, sentence) == 0);
	seen.answer = OCF_RUNNING_PROMOTED;
	CHECK(call_agent("monitor", NULL) == OCF_DEGRADED_PROMOTED);
	CHECK(strcmp(err, sentence) == 0);
	/* What is worse is told instead. */
	seen.answer = OCF_NOT_RUNNING;
	CHECK(call_agent("monitor", NULL) == OCF_NOT_RUNNING);
	CHECK(strstr(err, "tries") == NULL);
}

CHECK_MAIN(metadata_needs_neither_parameters_nor_environment,
    usage_names_every_action_once, an_unknown_action_is_not_implemented,
    the_action_gets_its_parameters_and_further_words_are_ignored,
    the_instance_loses_the_number_of_its_clone,
    the_deadline_comes_before_pacemakers_own,
    a_monitor_without_an_interval_is_a_probe, the_check_level_is_handed_on,
    a_failure_is_told_with_its_sentence,
    a_failure_without_a_sentence_is_told_in_general_words,
    what_is_as_expected_is_not_told,
    validation_is_answered_from_the_table_alone_and_silently,
    a_missing_parameter_refuses_start_and_a_recurring_monitor,
    where_a_parameter_is_missing_nothing_is_to_be_stopped_or_found,
    a_senseless_value_with_a_default_hides_nothing_that_runs,
    a_senseless_value_with_a_default_refuses_a_start_on_one_node_only,
    a_senseless_value_is_shown_by_the_monitor)
