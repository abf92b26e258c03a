/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ocf/tombstone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ocf/why.h"
#include "tests/unit/check.h"

static char directory[] = "/tmp/gaussha-tombstone-XXXXXX";
static char path[128];

/* GAUSSHA_TOMBSTONE is for tests. */
static void
begin(const char *name)
{
	static bool made;

	if (!made)
		CHECK(mkdtemp(directory) != NULL);
	made = true;
	snprintf(path, sizeof(path), "%s/%s", directory, name);
	CHECK(setenv("GAUSSHA_TOMBSTONE", path, 1) == 0);
}

static void
while_it_is_there_nothing_is_started_and_the_reason_is_told(void)
{
	struct why why = { "" };

	begin("fenced");
	CHECK(!tombstone_forbids(&why));
	CHECK(tombstone_set("another node had it fenced", &why));
	CHECK(tombstone_forbids(&why));
	CHECK(strstr(why.text, "was fenced") != NULL);
	CHECK(strstr(why.text, "another node had it fenced") != NULL);
	CHECK(tombstone_forbids(NULL));
	tombstone_remove();
	CHECK(!tombstone_forbids(&why));
	tombstone_remove();
}

static void
it_is_set_again_over_one_that_is_there(void)
{
	struct why why = { "" };

	begin("fenced");
	CHECK(tombstone_set("a reason that is rather long", &why));
	CHECK(tombstone_set("short", &why));
	CHECK(tombstone_forbids(&why));
	CHECK(strstr(why.text, "short") != NULL);
	CHECK(strstr(why.text, "long") == NULL);
	tombstone_remove();
}

/* An empty one, as of a full file system, forbids all the same. */
static void
one_without_a_word_in_it_still_forbids(void)
{
	struct why why = { "" };
	FILE *file;

	begin("fenced");
	file = fopen(path, "w");
	CHECK(file != NULL && fclose(file) == 0);
	CHECK(tombstone_forbids(&why));
	tombstone_remove();
}

static void
what_cannot_be_set_is_told_and_no_link_is_followed(void)
{
	struct why why = { "" };
	char target[160];

	begin("nowhere/fenced");
	CHECK(!tombstone_set("reason", &why));
	CHECK(strstr(why.text, "nowhere") != NULL);
	begin("link");
	snprintf(target, sizeof(target), "%s/elsewhere", directory);
	CHECK(symlink(target, path) == 0);
	CHECK(!tombstone_set("reason", &why));
	CHECK(access(target, F_OK) != 0);
	CHECK(unlink(path) == 0);
	CHECK(rmdir(directory) == 0);
}

CHECK_MAIN(while_it_is_there_nothing_is_started_and_the_reason_is_told,
    it_is_set_again_over_one_that_is_there,
    one_without_a_word_in_it_still_forbids,
    what_cannot_be_set_is_told_and_no_link_is_followed)
