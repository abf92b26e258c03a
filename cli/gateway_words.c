/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/gateway_words.h"

#include "cpg/quorum/setting.h"
#include "ocf/why.h"

void
gateway_words(
    const struct config *rows, struct why *ret_objection, struct why *ret_hint)
{
	static struct config config;
	static struct setting setting;

	/* The rest as it should be: that is looked at by itself. */
	config = *rows;
	config.has_device = true;
	config.device_votes = 1;
	config.nnodes = 1;
	config.nodes[0].votes = 1;
	config.sync_timeout_ms = 2000;
	setting_read(&config, &setting);
	*ret_objection = setting.objection;
	*ret_hint = setting.remark;
}
