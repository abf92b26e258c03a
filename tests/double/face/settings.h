/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * settings.h - openGauss's settings that PostgreSQL does not know, made known
 * before the configuration file is read, and what they mean to PostgreSQL.
 */
#ifndef DOUBLE_SETTINGS_H
#define DOUBLE_SETTINGS_H

#include "postgres.h"

#include "board.h"

#define PEERS_MAX 8

struct peer {
	char local_host[FACE_HOST_MAX];
	int local_port;
	char host[FACE_HOST_MAX];
	int port;
};

extern bool settings_most_available_sync;
extern bool settings_stream_replication;
extern char *settings_sync_config_strategy;
extern char *settings_wal_range; /* "start,end" asked for by a standby */
extern int settings_connect_timeout_s;

/* Defines them all; once, before the file is read. */
void settings_define(void);

/* What follows from them for PostgreSQL's own; once the file was read. */
void settings_apply(void);

/* Takes the HA port's addresses out of listen_addresses again. */
void settings_hide_ha_addresses(void);

/* The role given with -M; remembers it, or tells it. */
void settings_take_role(const char *word);
enum face_role settings_role(void);

/* replconninfo1..8 as they are now; index from 1. */
int settings_npeers(void);
bool settings_peer(int index, struct peer *ret_peer);

/* Passwords are kept in the form that vanilla libpq can use. */
bool settings_md5_passwords(void);

/* How the primary calls this standby, and its slot. */
const char *settings_standby_name(void);
void settings_slot_name(const struct peer *peer, char *buf, size_t size);

#endif
