/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/quorum_confirm.h"

#include <stdio.h>
#include <time.h>

#include "cli/arguments.h"
#include "cli/caller.h"
#include "cli/inquiry.h"
#include "cli/table.h"
#include "cli/tell.h"
#include "cpg/client.h"
#include "ocf/why.h"

#define ANSWER_MS 5000
/* The device is asked a few times a second, and a view is installed then. */
#define ACTS_MS  15000
#define PAUSE_MS 200

static bool
ask(const char *node, const struct standing_occasion *occasion,
    struct answer *ret_answer, struct why *why)
{
	static struct request request;

	if (!inquiry_make(REQUEST_OFF, "", &request, why) ||
	    !inquiry_name_node(node, &request, why))
		return false;
	if (occasion != NULL) {
		request.flag = true;
		request.occasion = *occasion;
		caller_cause(
		    "quorum confirm", request.cause, sizeof(request.cause));
	}
	if (client_ask(&request, moment_after(moment_now(), ANSWER_MS),
		ret_answer, NULL, 0, why) != CLIENT_ANSWERED)
		return false;
	if (ret_answer->kind == ANSWER_DONE)
		return true;
	why_set(why, "it cannot be said that %s is off: %s", node,
	    ret_answer->why.text);
	return false;
}

static void
put_age(int64_t age_ms, char *ret_text, size_t size)
{
	time_t when = time(NULL) - (time_t)(age_ms / 1000);
	struct tm parts;

	if (localtime_r(&when, &parts) == NULL ||
	    strftime(ret_text, size, "%F %T", &parts) == 0)
		snprintf(ret_text, size, "?");
}

/* What is asked of who says it, and what it costs where it is wrong. */
static void
tell_stakes(const char *node, const struct answer *answer)
{
	char heard[32], alone[32], line[512];

	put_age(answer->heard_ms, heard, sizeof(heard));
	put_age(answer->alone_ms, alone, sizeof(alone));
	snprintf(line, sizeof(line),
	    "%s was last heard at %s. It must be off now, without power, and "
	    "have been so since before %s: look at the machine, not only at "
	    "the network. If it ran longer it may have served alone, or do so "
	    "when it boots: then start it instead, for what clients wrote "
	    "there is nowhere else. If it still runs, both may serve.",
	    node, heard, alone);
	table_say(stdout, line);
	(void)fflush(stdout);
}

static bool
is_meant(const struct arguments *arguments, const struct answer *answer,
    struct why *why)
{
	char alone[32], question[256];

	if (arguments->yes)
		return true;
	put_age(answer->alone_ms, alone, sizeof(alone));
	snprintf(question, sizeof(question),
	    "%s is off since before %s? Type the name of the node:",
	    arguments->off, alone);
	if (caller_confirms(question, arguments->off))
		return true;
	why_set(why, "not confirmed: nothing was done");
	return false;
}

/* Every database of this node is in a view that decides. */
static bool
acts(struct why *why)
{
	struct json_document document;
	const struct json_value *database;
	bool all = false;

	if (!inquiry_document(REQUEST_STATUS, "", &document, why))
		return false;
	for (database = json_read_first(document.root, "databases");
	     database != NULL; database = database->next) {
		all = json_read_flag(
		    json_read_member(database, "view"), "active");
		if (!all)
			break;
	}
	json_read_close(&document);
	return all;
}

static bool
wait_until_it_acts(struct why *why)
{
	const struct timespec pause = { 0, PAUSE_MS * 1000000 };
	struct moment until = moment_after(moment_now(), ACTS_MS);

	while (moment_left_ms(until, moment_now()) > 0) {
		if (acts(why))
			return true;
		(void)nanosleep(&pause, NULL);
	}
	why_set(why,
	    "it is said, and this node does not act after %d s: in a half of "
	    "several nodes it must be said on each, of each that is missing; "
	    "gaussha-quorumd says in the log what is waited for",
	    ACTS_MS / 1000);
	return false;
}

int
quorum_confirm(const struct arguments *arguments)
{
	static struct answer answer;
	struct why why;

	if (!ask(arguments->off, NULL, &answer, &why))
		return tell_failure(&why);
	tell_stakes(arguments->off, &answer);
	if (!is_meant(arguments, &answer, &why) ||
	    !ask(arguments->off, &answer.occasion, &answer, &why) ||
	    !wait_until_it_acts(&why))
		return tell_failure(&why);
	printf("This node goes on without %s.\n", arguments->off);
	return 0;
}
