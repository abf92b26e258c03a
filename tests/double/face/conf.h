/* SPDX-License-Identifier: GPL-2.0-or-later */
/* conf.h - postgresql.conf as a text that is edited line by line. */
#ifndef DOUBLE_CONF_H
#define DOUBLE_CONF_H

#define CONF_VALUE_MAX 1024

/* The file whole; palloced.  ERROR where it cannot be read. */
char *conf_read(void);

/*
 * The text with name = 'value', palloced: the active line is replaced, else
 * the last commented one, else a line is appended.  value has its inner quotes
 * doubled already.
 */
char *conf_with(const char *text, const char *name, const char *value);

/* Replaces the file.  ERROR where it cannot. */
void conf_write(const char *text);

/* The lock that gs_guc takes too; to be closed. */
int conf_lock(void);

/* Calls take for every active line, in order; values keep their quotes. */
void conf_each(const char *text,
    void (*take)(const char *name, const char *value, void *to), void *to);

#endif
