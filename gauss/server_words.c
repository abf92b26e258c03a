/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/server_words.h"

#include <string.h>

/* "FATAL:  57P03: " and its like: what stands before the server's words. */
static const char *
find_sqlstate(const char *message, char ret_code[6])
{
	static const char *const severities[] = {
		"FATAL:  ", "ERROR:  ", "PANIC:  "
	};

	for (size_t i = 0; i < sizeof(severities) / sizeof(severities[0]);
	     i++) {
		const char *p = strstr(message, severities[i]);

		if (p == NULL)
			continue;
		p += strlen(severities[i]);
		if (strcspn(p, ":") != 5 || p[5] != ':')
			continue;
		memcpy(ret_code, p, 5);
		ret_code[5] = '\0';
		return p + 6;
	}
	ret_code[0] = '\0';
	return message;
}

static bool
has(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

/* A server that speaks another language than English. */
static bool
is_translated(const char *text)
{
	for (; *text != '\0' && *text != '\n'; text++)
		if ((unsigned char)*text >= 0x80)
			return true;
	return false;
}

/*
 * 57P03, cannot_connect_now: for a start and a shutdown, but also for what
 * will not pass by waiting, such as hot_standby=off.
 */
static enum session_failure
not_now(const char *words)
{
	if (has(words, "shutting down"))
		return SESSION_STOPPING;
	if (has(words, "starting up") || has(words, "recovery") ||
	    has(words, "not yet accepting") || is_translated(words))
		return SESSION_STARTING;
	return SESSION_DENIED;
}

enum session_failure
server_words_failure(const char *message)
{
	char code[6];
	const char *words = find_sqlstate(message, code);

	if (strcmp(code, "57P03") == 0)
		return not_now(words);
	if (strncmp(code, "57P0", 4) == 0) /* shut down, crashed */
		return SESSION_STOPPING;
	if (code[0] != '\0')
		return SESSION_DENIED;
	if (has(message, "Connection refused") ||
	    has(message, "No such file or directory"))
		return SESSION_REFUSED;
	/* A full backlog: it listens, and accepts nothing any more. */
	if (has(message, "Resource temporarily unavailable") ||
	    has(message, "not connected") || has(message, "timed out"))
		return SESSION_NO_ANSWER;
	/* Cut without a word, as it does while it changes its role. */
	if (has(message, "closed the connection") ||
	    has(message, "Connection reset") || has(message, "Broken pipe"))
		return SESSION_STOPPING;
	return SESSION_DENIED;
}

void
server_words_sentence(const char *message, char *ret_text, size_t size)
{
	char code[6];
	const char *words = find_sqlstate(message, code), *preface;
	size_t n;

	/* "connection to server on socket "..." failed: " */
	preface = strstr(words, " failed: ");
	if (code[0] == '\0' && preface != NULL)
		words = preface + strlen(" failed: ");
	words += strspn(words, " \t\r\n");
	n = strcspn(words, "\r\n");
	if (n > size - 1)
		n = size - 1;
	memcpy(ret_text, words, n);
	while (n > 0 && (ret_text[n - 1] == ' ' || ret_text[n - 1] == '.'))
		n--;
	ret_text[n] = '\0';
}

bool
server_words_standby(const char *application_name, char ret_name[64])
{
	static const char sender[] = "WalSender to ";
	static const char standby[] = "WalSender to Standby[";
	const char *name = application_name;
	size_t n = strlen(name);

	if (strncmp(name, standby, sizeof(standby) - 1) == 0) {
		name += sizeof(standby) - 1;
		n = strlen(name);
		/* The server cuts long names, bracket and all. */
		if (n > 0 && name[n - 1] == ']')
			n--;
	} else if (strncmp(name, sender, sizeof(sender) - 1) == 0) {
		return false;
	}
	if (n == 0 || n >= 64)
		return false;
	memcpy(ret_name, name, n);
	ret_name[n] = '\0';
	return true;
}

void
server_words_upstream(const char *channel, char ret_address[64])
{
	const char *address = strstr(channel, "<--"), *port;
	size_t n;

	ret_address[0] = '\0';
	if (address == NULL)
		return;
	address += strlen("<--");
	/* The last colon: an IPv6 address has its own. */
	port = strrchr(address, ':');
	n = port == NULL ? strlen(address) : (size_t)(port - address);
	if (n >= 64)
		return;
	memcpy(ret_address, address, n);
	ret_address[n] = '\0';
}
