/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/setting.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "tests/unit/check.h"

static struct config
pair(void)
{
	struct config config = { .has_device = true,
		.device_votes = 1,
		.self = 1,
		.nnodes = 2,
		.nodes = { { .id = 1, .votes = 1 }, { .id = 2, .votes = 1 } },
		.timeout_ms = 10000,
		.sync_timeout_ms = 2000 };

	return config;
}

static void
add(struct config *config, const char *name, const char *value)
{
	struct config_row *row = &config->rows[config->nrows++];

	snprintf(row->name, sizeof(row->name), "%s", name);
	snprintf(row->value, sizeof(row->value), "%s", value);
}

static struct setting
read_with(const char *name, const char *value)
{
	struct config config = pair();
	struct setting setting;

	if (strcmp(name, "address") != 0)
		add(&config, "address", "10.0.0.1");
	add(&config, name, value);
	setting_read(&config, &setting);
	return setting;
}

static bool
objects(const char *name, const char *value, const char *words)
{
	struct setting setting = read_with(name, value);

	return strstr(setting.objection.text, words) != NULL;
}

static void
a_pair_with_a_gateway_is_sensible(void)
{
	struct setting setting = read_with("address", "10.0.0.1 fd99::1");

	CHECK(setting.objection.text[0] == '\0');
	CHECK(setting.remark.text[0] == '\0');
	CHECK(setting.ngateways == 2 && setting.needed == 2);
	CHECK(setting.gateways[0].family == AF_INET);
	CHECK(setting.gateways[1].family == AF_INET6);
	CHECK(setting.rules.interval_ms == 300 && setting.port == 5415);
	CHECK(setting.relay == SETTING_RELAY_ON);
	CHECK(strcmp(setting.key_file, "/etc/corosync/authkey") == 0);
}

static void
senseless_values_are_told_and_the_rest_stands(void)
{
	struct setting setting;

	CHECK(objects("address", "", "address"));
	CHECK(objects("address", "gateway.example", "gateway.example"));
	CHECK(objects("interval_ms", "0", "interval_ms"));
	CHECK(objects("interval_ms", "soon", "interval_ms"));
	CHECK(objects("tries_down", "21", "tries_down"));
	CHECK(objects("relay", "maybe", "relay"));
	CHECK(objects("needed", "2", "more than there are"));
	setting = read_with("interval_ms", "0");
	CHECK(setting.ngateways == 1 && setting.rules.interval_ms == 300);
}

static void
no_two_halves_can_have_enough_gateways(void)
{
	struct config config = pair();
	struct setting setting;

	add(&config, "address", "10.0.0.1 10.0.0.2 10.0.0.3 10.0.0.4");
	add(&config, "needed", "2");
	setting_read(&config, &setting);
	CHECK(setting.needed == 3);
	CHECK(strstr(setting.objection.text, "more than half") != NULL);
}

static void
what_lets_a_minority_act_is_refused(void)
{
	struct config config = pair();
	struct setting setting;

	add(&config, "address", "10.0.0.1");
	snprintf(config.not_exclusive, sizeof(config.not_exclusive),
	    "auto_tie_breaker");
	setting_read(&config, &setting);
	CHECK(strstr(setting.objection.text, "auto_tie_breaker") != NULL);
	config.not_exclusive[0] = '\0';
	config.device_votes = 3;
	setting_read(&config, &setting);
	CHECK(strstr(setting.objection.text, "one vote") != NULL);
	config.device_votes = 1;
	config.nodes[1].votes = 2;
	setting_read(&config, &setting);
	CHECK(strstr(setting.objection.text, "every node") != NULL);
}

static void
what_could_be_better_is_told(void)
{
	struct config config = pair();
	struct setting setting = read_with("adress", "10.0.0.1");

	CHECK(strstr(setting.remark.text, "adress") != NULL);
	CHECK(setting.objection.text[0] == '\0');
	add(&config, "address", "10.0.0.1");
	config.sync_timeout_ms = 30000;
	setting_read(&config, &setting);
	CHECK(strstr(setting.remark.text, "sync_timeout") != NULL);
	config.sync_timeout_ms = 2000;
	config.waits_for_all = true;
	setting_read(&config, &setting);
	CHECK(strstr(setting.remark.text, "wait_for_all") != NULL);
}

static void
a_relay_that_is_required_and_cannot_be_is_told(void)
{
	struct config config = pair();
	struct setting setting = read_with("relay", "required");

	CHECK(setting.remark.text[0] == '\0');
	add(&config, "relay", "required");
	add(&config, "address", "fd99::1");
	setting_read(&config, &setting);
	CHECK(setting.objection.text[0] == '\0');
	CHECK(strstr(setting.remark.text, "IPv6") != NULL);
}

CHECK_MAIN(a_pair_with_a_gateway_is_sensible,
    senseless_values_are_told_and_the_rest_stands,
    no_two_halves_can_have_enough_gateways, what_lets_a_minority_act_is_refused,
    what_could_be_better_is_told,
    a_relay_that_is_required_and_cannot_be_is_told)
