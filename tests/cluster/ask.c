/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ask.c - asks the keeper of this node, for tests: what an agent would.
 *
 * usage: ask REQUEST DATABASE [name=value ...]
 * Prints the answer's word, its term and its sentence, then its text.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpg/client.h"

static const struct {
	const char *word;
	enum request_kind kind;
} kinds[] = {
	{ "register", REQUEST_REGISTER },
	{ "stand-down", REQUEST_STAND_DOWN },
	{ "unregister", REQUEST_UNREGISTER },
	{ "grant-ask", REQUEST_GRANT_ASK },
	{ "grant-state", REQUEST_GRANT_STATE },
	{ "grant-over", REQUEST_GRANT_OVER },
	{ "hold", REQUEST_HOLD },
	{ "switchover", REQUEST_SWITCHOVER },
	{ "force", REQUEST_FORCE },
	{ "status", REQUEST_STATUS },
	{ "history", REQUEST_HISTORY },
};

static const char *
answer_word(uint32_t kind)
{
	static const char *const words[] = { "?", "done", "refused", "no-grant",
		"waiting", "granted", "withdrawn", "writable" };

	return kind < sizeof(words) / sizeof(words[0]) ? words[kind] : "?";
}

static const char *
outcome_word(enum client_outcome outcome)
{
	switch (outcome) {
	case CLIENT_ANSWERED:
		return "answered";
	case CLIENT_NO_KEEPER:
		return "no-keeper";
	case CLIENT_LATE:
		return "late";
	case CLIENT_FAILED:
		break;
	}
	return "failed";
}

static void
set(struct request *request, const char *name, const char *value)
{
	struct request_registration *of = &request->registration;
	uint32_t number = (uint32_t)strtoul(value, NULL, 10);

	if (strcmp(name, "node") == 0)
		snprintf(of->node, sizeof(of->node), "%s", value);
	else if (strcmp(name, "datadir") == 0)
		snprintf(of->datadir, sizeof(of->datadir), "%s", value);
	else if (strcmp(name, "gausshome") == 0)
		snprintf(of->gausshome, sizeof(of->gausshome), "%s", value);
	else if (strcmp(name, "ndatabases") == 0)
		of->ndatabases = number;
	else if (strcmp(name, "wanted") == 0)
		of->wishes[0].wanted = number;
	else if (strcmp(name, "acks") == 0)
		of->wishes[0].acks = number;
	else if (strcmp(name, "least") == 0)
		of->wishes[0].least = number;
	else if (strcmp(name, "full") == 0)
		of->full = number != 0;
	else if (strcmp(name, "flag") == 0)
		request->flag = number != 0;
	else if (strcmp(name, "deadline_ms") == 0)
		request->deadline_ms = number;
	else
		exit(2);
	of->nwishes = of->full ? 1 : 0;
}

int
main(int argc, char **argv)
{
	static struct request request;
	static struct answer answer;
	static char text[ANSWER_TEXT_MAX + 1];
	struct why why = { "" };
	enum client_outcome outcome;

	if (argc < 3)
		return 2;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].word, argv[1]) == 0)
			request.kind = kinds[i].kind;
	snprintf(request.database, sizeof(request.database), "%s", argv[2]);
	for (int i = 3; i < argc; i++) {
		char *value = strchr(argv[i], '=');

		if (value == NULL)
			return 2;
		*value = '\0';
		set(&request, argv[i], value + 1);
	}
	outcome = client_ask(&request, moment_after(moment_now(), 2000),
	    &answer, text, sizeof(text), &why);
	if (outcome != CLIENT_ANSWERED) {
		printf("%s 0 %s\n", outcome_word(outcome), why.text);
		return 1;
	}
	printf("%s %llu %s\n%s", answer_word(answer.kind),
	    (unsigned long long)answer.term, answer.why.text, text);
	return 0;
}
