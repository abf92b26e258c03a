/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sync_groups.h - "ANY 1 (a,b), ANY 1 (c,d)" for a PostgreSQL that knows one
 * group only.
 */
#ifndef FACE_SYNC_GROUPS_H
#define FACE_SYNC_GROUPS_H

/*
 * From now on such names are shown as they were set, and obeyed as one group:
 * so many of all that none of the groups can be short of its own.  Where a
 * group may be short of somebody, that is later than openGauss acknowledges.
 */
void sync_groups_init(void);

#endif
