/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/gateway_words.h"

#include <stdio.h>
#include <string.h>

#include "cpg/quorum/config.h"
#include "ocf/why.h"
#include "tests/unit/check.h"

static struct why objection, hint;

static void
read_two(const char *address, const char *name, const char *value)
{
	static struct config config;

	config.nrows = 2;
	snprintf(config.rows[0].name, CONFIG_NAME_MAX, "address");
	snprintf(config.rows[0].value, CONFIG_VALUE_MAX, "%s", address);
	snprintf(config.rows[1].name, CONFIG_NAME_MAX, "%s", name);
	snprintf(config.rows[1].value, CONFIG_VALUE_MAX, "%s", value);
	gateway_words(&config, &objection, &hint);
}

static void
a_sensible_section_has_nothing_said_of_it(void)
{
	read_two("10.0.0.1", "relay", "required");
	CHECK(objection.text[0] == '\0' && hint.text[0] == '\0');
}

static void
it_says_what_the_device_will_say(void)
{
	read_two("gw", "relay", "on");
	CHECK(strstr(objection.text, "neither IPv4 nor IPv6") != NULL);
	read_two("10.0.0.1 10.0.0.2", "needed", "1");
	CHECK(strstr(objection.text, "more than half") != NULL);
	read_two("10.0.0.1", "relay", "perhaps");
	CHECK(strstr(objection.text, "relay") != NULL);
	read_two("10.0.0.1", "adress", "10.0.0.2");
	CHECK(objection.text[0] == '\0');
	CHECK(strstr(hint.text, "adress means nothing") != NULL);
}

CHECK_MAIN(
    a_sensible_section_has_nothing_said_of_it, it_says_what_the_device_will_say)
