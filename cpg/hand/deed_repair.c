/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/hand/deed.h"

/* Looks again by itself: what the keeper saw may be half a second old. */
bool
deed_repair(struct deed_context *context, const struct hand_request *request,
    struct hand_answer *answer)
{
	struct moment deadline = request->deadline;
	enum session_failure failure;
	struct guard guard;

	return deed_connect(context, deadline, &failure, &answer->why) &&
	       guard_observe(
		   context->session, deadline, &guard, &answer->why) &&
	       guard_close(
		   context->session, deadline, guard.gaps, &answer->why);
}
