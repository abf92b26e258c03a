/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/netlink.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct netlink_address address;
	struct netlink_route route;
	struct link link;
	char text[IP_TEXT_MAX];

	if (netlink_parse_address(data, size, &address)) {
		if (address.prefix > ip_bits(&address.ip))
			abort();
		(void)ip_text(&address.ip, text);
	}
	if (netlink_parse_link(data, size, &link) &&
	    (link.nmac > MAC_MAX || strlen(link.name) >= NIC_NAME_MAX))
		abort();
	if (netlink_parse_route(data, size, &route) &&
	    route.prefix > ip_bits(&route.network))
		abort();
	return 0;
}
