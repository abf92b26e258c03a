/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/gateway_words.h"
#include "cli/observe_check.h"
#include "cli/sbd.h"
#include "cli/settings.h"
#include "cli/tool.h"
#include "cpg/quorum/config.h"
#include "gauss/small_file.h"
#include "ocf/run.h"

#define TOKEN_MS        3000 /* corosync's own defaults */
#define COEFFICIENT_MS  650
#define SYNC_TIMEOUT_MS 30000
#define GATEWAY         "quorum.device.gateway."

/* From corosync itself, with what it made of its file. */
static bool
ask(struct settings *settings)
{
	static const char *const argv[] = { "corosync-cmapctl", "totem.",
		"quorum.", "nodelist.", "runtime.config.totem.", NULL };
	static struct run tool;
	struct why why;

	if (!tool_run(argv, &tool, &why))
		return false;
	settings_of_cmap(tool.output, settings);
	return true;
}

static bool
read_file(struct settings *settings)
{
	static char text[65536];

	return small_file_read(
		   "/etc/corosync", "corosync.conf", text, sizeof(text)) > 0 &&
	       settings_of_file(text, settings);
}

/* Those that are numbered from 0 on without a gap. */
static unsigned
count(const struct settings *settings, const char *before, const char *after)
{
	unsigned n = 0;

	for (; n < 32; n++) {
		char name[SETTINGS_NAME_MAX];

		snprintf(name, sizeof(name), "%s%u%s", before, n, after);
		if (settings_find(settings, name) == NULL)
			break;
	}
	return n;
}

/* Where corosync does not run, what it would make of the file. */
static void
fill_timings(const struct settings *settings, struct check_corosync *corosync)
{
	long coefficient = settings_number(
	    settings, "totem.token_coefficient", COEFFICIENT_MS);
	long more = corosync->nnodes > 2 ? (long)corosync->nnodes - 2 : 0;
	long token = settings_number(settings, "totem.token", TOKEN_MS) +
		     coefficient * more;

	corosync->token_ms =
	    settings_number(settings, "runtime.config.totem.token", token);
	corosync->consensus_ms =
	    settings_number(settings, "runtime.config.totem.consensus",
		settings_number(
		    settings, "totem.consensus", corosync->token_ms * 6 / 5));
	corosync->sync_timeout_ms = settings_number(
	    settings, "quorum.device.sync_timeout", SYNC_TIMEOUT_MS);
}

static void
fill_quorum(const struct settings *settings, struct check_corosync *corosync)
{
	const char *model = settings_find(settings, "quorum.device.model");
	long wait = settings_number(settings, "quorum.wait_for_all", -1);

	corosync->two_node =
	    settings_number(settings, "quorum.two_node", 0) != 0;
	corosync->auto_tie_breaker =
	    settings_number(settings, "quorum.auto_tie_breaker", 0) != 0;
	corosync->last_man_standing =
	    settings_number(settings, "quorum.last_man_standing", 0) != 0;
	corosync->allow_downscale =
	    settings_number(settings, "quorum.allow_downscale", 0) != 0;
	corosync->wait_for_all = wait < 0   ? KNOWN_NOT
				 : wait > 0 ? KNOWN_YES
					    : KNOWN_NO;
	corosync->device_votes =
	    settings_number(settings, "quorum.device.votes", -1);
	snprintf(corosync->device, sizeof(corosync->device), "%.31s",
	    model == NULL ? "" : model);
}

static void
fill_gateway(const struct settings *settings, struct check_corosync *corosync)
{
	static struct config config;

	config.nrows = 0;
	for (size_t i = 0; i < settings->n; i++) {
		const struct setting *setting = &settings->list[i];
		struct config_row *row = &config.rows[config.nrows];

		if (strncmp(setting->name, GATEWAY, strlen(GATEWAY)) != 0 ||
		    config.nrows == CONFIG_ROWS_MAX)
			continue;
		snprintf(row->name, sizeof(row->name), "%.63s",
		    setting->name + strlen(GATEWAY));
		snprintf(row->value, sizeof(row->value), "%s", setting->value);
		config.nrows++;
	}
	gateway_words(&config, &corosync->objection, &corosync->hint);
}

void
observe_corosync(struct check_corosync *ret_corosync)
{
	static struct settings settings;
	const char *cipher, *secauth;

	memset(ret_corosync, 0, sizeof(*ret_corosync));
	ret_corosync->runs = ask(&settings);
	ret_corosync->is_known = ret_corosync->runs || read_file(&settings);
	if (!ret_corosync->is_known)
		return;
	ret_corosync->nnodes =
	    count(&settings, "nodelist.node.", ".ring0_addr");
	ret_corosync->nlinks =
	    count(&settings, "nodelist.node.0.ring", "_addr");
	fill_timings(&settings, ret_corosync);
	fill_quorum(&settings, ret_corosync);
	ret_corosync->sbd_watchdog_s = sbd_watchdog_s();
	if (strcmp(ret_corosync->device, "gateway") == 0)
		fill_gateway(&settings, ret_corosync);
	cipher = settings_find(&settings, "totem.crypto_cipher");
	secauth = settings_find(&settings, "totem.secauth");
	ret_corosync->is_encrypted =
	    cipher != NULL ? strcmp(cipher, "none") != 0
			   : secauth != NULL && strcmp(secauth, "on") == 0;
}
