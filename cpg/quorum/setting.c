/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/setting.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "cpg/quorum/params.h"

#define BLANKS         " \t,"
#define SYNC_LEAST_MS  1000
#define SYNC_MOST_MS   3000
#define DEFAULT_SECRET "/etc/corosync/authkey"

bool
setting_parse_address(const char *text, struct address *ret_address)
{
	struct address address = { .family = AF_INET };

	if (inet_pton(AF_INET, text, address.bytes) != 1) {
		address.family = AF_INET6;
		if (inet_pton(AF_INET6, text, address.bytes) != 1)
			return false;
	}
	*ret_address = address;
	return true;
}

/* param_read() asks by name alone. */
static const struct config *looked_up;

static const char *
look_up(const char *name)
{
	for (unsigned i = 0; i < looked_up->nrows; i++)
		if (strcmp(looked_up->rows[i].name, name) == 0)
			return looked_up->rows[i].value;
	return NULL;
}

static void
object(struct setting *setting, const char *sentence)
{
	if (setting->objection.text[0] == '\0')
		why_set(&setting->objection, "%s", sentence);
}

static void
read_gateways(const char *text, struct setting *setting)
{
	char copy[CONFIG_VALUE_MAX], *rest = copy, *word;

	snprintf(copy, sizeof(copy), "%s", text);
	while ((word = strsep(&rest, BLANKS)) != NULL) {
		struct address address;

		if (word[0] == '\0')
			continue;
		if (!setting_parse_address(word, &address)) {
			why_set(&setting->objection,
			    "the gateway's address \"%s\" is neither IPv4 nor "
			    "IPv6",
			    word);
			continue;
		}
		if (setting->ngateways == SETTING_GATEWAYS_MAX) {
			object(setting, "there are more than eight gateways");
			return;
		}
		setting->gateways[setting->ngateways++] = address;
	}
	if (setting->ngateways == 0)
		object(setting, "no gateway is given: "
				"quorum.device.gateway.address");
}

static enum setting_relay
read_relay(const char *word)
{
	if (strcmp(word, "off") == 0)
		return SETTING_RELAY_OFF;
	return strcmp(word, "required") == 0 ? SETTING_RELAY_NEEDED
					     : SETTING_RELAY_ON;
}

/* A name that is in no row is a mistake that nobody would notice. */
static void
look_for_strangers(const struct config *config, struct setting *setting)
{
	for (unsigned i = 0; i < config->nrows; i++) {
		bool is_known = false;

		for (unsigned j = 0; j < quorum_params_nrows; j++)
			if (strcmp(config->rows[i].name,
				quorum_params_rows[j].name) == 0)
				is_known = true;
		if (!is_known)
			why_set(&setting->remark,
			    "quorum.device.gateway.%s means nothing",
			    config->rows[i].name);
	}
}

static void
read_params(const struct config *config, struct setting *setting)
{
	struct quorum_params params;
	struct why why = { "" };

	looked_up = config;
	if (!param_read_what_fits(quorum_params_rows, quorum_params_nrows,
		look_up, &params, sizeof(params), &why)) {
		why_set(
		    &setting->objection, "quorum.device.gateway: %s", why.text);
		return;
	}
	if (why.text[0] != '\0')
		why_set(
		    &setting->objection, "quorum.device.gateway: %s", why.text);
	read_gateways(params.address, setting);
	setting->needed = gateway_needed(setting->ngateways, params.needed);
	if (params.needed != 0 && params.needed != setting->needed)
		object(setting,
		    "quorum.device.gateway.needed must be more than half of "
		    "the gateways, or two halves could each have enough");
	if (setting->needed > setting->ngateways && setting->ngateways > 0)
		object(setting, "quorum.device.gateway.needed is more than "
				"there are gateways");
	setting->rules = (struct gateway_rules){ params.interval_ms,
		params.tries_up, params.tries_down };
	snprintf(setting->interface, sizeof(setting->interface), "%s",
	    params.interface);
	setting->port = (uint16_t)params.port;
	setting->relay = read_relay(params.relay);
	setting->decision_ms = params.decision_timeout_ms;
	if (params.key_file[0] != '\0')
		snprintf(setting->key_file, sizeof(setting->key_file), "%s",
		    params.key_file);
}

static void
weigh_quorum(const struct config *config, struct setting *setting)
{
	if (config->not_exclusive[0] != '\0') {
		why_set(&setting->objection,
		    "corosync.conf has %s, which lets less than a majority act",
		    config->not_exclusive);
		return;
	}
	if (config->device_votes > 1)
		object(setting, "the device has more than one vote: "
				"quorum.device.votes must be 1");
	if (config->nnodes > VOTE_NODES_MAX)
		object(setting, "there are more than sixteen nodes");
	for (unsigned i = 0; i < config->nnodes && i < VOTE_NODES_MAX; i++)
		if (config->nodes[i].votes != 1)
			object(setting, "every node must have one vote");
}

static void
remark_on_times(const struct config *config, struct setting *setting)
{
	if (config->waits_for_all)
		why_set(&setting->remark,
		    "quorum.wait_for_all should be 0: it stops healthy "
		    "majorities");
	if (config->sync_timeout_ms < SYNC_LEAST_MS ||
	    config->sync_timeout_ms > SYNC_MOST_MS)
		why_set(&setting->remark,
		    "quorum.device.sync_timeout is %u ms and should be %d to "
		    "%d: a device that hangs holds the cluster that long",
		    config->sync_timeout_ms, SYNC_LEAST_MS, SYNC_MOST_MS);
}

/* Words are relayed by IPv4 only. */
static void
remark_on_relay(struct setting *setting)
{
	if (setting->relay != SETTING_RELAY_NEEDED)
		return;
	for (unsigned i = 0; i < setting->ngateways; i++)
		if (setting->gateways[i].family == AF_INET)
			return;
	why_set(&setting->remark,
	    "quorum.device.gateway.relay is required, and nothing is relayed "
	    "by IPv6: after the loss of half of the nodes nobody acts");
}

void
setting_read(const struct config *config, struct setting *ret_setting)
{
	struct setting *setting = ret_setting;

	memset(setting, 0, sizeof(*setting));
	setting->rules = (struct gateway_rules){ 300, 2, 3 };
	setting->port = 5415;
	setting->decision_ms = 500;
	snprintf(setting->key_file, sizeof(setting->key_file), "%s",
	    config->key_file[0] != '\0' ? config->key_file : DEFAULT_SECRET);
	read_params(config, setting);
	weigh_quorum(config, setting);
	remark_on_times(config, setting);
	remark_on_relay(setting);
	look_for_strangers(config, setting);
}
