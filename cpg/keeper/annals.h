/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * annals.h - the fencings that this node knows of: on its disk, and told to all
 * who are in the group or come to it.
 */
#ifndef KEEPER_ANNALS_H
#define KEEPER_ANNALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ocf/moment.h"

struct fencings;
struct view_group;
struct wire_packet;

/* Behind those of the databases; a write comes back with it. */
#define ANNALS_TAG 1000

struct annals_outlets {
	bool (*send)(const void *bytes, size_t nbytes);
	bool (*write)(
	    uint32_t tag, const char *file, const void *bytes, size_t nbytes);
};

/* With what the directory has; logs what is damaged. */
void annals_init(const struct annals_outlets *outlets, const char *directory);

/* The proof: a sentence, or whose word it was.  Told to the others. */
void annals_tell(
    const char *target, const char *by, const char *device, const char *proof);

/* One that Pacemaker tells of, by whatever device, unless it is known. */
struct fence_event;
void annals_hear(const struct fence_event *event);

void annals_on_group(uint32_t self, const struct view_group *group);
/* False when the packet is about something else. */
bool annals_on_packet(const struct wire_packet *packet);
void annals_on_written(bool ok);

const struct fencings *annals_fencings(void);

/* How many this keeper has come to know of, those on its disk among them, and
 * when the newest came; 0: long ago. */
unsigned annals_nknown(void);
struct moment annals_news_at(void);

#endif
