/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * diary.h - the journal that all clients of one run write; history.py tells
 * its lines.  Each is one write() to a file opened for appending.
 */
#ifndef CLIENT_DIARY_H
#define CLIENT_DIARY_H

#include <stdbool.h>

/* -1 with errno.  The descriptor is the caller's. */
int diary_open(const char *path);

/* One line, whatever it holds; false with errno if it is not in the file. */
bool diary_line(int fd, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
