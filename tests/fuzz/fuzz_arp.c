/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/arp.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct link own = {
		.hardware = 1, .nmac = 6, .mac = { 2, 0, 0, 0, 0, 1 }
	};
	static const struct ip vip = { 2, { 192, 0, 2, 100 } };
	struct arp arp;

	if (!arp_parse(data, size, &arp))
		return 0;
	if (arp.nmac == 0 || arp.nmac > MAC_MAX)
		abort();
	(void)arp_contests(&arp, &own, &vip);
	return 0;
}
