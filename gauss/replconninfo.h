/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * replconninfo.h - the other nodes, as replconninfo1..8 of postgresql.conf
 * name them.
 */
#ifndef GAUSS_REPLCONNINFO_H
#define GAUSS_REPLCONNINFO_H

#include <stdbool.h>

#define PEERS_MAX 8 /* openGauss allows one primary and eight standbys */

struct instance;
struct why;

struct peer_address {
	char host[64];
	unsigned port; /* the HA port: the database's port + 1 */
	char local_host[64];
	unsigned local_port;
	bool cascade; /* iscascade=true */
};

/* One value, "localhost=... localport=... remotehost=... remoteport=...". */
bool replconninfo_parse(
    const char *value, struct peer_address *ret_peer, struct why *why);

/* All of them, from the file; 0 peers is no failure. */
bool replconninfo_read(const struct instance *instance,
    struct peer_address ret_peers[PEERS_MAX], unsigned *ret_npeers,
    struct why *why);

#endif
