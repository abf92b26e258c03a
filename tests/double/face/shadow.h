/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * shadow.h - makes PostgreSQL's many processes behave as openGauss's one:
 * when the postmaster is stopped or killed, so are they, at once.
 */
#ifndef DOUBLE_SHADOW_H
#define DOUBLE_SHADOW_H

/*
 * Leaves a process behind that watches the caller, which becomes the
 * postmaster, and ends with it.  One is enough for a process's life: an
 * environment variable tells the next call.
 */
void shadow_start(const char *datadir);

/* Kills servers left over in a directory whose postmaster is dead. */
void shadow_kill_strays(const char *datadir);

#endif
