/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * zones.h - reads the parameters zones, sync_zones and cascades: words with
 * commas, or with blanks.  NULL is as good as "".
 */
#ifndef OPENGAUSS_ZONES_H
#define OPENGAUSS_ZONES_H

#include <stdbool.h>

struct request_registration;
struct why;

/* Every zone once, and those of sync_zones among them, with numbers that can
 * be; else a sentence. */
bool zones_fit(const char *zones, const char *sync_zones, struct why *why);

/*
 * The place of the zone: its number from 1, and that of the first zone of the
 * same city, 0 where no city is given.  False when it is none of them.
 */
bool zones_find(const char *zones, const char *zone, unsigned *ret_number,
    unsigned *ret_city);

/* One wish a zone of sync_zones, into the registration. */
void zones_wish(
    const char *zones, const char *sync_zones, struct request_registration *of);

/* Is this word in the list? */
bool zones_names(const char *list, const char *word);

#endif
