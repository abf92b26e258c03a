/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * interpose.h - the few libc calls of PostgreSQL that are answered otherwise.
 *
 * The library is loaded before libc's symbols are bound (LD_PRELOAD by the
 * gaussdb launcher), so PostgreSQL's getopt, stat, unlink, fopen, bind,
 * getaddrinfo and waitpid come here first.  That is how -M is an option, how a
 * standby needs no standby.signal, how the HA port is one more listening
 * socket of the postmaster, and how peers need no line in pg_hba.conf.
 */
#ifndef DOUBLE_INTERPOSE_H
#define DOUBLE_INTERPOSE_H

#include <stdbool.h>

/* A listen address that begins so is bound on port + 1. */
#define INTERPOSE_HA_PREFIX "ha--"

/* Removes PostgreSQL's own idea of where the HA port's socket is. */
void interpose_tidy_socket(void);

#endif
