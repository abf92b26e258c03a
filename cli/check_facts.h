/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * check_facts.h - all that gaussha check may judge: this host, its cluster, its
 * databases, as the observers found them.
 */
#ifndef CLI_CHECK_FACTS_H
#define CLI_CHECK_FACTS_H

#include <stdbool.h>

#include "cli/cib.h"
#include "gauss/replconninfo.h"
#include "ocf/why.h"

enum known {
	KNOWN_NOT, /* could not be found out */
	KNOWN_NO,
	KNOWN_YES,
};

enum check_program {
	PROGRAM_COROSYNC,
	PROGRAM_PACEMAKER,
	PROGRAM_CIBADMIN,
	PROGRAM_PCS,
	PROGRAM_KEEPER,
	PROGRAMS_COUNT,
};

struct check_version {
	bool is_there;
	char version[48]; /* "" when it did not say */
};

struct check_host {
	char node[64]; /* as Pacemaker knows it */
	struct check_version programs[PROGRAMS_COUNT];
	bool is_debian; /* packages come by apt, else by dnf */
	enum known removes_ipc;
	enum known clock_is_synchronised;
	bool has_watchdog;
	char watchdog[64]; /* its name, "" without one */
};

struct check_corosync {
	bool is_known; /* from corosync itself, or from its file */
	bool runs;
	unsigned nnodes, nlinks;
	long token_ms, consensus_ms;
	bool is_encrypted;
	bool two_node, auto_tie_breaker, last_man_standing, allow_downscale;
	enum known wait_for_all; /* KNOWN_NOT: not written */
	char device[32];         /* its model, "" without one */
	long device_votes;       /* -1: not written */
	long sync_timeout_ms;    /* corosync's 30 s where not written */
	unsigned sbd_watchdog_s; /* 0: no SBD runs */
	/* What the device will say of its own section; "" for nothing. */
	struct why objection, hint;
};

/* As this node's quorum device sees it. */
struct check_gateway {
	bool is_told;
	unsigned nanswering;
	char relay[24]; /* in the words of crm_mon, "" while unknown */
};

struct check_cluster {
	bool is_there;
	struct cib cib;
	struct why why; /* why it could not be read */
};

struct check_keeper {
	bool answers;
	struct why why;
	char not_exclusive[256]; /* why two halves could both act; "" */
	/* The database whose events cannot be told, how many wait, and why. */
	char untold[64]; /* "" for none */
	long backlog;
	char trouble[256];
};

struct check_peer {
	char host[64];
	bool is_trusted; /* pg_hba.conf lets the owner in from there */
};

/* The device that a database names, as it lies there; it is not opened. */
struct check_watchdog {
	bool is_there;
	char identity[64]; /* "" when it is not known */
	bool is_nowayout;
	/* This node's keeper's; "" for none. */
	struct why objection;
};

/* Of cib.databases, in the same order. */
struct check_database {
	struct check_watchdog watchdog;
	bool is_fit;
	struct why unfit;
	char owner[64];
	unsigned uid;
	bool gs_ctl_runs;
	struct why gs_ctl_why;
	char gs_ctl_version[96];
	char application_name[64];
	char most_available_sync[16], synchronous_commit[16], hot_standby[16];
	char wal_receiver_status_interval[16], listen_addresses[256];
	unsigned npeers; /* the other nodes of replconninfo */
	struct check_peer
	    peers[PEERS_MAX + 1]; /* this node's own behind them */
	unsigned nhosts;          /* npeers, or one more */
	struct why unreadable;    /* "" or what could not be read */
};

struct check_facts {
	struct check_host host;
	struct check_corosync corosync;
	struct check_gateway gateway;
	struct check_cluster cluster;
	struct check_keeper keeper;
	struct check_database databases[CIB_THINGS_MAX];
};

#endif
