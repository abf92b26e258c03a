/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sync_config.h - the primary's postgresql.conf comes over to its standbys,
 * but for what belongs to a node; sync_config_strategy=none_node ends that.
 */
#ifndef DOUBLE_SYNC_CONFIG_H
#define DOUBLE_SYNC_CONFIG_H

/* The file's text, to a peer. */
const char *sync_config_show(void);

/* A process of its own, since it waits for the primary; from _PG_init. */
void sync_config_init(void);

#endif
