/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/registry.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cpg/request.h"
#include "cpg/wire.h"
#include "gauss/small_file.h"
#include "ocf/log.h"

#define DIRECTORY     "/run/gaussha"
#define FILE_NAME_MAX (WIRE_NAME_MAX + 16)

static const char *directory;

struct entry {
	char version[16];
	uint32_t layout;
	struct request_registration registration;
};

void
registry_init(const char *into)
{
	directory = into;
}

static void
name_of(const char *database, char name[FILE_NAME_MAX])
{
	snprintf(name, FILE_NAME_MAX, "%s.registered", database);
}

static void
stamp(struct entry *entry)
{
	memset(entry, 0, sizeof(*entry));
	snprintf(entry->version, sizeof(entry->version), "%s", GAUSSHA_VERSION);
	entry->layout = REQUEST_VERSION;
}

void
registry_save(
    const char *database, const struct request_registration *registration)
{
	static struct entry entry;
	char name[FILE_NAME_MAX];

	if (directory == NULL)
		return;
	stamp(&entry);
	entry.registration = *registration;
	name_of(database, name);
	(void)mkdir(directory, 0755);
	if (small_file_write(directory, name, &entry, sizeof(entry)) != 0)
		log_warning("%s: a keeper that is started anew will not know "
			    "of the database before its next monitor",
		    database);
}

void
registry_forget(const char *database)
{
	char name[FILE_NAME_MAX];

	name_of(database, name);
	if (directory != NULL)
		(void)small_file_remove(directory, name);
}

/* Texts end where they should: the file is root's, but a cut one is no text. */
static bool
is_whole(const struct request_registration *of)
{
	return memchr(of->node, '\0', sizeof(of->node)) != NULL &&
	       memchr(of->datadir, '\0', sizeof(of->datadir)) != NULL &&
	       memchr(of->gausshome, '\0', sizeof(of->gausshome)) != NULL &&
	       memchr(of->watchdog, '\0', sizeof(of->watchdog)) != NULL &&
	       memchr(of->zone, '\0', sizeof(of->zone)) != NULL &&
	       memchr(of->metadatabase, '\0', sizeof(of->metadatabase)) !=
		   NULL &&
	       of->nwishes <= REQUEST_WISHES_MAX;
}

bool
registry_load(
    const char *database, struct request_registration *ret_registration)
{
	static struct {
		struct entry entry;
		char end;
	} found;
	struct entry expected;
	char name[FILE_NAME_MAX];

	name_of(database, name);
	if (directory == NULL ||
	    small_file_read(directory, name, (char *)&found, sizeof(found)) !=
		(ssize_t)sizeof(found.entry))
		return false;
	stamp(&expected);
	if (memcmp(found.entry.version, expected.version,
		sizeof(expected.version)) != 0 ||
	    found.entry.layout != expected.layout ||
	    !is_whole(&found.entry.registration))
		return false;
	*ret_registration = found.entry.registration;
	return true;
}
