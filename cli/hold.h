/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hold.h - promotions are paused or allowed again; what pause and resume have
 * in common.
 */
#ifndef CLI_HOLD_H
#define CLI_HOLD_H

#include <stdbool.h>

/* The exit status; told when every keeper has stored it. */
int hold_set(const char *database, bool held);

#endif
