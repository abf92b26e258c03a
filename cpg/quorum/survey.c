/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/survey.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <corosync/cfg.h>
#include <corosync/cmap.h>

#include "cpg/quorum/params.h"
#include "ocf/why.h"

#define SECTION    "quorum.device." PARAMS_MODEL "."
#define TIMEOUT_MS 10000 /* corosync's own defaults */
#define SYNC_MS    30000
#define PLACES_MAX 64 /* in the list of nodes, empty ones included */

struct survey {
	cmap_handle_t cmap;
	corosync_cfg_handle_t cfg;
};

static bool
refused(struct why *why, const char *what, cs_error_t error)
{
	why_set(why, "corosync's %s: %s", what, cs_strerror(error));
	return false;
}

struct survey *
survey_open(struct why *why)
{
	static corosync_cfg_callbacks_t deaf;
	struct survey *survey = calloc(1, sizeof(*survey));
	cs_error_t error;

	if (survey == NULL) {
		why_set(why, "out of memory");
		return NULL;
	}
	error = cmap_initialize(&survey->cmap);
	if (error != CS_OK) {
		refused(why, "configuration map", error);
		free(survey);
		return NULL;
	}
	error = corosync_cfg_initialize(&survey->cfg, &deaf);
	if (error == CS_OK)
		return survey;
	refused(why, "configuration service", error);
	(void)cmap_finalize(survey->cmap);
	free(survey);
	return NULL;
}

void
survey_close(struct survey *survey)
{
	if (survey == NULL)
		return;
	(void)corosync_cfg_finalize(survey->cfg);
	(void)cmap_finalize(survey->cmap);
	free(survey);
}

static uint32_t
number(const struct survey *survey, const char *key, uint32_t fallback)
{
	uint32_t value;
	uint8_t small;

	if (cmap_get_uint32(survey->cmap, key, &value) == CS_OK)
		return value;
	if (cmap_get_uint8(survey->cmap, key, &small) == CS_OK)
		return small;
	return fallback;
}

static void
text(const struct survey *survey, const char *key, char *ret_text, size_t size)
{
	char *value = NULL;

	ret_text[0] = '\0';
	if (cmap_get_string(survey->cmap, key, &value) != CS_OK)
		return;
	snprintf(ret_text, size, "%s", value);
	free(value);
}

static void
read_addresses(const struct survey *survey, struct config_node *node)
{
	corosync_cfg_node_address_t found[CONFIG_ADDRESSES_MAX];
	int n = 0;

	if (corosync_cfg_get_node_addrs(survey->cfg, node->id,
		CONFIG_ADDRESSES_MAX, &n, found) != CS_OK)
		return;
	for (int i = 0; i < n && i < CONFIG_ADDRESSES_MAX; i++) {
		struct sockaddr_storage at = { 0 };
		struct address address = { .family = 0 };

		memcpy(&at, found[i].address,
		    sizeof(found[i].address) < sizeof(at)
			? sizeof(found[i].address)
			: sizeof(at));
		address.family = at.ss_family;
		if (at.ss_family == AF_INET)
			memcpy(address.bytes,
			    &((struct sockaddr_in *)&at)->sin_addr, 4);
		else if (at.ss_family == AF_INET6)
			memcpy(address.bytes,
			    &((struct sockaddr_in6 *)&at)->sin6_addr, 16);
		else
			continue;
		node->addresses[node->naddresses++] = address;
	}
}

static void
read_node(const struct survey *survey, unsigned place, struct config *config)
{
	char key[CMAP_KEYNAME_MAXLEN + 1];
	struct config_node node = { .id = 0 };

	snprintf(key, sizeof(key), "nodelist.node.%u.nodeid", place);
	node.id = number(survey, key, 0);
	if (node.id == 0)
		return;
	snprintf(key, sizeof(key), "nodelist.node.%u.quorum_votes", place);
	node.votes = number(survey, key, 1);
	snprintf(key, sizeof(key), "nodelist.node.%u.name", place);
	text(survey, key, node.name, sizeof(node.name));
	if (config->nnodes < VOTE_NODES_MAX) {
		read_addresses(survey, &node);
		config->nodes[config->nnodes] = node;
	}
	config->nnodes++;
}

static int
by_id(const void *a, const void *b)
{
	uint32_t left = ((const struct config_node *)a)->id;
	uint32_t right = ((const struct config_node *)b)->id;

	return (left > right) - (left < right);
}

static bool
read_nodes(const struct survey *survey, struct config *config, struct why *why)
{
	char key[CMAP_KEYNAME_MAXLEN + 1];
	uint32_t place;

	if (cmap_get_uint32(survey->cmap, "nodelist.local_node_pos", &place) !=
	    CS_OK) {
		why_set(why, "corosync.conf has no nodelist with this node");
		return false;
	}
	snprintf(key, sizeof(key), "nodelist.node.%u.nodeid", place);
	config->self = number(survey, key, 0);
	for (unsigned i = 0; i < PLACES_MAX; i++)
		read_node(survey, i, config);
	if (config->nnodes <= VOTE_NODES_MAX)
		qsort(config->nodes, config->nnodes, sizeof(config->nodes[0]),
		    by_id);
	return true;
}

static void
read_section(const struct survey *survey, struct config *config)
{
	char name[CMAP_KEYNAME_MAXLEN + 1];
	cmap_iter_handle_t iterator;
	cmap_value_types_t type;
	size_t length;

	if (cmap_iter_init(survey->cmap, SECTION, &iterator) != CS_OK)
		return;
	while (cmap_iter_next(survey->cmap, iterator, name, &length, &type) ==
	       CS_OK) {
		struct config_row *row = &config->rows[config->nrows];

		if (config->nrows == CONFIG_ROWS_MAX)
			break;
		if (strlen(name) - strlen(SECTION) >= sizeof(row->name))
			continue;
		strcpy(row->name, name + strlen(SECTION));
		text(survey, name, row->value, sizeof(row->value));
		config->nrows++;
	}
	(void)cmap_iter_finalize(survey->cmap, iterator);
}

static void
read_exclusivity(const struct survey *survey, struct config *config)
{
	static const char *const options[] = { "two_node", "last_man_standing",
		"auto_tie_breaker", "allow_downscale", "device.master_wins" };

	for (unsigned i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		char key[CMAP_KEYNAME_MAXLEN + 1];

		snprintf(key, sizeof(key), "quorum.%s", options[i]);
		if (number(survey, key, 0) == 0)
			continue;
		snprintf(config->not_exclusive, sizeof(config->not_exclusive),
		    "%s", options[i]);
		return;
	}
}

bool
survey_read(struct survey *survey, struct config *ret_config, struct why *why)
{
	char model[CONFIG_VALUE_MAX];

	memset(ret_config, 0, sizeof(*ret_config));
	text(survey, "quorum.device.model", model, sizeof(model));
	ret_config->has_device = strcmp(model, PARAMS_MODEL) == 0;
	if (!read_nodes(survey, ret_config, why))
		return false;
	/* What votequorum does when it is not said. */
	ret_config->device_votes =
	    number(survey, "quorum.device.votes", ret_config->nnodes - 1);
	read_section(survey, ret_config);
	read_exclusivity(survey, ret_config);
	ret_config->waits_for_all =
	    number(survey, "quorum.wait_for_all", 0) != 0;
	ret_config->timeout_ms =
	    number(survey, "quorum.device.timeout", TIMEOUT_MS);
	ret_config->sync_timeout_ms =
	    number(survey, "quorum.device.sync_timeout", SYNC_MS);
	text(survey, "totem.keyfile", ret_config->key_file,
	    sizeof(ret_config->key_file));
	return true;
}
