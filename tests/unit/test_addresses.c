/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 127.0.0.1 is on this host, and the addresses for documentation are not. */
#include "cpg/keeper/addresses.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/check.h"

static char directory[] = "/tmp/gaussha-addresses-XXXXXX";
static struct moment now = { 1000000 };

static void
begin(void)
{
	static bool made;

	if (!made)
		CHECK(mkdtemp(directory) != NULL);
	made = true;
	addresses_init(directory);
	now = moment_after(now, 100000);
}

static unsigned
count(void)
{
	uint32_t marks[ADDRESSES_MAX];

	return addresses_marks(marks);
}

static void
what_is_held_has_a_mark_until_it_is_left(void)
{
	uint32_t marks[ADDRESSES_MAX];

	begin();
	CHECK(!addresses_any());
	CHECK(addresses_hold("192.0.2.1", now));
	CHECK(addresses_hold("192.0.2.1", now));
	CHECK(addresses_hold("2001:db8::1", now));
	CHECK(addresses_marks(marks) == 2);
	CHECK(marks[0] == addresses_mark("192.0.2.1"));
	CHECK(marks[1] == addresses_mark("2001:db8::1"));
	CHECK(marks[0] != marks[1]);
	addresses_leave("192.0.2.1");
	addresses_leave("192.0.2.1");
	addresses_leave("");
	CHECK(count() == 1);
	addresses_leave("2001:db8::1");
	CHECK(!addresses_any());
}

static void
none_and_one_too_many_are_refused(void)
{
	char address[32];

	begin();
	CHECK(!addresses_hold("", now));
	for (int i = 0; i < ADDRESSES_MAX; i++) {
		snprintf(address, sizeof(address), "192.0.2.%d", i + 1);
		CHECK(addresses_hold(address, now));
	}
	CHECK(!addresses_hold("192.0.2.100", now));
	CHECK(addresses_hold("192.0.2.1", now));
	for (int i = 0; i < ADDRESSES_MAX; i++) {
		snprintf(address, sizeof(address), "192.0.2.%d", i + 1);
		addresses_leave(address);
	}
}

static void
a_successor_finds_what_was_held(void)
{
	begin();
	CHECK(addresses_hold("192.0.2.1", now));
	CHECK(addresses_hold("192.0.2.2", now));
	addresses_leave("192.0.2.1");
	addresses_init(directory);
	CHECK(count() == 1);
	addresses_leave("192.0.2.2");
	addresses_init(directory);
	CHECK(!addresses_any());
}

/* A start that was promised one has a while to add it. */
static void
what_is_on_no_interface_any_more_is_forgotten_after_a_while(void)
{
	begin();
	CHECK(addresses_hold("192.0.2.1", now));
	CHECK(addresses_hold("127.0.0.1", now));
	addresses_review(moment_after(now, 19000));
	CHECK(count() == 2);
	addresses_review(moment_after(now, 25000));
	CHECK(count() == 1);
	addresses_leave("127.0.0.1");
	CHECK(!addresses_any());
}

static void
without_a_directory_nothing_is_kept(void)
{
	char path[64];

	addresses_init(NULL);
	CHECK(addresses_hold("192.0.2.1", now));
	CHECK(addresses_any());
	addresses_init(directory);
	CHECK(!addresses_any());
	snprintf(path, sizeof(path), "%s/addresses", directory);
	CHECK(unlink(path) == 0);
	CHECK(rmdir(directory) == 0);
}

/* Else whoever types a host's own address as a client's takes it away. */
static void
what_the_host_had_before_the_keeper_is_no_stray(void)
{
	addresses_init(NULL);
	CHECK(!addresses_strays("127.0.0.1"));
	CHECK(!addresses_strays("203.0.113.7"));
}

CHECK_MAIN(what_is_held_has_a_mark_until_it_is_left,
    none_and_one_too_many_are_refused, a_successor_finds_what_was_held,
    what_is_on_no_interface_any_more_is_forgotten_after_a_while,
    without_a_directory_nothing_is_kept,
    what_the_host_had_before_the_keeper_is_no_stray)
