/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/message_code.h"

#include <stdlib.h>
#include <string.h>

#include "cpg/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned char buf[65536], again[65536];

/* Gives the fuzzer's bytes a header that lets them through. */
static size_t
seal(unsigned kind, const uint8_t *data, size_t size)
{
	struct wire_out out = wire_begin(buf, sizeof(buf), kind, "db");

	for (size_t i = 0; i < size; i++)
		wire_put(&out, data[i], 1);
	return wire_end(&out);
}

/* What was read can be written, and is the same again. */
static size_t
write_again(const struct wire_packet *packet)
{
	struct message message;
	struct report report;
	struct message_call call;
	struct promotion_entry entry;

	if (message_code_get_message(packet, 1, &message))
		return message_code_put_message(
		    again, sizeof(again), "db", &message);
	if (message_code_get_report(packet, 1, &report) && report.percent >= 0)
		return message_code_put_report(
		    again, sizeof(again), "db", &report);
	if (message_code_get_call(packet, &call))
		return message_code_put_call(
		    again, sizeof(again), "db", packet->kind, &call);
	if (message_code_get_promotion(packet, &entry))
		return message_code_put_promotion(
		    again, sizeof(again), "db", &entry);
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wire_packet packet;
	size_t n, nagain;

	if (size < 1 || size > 32768)
		return 0;
	n = seal(data[0] % 24, data + 1, size - 1);
	if (wire_open(buf, n, &packet) != WIRE_GOOD)
		abort();
	nagain = write_again(&packet);
	if (nagain != 0 && (nagain != n || memcmp(buf, again, n) != 0))
		abort();
	return 0;
}
