/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * settings.h - corosync's settings as names and values, "totem.token" 1000:
 * from its file, or from what corosync-cmapctl prints of a corosync that runs.
 */
#ifndef CLI_SETTINGS_H
#define CLI_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#define SETTINGS_MAX       512
#define SETTINGS_NAME_MAX  96
#define SETTINGS_VALUE_MAX 160
#define SETTINGS_NODES_MAX 32 /* in nodelist */
#define SETTINGS_LINKS_MAX 8  /* of a node */

struct setting {
	char name[SETTINGS_NAME_MAX];
	char value[SETTINGS_VALUE_MAX];
};

struct settings {
	size_t n;
	struct setting list[SETTINGS_MAX];
};

/*
 * "name (type) = value", a line each; others, and what does not fit, are
 * passed over.
 */
void settings_of_cmap(const char *text, struct settings *ret_settings);

/*
 * "section {", "name: value", "}".  Nodes and interfaces are numbered as
 * corosync numbers them.  False when the brackets do not close.
 */
bool settings_of_file(const char *text, struct settings *ret_settings);

/* The last of this name; NULL when there is none. */
const char *settings_find(const struct settings *settings, const char *name);

/* A number, yes or no (1, 0); fallback when it is not there or is none. */
long settings_number(
    const struct settings *settings, const char *name, long fallback);

/* How many begin with this. */
size_t settings_count(const struct settings *settings, const char *prefix);

#endif
