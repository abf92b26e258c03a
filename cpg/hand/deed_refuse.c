/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/hand/deed.h"

#include "ocf/why.h"

static bool
is_standby(
    struct deed_context *context, struct moment deadline, struct why *why)
{
	enum session_failure failure;
	struct server_state state;

	if (!deed_connect(context, deadline, &failure, why) ||
	    !session_state(context->session, deadline, &state, why))
		return false;
	if (deed_is_standby(state.role))
		return true;
	why_set(why, "the database runs as %s, which follows nobody",
	    role_text(state.role));
	return false;
}

/* The position counts only when it was read after the refusal was proven. */
bool
deed_refuse(struct deed_context *context, const struct hand_request *request,
    struct hand_answer *answer)
{
	struct why *why = &answer->why;

	if (!is_standby(context, request->deadline, why) ||
	    !following_nobody(context->session, request->deadline, why))
		return false;
	context->refused_run = context->run;
	(void)deed_observe(context, request, answer);
	if (answer->seen.is_refusing)
		return true;
	if (why->text[0] == '\0')
		why_set(why, "the database prohibits connections, and yet "
			     "does not say so");
	return false;
}
