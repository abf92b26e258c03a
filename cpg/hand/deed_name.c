/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/hand/deed.h"

#include <poll.h>
#include <string.h>

#include "gauss/mark.h"
#include "gauss/statement.h"
#include "ocf/why.h"

#define NAMES "synchronous_standby_names"

#define SHOW_AGAIN_MS 5

/* This session was there before the change: the reload came to sessions. */
static bool
await_shown(struct deed_context *context, const char *names,
    struct moment deadline, struct why *why)
{
	char shown[HAND_NAMES_MAX];

	for (;;) {
		if (!session_setting(context->session, deadline, NAMES, shown,
			sizeof(shown), why))
			return false;
		if (strcmp(shown, names) == 0)
			return true;
		if (moment_left_ms(deadline, moment_now()) <= SHOW_AGAIN_MS)
			break;
		(void)poll(NULL, 0, SHOW_AGAIN_MS);
	}
	why_set(why, NAMES " was set, but the database still has '%s'", shown);
	return false;
}

static bool
set(struct deed_context *context, const char *names, struct moment deadline,
    struct why *why)
{
	return session_alter_system(
		   context->session, deadline, NAMES, names, why) &&
	       await_shown(context, names, deadline, why);
}

/*
 * Whether a commit waits at all is decided by a flag that a thread of its own
 * sets, some time after the reload.  It shows only where nobody could
 * acknowledge.
 */
static bool
close_and_probe(struct deed_context *context, struct moment deadline,
    struct hand_answer *answer)
{
	struct moment probe_end =
	    moment_earlier(moment_after(moment_now(), HAND_PROBE_MS),
		moment_after(deadline, -HAND_PROBE_MS / 5));

	return set(context, GUARD_NAMES_CLOSED, deadline, &answer->why) &&
	       mark_probe(context->instance, context->session, probe_end,
		   &answer->probe_waited, &answer->why);
}

/* The clock after the marks: by then the reload has come to every session. */
static bool
prove(struct deed_context *context, struct moment deadline,
    struct hand_answer *answer)
{
	return mark_write(
		   context->session, deadline, &answer->mark, &answer->why) &&
	       statement_clock(
		   context->session, deadline, &answer->since, &answer->why);
}

bool
deed_name(struct deed_context *context, const struct hand_request *request,
    struct hand_answer *answer)
{
	struct moment deadline = request->deadline;
	struct why *why = &answer->why;
	enum session_failure failure;
	struct server_state state;
	bool done, is_primary;

	if (!deed_connect(context, deadline, &failure, why) ||
	    !session_state(context->session, deadline, &state, why))
		return false;
	is_primary = state.role == ROLE_PRIMARY;
	done = !is_primary || !request->from_nothing ||
	       close_and_probe(context, deadline, answer);
	/* Also where the probe failed: the closed names must not stay. */
	if (!set(context, request->names, deadline, done ? why : NULL) || !done)
		return false;
	return !is_primary || !(request->prove || request->from_nothing) ||
	       prove(context, deadline, answer);
}
