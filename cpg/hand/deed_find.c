/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/hand/deed.h"

#include "gauss/gs_ctl.h"
#include "gauss/instance.h"
#include "gauss/process.h"

bool
deed_find(struct deed_context *context, const struct hand_request *request,
    struct hand_answer *answer)
{
	const struct instance *instance = context->instance;
	enum build_progress progress;

	(void)request;
	if (process_find(instance, &answer->pid) != PROCESS_RUNNING)
		answer->pid = 0;
	progress = gs_ctl_build_progress(instance, &answer->percent);
	answer->is_building =
	    progress == BUILD_RUNNING || instance_is_half_built(instance);
	if (progress != BUILD_RUNNING)
		answer->percent = -1;
	return true;
}
