/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * display.h - what crm_mon -A shows of the quorum device on this node:
 * gaussha-gateway, how many gateways answer, a number for location rules;
 * gaussha-relay, whether they relay.
 */
#ifndef QUORUM_DISPLAY_H
#define QUORUM_DISPLAY_H

#include "cpg/quorum/quorumd.h"

/* Before root's rights are given up; display_watch() when the loop is open. */
bool display_start(struct quorumd *quorumd, struct why *why);
bool display_watch(struct quorumd *quorumd);
void display_stop(struct quorumd *quorumd);

/* Tells what has changed; nothing waits. */
void display_tick(struct quorumd *quorumd, struct moment now);

#endif
