/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/picture.h"

#include <stdio.h>

#include "tests/unit/check.h"
#include "tests/unit/keeper_says.h"

static struct why why;

static const struct json_value *
find(const char *text, const char *name)
{
	return picture_database(keeper_read(text), name, &why);
}

static void
the_only_database_needs_no_name(void)
{
	CHECK(find(keeper_says, "") != NULL);
	CHECK(find(keeper_says, "db") != NULL);
	CHECK(find(keeper_says, "dc") == NULL);
	CHECK(strcmp(why.text, "the keeper knows no database \"dc\"") == 0);
}

static void
of_several_one_must_be_named(void)
{
	static const char two[] =
	    "{\"databases\":[{\"name\":\"a\"},{\"name\":\"b\"}]}";

	CHECK(find(two, "") == NULL);
	CHECK(strcmp(why.text, "there are several databases, a and b among "
			       "them: say which") == 0);
	CHECK(strcmp(json_read_text(find(two, "b"), "name"), "b") == 0);
	CHECK(find("{\"databases\":[]}", "") == NULL);
	CHECK(strstr(why.text, "knows no database yet") != NULL);
}

static void
the_primary_and_its_standbys_are_found(void)
{
	const struct json_value *database = find(keeper_says, "");
	const struct json_value *primary = picture_primary(database);
	const struct json_value *n2 = picture_node(database, "n2");

	CHECK(primary == picture_node(database, "n1"));
	CHECK(picture_is_primary(primary) && !picture_is_primary(n2));
	CHECK(strcmp(json_read_text(picture_standby(primary, n2), "sync"),
		  "Quorum") == 0);
	CHECK(picture_standby(primary, primary) == NULL);
	CHECK(picture_standby(NULL, NULL) == NULL);
	CHECK(picture_node(database, "n9") == NULL);
}

static void
who_is_not_heard_is_no_primary(void)
{
	CHECK(picture_primary(find(
		  keeper_spoilt(keeper_says, "\"heard\"", "\"silent\""), "")) ==
	      NULL);
	CHECK(picture_primary(NULL) == NULL);
	(void)keeper_read(NULL);
}

CHECK_MAIN(the_only_database_needs_no_name, of_several_one_must_be_named,
    the_primary_and_its_standbys_are_found, who_is_not_heard_is_no_primary)
