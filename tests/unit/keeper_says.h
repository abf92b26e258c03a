/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * keeper_says.h - a keeper's status as a test needs it: three nodes, n1 the
 * primary by "1 of n2, n3", to be spoiled word by word.
 */
#ifndef TESTS_KEEPER_SAYS_H
#define TESTS_KEEPER_SAYS_H

#include <stdlib.h>
#include <string.h>

#include "cli/json_read.h"
#include "ocf/why.h"

#define SAYS_NODE(id, name, role, lsn, objection, more)                        \
	"{\"id\":" id ",\"presence\":\"heard\",\"name\":\"" name "\","         \
	"\"has_database\":true,\"running\":true,\"answered\":true,"            \
	"\"data\":\"" name "-data\",\"application_name\":\"" name "\","        \
	"\"zone\":\"\",\"role\":\"" role "\",\"db_state\":\"Normal\","         \
	"\"detail\":\"Normal\",\"term\":7,\"lsn\":\"" lsn "\","                \
	"\"building\":false,\"percent\":-1,\"refusing\":false,"                \
	"\"standbys\":[" more "],\"objection\":\"" objection "\"}"

static const char keeper_says[] =
    "{\"node\":2,\"version\":\"0\",\"databases\":[{\"name\":\"db\","
    "\"view\":{\"active\":true},"
    "\"record\":{\"term\":7,\"held\":false,"
    "\"primary\":{\"id\":1,\"name\":\"n1\",\"data\":\"n1-data\"},"
    "\"rules\":[{\"owner\":{\"id\":1,\"name\":\"n1\",\"data\":\"n1-data\"},"
    "\"groups\":[{\"k\":1,\"of\":["
    "{\"id\":2,\"name\":\"n2\",\"data\":\"n2-data\"},"
    "{\"id\":3,\"name\":\"n3\",\"data\":\"n3-data\"}]}]}]},"
    "\"promotion\":{\"writable\":false,\"term\":0},"
    "\"outlook\":{\"sentence\":\"n2 would take over, nothing would be lost\"},"
    "\"nodes\":[" SAYS_NODE("1", "n1", "Primary", "0/5000", "",
	"{\"name\":\"n2\",\"sync\":\"Quorum\"},"
	"{\"name\":\"n3\",\"sync\":\"Quorum\"}") "," SAYS_NODE("2", "n2",
	"Standby", "0/5000", "", "") "," SAYS_NODE("3", "n3", "Standby",
	"0/4000", "n3 lacks what n2 has", "") "]}]}";

/* The text with every `from` replaced; static storage, one at a time. */
static inline const char *
keeper_spoilt(const char *text, const char *from, const char *to)
{
	static char buf[2][16384];
	static unsigned turn;
	char *out = buf[turn ^= 1];
	size_t n = 0;

	for (; *text != '\0' && n + strlen(to) + 1 < sizeof(buf[0]);) {
		if (strncmp(text, from, strlen(from)) == 0) {
			n += (size_t)(stpcpy(out + n, to) - (out + n));
			text += strlen(from);
		} else
			out[n++] = *text++;
	}
	out[n] = '\0';
	return out;
}

/* Read; the one before is closed. */
static inline const struct json_document *
keeper_read(const char *text)
{
	static struct json_document document;
	struct why why;

	json_read_close(&document);
	if (text != NULL &&
	    !json_read_open(text, strlen(text), &document, &why)) {
		printf("the sample: %s\n", why.text);
		exit(1);
	}
	return &document;
}

#endif
