/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ocf/agent.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ocf/log.h"
#include "ocf/param.h"

enum {
	TIMEOUT_MS = 20000, /* what Pacemaker takes when nothing is said */
	MARGIN_MIN_MS = 100,
	MARGIN_MAX_MS = 2000,
};

static const char *
meta(const char *name)
{
	char full[64];

	snprintf(full, sizeof(full), "CRM_meta_%s", name);
	return param_from_environment(full);
}

/* Digits only; anything else, and 0, is as good as absent. */
static int64_t
positive(const char *text, int64_t otherwise)
{
	char *end;
	long long value;

	if (text == NULL || text[0] < '0' || text[0] > '9')
		return otherwise;
	value = strtoll(text, &end, 10);
	return *end == '\0' && value > 0 ? value : otherwise;
}

static bool
is_called(const char *action, const char *name)
{
	return strcmp(action, name) == 0;
}

/*
 * Pacemaker kills the action at its timeout and takes that for a failure
 * without a reason.  A tenth is kept back to end the children and tell one.
 */
static struct moment
deadline_of(struct moment begun)
{
	int64_t timeout = positive(meta("timeout"), TIMEOUT_MS);
	int64_t margin = timeout / 10;

	if (margin < MARGIN_MIN_MS)
		margin = MARGIN_MIN_MS;
	if (margin > MARGIN_MAX_MS)
		margin = MARGIN_MAX_MS;
	if (margin > timeout / 2)
		margin = timeout / 2;
	return moment_after(begun, timeout - margin);
}

/* "db:0" is the name of an anonymous clone's instance, of "db" as all know it.
 */
static void
copy_instance(const struct agent *agent, char *ret_instance, size_t size)
{
	const char *name = getenv("OCF_RESOURCE_INSTANCE");
	char *colon;

	if (name == NULL || name[0] == '\0')
		name = agent->name;
	snprintf(ret_instance, size, "%s", name);
	colon = strrchr(ret_instance, ':');
	if (colon != NULL && colon[1] != '\0' &&
	    colon[1 + strspn(colon + 1, "0123456789")] == '\0')
		*colon = '\0';
}

static struct call
call_of(const char *action, const char *instance)
{
	struct moment begun = moment_now();

	return (struct call){
		.action = action,
		.instance = instance,
		.check_level = (unsigned)positive(getenv("OCF_CHECK_LEVEL"), 0),
		.probe = is_called(action, "monitor") &&
			 positive(meta("interval"), 0) == 0,
		.begun = begun,
		.deadline = deadline_of(begun),
	};
}

static const struct agent_action *
find_action(const struct agent *agent, const char *name)
{
	for (size_t i = 0; i < agent->nactions; i++)
		if (is_called(agent->actions[i].name, name))
			return &agent->actions[i];
	return NULL;
}

/* Two monitors are two rows, and one word here. */
static void
print_usage(const struct agent *agent, FILE *out)
{
	fprintf(out, "usage: %s usage", agent->name);
	for (size_t i = 0; i < agent->nactions; i++)
		if (find_action(agent, agent->actions[i].name) ==
		    &agent->actions[i])
			fprintf(out, "|%s", agent->actions[i].name);
	fputc('\n', out);
}

static enum ocf_status
print_metadata(const char *text)
{
	return fputs(text, stdout) >= 0 && fflush(stdout) == 0
		   ? OCF_SUCCESS
		   : OCF_ERR_GENERIC;
}

/*
 * What is said about parameters that name no resource at all.  Nothing can
 * have been started under them, since start refuses them.  So there is nothing
 * to stop, and a failed stop would have the node fenced for a typing error;
 * and nothing is there to be found, while an error of a probe would keep the
 * resource from being stopped and started elsewhere.  The start that follows
 * tells the user.
 *
 * To Pacemaker OCF_ERR_CONFIGURED is fatal: it stops the resource on all nodes.
 * A start that refuses no more than a value with a default, under which the
 * others run, must not end them: it answers for its node only.
 */
static enum ocf_status
judge_unreadable(const struct agent *agent, const struct call *call,
    void *params, struct why *why)
{
	struct why ignored = { "" };

	if (is_called(call->action, "start") &&
	    param_read_what_fits(agent->params, agent->nparams,
		param_from_environment, params, agent->params_size, &ignored))
		return OCF_ERR_ARGS;
	if (is_called(call->action, "stop")) {
		log_warning("Nothing to stop: %s", why->text);
		return OCF_SUCCESS;
	}
	if (call->probe) {
		log_warning("Nothing can be running: %s", why->text);
		return OCF_NOT_RUNNING;
	}
	return OCF_ERR_CONFIGURED;
}

/*
 * All but start and validate-all are about what runs already: a senseless value
 * of a parameter that has a default must neither hide it, nor bring it down,
 * nor leave an address up that the next node takes, nor keep a standby from
 * taking over.  What begins something is strict, so the user hears of the
 * mistake before it does harm.
 */
static bool
is_lenient(const struct call *call)
{
	return is_called(call->action, "monitor") ||
	       is_called(call->action, "stop") ||
	       is_called(call->action, "promote") ||
	       is_called(call->action, "demote") ||
	       is_called(call->action, "reload-agent");
}

static bool
read_params(const struct agent *agent, const struct call *call, void *params,
    struct why *ret_unfit, struct why *why)
{
	if (!is_lenient(call))
		return param_read(agent->params, agent->nparams,
		    param_from_environment, params, agent->params_size, why);
	if (!param_read_what_fits(agent->params, agent->nparams,
		param_from_environment, params, agent->params_size, why))
		return false;
	*ret_unfit = *why;
	why->text[0] = '\0';
	return true;
}

/*
 * A value for which the default stands in is shown before the next start
 * refuses it: as a degradation, which changes nothing of what runs.
 */
static enum ocf_status
judge_unfit(const struct call *call, const struct why *unfit,
    enum ocf_status status, struct why *why)
{
	bool is_seen = is_called(call->action, "monitor") && !call->probe;

	if (unfit->text[0] == '\0')
		return status;
	if (!is_seen ||
	    (status != OCF_SUCCESS && status != OCF_RUNNING_PROMOTED)) {
		log_warning("Going on with the default: %s", unfit->text);
		return status;
	}
	why_set(why, "%.400s; its default is used, and the next start refused",
	    unfit->text);
	return status == OCF_SUCCESS ? OCF_DEGRADED : OCF_DEGRADED_PROMOTED;
}

static void
tell(enum ocf_status status, const struct call *call, struct why *why)
{
	if (status == OCF_SUCCESS || status == OCF_RUNNING_PROMOTED ||
	    (status == OCF_NOT_RUNNING && call->probe))
		return;
	if (why->text[0] == '\0')
		why_set(why, "%s: %s", call->action, ocf_status_text(status));
	if (status == OCF_DEGRADED || status == OCF_DEGRADED_PROMOTED)
		log_degraded_reason(why->text);
	else
		log_exit_reason(why->text);
}

static enum ocf_status
act(const struct agent *agent, const struct agent_action *action,
    const struct call *call)
{
	struct why why = { "" }, unfit = { "" };
	enum ocf_status status = OCF_SUCCESS;
	void *params = calloc(1, agent->params_size + 1);

	if (params == NULL) {
		why_set(&why, "out of memory");
		status = OCF_ERR_GENERIC;
	} else if (!read_params(agent, call, params, &unfit, &why)) {
		status = judge_unreadable(agent, call, params, &why);
	} else if (action->run != NULL) {
		status = action->run(params, call, &why);
		status = judge_unfit(call, &unfit, status, &why);
	}
	tell(status, call, &why);
	free(params);
	return status;
}

int
agent_main(
    const struct agent *agent, const char *metadata_text, int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";
	const struct agent_action *action = find_action(agent, name);
	char instance[256], program[320];
	struct call call;
	enum ocf_status status;

	if (is_called(name, "meta-data"))
		return (int)print_metadata(metadata_text);
	if (is_called(name, "usage") || action == NULL) {
		bool asked = is_called(name, "usage");

		print_usage(agent, asked ? stdout : stderr);
		return asked ? OCF_SUCCESS : OCF_ERR_UNIMPLEMENTED;
	}
	/* A reader that went away must not end a stop halfway, and children
	 * must be heard of. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	copy_instance(agent, instance, sizeof(instance));
	snprintf(program, sizeof(program), "%s(%s)", agent->name, instance);
	call = call_of(name, instance);
	log_open(program);
	status = act(agent, action, &call);
	log_close();
	return (int)status;
}
