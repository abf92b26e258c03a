/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/import_meta.h"

#include <string.h>

#define CLUSTER     "gaussha"
#define CLUSTER_MAX 32

static bool
add(char *to, const char *text)
{
	if (strlen(to) + strlen(text) >= CONNINFO_MAX)
		return false;
	strcat(to, text);
	return true;
}

/* In quotes where it could be taken for more than a value. */
static bool
add_value(char *to, const char *value)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "-_.:/,";
	bool ok;

	if (strspn(value, plain) == strlen(value))
		return add(to, value);
	ok = add(to, "'");
	for (; ok && *value != '\0'; value++) {
		const char one[] = { *value, '\0' };

		if (*value == '\'' || *value == '\\')
			ok = add(to, "\\");
		ok = ok && add(to, one);
	}
	return ok && add(to, "'");
}

bool
import_meta_conninfo(
    const struct node_conf *conf, char ret_conninfo[CONNINFO_MAX])
{
	static const struct {
		const char *name, *word;
	} rows[] = {
		{ "host", "host=" },
		{ "port", " port=" },
		{ "db", " dbname=" },
		{ "user", " user=" },
	};

	ret_conninfo[0] = '\0';
	if (node_conf_value(conf, "meta", "host")[0] == '\0')
		return true;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *value = node_conf_value(conf, "meta", rows[i].name);

		if (value[0] != '\0' && (!add(ret_conninfo, rows[i].word) ||
					    !add_value(ret_conninfo, value)))
			return false;
	}
	return true;
}

const char *
import_meta_cluster(const struct node_conf *conf)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	const char *name = node_conf_value(conf, "meta", "ha_name");

	return name[0] != '\0' && name[0] != '-' &&
		       strlen(name) < CLUSTER_MAX &&
		       strspn(name, plain) == strlen(name)
		   ? name
		   : CLUSTER;
}
