/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * database_outlets.h - what a database needs of the daemon around it, and the
 * tags by which it knows its files again.
 */
#ifndef KEEPER_DATABASE_OUTLETS_H
#define KEEPER_DATABASE_OUTLETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cpg/keeper/reach.h"
#include "cpg/keeper/report.h"
#include "ocf/moment.h"

struct database;
struct why;

/* What is written for a database, told apart by the last bits of the tag. */
#define DATABASE_TAGS        4u
#define DATABASE_TAG_LEDGER  0u
#define DATABASE_TAG_HISTORY 1u
#define DATABASE_TAG_TOLD    2u

struct database_outlets {
	/* False when it cannot be sent; the group changes then. */
	bool (*send)(const void *bytes, size_t nbytes);
	/* Comes back as database_on_written() with this tag, which is the
	 * database's own with one of those below. */
	bool (*write)(
	    uint32_t tag, const char *file, const void *bytes, size_t nbytes);
	void (*leave)(const char *reason);
	/* There may be something to tell Pacemaker: publication_next(). */
	void (*news)(void);
	/* This node has the lease. */
	bool (*is_leased)(struct moment now);
	/* What ends this node if the keeper hangs, and why nothing does. */
	enum report_guard (*guard)(
	    const struct database *database, struct why *ret_why);
	/* A grant may be asked for; a primary may begin: arming.h. */
	bool (*is_armed)(const struct database *database, struct why *ret_why);
	bool (*may_serve)(struct moment now);
	/* The gateways that this node reaches. */
	struct reach (*reach)(struct moment now);
};

#endif
