/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/disk.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/check.h"

#define MOUNTS                                                                 \
	"21 1 8:1 / / rw,relatime - ext4 /dev/a rw\n"                          \
	"22 21 8:2 / /data rw - xfs /dev/b rw\n"                               \
	"23 22 8:3 / /data/my\\040log rw - xfs /dev/c rw\n"                    \
	"24 21 8:4 / /dat rw - xfs /dev/d rw\n"

static bool
finds(const char *text, const char *path, const char *mount)
{
	char copy[1024], found[64];

	snprintf(copy, sizeof(copy), "%s", text);
	disk_find_mount(copy, path, found, sizeof(found));
	return strcmp(found, mount) == 0;
}

static void
the_nearest_mount_point_above_is_named(void)
{
	CHECK(finds(MOUNTS, "/data/db", "/data"));
	CHECK(finds(MOUNTS, "/data", "/data"));
	CHECK(finds(MOUNTS, "/database", "/"));
	CHECK(finds(MOUNTS, "/data/my log/x", "/data/my log"));
	CHECK(finds(MOUNTS, "/home", "/"));
}

static void
nothing_is_found_in_nonsense(void)
{
	CHECK(finds("", "/data", "/"));
	CHECK(finds("1 2 3\n\n \\ \\ \\ \\ \\\n", "/data", "/"));
	CHECK(finds("1 2 3 4 \\7", "/data", "/"));
}

CHECK_MAIN(the_nearest_mount_point_above_is_named, nothing_is_found_in_nonsense)
