/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * role.h - the role of an openGauss instance, in openGauss's words, as
 * pg_stat_get_stream_replications() and `gs_ctl query` print them.
 */
#ifndef GAUSS_ROLE_H
#define GAUSS_ROLE_H

enum role {
	ROLE_UNKNOWN,
	ROLE_NORMAL, /* runs without replication, reads and writes */
	ROLE_PRIMARY,
	ROLE_STANDBY,
	ROLE_CASCADE_STANDBY,
	ROLE_MAIN_STANDBY,
	ROLE_PENDING,
};

/* A word this version does not know is ROLE_UNKNOWN; NULL is allowed. */
enum role role_parse(const char *word);

const char *role_text(enum role role);

#endif
