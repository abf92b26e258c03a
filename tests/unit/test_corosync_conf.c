/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/corosync_conf.h"

#include <string.h>

#include "ocf/why.h"
#include "tests/unit/check.h"

static const char pair[] = "# by pcs\n"
			   "totem {\n    version: 2\n}\n\n"
			   "nodelist {\n"
			   "    node {\n        nodeid: 1\n    }\n"
			   "    node {\n        nodeid: 2\n    }\n"
			   "}\n\n"
			   "quorum {\n"
			   "    provider: corosync_votequorum\n"
			   "    two_node: 1\n"
			   "    # kept\n"
			   "}\n\n"
			   "logging {\n    to_syslog: yes\n}\n";
static const struct corosync_conf_device device = { "10.0.0.1", "on", 10000,
	2000 };
static char text[COROSYNC_CONF_MAX], again[COROSYNC_CONF_MAX];
static struct why why;

static bool
has(const char *path, const char *expected)
{
	char value[128];

	return corosync_conf_get(text, path, value, sizeof(value)) &&
	       strcmp(value, expected) == 0;
}

static void
the_device_is_written_and_two_node_removed(void)
{
	char value[64];

	CHECK(corosync_conf_enable(pair, &device, text, &why));
	CHECK(has("quorum.device.model", "gateway"));
	CHECK(has("quorum.device.votes", "1"));
	CHECK(has("quorum.device.sync_timeout", "2000"));
	CHECK(has("quorum.device.gateway.address", "10.0.0.1"));
	CHECK(has("quorum.wait_for_all", "0"));
	CHECK(!corosync_conf_get(text, "quorum.two_node", value, 64));
}

static void
of_an_odd_number_of_nodes_the_device_has_no_vote(void)
{
	static const char third[] =
	    "nodelist {\n    node {\n        nodeid: 1\n    }\n}\n"
	    "quorum {\n    provider: corosync_votequorum\n}\n";

	CHECK(corosync_conf_enable(third, &device, text, &why));
	CHECK(has("quorum.device.votes", "0"));
}

static void
all_else_stays_as_it_was(void)
{
	CHECK(corosync_conf_enable(pair, &device, text, &why));
	CHECK(strncmp(text, pair, 60) == 0);
	CHECK(strstr(text, "    # kept\n") != NULL);
	CHECK(strstr(text, "logging {\n    to_syslog: yes\n}\n") != NULL);
	CHECK(has("quorum.provider", "corosync_votequorum"));
}

static void
to_enable_twice_is_to_enable_once(void)
{
	CHECK(corosync_conf_enable(pair, &device, text, &why));
	CHECK(corosync_conf_enable(text, &device, again, &why));
	CHECK(strcmp(text, again) == 0);
}

static void
the_device_is_removed_whole(void)
{
	CHECK(corosync_conf_enable(pair, &device, text, &why));
	CHECK(corosync_conf_disable(text, again, &why));
	CHECK(strstr(again, "device") == NULL);
	CHECK(strstr(again, "wait_for_all") == NULL);
	CHECK(strstr(again, "    # kept\n}\n") != NULL);
	CHECK(!corosync_conf_disable(again, text, &why));
}

static bool
refuses(const char *line, const char *words)
{
	char before[512];

	snprintf(before, sizeof(before), "quorum {\n%s\n}\n", line);
	return !corosync_conf_enable(before, &device, text, &why) &&
	       strstr(why.text, words) != NULL;
}

static void
what_must_not_stand_beside_it_is_refused(void)
{
	CHECK(refuses("last_man_standing: 1", "last_man_standing"));
	CHECK(refuses("auto_tie_breaker: 1", "auto_tie_breaker"));
	CHECK(refuses("allow_downscale: 1", "allow_downscale"));
	CHECK(refuses("device {\nmodel: net\n}", "model net"));
	CHECK(!refuses("allow_downscale: 0", ""));
}

static void
what_is_not_understood_is_not_touched(void)
{
	CHECK(refuses("device {", "does not end"));
	CHECK(refuses("}\n}", "line 3"));
	CHECK(refuses("nonsense", "line 2"));
	CHECK(!corosync_conf_enable("totem {\n}\n", &device, text, &why));
	CHECK(!corosync_conf_enable(
	    "quorum {\n}\nquorum {\n}\n", &device, text, &why));
}

static void
nodes_are_counted(void)
{
	CHECK(corosync_conf_count_nodes(pair) == 2);
	CHECK(corosync_conf_count_nodes("") == 0);
}

CHECK_MAIN(the_device_is_written_and_two_node_removed, all_else_stays_as_it_was,
    of_an_odd_number_of_nodes_the_device_has_no_vote,
    to_enable_twice_is_to_enable_once, the_device_is_removed_whole,
    what_must_not_stand_beside_it_is_refused,
    what_is_not_understood_is_not_touched, nodes_are_counted)
