/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tell.c - events as sentences.
 */
#include <stdio.h>

#include "tests/sim/events.h"
#include "tests/sim/world.h"

/* %a and %b: nodes.  What else there is to say stands behind, in brackets. */
static const char *const sentences[SIM_KINDS] = {
	[SIM_WRITE] = "%a writes a commit",
	[SIM_RECEIVE] = "%a receives from %b and flushes",
	[SIM_ACKNOWLEDGE] = "%a acknowledges its commit",
	[SIM_RELOADED] = "%a: a sender or session obeys the new names",
	[SIM_FIND_SIGNAL] = "%a finds the file and is primary",
	[SIM_FAIL_PROMOTION] = "%a takes the new term, its promotion fails",
	[SIM_DROP_SIGNAL] = "%a: gs_ctl ends, and its file is removed",
	[SIM_RESTART] = "%a is stopped and started as standby",
	[SIM_LEAK] = "%a: a setting lets it acknowledge without asking",
	[SIM_BUILT] = "%a: the build is done",
	[SIM_CHANGE] = "%a asks for another rule",
	[SIM_SEE_LEAK] = "%a sees the leak, the record is to tell of it",
	[SIM_NAME] = "%a: names as the record's last rule says",
	[SIM_FORCE] = "%a: the names are in force",
	[SIM_PASS] = "%a: the barrier is passed, old rules go",
	[SIM_RELIEVE] = "%a: all that was promised before rests on it alone",
	[SIM_FOUND] = "%a finds a change unfinished",
	[SIM_GRANT] = "%a asks, is answered and requests a grant",
	[SIM_ASK] = "%a calls all to refuse",
	[SIM_HEED] = "%a heeds the call of %b and reports",
	[SIM_JUDGE] = "%a may be promoted and requests its grant",
	[SIM_GIVE_UP] = "%a gives up",
	[SIM_WITHDRAWN] = "%a can no longer become a primary",
	[SIM_OVER] = "%a hears that %b gave up",
	[SIM_LEASE] = "%a has its lease, the database is told",
	[SIM_VERIFY] = "%a looks whether its grant is the newest",
	[SIM_FOLLOW] = "%a refuses less",
	[SIM_BUILD] = "%a: a build from %b begins, what it had is gone",
	[SIM_UPDATE] = "%a asks for an update of the record",
	[SIM_GO_ON] = "all go on",
	[SIM_DELIVER] = "%a gets its next message",
	[SIM_VERDICT] = "%a hears of quorum",
	[SIM_WRITTEN] = "%a: the write is on the disk",
	[SIM_CRASH] = "%a loses power",
	[SIM_BOOT] = "%a boots",
	[SIM_STOP] = "%a: the keeper stops",
	[SIM_START] = "%a: the keeper joins the group",
	[SIM_FAIL_WRITE] = "%a: the write fails, the keeper leaves the group",
	[SIM_CUT] = "network: ",
	[SIM_STALL] = "%a: the keeper freezes",
	[SIM_RUN] = "%a: the keeper runs again",
	[SIM_MUTE] = "%a tells all to go on without %b",
	[SIM_SPEAK] = "%a says that it is here",
	[SIM_WIPE] = "%a loses ",
};

static const char *
what_is_cut(const struct world *world, unsigned cut)
{
	static const char *const alone[] = { "A goes on alone",
		"B goes on alone", "apart, nobody goes on", "whole" };
	static const char *const off[] = { "A is cut off", "B is cut off",
		"C is cut off", "whole" };

	return world->nnodes == 2 ? alone[cut] : off[cut];
}

static const char *
object(const struct world *world, const struct sim_event *event)
{
	static const char *const losses[] = { "its disk", "its record",
		"its data" };

	if (event->kind == SIM_CUT)
		return what_is_cut(world, event->a);
	return event->kind == SIM_WIPE ? losses[event->b] : "";
}

void
sim_event_text(const struct world *world, const struct sim_event *event,
    char *ret_text, size_t size)
{
	size_t n = 0;

	for (const char *p = sentences[event->kind]; *p != '\0' && n + 1 < size;
	     p++) {
		if (*p != '%') {
			ret_text[n++] = *p;
			continue;
		}
		p++;
		ret_text[n++] = (char)('A' + (*p == 'a' ? event->a : event->b));
	}
	snprintf(ret_text + n, size - n, "%s", object(world, event));
	for (n = 0; ret_text[n] != '\0'; n++)
		;
	if (event->b | event->c | event->limit)
		snprintf(ret_text + n, size - n, " [%x %x, %u of %u]", event->b,
		    event->c, event->limit, event->first);
}
