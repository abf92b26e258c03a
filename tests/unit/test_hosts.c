/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/writer/hosts.h"

#include <string.h>

#include "tests/unit/check.h"

static bool
has(const char *conninfo, const char *part)
{
	return strstr(conninfo, part) != NULL;
}

static void
a_single_host_stays_one(void)
{
	struct hosts hosts;
	const char *why;

	CHECK(hosts_split("host=10.99.0.100 port=5433 user=app", &hosts, &why));
	CHECK(hosts.n == 1);
	CHECK(has(hosts.conninfo[0], "host='10.99.0.100' "));
	CHECK(has(hosts.conninfo[0], "port='5433' "));
	CHECK(has(hosts.conninfo[0], "user='app' "));
}

static void
several_hosts_share_all_other_settings(void)
{
	struct hosts hosts;
	const char *why;

	CHECK(
	    hosts_split("host=a,b,c port=5433 target_session_attrs=read-write",
		&hosts, &why));
	CHECK(hosts.n == 3);
	CHECK(has(hosts.conninfo[0], "host='a' "));
	CHECK(has(hosts.conninfo[2], "host='c' "));
	for (unsigned i = 0; i < 3; i++) {
		CHECK(has(hosts.conninfo[i], "port='5433' "));
		CHECK(has(
		    hosts.conninfo[i], "target_session_attrs='read-write' "));
	}
}

static void
a_port_for_each_host_goes_with_its_host(void)
{
	struct hosts hosts;
	const char *why;

	CHECK(hosts_split("host=a,b port=1,2", &hosts, &why));
	CHECK(has(hosts.conninfo[1], "host='b' "));
	CHECK(has(hosts.conninfo[1], "port='2' "));
}

static void
quotes_in_a_password_survive(void)
{
	struct hosts hosts;
	const char *why;

	CHECK(hosts_split("host=a,b password='it\\'s \\\\'", &hosts, &why));
	CHECK(has(hosts.conninfo[1], "password='it\\'s \\\\' "));
}

static void
what_is_no_connection_string_is_refused(void)
{
	struct hosts hosts;
	const char *why = "";
	char text[CONNINFO_MAX + 64];

	CHECK(!hosts_split("hosts=a", &hosts, &why) && why[0] != '\0');
	CHECK(!hosts_split("host=a,b,c port=1,2", &hosts, &why));
	snprintf(text, sizeof(text), "host=a password=%0*d", CONNINFO_MAX, 7);
	CHECK(!hosts_split(text, &hosts, &why));
}

CHECK_MAIN(a_single_host_stays_one, several_hosts_share_all_other_settings,
    a_port_for_each_host_goes_with_its_host, quotes_in_a_password_survive,
    what_is_no_connection_string_is_refused)
