/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * disk.h - can the file systems of an instance be written?
 */
#ifndef OPENGAUSS_DISK_H
#define OPENGAUSS_DISK_H

#include <stddef.h>

#include "ocf/moment.h"

struct disk_facts;
struct observer;

/*
 * Writes a page into a file without a name, beside the data and beside the
 * log, as the owner, and syncs it.  A child does it, since a disk may hang for
 * ever; it has its share of the time until the deadline and is then left
 * alone, and no second one is begun beside it.
 */
void disk_look(const struct observer *observer, struct moment deadline,
    struct disk_facts *ret_disk);

/*
 * The mount point that has path, out of the text of /proc/self/mountinfo:
 * nothing of a file system that hangs is touched.  "/" where none is found.
 */
void disk_find_mount(
    char *mountinfo, const char *path, char *ret_mount, size_t size);

#endif
