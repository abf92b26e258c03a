/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/following.h"

#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "gauss/session.h"
#include "ocf/why.h"

/* An address of this host on which nobody listens. */
#define NOWHERE      "127.0.0.9"
#define NOWHERE_PORT 1

/* Between two tries to prohibit, while the last of the WAL is replayed. */
#define AGAIN_MS 20

/* Until the server has replayed what it got, which it then can prove. */
static bool
prohibit(struct session *session, struct moment deadline, struct why *why)
{
	for (;;) {
		struct moment again = moment_after(moment_now(), AGAIN_MS);

		if (session_tell(session, deadline,
			"select disable_conn('prohibit_connection', '', 0)",
			why))
			return true;
		if (session_is_broken(session) ||
		    moment_left_ms(deadline, again) == 0)
			return false;
		(void)poll(NULL, 0, (int)moment_left_ms(again, moment_now()));
	}
}

/*
 * First an address that nobody has, also where no stream is up: the server
 * looks whether one is and then prohibits, and one that came up in between
 * would still be answered for.  What the return of "prohibit" then proves, the
 * return of "specify" does not.
 */
bool
following_nobody(
    struct session *session, struct moment deadline, struct why *why)
{
	return following_one(session, deadline, NOWHERE, NOWHERE_PORT, why) &&
	       prohibit(session, deadline, why);
}

bool
following_one(struct session *session, struct moment deadline, const char *host,
    unsigned port, struct why *why)
{
	char literal[160], sql[256];

	if (!session_quote(session, host, literal, sizeof(literal))) {
		why_set(why, "%.64s is no address to follow", host);
		return false;
	}
	snprintf(sql, sizeof(sql),
	    "select disable_conn('specify_connection', %s, %u)", literal, port);
	return session_tell(session, deadline, sql, why);
}

bool
following_anybody(
    struct session *session, struct moment deadline, struct why *why)
{
	return session_tell(session, deadline,
	    "select disable_conn('polling_connection', '', 0)", why);
}

enum following
following_parse(const char *mode)
{
	static const struct {
		const char *mode;
		enum following following;
	} modes[] = {
		{ "polling_connection", FOLLOWING_ANYBODY },
		{ "specify_connection", FOLLOWING_ONE },
		{ "prohibit_connection", FOLLOWING_NOBODY },
	};

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (mode != NULL && strcmp(mode, modes[i].mode) == 0)
			return modes[i].following;
	return FOLLOWING_UNKNOWN;
}

static bool
take_mode(void *context, const char *const columns[])
{
	*(enum following *)context = following_parse(columns[0]);
	return true;
}

bool
following_observe(struct session *session, struct moment deadline,
    enum following *ret_following, struct why *why)
{
	return session_ask(session, deadline,
	    "select disconn_mode from read_disable_conn_file()", 1, take_mode,
	    ret_following, why);
}
