/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/task.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "cpg/client.h"
#include "fencing/options.h"
#include "ocf/log.h"
#include "ocf/why.h"

#define ASK_MS   2000 /* a keeper answers in a millisecond or two */
#define AGAIN_MS 100

static char text[ANSWER_TEXT_MAX];

/* Whom: the plug, or what Pacemaker calls the node. */
static const char *
target_of(const struct options *options)
{
	return options->plug[0] != '\0' ? options->plug : options->nodename;
}

static bool
is_gate(const struct options *options)
{
	return strcmp(options->mode, "gate") == 0;
}

static uint32_t
fate_of(const struct options *options)
{
	if (strcmp(options->fence_action, "isolate") == 0)
		return REQUEST_FATE_ISOLATE;
	return strcmp(options->action, "off") == 0 ? REQUEST_FATE_OFF
						   : REQUEST_FATE_REBOOT;
}

static bool
ask(const struct request *request, struct moment deadline,
    struct answer *answer, struct why *why)
{
	struct moment until =
	    moment_earlier(deadline, moment_after(moment_now(), ASK_MS));
	enum client_outcome outcome =
	    client_ask(request, until, answer, text, sizeof(text), why);

	if (outcome == CLIENT_ANSWERED)
		*why = answer->why;
	return outcome == CLIENT_ANSWERED;
}

/* What is waited for is told once, to whoever watches. */
static void
tell(const struct options *options, const struct why *why)
{
	static char told[32];

	if (options->verbose[0] == '\0' ||
	    strncmp(told, why->text, sizeof(told) - 1) == 0)
		return;
	snprintf(told, sizeof(told), "%.31s", why->text);
	fprintf(stderr, "%s\n", why->text);
}

enum task_status
task_fence(const struct options *options, struct why *why)
{
	struct request request = { .kind = is_gate(options) ? REQUEST_FENCE_GATE
							    : REQUEST_FENCE,
		.fate = fate_of(options) };
	struct moment deadline;
	struct answer answer = { .kind = ANSWER_WAITING };

	if (target_of(options)[0] == '\0') {
		why_set(why, "no node is named: plug=NODE");
		return TASK_FAILED;
	}
	/* Cut, it might be another node's. */
	if (strlen(target_of(options)) >= sizeof(request.node)) {
		why_set(
		    why, "no node has so long a name: %s", target_of(options));
		return TASK_FAILED;
	}
	strcpy(request.node, target_of(options));
	(void)poll(NULL, 0, (int)options_seconds(options->delay) * 1000);
	deadline = moment_after(
	    moment_now(), options_seconds(options->timeout) * 1000);
	/* A keeper that is being started again is waited for as well. */
	while (moment_left_ms(deadline, moment_now()) > 0) {
		if (ask(&request, deadline, &answer, why) &&
		    answer.kind != ANSWER_WAITING)
			break;
		tell(options, why);
		(void)poll(NULL, 0, AGAIN_MS);
	}
	if (answer.kind == ANSWER_DONE) {
		log_info("%s", why->text);
		return TASK_DONE;
	}
	why_prefix(why, "%s is not fenced", target_of(options));
	return TASK_FAILED;
}

static bool
read_list(struct why *why)
{
	struct request request = { .kind = REQUEST_FENCE_LIST };
	struct answer answer;

	return ask(&request, moment_after(moment_now(), ASK_MS), &answer, why);
}

enum task_status
task_monitor(struct why *why)
{
	if (!read_list(why))
		return TASK_FAILED;
	if (text[0] != '\0')
		return TASK_DONE;
	why_set(why, "the keeper (gausshad) does not reach corosync");
	return TASK_FAILED;
}

/* The next line, cut into its three words; NULL behind the last. */
static char *
next_line(char *at, char **ret_name, char **ret_id, char **ret_state)
{
	char *end = at == NULL ? NULL : strchr(at, '\n');

	if (end == NULL)
		return NULL;
	*end = '\0';
	*ret_name = at;
	*ret_id = strchr(at, ',');
	if (*ret_id == NULL)
		return NULL;
	*(*ret_id)++ = '\0';
	*ret_state = strchr(*ret_id, ',');
	if (*ret_state == NULL)
		return NULL;
	*(*ret_state)++ = '\0';
	return end + 1;
}

enum task_status
task_status(const struct options *options, struct why *why)
{
	char *at = text, *name, *id, *state;

	if (target_of(options)[0] == '\0')
		return task_monitor(why);
	if (!read_list(why))
		return TASK_FAILED;
	while ((at = next_line(at, &name, &id, &state)) != NULL)
		if (strcmp(name, target_of(options)) == 0) {
			printf("Status: %s\n",
			    strcmp(state, "on") == 0 ? "ON" : "OFF");
			return strcmp(state, "on") == 0 ? TASK_DONE : TASK_OFF;
		}
	why_set(why, "corosync.conf has no node %s", target_of(options));
	return TASK_FAILED;
}

enum task_status
task_list(const struct options *options, int with_status, struct why *why)
{
	const char *comma = options->separator;
	char *at = text, *name, *id, *state;

	if (!read_list(why))
		return TASK_FAILED;
	while ((at = next_line(at, &name, &id, &state)) != NULL)
		if (with_status)
			printf("%s%s%s%s%s\n", name, comma, id, comma,
			    strcmp(state, "on") == 0 ? "ON" : "OFF");
		else
			printf("%s%s%s\n", name, comma, id);
	return TASK_DONE;
}
