/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * server_log.h - what the server wrote into its own log.
 *
 * gs_ctl hears a server only until that has opened its log; why a recovery
 * failed, or that the disk is full, is told there alone.
 */
#ifndef OPENGAUSS_SERVER_LOG_H
#define OPENGAUSS_SERVER_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct instance;

/*
 * The last FATAL or PANIC of the newest file of log_directory, one line without
 * its prefix, cut to size.  False when no file was written since, or none of
 * it is about the server as a whole.
 */
bool server_log_last_words(const struct instance *instance,
    const struct timespec *since, char *ret_words, size_t size);

/* memory_error_find() in the end of the newest file. */
bool server_log_memory_error(
    const struct instance *instance, char *ret_words, size_t size);

/* server_log_last_words() of a text; for the tests. */
bool server_log_find_words(char *text, char *ret_words, size_t size);

#endif
