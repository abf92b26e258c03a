/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ocf/fence_history.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/check.h"

static const char *
event(const char *target, const char *action, const char *status,
    const char *completed)
{
	static char xml[512];

	snprintf(xml, sizeof(xml),
	    "<pacemaker-result>\n<fence_event action=\"%s\" target=\"%s\" "
	    "client=\"c.12\" origin=\"n3\" status=\"%s\" delegate=\"n3\" "
	    "completed=\"%s\"/>\n</pacemaker-result>",
	    action, target, status, completed);
	return xml;
}

static void
the_time_is_read_as_every_version_prints_it(void)
{
	static const char *const times[] = { "2026-11-25 03:11:22Z",
		"2026-11-25 03:11:22.123456Z", "2026-11-25 04:11:22 +01:00",
		"2026-11-25 04:11:22.123456 +01:00", "2026-11-25 04:11:22+0100",
		"2026-11-25T02:11:22-01:00" };

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		CHECK(fence_history_newest(
			  event("n1", "reboot", "success", times[i]), "n1") ==
		      1795576282);
}

static void
only_a_success_against_that_node_counts(void)
{
	const char *at = "2026-11-25 03:11:22Z";

	CHECK(fence_history_newest(event("n1", "off", "success", at), "n1"));
	CHECK(!fence_history_newest(event("n2", "off", "success", at), "n1"));
	CHECK(!fence_history_newest(event("n1", "off", "failed", at), "n1"));
	CHECK(!fence_history_newest(event("n1", "on", "success", at), "n1"));
	CHECK(!fence_history_newest(event("n1", "off", "success", "?"), "n1"));
	CHECK(!fence_history_newest("<fence_event target=\"n1\"", "n1"));
}

static void
every_success_is_listed_with_what_pacemaker_knows(void)
{
	static struct fence_event events[FENCE_EVENTS_MAX];
	const char *at = "2026-11-25 03:11:22Z";

	CHECK(fence_history_list(
		  event("n1", "reboot", "success", at), events) == 1);
	CHECK(strcmp(events[0].target, "n1") == 0);
	CHECK(strcmp(events[0].delegate, "n3") == 0);
	CHECK(strcmp(events[0].client, "c.12") == 0);
	CHECK(strcmp(events[0].origin, "n3") == 0);
	CHECK(events[0].when_s == 1795576282);
	CHECK(!fence_history_list(event("n1", "off", "failed", at), events));
	CHECK(!fence_history_list(event("n1", "on", "success", at), events));
	CHECK(!fence_history_list("", events));
}

CHECK_MAIN(the_time_is_read_as_every_version_prints_it,
    only_a_success_against_that_node_counts,
    every_success_is_listed_with_what_pacemaker_knows)
