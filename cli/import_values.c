/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/import_values.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/node_conf.h"
#include "cli/restarts.h"
#include "ocf/why.h"

#define DOUBLE_PRIMARY_MAX 3600
#define DIGITS             "0123456789"

static bool
is_number(const char *value, unsigned digits_max)
{
	return strspn(value, DIGITS) == strlen(value) &&
	       strlen(value) <= digits_max;
}

static bool
is_flag(const char *value)
{
	return strcasecmp(value, "true") == 0 ||
	       strcasecmp(value, "false") == 0;
}

static bool
is_method(const char *value)
{
	return strcmp(value, "restart") == 0 || strcmp(value, "failover") == 0;
}

static bool
is_restarts(const char *value)
{
	unsigned times, seconds;

	return restarts_parse(value, &times, &seconds);
}

static bool
is_double_primary(const char *value)
{
	return is_number(value, 4) && atoi(value) <= DOUBLE_PRIMARY_MAX;
}

static bool
is_port(const char *value)
{
	return is_number(value, 5) && atoi(value) >= 1 && atoi(value) <= 65535;
}

/* Of [config].  What is not given, or empty, is as good as its default. */
static const struct {
	const char *name;
	bool (*fits)(const char *value);
	const char *otherwise;
} rows[] = {
	{ "db_port", is_port, "is no port" },
	{ "lite_mode", is_flag, "is neither True nor False" },
	{ "uce_error_detection", is_flag, "is neither True nor False" },
	{ "primary_down_handle_method", is_method,
	    "is neither restart nor failover" },
	{ "restart_strategy", is_restarts,
	    "is not times/minutes as in 10/3, up to 999/1440" },
	{ "double_primary_timeout", is_double_primary,
	    "is no number of seconds up to 3600" },
};

bool
import_values_check(const struct node_conf *conf, struct why *why)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *value =
		    node_conf_value(conf, "config", rows[i].name);

		if (value[0] == '\0' || rows[i].fits(value))
			continue;
		why_set(why, "%s of [config] %s: %s", rows[i].name,
		    rows[i].otherwise, value);
		return false;
	}
	return true;
}
