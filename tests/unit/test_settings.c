/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/settings.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/captures.h"
#include "tests/unit/check.h"

static struct settings settings;

static bool
is(const char *name, const char *value)
{
	const char *found = settings_find(&settings, name);

	return found != NULL && strcmp(found, value) == 0;
}

static void
what_cmapctl_prints_is_read(void)
{
	settings_of_cmap(capture("corosync-cmap"), &settings);
	CHECK(is("totem.token", "1000"));
	CHECK(is("runtime.config.totem.consensus", "1200"));
	CHECK(is("totem.interface.0.bindnetaddr", "10.99.0.11"));
	CHECK(is("nodelist.node.2.name", "n3"));
	CHECK(settings_number(&settings, "totem.token_coefficient", -1) == 0);
	CHECK(settings_find(&settings, "quorum.device.model") == NULL);
	CHECK(settings_count(&settings, "nodelist.node.") == 12);
}

static void
its_file_has_the_same_names(void)
{
	static const char file[] = "# a comment\n"
				   "totem {\n"
				   "    token: 1000\n"
				   "    interface {\n"
				   "        linknumber: 0\n"
				   "    }\n"
				   "}\n"
				   "nodelist {\n"
				   "\tnode {\n"
				   "\t\tring0_addr: 10.0.0.1\n"
				   "\t}\n"
				   "\tnode {\n"
				   "\t\tring0_addr: fd00::2\n"
				   "\t}\n"
				   "}\n"
				   "quorum {\n"
				   "    device {\n"
				   "        model: gateway\n"
				   "        gateway {\n"
				   "            address: 10.0.0.254\n"
				   "        }\n"
				   "    }\n"
				   "    two_node: yes\n"
				   "}";

	CHECK(settings_of_file(file, &settings));
	CHECK(is("totem.token", "1000"));
	CHECK(is("totem.interface.0.linknumber", "0"));
	CHECK(is("nodelist.node.1.ring0_addr", "fd00::2"));
	CHECK(is("quorum.device.gateway.address", "10.0.0.254"));
	CHECK(settings_number(&settings, "quorum.two_node", 0) == 1);
	CHECK(settings_number(&settings, "quorum.device.model", 7) == 7);
}

static void
brackets_that_do_not_close_are_refused(void)
{
	CHECK(!settings_of_file("totem {\n", &settings));
	CHECK(!settings_of_file("}\n", &settings));
	CHECK(!settings_of_file(
	    "a {\na {\na {\na {\na {\na {\na {\na {\na {\n}\n", &settings));
}

static void
the_last_of_two_counts(void)
{
	CHECK(settings_of_file("q {\na: 1\na: 2\n}\n", &settings));
	CHECK(is("q.a", "2"));
}

static void
what_does_not_fit_is_passed_over(void)
{
	char text[SETTINGS_VALUE_MAX + 32];

	snprintf(text, sizeof(text), "long: %0*d\nshort: 1\n",
	    SETTINGS_VALUE_MAX, 1);
	CHECK(settings_of_file(text, &settings));
	CHECK(settings.n == 1 && is("short", "1"));
}

CHECK_MAIN(what_cmapctl_prints_is_read, its_file_has_the_same_names,
    brackets_that_do_not_close_are_refused, the_last_of_two_counts,
    what_does_not_fit_is_passed_over)
