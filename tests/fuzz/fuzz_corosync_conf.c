/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/corosync_conf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ocf/why.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever it takes it can take again, and give back without the device. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct corosync_conf_device device = { "10.0.0.1", "on",
		10000, 2000 };
	static char text[4096], with[COROSYNC_CONF_MAX],
	    again[COROSYNC_CONF_MAX];
	char value[16];
	struct why why;

	if (size >= sizeof(text))
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	(void)corosync_conf_get(text, "quorum.device.model", value, 16);
	(void)corosync_conf_count_nodes(text);
	(void)corosync_conf_disable(text, with, &why);
	if (!corosync_conf_enable(text, &device, with, &why))
		return 0;
	if (!corosync_conf_enable(with, &device, again, &why) ||
	    strcmp(with, again) != 0 ||
	    !corosync_conf_disable(with, again, &why))
		abort();
	return 0;
}
