/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * store.h - what a keeper must not forget, as files: <database>.record, its
 * ledger, <database>.history, and <database>.told, which of that the
 * metadatabase has; and of the nodes, fencings.
 *
 * A file is replaced as a whole and is on the disk when the call returns: a
 * promise that a power cut takes back is worse than none.  A node without a
 * record file is fresh: it keeps the record and is no witness yet.
 */
#ifndef KEEPER_STORE_H
#define KEEPER_STORE_H

#include <stddef.h>

#include "cpg/keeper/fencings.h"
#include "cpg/keeper/history.h"
#include "cpg/keeper/record.h"
#include "cpg/wire.h"

struct why;

#define STORE_DIRECTORY     "/var/lib/gaussha"
#define STORE_BYTES_MAX     16384
#define STORE_NAME_MAX      (WIRE_NAME_MAX + 16)
#define STORE_FENCINGS_FILE "fencings"

/* The files' contents.  0, false: does not fit, is not that. */
size_t store_put_ledger(unsigned char *buf, size_t size, const char *database,
    const struct ledger *ledger);
bool store_get_ledger(const void *bytes, size_t nbytes, const char *database,
    struct ledger *ret_ledger);
size_t store_put_history(unsigned char *buf, size_t size, const char *database,
    const struct history *history);
bool store_get_history(const void *bytes, size_t nbytes, const char *database,
    struct history *ret_history);
size_t store_put_fencings(
    unsigned char *buf, size_t size, const struct fencings *fencings);
bool store_get_fencings(
    const void *bytes, size_t nbytes, struct fencings *ret_fencings);

/* The marks of a history, and whom they are about; reading sets those. */
size_t store_put_told(unsigned char *buf, size_t size, const char *database,
    const struct history *history);
bool store_get_told(const void *bytes, size_t nbytes, const char *database,
    struct history *history);

void store_record_file(const char *database, char ret_name[STORE_NAME_MAX]);
void store_history_file(const char *database, char ret_name[STORE_NAME_MAX]);
void store_told_file(const char *database, char ret_name[STORE_NAME_MAX]);

/*
 * Blocks until the file is on the disk, under its name.  False with a sentence
 * when it may not be; then the one before is there, whole.
 */
bool store_write(const char *directory, const char *name, const void *bytes,
    size_t nbytes, struct why *why);

enum store_found {
	STORE_FOUND,
	STORE_NONE,
	STORE_BROKEN, /* with a sentence; it was put aside as <name>.broken */
};

enum store_found store_read_ledger(const char *directory, const char *database,
    struct ledger *ret_ledger, struct why *why);
enum store_found store_read_history(const char *directory, const char *database,
    struct history *ret_history, struct why *why);
/* Into a history that was read before. */
enum store_found store_read_told(const char *directory, const char *database,
    struct history *history, struct why *why);
enum store_found store_read_fencings(
    const char *directory, struct fencings *ret_fencings, struct why *why);

/* The databases that have a record file here, at most max. */
unsigned store_list(
    const char *directory, char ret_names[][WIRE_NAME_MAX], unsigned max);

#endif
