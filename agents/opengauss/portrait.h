/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * portrait.h - the instance as crm_mon -A shows it: attributes of its node.
 */
#ifndef OPENGAUSS_PORTRAIT_H
#define OPENGAUSS_PORTRAIT_H

#include <stdbool.h>

#include "agents/opengauss/memory.h"

struct facts;
struct why;

/* Only those that are known are published; an empty value deletes. */
struct portrait {
	bool known[SHOWN_COUNT];
	char value[SHOWN_COUNT][ATTRIBUTE_MAX];
};

/*
 * Of the facts: score, state and term always; with `all` what changes with
 * every commit as well.  Pure.
 */
void portrait_paint(
    const struct facts *facts, bool all, struct portrait *ret_portrait);

/* Sets one by hand. */
void portrait_set(
    struct portrait *portrait, enum shown which, const char *value);

/* Of an instance that is down: everything that only the living have goes. */
void portrait_paint_down(struct portrait *ret_portrait);

/*
 * Tells Pacemaker what differs from what it was told last, or all of it with
 * force (it forgets when the node leaves the cluster).
 */
bool portrait_publish(const struct portrait *portrait, const char *resource,
    bool force, struct moment deadline, struct why *why);

/* The name of the attribute of a resource: "<resource>-state", ... */
void portrait_name(
    const char *resource, enum shown which, char ret_name[ATTRIBUTE_MAX]);

#endif
