/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/wire.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads in whatever order the input itself asks for. */
static void
read_about(struct wire_in in)
{
	char text[32];

	while (in.ok && in.at < in.size) {
		unsigned what = wire_get_upto(&in, 1, 255);

		switch (what % 3) {
		case 0:
			(void)wire_get(&in, 1u << (what / 3 % 4));
			break;
		case 1:
			(void)wire_get_upto(&in, 2, what);
			break;
		case 2:
			wire_get_text(&in, text, 1 + what % sizeof(text));
			break;
		}
		if (in.at > in.size)
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wire_packet packet;

	if (wire_open(data, size, &packet) == WIRE_GOOD &&
	    !wire_is_name(packet.database))
		abort();
	read_about((struct wire_in){ data, size, 0, true });
	return 0;
}
