/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * status_json.h - all that a keeper knows, as JSON for `gaussha status` and for
 * programs.
 *
 * { "node": 1, "version": "0.1.0", "members": [1, 2], "quorate": true,
 *   "databases": [ { "name": "db", "view": { ... }, "record": { ... },
 *     "promotion": { ... }, "rule": { ... }, "wish": { ... },
 *     "outlook": { ... }, "nodes": [ { ... } ] } ] }
 *
 * Names are promised in doc/man/gaussha.1
 */
#ifndef KEEPER_STATUS_JSON_H
#define KEEPER_STATUS_JSON_H

#include <stddef.h>

#include "ocf/moment.h"

/* database "": all.  The length without the NUL; what does not fit makes the
 * text { "error": "..." }. */
size_t status_json_print(
    const char *database, struct moment now, char *text, size_t size);

/* { "databases": [ { "name": "db", "promotions": [ ... ] } ],
 *   "fencings": [ ... ] } */
size_t status_json_print_history(const char *database, char *text, size_t size);

#endif
