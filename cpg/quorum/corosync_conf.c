/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/corosync_conf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cpg/quorum/decide_device_votes.h"
#include "cpg/quorum/params.h"
#include "ocf/why.h"

#define BLANKS    " \t\r"
#define PATH_SIZE 256
#define DEPTH_MAX 8

enum line_kind { LINE_OTHER, LINE_OPENS, LINE_CLOSES, LINE_SETS, LINE_ODD };

/* One line, and the section that it stands in. */
struct line {
	const char *text;
	size_t length; /* with its newline */
	enum line_kind kind;
	const char *word; /* the section opened, or the key */
	size_t nword;
	const char *value;
	size_t nvalue;
};

/* Goes through a text line by line; path names the open sections. */
struct reader {
	const char *at;
	char path[PATH_SIZE];     /* "quorum.device." */
	size_t depths[DEPTH_MAX]; /* the lengths of the paths around */
	unsigned depth;
	bool is_sound;
};

static size_t
trim(const char *from, size_t n)
{
	while (n > 0 && strchr(BLANKS "\n", from[n - 1]) != NULL)
		n--;
	return n;
}

/* As corosync reads it: "name {", "}", "key: value", "# anything". */
static void
understand(struct line *line)
{
	const char *text = line->text;
	size_t n = trim(text, line->length);
	const char *colon;

	while (n > 0 && strchr(BLANKS, text[0]) != NULL) {
		text++;
		n--;
	}
	line->kind = LINE_OTHER;
	if (n == 0 || text[0] == '#')
		return;
	line->word = text;
	colon = memchr(text, ':', n);
	if (text[n - 1] == '{' && memchr(text, '#', n) == NULL) {
		line->kind = LINE_OPENS;
		line->nword = trim(text, n - 1);
	} else if (n == 1 && text[0] == '}') {
		line->kind = LINE_CLOSES;
	} else if (colon != NULL) {
		line->kind = LINE_SETS;
		line->nword = trim(text, (size_t)(colon - text));
		line->value = colon + 1 + strspn(colon + 1, BLANKS);
		line->nvalue = line->value < text + n
				   ? (size_t)(text + n - line->value)
				   : 0;
	} else {
		line->kind = LINE_ODD;
	}
}

static bool
next_line(struct reader *reader, struct line *line)
{
	const char *end = strchr(reader->at, '\n');

	*line = (struct line){ .text = reader->at };
	line->length =
	    end != NULL ? (size_t)(end - reader->at) + 1 : strlen(reader->at);
	if (line->length == 0)
		return false;
	reader->at += line->length;
	understand(line);
	return true;
}

/* Enters or leaves the section that the line opens or closes. */
static void
follow(struct reader *reader, const struct line *line)
{
	size_t n = strlen(reader->path);

	if (line->kind == LINE_OPENS) {
		if (reader->depth == DEPTH_MAX || line->nword == 0 ||
		    n + line->nword + 2 > sizeof(reader->path)) {
			reader->is_sound = false;
			return;
		}
		reader->depths[reader->depth++] = n;
		memcpy(reader->path + n, line->word, line->nword);
		strcpy(reader->path + n + line->nword, ".");
	} else if (line->kind == LINE_CLOSES) {
		if (reader->depth == 0) {
			reader->is_sound = false;
			return;
		}
		reader->path[reader->depths[--reader->depth]] = '\0';
	} else if (line->kind == LINE_ODD) {
		reader->is_sound = false;
	}
}

static struct reader
begin(const char *text)
{
	return (struct reader){ .at = text, .is_sound = true };
}

static bool
is_at(const struct reader *reader, const struct line *line, const char *path)
{
	size_t n = strlen(reader->path);

	return strncmp(path, reader->path, n) == 0 &&
	       strlen(path + n) == line->nword &&
	       memcmp(path + n, line->word, line->nword) == 0;
}

bool
corosync_conf_get(
    const char *text, const char *path, char *ret_value, size_t size)
{
	struct reader reader = begin(text);
	struct line line;

	while (next_line(&reader, &line)) {
		if (line.kind == LINE_SETS && is_at(&reader, &line, path) &&
		    line.nvalue < size) {
			memcpy(ret_value, line.value, line.nvalue);
			ret_value[line.nvalue] = '\0';
			return true;
		}
		follow(&reader, &line);
	}
	return false;
}

static unsigned
count_sections(const char *text, const char *path)
{
	struct reader reader = begin(text);
	struct line line;
	unsigned n = 0;

	while (next_line(&reader, &line)) {
		if (line.kind == LINE_OPENS && is_at(&reader, &line, path))
			n++;
		follow(&reader, &line);
	}
	return n;
}

unsigned
corosync_conf_count_nodes(const char *text)
{
	return count_sections(text, "nodelist.node");
}

static bool
is_understood(const char *text, struct why *why)
{
	struct reader reader = begin(text);
	struct line line;
	unsigned number = 0;

	while (next_line(&reader, &line)) {
		number++;
		follow(&reader, &line);
		if (!reader.is_sound) {
			why_set(why,
			    "line %u of corosync.conf is not understood",
			    number);
			return false;
		}
	}
	if (reader.depth != 0) {
		why_set(why, "a section of corosync.conf does not end");
		return false;
	}
	if (count_sections(text, "quorum") != 1) {
		why_set(why, "corosync.conf has not exactly one quorum "
			     "section");
		return false;
	}
	return true;
}

/* What would let a minority act, or a second arbitrator. */
static bool
is_free(const char *text, struct why *why)
{
	static const char *const options[] = { "last_man_standing",
		"auto_tie_breaker", "allow_downscale" };
	char path[64], value[64];

	for (unsigned i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		snprintf(path, sizeof(path), "quorum.%s", options[i]);
		if (!corosync_conf_get(text, path, value, sizeof(value)) ||
		    strcmp(value, "0") == 0)
			continue;
		why_set(why,
		    "corosync.conf has quorum.%s, which lets less than a "
		    "majority act: remove it first",
		    options[i]);
		return false;
	}
	if (!corosync_conf_get(
		text, "quorum.device.model", value, sizeof(value)) ||
	    strcmp(value, PARAMS_MODEL) == 0)
		return true;
	why_set(why,
	    "corosync.conf has a quorum device of the model %s: remove it "
	    "first",
	    value);
	return false;
}

/* Writing. */

struct writer {
	char *text;
	size_t n;
	bool fits;
};

static void
put(struct writer *writer, const char *bytes, size_t nbytes)
{
	if (writer->n + nbytes >= COROSYNC_CONF_MAX)
		writer->fits = false;
	if (!writer->fits)
		return;
	memcpy(writer->text + writer->n, bytes, nbytes);
	writer->n += nbytes;
	writer->text[writer->n] = '\0';
}

static void __attribute__((format(printf, 2, 3)))
print(struct writer *writer, const char *format, ...)
{
	char text[512];
	va_list arguments;
	int n;

	va_start(arguments, format);
	n = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (n < 0 || (size_t)n >= sizeof(text))
		writer->fits = false;
	else
		put(writer, text, (size_t)n);
}

static void
put_device(struct writer *writer, const struct corosync_conf_device *device,
    unsigned nnodes)
{
	print(writer,
	    "    wait_for_all: 0\n"
	    "    device {\n"
	    "        model: " PARAMS_MODEL "\n"
	    "        votes: %u\n"
	    "        timeout: %u\n"
	    "        sync_timeout: %u\n",
	    decide_device_votes(nnodes), device->timeout_ms,
	    device->sync_timeout_ms);
	print(writer,
	    "        " PARAMS_MODEL " {\n"
	    "            address: %s\n"
	    "            relay: %s\n"
	    "        }\n"
	    "    }\n",
	    device->address, device->relay);
}

/* Of the lines of the quorum section. */
static bool
is_dropped(const struct reader *reader, const struct line *line, bool enabling)
{
	if (strncmp(reader->path, "quorum.device.", 14) == 0)
		return true;
	if (line->kind == LINE_OPENS)
		return is_at(reader, line, "quorum.device");
	if (line->kind != LINE_SETS)
		return false;
	return is_at(reader, line, "quorum.wait_for_all") ||
	       (enabling && is_at(reader, line, "quorum.two_node"));
}

/* device NULL: without. */
static bool
rewrite(const char *text, const struct corosync_conf_device *device,
    char ret_text[COROSYNC_CONF_MAX], struct why *why)
{
	struct writer writer = { .text = ret_text, .fits = true };
	struct reader reader = begin(text);
	struct line line;

	ret_text[0] = '\0';
	while (next_line(&reader, &line)) {
		bool dropped = is_dropped(&reader, &line, device != NULL);

		if (device != NULL && line.kind == LINE_CLOSES &&
		    strcmp(reader.path, "quorum.") == 0)
			put_device(
			    &writer, device, corosync_conf_count_nodes(text));
		if (!dropped)
			put(&writer, line.text, line.length);
		follow(&reader, &line);
	}
	if (writer.fits)
		return true;
	why_set(why, "corosync.conf becomes too long");
	return false;
}

bool
corosync_conf_enable(const char *text,
    const struct corosync_conf_device *device, char ret_text[COROSYNC_CONF_MAX],
    struct why *why)
{
	return is_understood(text, why) && is_free(text, why) &&
	       rewrite(text, device, ret_text, why);
}

bool
corosync_conf_disable(
    const char *text, char ret_text[COROSYNC_CONF_MAX], struct why *why)
{
	char model[64];

	if (!is_understood(text, why))
		return false;
	if (!corosync_conf_get(
		text, "quorum.device.model", model, sizeof(model)) ||
	    strcmp(model, PARAMS_MODEL) != 0) {
		why_set(why, "corosync.conf has no quorum device of the "
			     "model " PARAMS_MODEL);
		return false;
	}
	return rewrite(text, NULL, ret_text, why);
}
