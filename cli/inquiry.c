/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/inquiry.h"

#include <string.h>

#include "cpg/client.h"
#include "ocf/why.h"

#define ANSWER_MS 5000

static char text[ANSWER_TEXT_MAX + 1];

bool
inquiry_make(enum request_kind kind, const char *database,
    struct request *ret_request, struct why *why)
{
	memset(ret_request, 0, sizeof(*ret_request));
	ret_request->kind = kind;
	if (strlen(database) >= sizeof(ret_request->database)) {
		why_set(why, "no database has so long a name: %s", database);
		return false;
	}
	strcpy(ret_request->database, database);
	return true;
}

bool
inquiry_name_node(const char *node, struct request *request, struct why *why)
{
	if (strlen(node) >= sizeof(request->node)) {
		why_set(why, "no node has so long a name: %s", node);
		return false;
	}
	strcpy(request->node, node);
	return true;
}

static bool
ask(const struct request *request, struct why *why)
{
	struct answer answer;

	if (client_ask(request, moment_after(moment_now(), ANSWER_MS), &answer,
		text, sizeof(text), why) != CLIENT_ANSWERED)
		return false;
	*why = answer.why;
	if (answer.kind == ANSWER_DONE)
		return true;
	if (answer.why.text[0] == '\0')
		why_set(why, "the keeper refuses, without a reason");
	return false;
}

bool
inquiry_tell(const struct request *request, struct why *why)
{
	return ask(request, why);
}

bool
inquiry_text(enum request_kind kind, const char *database,
    const char **ret_text, struct why *why)
{
	static struct request request;

	if (!inquiry_make(kind, database, &request, why) || !ask(&request, why))
		return false;
	*ret_text = text;
	return true;
}

bool
inquiry_document(enum request_kind kind, const char *database,
    struct json_document *ret_document, struct why *why)
{
	const char *answer;
	const char *error;

	if (!inquiry_text(kind, database, &answer, why))
		return false;
	if (!json_read_open(answer, strlen(answer), ret_document, why)) {
		why_prefix(why, "the keeper's answer makes no sense");
		return false;
	}
	error = json_read_text(ret_document->root, "error");
	if (error[0] == '\0')
		return true;
	why_set(why, "the keeper says: %s", error);
	json_read_close(ret_document);
	return false;
}
