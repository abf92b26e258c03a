/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conf_file.h - settings as postgresql.conf has them.
 *
 * Knows what openGauss's own reader knows of a line: the equals sign may be
 * missing, values may be quoted, '#' begins a comment, names are without
 * regard to case, the last one wins.  A line that openGauss could not read
 * either is skipped: whether that stops the server is the server's to say.
 * Included files are not followed; gs_ctl build refuses them anyway.
 */
#ifndef GAUSS_CONF_FILE_H
#define GAUSS_CONF_FILE_H

#include <stdbool.h>

#define CONF_NAME_MAX  64
#define CONF_VALUE_MAX 1024

struct why;

/* One that is looked for: name by the caller, the rest by conf_file_read(). */
struct conf_setting {
	const char *name;
	bool found;
	char value[CONF_VALUE_MAX]; /* without quotes; "" when not found */
};

/*
 * Fills all settings in one pass over the file.  False with a sentence when
 * the file cannot be read; the settings are undefined then.
 */
bool conf_file_read(const char *directory, const char *name,
    struct conf_setting *settings, unsigned nsettings, struct why *why);

/*
 * One line, with or without its end.  False for a blank line, a comment and
 * anything that is not an assignment, or does not fit.
 */
bool conf_file_parse_line(const char *line, char ret_name[CONF_NAME_MAX],
    char ret_value[CONF_VALUE_MAX]);

/* A TCP port, 1 to 65535, in digits and nothing else; else false, untouched. */
bool conf_file_port(const char *text, unsigned *ret_port);

#endif
