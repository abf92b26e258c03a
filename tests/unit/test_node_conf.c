/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/node_conf.h"

#include <string.h>

#include "ocf/why.h"
#include "tests/unit/check.h"

static struct node_conf conf;

static bool
is_refused(const char *text, const char *sentence)
{
	struct why why = { "" };
	bool ok = !node_conf_parse(text, &conf, &why) &&
		  strcmp(why.text, sentence) == 0;

	if (!ok)
		printf("%s\n", why.text);
	return ok;
}

static void
sections_have_names_and_values(void)
{
	struct why why;

	CHECK(node_conf_parse("# comment\n; comment\n\n  \n[config]\r\n"
			      "DB_Port = 26000\nlog_dir: /a=b\nallow_ips =\n"
			      "[zone1]\nhosts=host1, host2",
	    &conf, &why));
	CHECK(conf.n == 4);
	CHECK(
	    strcmp(node_conf_value(&conf, "config", "db_port"), "26000") == 0);
	CHECK(node_conf_find(&conf, "config", "db_port")->line == 6);
	CHECK(strcmp(node_conf_value(&conf, "config", "log_dir"), "/a=b") == 0);
	CHECK(node_conf_find(&conf, "config", "allow_ips") != NULL);
	CHECK(strcmp(node_conf_value(&conf, "zone1", "hosts"),
		  "host1, host2") == 0);
	CHECK(node_conf_find(&conf, "zone1", "db_port") == NULL);
}

static void
what_makes_no_sense_is_refused_with_its_line(void)
{
	char text[600] = "[a]\nx=";

	CHECK(is_refused("a=1\n", "line 1: it is in no section"));
	CHECK(is_refused("[a\n", "line 1: the name of a section does not end"));
	CHECK(is_refused(
	    "[a]\nb\n", "line 2: it is no setting, or too long a one"));
	CHECK(is_refused("[a]\nb=1\n  c\n",
	    "line 3: it goes on from the line before, or is indented"));
	CHECK(is_refused("[a]\nb=1\nB=2\n", "line 3: it has been set before"));
	CHECK(is_refused(
	    "[a]\n=1\n", "line 2: it is no setting, or too long a one"));
	memset(text + 6, 'y', 500);
	CHECK(is_refused(text, "line 2: it is no setting, or too long a one"));
}

static void
too_many_settings_are_refused(void)
{
	static char text[8192] = "[a]\n";
	char line[32];

	for (int i = 0; i <= NODE_CONF_MAX; i++) {
		snprintf(line, sizeof(line), "k%d=1\n", i);
		strcat(text, line);
	}
	CHECK(is_refused(text, "line 130: there are too many settings"));
}

CHECK_MAIN(sections_have_names_and_values,
    what_makes_no_sense_is_refused_with_its_line, too_many_settings_are_refused)
