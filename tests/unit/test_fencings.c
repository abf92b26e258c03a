/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/fencings.h"

#include <stdio.h>
#include <string.h>

#include "cpg/keeper/store.h"
#include "tests/unit/check.h"

static struct fencings list;

static struct fencing
of(int64_t when_s, const char *target, const char *by)
{
	struct fencing entry = { .when_s = when_s,
		.device = "fence_gaussha",
		.proof = "n2 holds no lease" };

	snprintf(entry.target, sizeof(entry.target), "%s", target);
	snprintf(entry.by, sizeof(entry.by), "%s", by);
	return entry;
}

static bool
add(int64_t when_s, const char *target, const char *by)
{
	struct fencing entry = of(when_s, target, by);

	return fencings_add(&list, &entry);
}

static void
they_stand_by_time_and_each_once(void)
{
	memset(&list, 0, sizeof(list));
	CHECK(add(20, "n2", "n1"));
	CHECK(add(10, "n3", "n1"));
	CHECK(!add(20, "n2", "n1"));
	CHECK(add(20, "n2", "n3"));
	CHECK(list.n == 3 && list.entries[0].when_s == 10);
	CHECK(strcmp(list.entries[1].by, "n1") == 0);
	CHECK(strcmp(list.entries[2].by, "n3") == 0);
}

static void
the_oldest_goes(void)
{
	memset(&list, 0, sizeof(list));
	for (int i = 0; i < FENCINGS_MAX; i++)
		CHECK(add(100 + i, "n2", "n1"));
	CHECK(!add(50, "n2", "n1"));
	CHECK(add(500, "n2", "n1"));
	CHECK(list.n == FENCINGS_MAX && list.entries[0].when_s == 101);
	CHECK(list.entries[FENCINGS_MAX - 1].when_s == 500);
}

static void
one_comes_out_of_a_packet_as_it_went_in(void)
{
	struct fencing in = of(77, "n2", "n1"), out;
	unsigned char buf[1024];
	struct wire_packet packet;
	size_t n = fencings_put_packet(buf, sizeof(buf), &in);

	CHECK(n > 0 && wire_open(buf, n, &packet) == WIRE_GOOD);
	CHECK(fencings_get_packet(&packet, &out));
	CHECK(memcmp(&in, &out, sizeof(in)) == 0);
	packet.in.size--;
	CHECK(!fencings_get_packet(&packet, &out));
	packet.in.size++;
	packet.kind++;
	CHECK(!fencings_get_packet(&packet, &out));
}

static void
the_longest_fits_into_its_packet_and_all_into_the_file(void)
{
	static unsigned char buf[STORE_BYTES_MAX];
	static struct fencings again;
	struct fencing entry = of(0, "", "");
	size_t n;

	memset(entry.target, 'a', sizeof(entry.target) - 1);
	memset(entry.by, 'b', sizeof(entry.by) - 1);
	memset(entry.device, 'c', sizeof(entry.device) - 1);
	memset(entry.proof, 'd', sizeof(entry.proof) - 1);
	CHECK(fencings_put_packet(buf, 1024, &entry) > 0);
	memset(&list, 0, sizeof(list));
	for (int i = 0; i < FENCINGS_MAX; i++) {
		entry.when_s = i;
		CHECK(fencings_add(&list, &entry));
	}
	n = store_put_fencings(buf, sizeof(buf), &list);
	CHECK(n > 0 && store_get_fencings(buf, n, &again));
	CHECK(memcmp(&list, &again, sizeof(list)) == 0);
	buf[n / 2] ^= 1;
	CHECK(!store_get_fencings(buf, n, &again));
}

static void
what_pacemaker_tells_of_a_proven_fencing_is_the_same(void)
{
	static struct fencings annals;
	struct fencing proven = { .when_s = 1000, .target = "n1" };

	memset(&annals, 0, sizeof(list));
	CHECK(fencings_add(&annals, &proven));
	CHECK(fencings_know(&annals, "n1", 1000));
	CHECK(fencings_know(&annals, "n1", 1015));
	CHECK(!fencings_know(&annals, "n1", 1016));
	CHECK(!fencings_know(&annals, "n1", 990));
	CHECK(!fencings_know(&annals, "n2", 1000));
}

CHECK_MAIN(they_stand_by_time_and_each_once, the_oldest_goes,
    one_comes_out_of_a_packet_as_it_went_in,
    the_longest_fits_into_its_packet_and_all_into_the_file,
    what_pacemaker_tells_of_a_proven_fencing_is_the_same)
