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

/* What is given up can be looked for in a backup, or asked for again. */
static void
tell_loss(const struct facts *facts)
{
	char from[LSN_TEXT_MAX], to[LSN_TEXT_MAX];

	switch (decide_rebuild_loss(facts)) {
	case REBUILD_LOSES_NOTHING:
		break;
	case REBUILD_LOSES_RANGE:
		log_warning("Its log from %s to %s is in no other node's and "
			    "is given up: the primary went on from there by "
			    "term %llu",
		    lsn_text((struct lsn){ facts->around.fork_lsn }, from),
		    lsn_text(facts->server.lsn, to),
		    (unsigned long long)facts->around.primary_term);
		break;
	case REBUILD_LOSES_UNKNOWN:
		log_warning("The end of its log, which is at %s, may be in no "
			    "other node's and is given up",
		    lsn_text(facts->server.lsn, to));
		break;
	}
}

enum rebuild_policy
rebuild_policy(const struct observer *observer)
{
	const char *word = observer->params->rebuild;

	/* A build takes settings over from the primary. */
	if (strcmp(word, "never") == 0 || params_are_lite(observer->params))
		return REBUILD_NEVER;
	return strcmp(word, "keep") == 0 ? REBUILD_UNLESS_LOST : REBUILD_ALWAYS;
}

static void
begin(struct observer *observer, struct facts *facts, struct moment deadline,
    struct why *why)
{
	struct gs_ctl_child child;

	tell_loss(facts);
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
	enum rebuild verdict = decide_rebuild(facts, rebuild_policy(observer));

	if (verdict == REBUILD_BEGIN)
		begin(observer, facts, deadline, why);
	if (verdict == REBUILD_DONE &&
	    launch(observer, LAUNCH_UP, deadline, why)) {
		observe_database(observer, deadline, facts);
		keeper_register(observer, KEEPER_USUAL, deadline, facts);
	}
	return verdict;
}
