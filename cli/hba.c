/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/hba.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 6
#define WORD_MAX  128

struct line {
	unsigned nwords;
	char words[WORDS_MAX][WORD_MAX];
};

/* One word, with its quotes gone; "" at the end of the line. */
static const char *
take_word(const char *at, char ret_word[WORD_MAX])
{
	size_t n = 0;
	bool quoted = false;

	at += strspn(at, " \t\r");
	for (; *at != '\0' && *at != '\n'; at++) {
		if (*at == '"') {
			quoted = !quoted;
			continue;
		}
		if (!quoted && (strchr(" \t\r#", *at) != NULL))
			break;
		if (n + 1 < WORD_MAX)
			ret_word[n++] = *at;
	}
	ret_word[n] = '\0';
	return *at == '#' ? at + strcspn(at, "\n") : at;
}

static const char *
take_line(const char *at, struct line *ret_line)
{
	char word[WORD_MAX];

	ret_line->nwords = 0;
	for (;;) {
		at = take_word(at, word);
		if (word[0] == '\0')
			break;
		if (ret_line->nwords < WORDS_MAX)
			strcpy(ret_line->words[ret_line->nwords++], word);
	}
	at += strcspn(at, "\n");
	return *at == '\n' ? at + 1 : at;
}

/* A list by commas holds the word, or "all". */
static bool
list_has(const char *list, const char *word)
{
	while (*list != '\0') {
		size_t n = strcspn(list, ",");

		if ((n == 3 && strncmp(list, "all", 3) == 0) ||
		    (n == strlen(word) && strncmp(list, word, n) == 0))
			return true;
		list += n + (list[n] == ',');
	}
	return false;
}

struct address {
	size_t nbytes; /* 0: none */
	unsigned char bytes[16];
};

static struct address
parse(const char *text)
{
	struct address address = { 0 };

	if (inet_pton(AF_INET, text, address.bytes) == 1)
		address.nbytes = 4;
	else if (inet_pton(AF_INET6, text, address.bytes) == 1)
		address.nbytes = 16;
	return address;
}

static bool
prefix_equal(const struct address *a, const struct address *b, unsigned bits)
{
	if (a->nbytes != b->nbytes || a->nbytes == 0 || bits > a->nbytes * 8)
		return false;
	for (unsigned i = 0; i < bits; i++) {
		unsigned mask = 0x80u >> i % 8;

		if ((a->bytes[i / 8] & mask) != (b->bytes[i / 8] & mask))
			return false;
	}
	return true;
}

/* The bits set in a mask such as 255.255.255.0; more than any has, if none. */
static unsigned
bits_of_mask(const char *text)
{
	struct address mask = parse(text);
	unsigned bits = 0;

	if (mask.nbytes == 0)
		return 999;
	while (bits < mask.nbytes * 8 &&
	       (mask.bytes[bits / 8] & 0x80u >> bits % 8) != 0)
		bits++;
	return bits;
}

/* Words 3 and, for a mask, 4; the place of the method after them, or 0. */
static unsigned
match_address(const struct line *line, const char *host)
{
	struct address ours = parse(host), theirs;
	char text[WORD_MAX];
	char *slash;

	strcpy(text, line->words[3]);
	if (strcmp(text, "all") == 0)
		return 4;
	slash = strchr(text, '/');
	if (slash != NULL) {
		unsigned long bits;
		char *end;

		*slash = '\0';
		bits = strtoul(slash + 1, &end, 10);
		theirs = parse(text);
		return *end == '\0' && end != slash + 1 && bits <= 128 &&
			       prefix_equal(&ours, &theirs, (unsigned)bits)
			   ? 4
			   : 0;
	}
	theirs = parse(text);
	return line->nwords >= 6 && prefix_equal(&ours, &theirs,
					bits_of_mask(line->words[4]))
		   ? 5
		   : 0;
}

/* The method by which the line lets them in; NULL when it is not for them. */
static const char *
method_of(const struct line *line, const char *user, const char *host)
{
	unsigned place;

	if (line->nwords < 5 || strncmp(line->words[0], "host", 4) != 0 ||
	    !list_has(line->words[1], "postgres") ||
	    !list_has(line->words[2], user))
		return NULL;
	place = match_address(line, host);
	return place == 0 || place >= line->nwords ? NULL : line->words[place];
}

bool
hba_trusts(const char *text, const char *user, const char *host)
{
	while (*text != '\0') {
		struct line line;
		const char *method;

		text = take_line(text, &line);
		method = method_of(&line, user, host);
		if (method != NULL)
			return strcmp(method, "trust") == 0;
	}
	return false;
}
