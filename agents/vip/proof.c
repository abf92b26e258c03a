/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/proof.h"

#include <dirent.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "cpg/client.h"
#include "ocf/log.h"
#include "ocf/why.h"

#define ASK_MS     2000 /* a keeper answers in a millisecond or two */
#define AGAIN_MS   20
#define LEFT_MS    500
#define HISTORY_MS 2000
#define LOOK_MS    300 /* between two looks into Pacemaker's history */
#define RUN_DIR    "/run/gaussha"
#define REGISTERED ".registered"

static bool
is_auto(const char *database)
{
	return strcmp(database, "auto") == 0;
}

static bool
is_none(const char *database)
{
	return strcmp(database, "none") == 0;
}

/* A keeper that is only just not there has left what it kept. */
static bool
is_kept_here(void)
{
	DIR *directory = opendir(RUN_DIR);
	const struct dirent *entry;
	bool found = false;

	if (directory == NULL)
		return false;
	while (!found && (entry = readdir(directory)) != NULL) {
		size_t n = strlen(entry->d_name), end = strlen(REGISTERED);

		found =
		    n > end && strcmp(entry->d_name + n - end, REGISTERED) == 0;
	}
	closedir(directory);
	return found;
}

static void
fill(struct request *request, uint32_t kind, const char *address,
    const char *database)
{
	memset(request, 0, sizeof(*request));
	request->kind = kind;
	snprintf(request->address, sizeof(request->address), "%.63s", address);
	if (!is_auto(database))
		snprintf(request->database, sizeof(request->database), "%.63s",
		    database);
}

/* Real fencing of the node that is waited for ends the waiting. */
static void
look_into_history(const struct answer *answer, struct request *request,
    struct moment *looked, struct moment deadline)
{
	struct moment now = moment_now();

	if (answer->around.primary[0] == '\0' ||
	    moment_between_ms(*looked, now) < LOOK_MS)
		return;
	*looked = now;
	snprintf(request->node, sizeof(request->node), "%.63s",
	    answer->around.primary);
	request->fenced_at_s = pacemaker_fenced_at(request->node,
	    moment_earlier(deadline, moment_after(now, HISTORY_MS)));
}

static bool
ask(const struct request *request, struct moment deadline,
    struct answer *answer, enum client_outcome *ret_outcome, struct why *why)
{
	*ret_outcome = client_ask(request,
	    moment_earlier(deadline, moment_after(moment_now(), ASK_MS)),
	    answer, NULL, 0, why);
	if (*ret_outcome != CLIENT_ANSWERED)
		return false;
	*why = answer->why;
	return answer->kind == ANSWER_DONE || answer->kind == ANSWER_REFUSED;
}

bool
proof_take(const char *address, const char *database, struct moment deadline,
    struct why *why)
{
	struct request request;
	struct answer answer;
	struct moment looked = { 0 };
	enum client_outcome outcome;
	bool is_told = false;

	if (is_none(database))
		return true;
	fill(&request, REQUEST_ADDRESS_TAKE, address, database);
	while (!ask(&request, deadline, &answer, &outcome, why)) {
		if (outcome == CLIENT_NO_KEEPER && is_auto(database) &&
		    !is_kept_here())
			return true;
		if (moment_left_ms(deadline, moment_now()) == 0) {
			why_prefix(why, "%s is not taken", address);
			return false;
		}
		if (!is_told)
			log_info("%s is not taken yet: %s", address, why->text);
		is_told = true;
		if (outcome == CLIENT_ANSWERED)
			look_into_history(&answer, &request, &looked, deadline);
		(void)poll(NULL, 0, AGAIN_MS);
	}
	if (answer.kind == ANSWER_DONE) {
		why->text[0] = '\0';
		return true;
	}
	why_prefix(why, "%s is not taken", address);
	return false;
}

void
proof_contest(const char *address, const char *database, struct moment deadline,
    char ret_node[NODE_NAME_MAX])
{
	struct request request;
	struct answer answer;
	enum client_outcome outcome;
	struct why why;

	ret_node[0] = '\0';
	if (is_none(database))
		return;
	fill(&request, REQUEST_ADDRESS_CONFLICT, address, database);
	(void)ask(&request, deadline, &answer, &outcome, &why);
	if (outcome == CLIENT_ANSWERED && answer.kind == ANSWER_WAITING)
		snprintf(ret_node, NODE_NAME_MAX, "%s", answer.around.primary);
}

void
proof_left(const char *address, const char *database, struct moment deadline)
{
	struct request request;
	struct answer answer;
	struct why why;

	if (is_none(database))
		return;
	fill(&request, REQUEST_ADDRESS_LEFT, address, database);
	(void)client_ask(&request,
	    moment_earlier(deadline, moment_after(moment_now(), LEFT_MS)),
	    &answer, NULL, 0, &why);
}
