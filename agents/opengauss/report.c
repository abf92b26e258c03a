/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/report.h"

#include <stdio.h>

#include "agents/opengauss/memory.h"
#include "agents/opengauss/observe.h"
#include "agents/opengauss/portrait.h"
#include "ocf/log.h"
#include "ocf/why.h"

#define MEMORY_MS  200
#define PUBLISH_MS 3000

static void
learn(const struct facts *facts, struct memory *memory)
{
	if (facts->presence == PROCESS_RUNNING &&
	    facts->pid != memory->told_pid)
		memory->told_pid = 0;
	if (!facts->answers)
		return;
	memory->last_role = facts->server.role;
	memory->rebuilding &= facts->build == BUILD_RUNNING;
	if (facts->server.role == ROLE_PRIMARY || facts->server.receiving) {
		memory->builds = 0;
		memory->stood_down = false;
	}
}

static void
publish(const struct portrait *portrait, const char *resource, bool force,
    struct moment deadline)
{
	struct moment until =
	    moment_earlier(deadline, moment_after(moment_now(), PUBLISH_MS));
	struct why why = { "" };

	if (!portrait_publish(portrait, resource, force, until, &why))
		log_debug("The node's attributes were not set: %s", why.text);
}

void
report_later(const struct observer *observer, const struct facts *facts)
{
	struct memory_file file;

	(void)memory_open(
	    observer->resource, moment_after(moment_now(), MEMORY_MS), &file);
	learn(facts, &file.memory);
	memory_close(&file);
}

void
report(const struct observer *observer, const struct facts *facts,
    enum report_extent extent, struct moment deadline)
{
	struct portrait portrait;

	report_later(observer, facts);
	portrait_paint(facts, extent == REPORT_ALL, &portrait);
	publish(&portrait, observer->resource, extent == REPORT_ALL, deadline);
}

void
report_score(const struct observer *observer, const struct facts *facts,
    struct moment deadline)
{
	struct portrait whole, score = { .known = { false } };

	portrait_paint(facts, false, &whole);
	if (!whole.known[SHOWN_SCORE])
		return;
	portrait_set(&score, SHOWN_SCORE, whole.value[SHOWN_SCORE]);
	publish(&score, observer->resource, false, deadline);
}

void
report_set_score(const char *resource, enum score score, struct moment deadline)
{
	struct portrait portrait = { .known = { false } };
	char text[16] = "";

	if (score != SCORE_NONE)
		snprintf(text, sizeof(text), "%d", (int)score);
	portrait_set(&portrait, SHOWN_SCORE, text);
	publish(&portrait, resource, false, deadline);
}

void
report_down(const char *resource, struct moment deadline)
{
	struct portrait portrait;

	portrait_paint_down(&portrait);
	publish(&portrait, resource, false, deadline);
}

void
report_slow(const char *resource, bool slow)
{
	struct memory_file file;

	(void)memory_open(
	    resource, moment_after(moment_now(), MEMORY_MS), &file);
	file.memory.slow = slow ? file.memory.slow + 1 : 0;
	memory_close(&file);
}

void
report_stood_down(const char *resource)
{
	struct memory_file file;

	(void)memory_open(
	    resource, moment_after(moment_now(), MEMORY_MS), &file);
	file.memory.stood_down = true;
	memory_close(&file);
}
