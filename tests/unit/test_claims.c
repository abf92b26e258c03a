/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/claims.h"

#include <stdio.h>
#include <string.h>

#include "cpg/keeper/claims_code.h"
#include "cpg/request.h"
#include "cpg/wire.h"
#include "tests/unit/check.h"

static unsigned nquestions;

static bool
count(const void *bytes, size_t nbytes)
{
	struct wire_packet packet;
	struct claims_message message;

	CHECK(wire_open(bytes, nbytes, &packet) == WIRE_GOOD);
	CHECK(claims_code_get(&packet, &message));
	nquestions += message.is_question;
	return true;
}

static void
says_that_it_has(uint32_t node, const char *address, struct moment now)
{
	struct claims_message message = { .is_question = false };
	struct wire_packet packet;
	unsigned char buf[256];
	size_t n;

	snprintf(message.address, sizeof(message.address), "%s", address);
	n = claims_code_put(buf, sizeof(buf), &message);
	CHECK(wire_open(buf, n, &packet) == WIRE_GOOD);
	CHECK(claims_on_packet(node, &packet, now));
}

static enum answer_kind
ask(const char *address, struct moment now)
{
	struct request request = { .kind = REQUEST_ADDRESS_CONFLICT };
	struct answer answer = { .kind = ANSWER_DONE };

	snprintf(request.address, sizeof(request.address), "%s", address);
	claims_ask(&request, now, &answer);
	return answer.kind;
}

/* Two starts on one node take turns in asking. */
static void
a_question_about_another_address_forgets_no_answer(void)
{
	struct moment now = { 100000 };

	claims_init(count);
	CHECK(ask("10.99.0.100", now) == ANSWER_DONE);
	CHECK(ask("10.99.0.101", now) == ANSWER_DONE);
	CHECK(nquestions == 2);
	says_that_it_has(2, "10.99.0.100", now);
	says_that_it_has(3, "10.99.0.101", now);
	for (int i = 0; i < 3; i++) {
		now.ms += 200;
		CHECK(ask("10.99.0.100", now) == ANSWER_WAITING);
		CHECK(ask("10.99.0.101", now) == ANSWER_WAITING);
	}
	CHECK(nquestions == 8);
	now.ms += 1000;
	CHECK(ask("10.99.0.100", now) == ANSWER_DONE);
}

static void
what_nobody_asked_about_is_not_remembered(void)
{
	struct moment now = { 100000 };

	claims_init(count);
	says_that_it_has(2, "10.99.0.100", now);
	CHECK(ask("10.99.0.100", now) == ANSWER_DONE);
}

CHECK_MAIN(a_question_about_another_address_forgets_no_answer,
    what_nobody_asked_about_is_not_remembered)
