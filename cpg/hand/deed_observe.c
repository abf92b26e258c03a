/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/hand/deed.h"

#include <string.h>

#include "gauss/incarnation.h"
#include "gauss/statement.h"

/* Unknown where replconninfo1 is not as the server's function wants it. */
static bool
look_whom_it_follows(struct deed_context *context, struct moment deadline,
    struct hand_observation *seen, struct why *why)
{
	if (!following_observe(
		context->session, deadline, &seen->following, why)) {
		seen->following = FOLLOWING_UNKNOWN;
		return !session_is_broken(context->session);
	}
	seen->is_refusing = seen->following == FOLLOWING_NOBODY &&
			    context->refused_run == context->run &&
			    !seen->state.receiving;
	return true;
}

static bool
look_at_senders(struct deed_context *context,
    const struct hand_request *request, struct hand_observation *seen,
    struct why *why)
{
	if (!session_senders(context->session, request->deadline, seen->senders,
		&seen->nsenders, why))
		return false;
	return request->since == 0 ||
	       statement_is_old(context->session, request->deadline,
		   request->since, &seen->is_statement_old, why);
}

static bool
look(struct deed_context *context, const struct hand_request *request,
    struct hand_observation *seen, struct why *why)
{
	struct moment deadline = request->deadline;

	if (!deed_connect(context, deadline, &seen->failure, why))
		return false;
	/* What breaks from here on. */
	seen->failure = SESSION_NO_ANSWER;
	if (!session_state(context->session, deadline, &seen->state, why) ||
	    !guard_observe(context->session, deadline, &seen->guard, why))
		return false;
	if (seen->state.role == ROLE_NORMAL)
		seen->guard.gaps |= GUARD_NORMAL_MODE;
	if (deed_is_standby(seen->state.role))
		return look_whom_it_follows(context, deadline, seen, why);
	return look_at_senders(context, request, seen, why);
}

bool
deed_observe(struct deed_context *context, const struct hand_request *request,
    struct hand_answer *answer)
{
	struct hand_observation *seen = &answer->seen;

	seen->is_statement_old = true;
	if (look(context, request, seen, &answer->why)) {
		answer->why.text[0] = '\0';
		seen->run = context->run;
		memcpy(seen->ha_host, context->ha_host, sizeof(seen->ha_host));
		seen->ha_port = context->ha_port;
	}
	seen->incarnation = incarnation_read(context->instance, context->node);
	return true;
}
