/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/lease_code.h"

#include "cpg/keeper/lease.h"
#include "cpg/wire.h"

size_t
lease_code_put(unsigned char *buf, size_t size, const struct lease_beat *beat)
{
	struct wire_out out =
	    wire_begin(buf, size, LEASE_CODE_KIND, WIRE_NOBODYS);

	wire_put(&out, beat->life, 8);
	wire_put(&out, beat->number, 8);
	wire_put(&out, beat->lease_ms, 4);
	wire_put(&out, beat->blind_ms, 4);
	wire_put(&out, beat->is_urgent, 1);
	wire_put(&out, beat->nmarks, 1);
	for (unsigned i = 0; i < beat->nmarks; i++)
		wire_put(&out, beat->marks[i], 4);
	wire_put(&out, beat->nechoes, 1);
	for (unsigned i = 0; i < beat->nechoes; i++) {
		wire_put(&out, beat->echoes[i].node, 4);
		wire_put(&out, beat->echoes[i].life, 8);
		wire_put(&out, beat->echoes[i].number, 8);
		wire_put(&out, beat->echoes[i].left_ms, 4);
	}
	return wire_end(&out);
}

static void
get_echo(struct wire_in *in, struct lease_echo *ret_echo)
{
	ret_echo->node = (uint32_t)wire_get(in, 4);
	ret_echo->life = wire_get(in, 8);
	ret_echo->number = wire_get(in, 8);
	ret_echo->left_ms = (uint32_t)wire_get(in, 4);
}

bool
lease_code_get(const struct wire_packet *packet, struct lease_beat *ret_beat)
{
	struct wire_in in = packet->in;
	struct lease_beat beat = { 0 };

	if (packet->kind != LEASE_CODE_KIND)
		return false;
	beat.life = wire_get(&in, 8);
	beat.number = wire_get(&in, 8);
	beat.lease_ms = (uint32_t)wire_get(&in, 4);
	beat.blind_ms = (uint32_t)wire_get(&in, 4);
	beat.is_urgent = wire_get_upto(&in, 1, 1) != 0;
	beat.nmarks = wire_get_upto(&in, 1, LEASE_MARKS_MAX);
	for (unsigned i = 0; i < beat.nmarks; i++)
		beat.marks[i] = (uint32_t)wire_get(&in, 4);
	beat.nechoes = wire_get_upto(&in, 1, LEASE_ECHOES_MAX);
	for (unsigned i = 0; i < beat.nechoes; i++)
		get_echo(&in, &beat.echoes[i]);
	if (!wire_is_read(&in))
		return false;
	*ret_beat = beat;
	return true;
}
