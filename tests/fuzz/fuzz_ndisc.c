/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/ndisc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct link own = { .nmac = 6,
		.mac = { 2, 0, 0, 0, 0, 1 } };
	static const uint8_t from[NDISC_MAC] = { 2, 0, 0, 0, 0, 2 };
	struct ndisc ndisc;

	if (!ndisc_parse(data, size, &ndisc))
		return 0;
	if (size < 64)
		abort(); /* shorter than a message can be */
	(void)ndisc_contests(&ndisc, &own, from, &ndisc.target);
	return 0;
}
