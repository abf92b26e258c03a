/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/fence_code.h"

#include "cpg/wire.h"

size_t
fence_code_put(
    unsigned char *buf, size_t size, const struct fence_message *message)
{
	struct wire_out out =
	    wire_begin(buf, size, FENCE_CODE_KIND, WIRE_NOBODYS);

	wire_put(&out, message->is_order, 1);
	wire_put(&out, message->target, 4);
	wire_put(&out, message->is_insistent, 1);
	wire_put(&out, message->fate, 1);
	wire_put(&out, message->word, 1);
	return wire_end(&out);
}

bool
fence_code_get(
    const struct wire_packet *packet, struct fence_message *ret_message)
{
	struct wire_in in = packet->in;
	struct fence_message message = { 0 };

	if (packet->kind != FENCE_CODE_KIND)
		return false;
	message.is_order = wire_get_upto(&in, 1, 1) != 0;
	message.target = (uint32_t)wire_get(&in, 4);
	message.is_insistent = wire_get_upto(&in, 1, 1) != 0;
	message.fate = (enum fence_fate)wire_get_upto(&in, 1, FENCE_ISOLATE);
	message.word =
	    (enum fence_word)wire_get_upto(&in, 1, FENCE_SAYS_HARMLESS);
	if (!wire_is_read(&in))
		return false;
	*ret_message = message;
	return true;
}
