/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/sock_diag.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "agents/vip/ip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[IP_TEXT_MAX];
	struct ip local;

	if (sock_diag_parse(data, size, &local))
		(void)ip_text(&local, text);
	return 0;
}
