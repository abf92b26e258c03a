/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/hand/deed.h"

bool
deed_follow(struct deed_context *context, const struct hand_request *request,
    struct hand_answer *answer)
{
	enum session_failure failure;

	context->refused_run = 0;
	return deed_connect(
		   context, request->deadline, &failure, &answer->why) &&
	       following_one(context->session, request->deadline, request->host,
		   request->port, &answer->why);
}
