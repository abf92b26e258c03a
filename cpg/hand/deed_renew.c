/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/hand/deed.h"

#include "gauss/incarnation.h"

bool
deed_renew(struct deed_context *context, const struct hand_request *request,
    struct hand_answer *answer)
{
	(void)request;
	return incarnation_renew(context->instance, context->node,
	    &answer->incarnation, &answer->why);
}
