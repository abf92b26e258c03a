/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/claims_code.h"

#include <string.h>

#include "cpg/wire.h"

size_t
claims_code_put(
    unsigned char *buf, size_t size, const struct claims_message *message)
{
	struct wire_out out =
	    wire_begin(buf, size, CLAIMS_CODE_KIND, WIRE_NOBODYS);

	wire_put(&out, message->is_question, 1);
	wire_put_text(&out, message->address);
	return wire_end(&out);
}

bool
claims_code_get(
    const struct wire_packet *packet, struct claims_message *ret_message)
{
	struct wire_in in = packet->in;
	struct claims_message message = { .is_question = false };

	if (packet->kind != CLAIMS_CODE_KIND)
		return false;
	message.is_question = wire_get_upto(&in, 1, 1) != 0;
	wire_get_text(&in, message.address, sizeof(message.address));
	if (!wire_is_read(&in) || message.address[0] == '\0')
		return false;
	*ret_message = message;
	return true;
}
