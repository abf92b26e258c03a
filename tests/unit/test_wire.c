/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/wire.h"

#include <string.h>

#include "tests/unit/check.h"

static unsigned char buf[256];

static size_t
sample(void)
{
	struct wire_out out = wire_begin(buf, sizeof(buf), 7, "db");

	wire_put(&out, 0x1122334455667788, 8);
	wire_put(&out, 200, 1);
	wire_put_text(&out, "n1");
	return wire_end(&out);
}

static void
a_packet_is_read_as_it_was_written(void)
{
	size_t n = sample();
	struct wire_packet packet;
	char text[3];

	CHECK(wire_open(buf, n, &packet) == WIRE_GOOD);
	CHECK(packet.kind == 7 && packet.version == WIRE_VERSION);
	CHECK(strcmp(packet.database, "db") == 0);
	CHECK(wire_get(&packet.in, 8) == 0x1122334455667788);
	CHECK(wire_get_upto(&packet.in, 1, 200) == 200);
	CHECK(!wire_is_read(&packet.in));
	wire_get_text(&packet.in, text, sizeof(text));
	CHECK(strcmp(text, "n1") == 0);
	CHECK(wire_is_read(&packet.in));
}

static void
the_bytes_are_the_same_on_every_machine(void)
{
	static const unsigned char head[] = { 'G', 'H', 'A', '1', 1, 0, 7, 0,
		93, 0, 0, 0 };

	CHECK(sample() == 93);
	CHECK(memcmp(buf, head, sizeof(head)) == 0);
	CHECK(buf[WIRE_HEADER] == 0x88 && buf[WIRE_HEADER + 7] == 0x11);
}

static void
a_changed_bit_anywhere_is_seen(void)
{
	size_t n = sample();
	struct wire_packet packet;

	for (size_t bit = 0; bit < 8 * n; bit++) {
		buf[bit / 8] ^= (unsigned char)(1u << bit % 8);
		CHECK(wire_open(buf, n, &packet) != WIRE_GOOD);
		buf[bit / 8] ^= (unsigned char)(1u << bit % 8);
	}
	CHECK(wire_open(buf, n, &packet) == WIRE_GOOD);
}

static void
a_cut_packet_is_garbage(void)
{
	size_t n = sample();
	struct wire_packet packet;

	for (size_t cut = 0; cut < n; cut++)
		CHECK(wire_open(buf, cut, &packet) == WIRE_GARBAGE);
}

static void
another_version_is_told_from_garbage_whatever_follows_it(void)
{
	struct wire_packet packet;

	sample();
	buf[4] = 9;
	CHECK(wire_open(buf, 20, &packet) == WIRE_OTHER_VERSION);
	CHECK(packet.version == 9);
	buf[0] = 'X';
	CHECK(wire_open(buf, 20, &packet) == WIRE_GARBAGE);
	CHECK(packet.version == 0);
}

static void
what_does_not_fit_makes_no_packet(void)
{
	struct wire_out out = wire_begin(buf, WIRE_HEADER + 4, 1, "db");

	wire_put(&out, 1, 4);
	wire_put(&out, 1, 1);
	CHECK(wire_end(&out) == 0);
	out = wire_begin(buf, sizeof(buf), 1, "db");
	wire_put(&out, 256, 1);
	CHECK(wire_end(&out) == 0);
	out = wire_begin(buf, WIRE_HEADER - 1, 1, "db");
	CHECK(wire_end(&out) == 0);
	out = wire_begin(buf, sizeof(buf), 1, "../etc/passwd");
	CHECK(wire_end(&out) == 0);
	out = wire_begin(buf, WIRE_HEADER + 4, 1, "db");
	wire_put_text(&out, "four letters and more");
	CHECK(wire_end(&out) == 0);
}

static void
reading_beyond_the_end_yields_zeros_and_says_so(void)
{
	struct wire_in in = { (const unsigned char *)"\1\2", 2, 0, true };
	char text[8] = "before";

	CHECK(wire_get(&in, 4) == 0);
	CHECK(!in.ok && wire_get(&in, 1) == 0 && !wire_is_read(&in));
	wire_get_text(&in, text, sizeof(text));
	CHECK(text[0] == '\0');
}

static void
a_text_that_is_too_long_or_has_a_hole_is_refused(void)
{
	static const unsigned char hole[] = { 3, 0, 'a', 0, 'b' },
				   exact[] = { 3, 0, 'a', 'b', 'c' };
	struct wire_in in = { hole, sizeof(hole), 0, true };
	char text[4];

	wire_get_text(&in, text, sizeof(text));
	CHECK(!in.ok);
	in = (struct wire_in){ exact, sizeof(exact), 0, true };
	wire_get_text(&in, text, 3);
	CHECK(!in.ok);
	in = (struct wire_in){ exact, sizeof(exact), 0, true };
	wire_get_text(&in, text, sizeof(text));
	CHECK(wire_is_read(&in) && strcmp(text, "abc") == 0);
}

static void
a_number_beyond_its_limit_is_refused(void)
{
	struct wire_in in = { (const unsigned char *)"\7", 1, 0, true };

	CHECK(wire_get_upto(&in, 1, 6) == 0 && !in.ok);
}

static void
a_name_can_stand_in_the_name_of_a_file(void)
{
	char longest[WIRE_NAME_MAX + 1];

	memset(longest, 'a', sizeof(longest));
	longest[WIRE_NAME_MAX] = '\0';
	CHECK(!wire_is_name(longest));
	longest[WIRE_NAME_MAX - 1] = '\0';
	CHECK(wire_is_name(longest));
	CHECK(wire_is_name("db-1.a_B"));
	CHECK(!wire_is_name("") && !wire_is_name(".x") && !wire_is_name("a/b"));
	CHECK(!wire_is_name("a b") && !wire_is_name("a\n"));
}

CHECK_MAIN(a_packet_is_read_as_it_was_written,
    the_bytes_are_the_same_on_every_machine, a_changed_bit_anywhere_is_seen,
    a_cut_packet_is_garbage,
    another_version_is_told_from_garbage_whatever_follows_it,
    what_does_not_fit_makes_no_packet,
    reading_beyond_the_end_yields_zeros_and_says_so,
    a_text_that_is_too_long_or_has_a_hole_is_refused,
    a_number_beyond_its_limit_is_refused,
    a_name_can_stand_in_the_name_of_a_file)
