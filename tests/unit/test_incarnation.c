/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/incarnation.h"

#include <string.h>

#include "gauss/instance.h"
#include "ocf/why.h"
#include "tests/unit/check.h"
#include "tests/unit/scratch.h"

#define FILE_NAME "gaussha.incarnation"

static struct instance
instance_of(const struct scratch *scratch)
{
	struct instance instance = { .uid = scratch->uid, .gid = scratch->gid };

	snprintf(
	    instance.datadir, sizeof(instance.datadir), "%s", scratch->datadir);
	return instance;
}

static void
what_was_renewed_is_read_by_its_node_alone(void)
{
	struct scratch scratch = scratch_make();
	struct instance instance = instance_of(&scratch);
	struct why why = { "" };
	uint64_t id = 0;

	CHECK(incarnation_read(&instance, "n1") == 0);
	CHECK(incarnation_renew(&instance, "n1", &id, &why));
	CHECK(id != 0 && incarnation_read(&instance, "n1") == id);
	CHECK(incarnation_read(&instance, "n2") == 0);
	CHECK(incarnation_read(&instance, "n") == 0);
	CHECK(incarnation_read(&instance, "n11") == 0);
	scratch_drop(&scratch);
}

static void
every_renewal_is_another_number(void)
{
	struct scratch scratch = scratch_make();
	struct instance instance = instance_of(&scratch);
	struct why why = { "" };
	uint64_t first = 0, second = 0;

	CHECK(incarnation_renew(&instance, "n1", &first, &why));
	CHECK(incarnation_renew(&instance, "n1", &second, &why));
	CHECK(first != second && incarnation_read(&instance, "n1") == second);
	CHECK(!scratch_has(&scratch, FILE_NAME ".new"));
	scratch_drop(&scratch);
}

static void
the_file_is_the_owners(void)
{
	struct scratch scratch = scratch_make();
	struct instance instance = instance_of(&scratch);
	struct why why = { "" };
	char path[PATH_MAX];
	struct stat st;
	uint64_t id;

	CHECK(incarnation_renew(&instance, "n1", &id, &why));
	snprintf(path, sizeof(path), "%s/" FILE_NAME, scratch.datadir);
	CHECK(stat(path, &st) == 0 && st.st_uid == scratch.uid &&
	      (st.st_mode & 0777) == 0600);
	scratch_drop(&scratch);
}

static void
what_was_removed_is_gone_and_may_be_removed_again(void)
{
	struct scratch scratch = scratch_make();
	struct instance instance = instance_of(&scratch);
	struct why why = { "" };
	uint64_t id;

	CHECK(incarnation_renew(&instance, "n1", &id, &why));
	CHECK(incarnation_remove(&instance, &why));
	CHECK(incarnation_read(&instance, "n1") == 0);
	CHECK(incarnation_remove(&instance, &why));
	scratch_drop(&scratch);
}

static void
where_nothing_can_be_written_there_is_a_sentence(void)
{
	struct instance instance = { .datadir = "/nonexistent" };
	struct why why = { "" };
	uint64_t id = 42;

	CHECK(!incarnation_renew(&instance, "n1", &id, &why));
	CHECK(id == 42 && strstr(why.text, "/nonexistent") != NULL);
	CHECK(!incarnation_remove(&instance, NULL) ||
	      incarnation_read(&instance, "n1") == 0);
}

static void
only_what_was_written_here_counts(void)
{
	CHECK(incarnation_parse("0123456789abcdef n1\n", "n1") ==
	      0x0123456789abcdef);
	CHECK(incarnation_parse("0123456789abcdef n1", "n1") == 0);
	CHECK(incarnation_parse("0123456789abcde n1\n", "n1") == 0);
	CHECK(incarnation_parse("0123456789ABCDEF n1\n", "n1") == 0);
	CHECK(incarnation_parse("-123456789abcdef n1\n", "n1") == 0);
	CHECK(incarnation_parse("0x23456789abcdef n1\n", "n1") == 0);
	CHECK(incarnation_parse("0123456789abcdef  n1\n", "n1") == 0);
	CHECK(incarnation_parse("0123456789abcdef n1\nx", "n1") == 0);
	CHECK(incarnation_parse("0123456789abcdef \n", "") == 0);
	CHECK(incarnation_parse("0000000000000000 n1\n", "n1") == 0);
	CHECK(incarnation_parse("", "n1") == 0);
}

CHECK_MAIN(what_was_renewed_is_read_by_its_node_alone,
    every_renewal_is_another_number, the_file_is_the_owners,
    what_was_removed_is_gone_and_may_be_removed_again,
    where_nothing_can_be_written_there_is_a_sentence,
    only_what_was_written_here_counts)
