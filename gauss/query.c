/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/query.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum section {
	SECTION_NONE,
	SECTION_STATE,
	SECTION_SENDERS,
	SECTION_RECEIVER,
	SECTION_BUILD,
};

struct line {
	bool is_title; /* not indented by more than one blank */
	char key[64];
	char value[128];
};

struct parser {
	struct query *query;
	enum section section;
	struct query_stream *stream; /* being filled, NULL when none is */
	bool has_role;
};

static void
copy(char *to, size_t size, const char *from, size_t length)
{
	if (length > size - 1)
		length = size - 1;
	memcpy(to, from, length);
	to[length] = '\0';
}

static size_t
trimmed(const char *text, size_t length)
{
	while (length > 0 && strchr(" \t\r", text[length - 1]) != NULL)
		length--;
	return length;
}

/*
 * "   key     : value".  Both layouts differ in their blanks only.  False for a
 * line without a colon.
 */
static bool
parse_line(const char *p, size_t length, struct line *ret_line)
{
	size_t indent = strspn(p, " \t"), key, skipped;
	const char *colon = memchr(p, ':', length);

	if (colon == NULL || indent >= length)
		return false;
	ret_line->is_title = indent <= 1 && *p != '\t';
	key = trimmed(p + indent, (size_t)(colon - p) - indent);
	copy(ret_line->key, sizeof(ret_line->key), p + indent, key);
	length -= (size_t)(colon + 1 - p);
	skipped = strspn(colon + 1, " \t");
	if (skipped > length)
		skipped = length;
	copy(ret_line->value, sizeof(ret_line->value), colon + 1 + skipped,
	    trimmed(colon + 1 + skipped, length - skipped));
	return true;
}

static struct lsn
lsn_of(const char *text)
{
	struct lsn lsn = { 0 };

	(void)lsn_parse(text, &lsn);
	return lsn;
}

static void
take_state(struct parser *parser, const struct line *line)
{
	struct query *query = parser->query;
	size_t length = strlen(line->value);

	if (strcmp(line->key, "local_role") == 0) {
		query->role = role_parse(line->value);
		parser->has_role = true;
	} else if (strcmp(line->key, "static_connections") == 0) {
		query->connections = atoi(line->value);
	} else if (strcmp(line->key, "db_state") == 0) {
		query->db_state = db_state_parse(line->value);
		copy(query->words, sizeof(query->words), line->value, length);
	} else if (strcmp(line->key, "detail_information") == 0) {
		query->detail = detail_parse(line->value);
		copy(query->words, sizeof(query->words), line->value, length);
	} else if (strcmp(line->key, "sync_mode") == 0) {
		/* Only gaussdb.state has it. */
		query->answered = false;
	}
}

static bool
take_position(struct query_stream *stream, const struct line *line)
{
	if (strcmp(line->key, "sender_sent_location") == 0)
		stream->sent = lsn_of(line->value);
	else if (strcmp(line->key, "receiver_received_location") == 0)
		stream->received = lsn_of(line->value);
	else if (strcmp(line->key, "receiver_flush_location") == 0)
		stream->flushed = lsn_of(line->value);
	else if (strcmp(line->key, "receiver_replay_location") == 0)
		stream->replayed = lsn_of(line->value);
	else
		return false;
	return true;
}

static void
take_stream(struct query_stream *stream, const struct line *line)
{
	size_t length = strlen(line->value);

	if (take_position(stream, line))
		return;
	if (strcmp(line->key, "local_role") == 0)
		stream->local_role = role_parse(line->value);
	else if (strcmp(line->key, "peer_role") == 0)
		stream->peer_role = role_parse(line->value);
	else if (strcmp(line->key, "peer_state") == 0)
		stream->peer_state = db_state_parse(line->value);
	else if (strcmp(line->key, "state") == 0)
		copy(stream->state, sizeof(stream->state), line->value, length);
	else if (strcmp(line->key, "sync_state") == 0)
		copy(stream->sync_state, sizeof(stream->sync_state),
		    line->value, length);
	else if (strcmp(line->key, "channel") == 0)
		copy(stream->channel, sizeof(stream->channel), line->value,
		    length);
}

/* Each sender begins with its pid. */
static void
take_sender(struct parser *parser, const struct line *line)
{
	struct query *query = parser->query;

	if (strcmp(line->key, "sender_pid") == 0)
		parser->stream = query->nsenders < QUERY_SENDERS_MAX
				     ? &query->senders[query->nsenders++]
				     : NULL;
	else if (parser->stream != NULL)
		take_stream(parser->stream, line);
}

static void
take_receiver(struct parser *parser, const struct line *line)
{
	if (strcmp(line->key, "receiver_pid") == 0)
		parser->query->receiving = true;
	else if (parser->query->receiving)
		take_stream(&parser->query->receiver, line);
}

static void
take_build(struct parser *parser, const struct line *line)
{
	int percent = atoi(line->value);

	if (strcmp(line->key, "process_schedule") == 0 && percent >= 0 &&
	    percent <= 100)
		parser->query->percent = percent;
}

static enum section
section_of(const struct line *line)
{
	if (strcmp(line->key, "HA state") == 0)
		return SECTION_STATE;
	if (strcmp(line->key, "Senders info") == 0)
		return SECTION_SENDERS;
	if (strcmp(line->key, "Receiver info") == 0)
		return SECTION_RECEIVER;
	if (strcmp(line->key, "Build state") == 0)
		return SECTION_BUILD;
	return SECTION_NONE;
}

/*
 * The text of a failed connection goes over several lines that look like
 * others; a line that is no title, and whose key nobody knows, is one of them.
 */
static void
take_line(struct parser *parser, const struct line *line)
{
	if (line->is_title) {
		enum section section = section_of(line);

		if (section != SECTION_NONE)
			parser->section = section;
		parser->stream = NULL;
		return;
	}
	switch (parser->section) {
	case SECTION_STATE:
		take_state(parser, line);
		break;
	case SECTION_SENDERS:
		take_sender(parser, line);
		break;
	case SECTION_RECEIVER:
		take_receiver(parser, line);
		break;
	case SECTION_BUILD:
		take_build(parser, line);
		break;
	case SECTION_NONE:
		break;
	}
}

bool
query_parse(const char *output, struct query *ret_query)
{
	struct query query = { .answered = true, .percent = -1 };
	struct parser parser = { .query = &query };

	for (const char *p = output; p != NULL;) {
		size_t length = strcspn(p, "\n");
		struct line line;

		if (parse_line(p, length, &line))
			take_line(&parser, &line);
		p = p[length] == '\0' ? NULL : p + length + 1;
	}
	if (!parser.has_role)
		return false;
	*ret_query = query;
	return true;
}
