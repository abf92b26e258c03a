/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * observe.h - fills the facts: process, files, database.  Changes nothing.
 */
#ifndef OPENGAUSS_OBSERVE_H
#define OPENGAUSS_OBSERVE_H

#include <stdbool.h>

#include "agents/opengauss/facts.h"
#include "gauss/instance.h"
#include "ocf/moment.h"
#include "ocf/status.h"

struct opengauss_params;
struct session;
struct why;

/* Who is looked at, by whom; the session is kept from one look to the next. */
struct observer {
	const struct opengauss_params *params;
	const char *resource;
	struct instance instance;
	struct session *session; /* NULL until the database answered */
};

/* An OCF code with a sentence where the instance is not fit to be looked at. */
enum ocf_status observe_open(struct observer *observer,
    const struct opengauss_params *params, const char *resource,
    struct why *why);
void observe_close(struct observer *observer);

/*
 * For actions that must go on where observe_open() fails: only what it takes
 * to find the instance's processes.  False when there is no such directory,
 * and so no process that works in it.
 */
bool observe_open_remains(struct observer *observer,
    const struct opengauss_params *params, const char *resource);

/* Process, files, memory; the database is not asked. */
void observe_process(struct observer *observer, struct facts *ret_facts);

/*
 * The same, and what the database says.  It has until the deadline, but not
 * longer than it takes to call it slow.
 */
void observe_database(
    struct observer *observer, struct moment deadline, struct facts *ret_facts);

#endif
