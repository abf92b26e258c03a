/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rebuild.h - carries out what decide_rebuild() says.
 */
#ifndef OPENGAUSS_REBUILD_H
#define OPENGAUSS_REBUILD_H

#include <stdbool.h>

#include "agents/opengauss/decide_rebuild.h"
#include "ocf/moment.h"

struct facts;
struct observer;
struct why;

/* The parameter rebuild. */
enum rebuild_policy rebuild_policy(const struct observer *observer);

/*
 * Begins a build or starts what was built, and remembers it.  The keeper was
 * asked before: its word is in the facts.  The verdict tells what was done;
 * *why has a sentence where a deed failed, else it is untouched.
 */
enum rebuild rebuild(struct observer *observer, struct facts *facts,
    struct moment deadline, struct why *why);

#endif
