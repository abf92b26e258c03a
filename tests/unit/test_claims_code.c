/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/claims_code.h"

#include <string.h>

#include "cpg/wire.h"
#include "tests/unit/check.h"

static unsigned char buf[256];

static bool
comes_through(const struct claims_message *message)
{
	struct claims_message read;
	struct wire_packet packet;
	size_t n = claims_code_put(buf, sizeof(buf), message);

	return n > 0 && wire_open(buf, n, &packet) == WIRE_GOOD &&
	       claims_code_get(&packet, &read) &&
	       read.is_question == message->is_question &&
	       strcmp(read.address, message->address) == 0;
}

static void
a_question_and_an_answer_come_through(void)
{
	CHECK(comes_through(&(struct claims_message){ true, "10.99.0.100" }));
	CHECK(comes_through(&(struct claims_message){ false, "fd99::100" }));
}

static void
what_is_about_no_address_makes_no_sense(void)
{
	struct claims_message message = { .is_question = true }, read;
	struct wire_packet packet;
	size_t n = claims_code_put(buf, sizeof(buf), &message);

	CHECK(wire_open(buf, n, &packet) == WIRE_GOOD);
	CHECK(!claims_code_get(&packet, &read));
	packet.kind++;
	CHECK(!claims_code_get(&packet, &read));
}

CHECK_MAIN(a_question_and_an_answer_come_through,
    what_is_about_no_address_makes_no_sense)
