/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/rebuild.h"

#include <string.h>

#include "agents/opengauss/facts.h"
#include "agents/opengauss/keeper.h"
#include "agents/opengauss/launch.h"
#include "agents/opengauss/memory.h"
#include "agents/opengauss/observe.h"
#include "agents/opengauss/params.h"
#include "gauss/gs_ctl.h"
#include "ocf/log.h"

#define MEMORY_MS 1000

/* Incremental where it will do, full where it will not. */
#define BUILD_MODE "auto"

static void
remember(const struct observer *observer, bool rebuilding, unsigned builds,
    const struct gs_ctl_child *child)
{
	struct memory_file file;

	(void)memory_open(
	    observer->resource, moment_after(moment_now(), MEMORY_MS), &file);
	file.memory.rebuilding = rebuilding;
	file.memory.builds = builds;
	if (child != NULL)
		memory_keep_helper(&file, child->pid);
	memory_close(&file);
}

static void
begin(struct observer *observer, struct facts *facts, struct moment deadline,
    struct why *why)
{
	struct gs_ctl_child child;

	observe_close(observer);
	/* gs_ctl ends the server first. */
	keeper_stand_down(observer, deadline);
	remember(observer, true, facts->memory.builds + 1, NULL);
	if (!gs_ctl_begin_build(&observer->instance, BUILD_MODE, &child, why)) {
		remember(observer, facts->presence == PROCESS_ABSENT,
		    facts->memory.builds + 1, NULL);
		return;
	}
	remember(observer, true, facts->memory.builds + 1, &child);
	facts->build = BUILD_RUNNING;
	facts->memory.rebuilding = true;
	log_info("The standby is rebuilt from the primary, try %u of %u",
	    facts->memory.builds + 1, REBUILDS_MAX);
}

enum rebuild
rebuild(struct observer *observer, struct facts *facts, struct moment deadline,
    struct why *why)
{
	bool allowed = strcmp(observer->params->rebuild, "never") != 0;
	enum rebuild verdict;

	verdict = decide_rebuild(facts, allowed);
	if (verdict == REBUILD_BEGIN)
		begin(observer, facts, deadline, why);
	if (verdict == REBUILD_DONE &&
	    launch(observer, LAUNCH_UP, deadline, why)) {
		observe_database(observer, deadline, facts);
		keeper_register(observer, false, deadline, facts);
	}
	return verdict;
}
