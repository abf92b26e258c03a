/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report.h - what a keeper tells the others of its node's database, twice a
 * second and whenever it changes.
 *
 * A plain value.  It says what was seen, not what should be done.
 */
#ifndef KEEPER_REPORT_H
#define KEEPER_REPORT_H

#include "cpg/keeper/decide_reach.h"
#include "cpg/keeper/place.h"
#include "cpg/keeper/rule.h"
#include "gauss/db_state.h"
#include "gauss/detail.h"
#include "gauss/lsn.h"
#include "gauss/role.h"

#define REPORT_NAME_MAX    64
#define REPORT_SENDERS_MAX 16

/* What ends the node if its keeper hangs. */
enum report_guard {
	REPORT_GUARD_SOFT,    /* nothing: lease=soft */
	REPORT_GUARD_RESTS,   /* the watchdog, once it is armed */
	REPORT_GUARD_ARMED,   /* the watchdog */
	REPORT_GUARD_MISSING, /* nothing, though lease=watchdog */
};

/* One standby as its primary sees it. */
struct report_sender {
	char name[REPORT_NAME_MAX]; /* its application_name */
	char state[16];             /* "Streaming", "Catchup", ... */
	char sync_state[16];        /* "Sync", "Quorum", ... */
	struct lsn flushed, replayed;
};

/* How many requests to refuse, of those made in that view, were carried out,
 * well or not, before what a report says was seen. */
struct report_heeded {
	uint64_t view;
	uint32_t ncalls;
};

struct report {
	uint32_t node;
	uint64_t counter; /* grows with every report of one keeper's life */
	char name[REPORT_NAME_MAX]; /* of the node, for Pacemaker */
	char application_name[REPORT_NAME_MAX];
	char zone[REPORT_NAME_MAX];
	struct place place;
	char version[16];  /* the keeper's */
	bool has_database; /* an agent has registered one */
	bool running;      /* its postmaster lives */
	bool died;         /* it ended by itself, a moment ago */
	/* And is to be promoted again in its place: revival.h's number. */
	unsigned reviving;
	unsigned yields; /* to which it has told Pacemaker to leave it; or 0 */
	bool sick;       /* something is wrong that no restart heals */
	bool relearning; /* Pacemaker does not know its role; relearning.h */
	struct reach reach; /* the gateways that the node reaches */
	bool leased;        /* the node has the lease, which only a primary
			       and an address want */
	enum report_guard guard;
	bool answered; /* and said what follows, lately */
	struct incarnation incarnation;
	enum role role;
	enum db_state db_state;
	enum detail detail;
	uint64_t term;  /* the highest the database knows */
	struct lsn lsn; /* 0: not known */
	bool receiving, replayed_all;
	char upstream[REPORT_NAME_MAX]; /* "" for none */
	/* Where others stream from when it is the primary; "" if unknown. */
	char ha_host[REPORT_NAME_MAX];
	unsigned ha_port;
	bool cascaded;
	bool building;
	bool wants_build; /* it must be rebuilt, and would be now */
	int percent;      /* of the build; -1: not known */
	bool refusing;    /* its stream is cut, and lsn was read after that */
	struct report_heeded heeded;
	bool has_grant;    /* one that may still turn into a primary */
	unsigned nsenders; /* of a primary */
	struct report_sender senders[REPORT_SENDERS_MAX];
};

/* It runs as a primary, or in a mode in which it acknowledges as one. */
bool report_is_primary(const struct report *report);

/* Where its log ends is known. */
bool report_has_position(const struct report *report);

/* A word for people and programs. */
const char *report_guard_text(enum report_guard guard);

/* The data it speaks of. */
struct member report_data(const struct report *report);

#endif
