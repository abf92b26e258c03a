/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/nlmsg.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nlmsg_cursor cursor = { data, size };
	struct nlmsg_attr attr;
	struct nlmsg msg;
	char name[16];
	uint32_t number;

	while (nlmsg_next(&cursor, &msg)) {
		struct nlmsg_cursor inner = { msg.body, msg.size };

		while (nlmsg_next_attr(&inner, &attr)) {
			(void)nlmsg_u32(&attr, &number);
			(void)nlmsg_string(&attr, name, sizeof(name));
		}
	}
	return 0;
}
