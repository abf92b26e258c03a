/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * setting.h - what the quorum device goes by: its parameters, understood, and
 * what is wrong with them.  Pure.
 */
#ifndef QUORUM_SETTING_H
#define QUORUM_SETTING_H

#include <stddef.h>

#include "cpg/quorum/config.h"
#include "cpg/quorum/gateway.h"
#include "ocf/why.h"

#define SETTING_GATEWAYS_MAX 8

enum setting_relay {
	SETTING_RELAY_OFF,
	SETTING_RELAY_ON,
	SETTING_RELAY_NEEDED
};

struct setting {
	unsigned ngateways;
	struct address gateways[SETTING_GATEWAYS_MAX];
	unsigned needed; /* of them */
	struct gateway_rules rules;
	char interface[CONFIG_VALUE_MAX]; /* "": by the route */
	uint16_t port;
	enum setting_relay relay;
	int64_t decision_ms;
	char key_file[CONFIG_VALUE_MAX];
	struct why objection; /* "": sensible; else no vote for a half */
	struct why remark;    /* "": nothing that could be better */
};

void setting_read(const struct config *config, struct setting *ret_setting);

/* "10.99.0.1"; false for anything that is no address. */
bool setting_parse_address(const char *text, struct address *ret_address);

#endif
