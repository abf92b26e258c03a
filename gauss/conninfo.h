/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conninfo.h - libpq's connection strings, read and not used: words with = and
 * blanks between, or an address that begins with postgresql://.
 */
#ifndef GAUSS_CONNINFO_H
#define GAUSS_CONNINFO_H

#include <stdbool.h>

struct why;

/* With its NUL. */
#define CONNINFO_MAX 256

/*
 * Can it be followed, and may everybody read it?  False with a sentence also
 * where a password stands in it.
 */
bool conninfo_is_fit(const char *text, struct why *why);

#endif
