/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/registry.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cpg/request.h"
#include "tests/unit/check.h"

static char directory[] = "/tmp/gaussha-registry-XXXXXX";
static bool made;
static struct request_registration in, out;

static void
begin(void)
{
	if (!made)
		CHECK(mkdtemp(directory) != NULL);
	made = true;
	registry_init(directory);
	memset(&in, 0, sizeof(in));
	snprintf(in.node, sizeof(in.node), "n1");
	snprintf(in.datadir, sizeof(in.datadir), "/data");
	in.port = 15400;
}

static void
a_successor_finds_what_was_registered(void)
{
	begin();
	registry_save("db", &in);
	CHECK(registry_load("db", &out));
	CHECK(out.port == 15400 && strcmp(out.datadir, "/data") == 0);
	CHECK(!registry_load("other", &out));
	registry_forget("db");
	CHECK(!registry_load("db", &out));
}

static void
a_damaged_entry_is_none(void)
{
	char path[128];
	int fd;

	begin();
	registry_save("db", &in);
	snprintf(path, sizeof(path), "%s/db.registered", directory);
	fd = open(path, O_WRONLY);
	CHECK(fd >= 0 && pwrite(fd, "9.9", 3, 0) == 3);
	close(fd);
	CHECK(!registry_load("db", &out));
	registry_save("db", &in);
	CHECK(truncate(path, 100) == 0);
	CHECK(!registry_load("db", &out));
	registry_forget("db");
}

static void
without_a_directory_nothing_is_kept(void)
{
	registry_init(NULL);
	registry_save("db", &in);
	CHECK(!registry_load("db", &out));
	CHECK(rmdir(directory) == 0);
}

CHECK_MAIN(a_successor_finds_what_was_registered, a_damaged_entry_is_none,
    without_a_directory_nothing_is_kept)
