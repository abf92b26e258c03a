/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hosts.h - a connection string that names several hosts, one string per host.
 *
 * libpq would try them all within one attempt and wait long for a host that is
 * off; a client that has a deadline per attempt takes them one by one.
 */
#ifndef WRITER_HOSTS_H
#define WRITER_HOSTS_H

#include <stdbool.h>

#define HOSTS_MAX    16
#define CONNINFO_MAX 1024

struct hosts {
	unsigned n;
	char conninfo[HOSTS_MAX][CONNINFO_MAX];
};

/*
 * "host=a,b port=5432 ..." becomes two strings; every other setting goes to
 * both.  False with a static sentence for a string that libpq refuses, or with
 * fewer ports than hosts, or too long.
 */
bool hosts_split(
    const char *conninfo, struct hosts *ret_hosts, const char **ret_why);

#endif
