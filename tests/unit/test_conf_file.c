/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/conf_file.h"

#include <fcntl.h>

#include "ocf/moment.h"
#include "ocf/why.h"
#include "tests/unit/check.h"
#include "tests/unit/scratch.h"

static int
reads(const char *line, const char *name, const char *value)
{
	char got_name[CONF_NAME_MAX], got_value[CONF_VALUE_MAX];

	return conf_file_parse_line(line, got_name, got_value) &&
	       strcmp(got_name, name) == 0 && strcmp(got_value, value) == 0;
}

static int
refuses(const char *line)
{
	char name[CONF_NAME_MAX], value[CONF_VALUE_MAX];

	return !conf_file_parse_line(line, name, value);
}

static void
the_equals_sign_may_be_missing(void)
{
	CHECK(reads("port = 15400", "port", "15400"));
	CHECK(reads("port=15400\n", "port", "15400"));
	CHECK(reads("  port\t15400\r\n", "port", "15400"));
}

static void
quotes_and_comments_are_not_part_of_a_value(void)
{
	CHECK(reads("a = 'x y' # comment", "a", "x y"));
	CHECK(reads("a = 'x''y'", "a", "x'y"));
	CHECK(reads("a = 'x\\'y\\\\z\\101'", "a", "x'y\\zA"));
	CHECK(reads("a = '#no comment'", "a", "#no comment"));
	CHECK(reads("a = on#comment", "a", "on"));
	CHECK(reads("a = ''", "a", ""));
	CHECK(reads("synchronous_standby_names = 'node1'\t# standby servers",
	    "synchronous_standby_names", "node1"));
}

static void
what_the_server_could_not_read_is_no_setting(void)
{
	CHECK(refuses(""));
	CHECK(refuses("# port = 1"));
	CHECK(refuses("port"));
	CHECK(refuses("port ="));
	CHECK(refuses("= 1"));
	CHECK(refuses("a = 'open"));
	CHECK(refuses("a = 'open\\"));
	CHECK(refuses("a = 1 2"));
	CHECK(refuses("a = 'x' y"));
}

static void
what_does_not_fit_is_refused_not_cut(void)
{
	char line[CONF_VALUE_MAX + 32] = "a = '";

	memset(line + 5, 'x', CONF_VALUE_MAX);
	strcpy(line + 5 + CONF_VALUE_MAX, "'");
	CHECK(refuses(line));
	strcpy(line + 5 + CONF_VALUE_MAX - 1, "'");
	line[5] = 'y';
	CHECK(!refuses(line));
	memset(line, 'n', CONF_NAME_MAX);
	strcpy(line + CONF_NAME_MAX, " = 1");
	CHECK(refuses(line));
}

static void
of_two_settings_the_last_one_wins_without_regard_to_case(void)
{
	struct scratch scratch = scratch_make();
	struct conf_setting settings[] = { { .name = "port" },
		{ .name = "application_name" }, { .name = "absent" } };
	struct why why = { "" };

	scratch_file(&scratch, "x.conf",
	    "port = 1\nApplication_Name = 'n1'\n#port = 2\nPORT 3\nport = '\n");
	CHECK(conf_file_read(scratch.datadir, "x.conf", settings, 3, &why));
	CHECK(strcmp(settings[0].value, "3") == 0);
	CHECK(strcmp(settings[1].value, "n1") == 0);
	CHECK(!settings[2].found && settings[2].value[0] == '\0');
	scratch_drop(&scratch);
}

static void
a_fifo_in_place_of_the_file_hangs_nobody(void)
{
	struct scratch scratch = scratch_make();
	struct conf_setting setting = { .name = "port" };
	struct why why = { "" };
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/fifo", scratch.datadir);
	CHECK(mkfifo(path, 0666) == 0);
	CHECK(!conf_file_read(scratch.datadir, "fifo", &setting, 1, &why));
	CHECK(!conf_file_read(scratch.datadir, "none", &setting, 1, &why));
	CHECK(strstr(why.text, "No such file") != NULL);
	scratch_drop(&scratch);
}

CHECK_MAIN(the_equals_sign_may_be_missing,
    quotes_and_comments_are_not_part_of_a_value,
    what_the_server_could_not_read_is_no_setting,
    what_does_not_fit_is_refused_not_cut,
    of_two_settings_the_last_one_wins_without_regard_to_case,
    a_fifo_in_place_of_the_file_hangs_nobody)
