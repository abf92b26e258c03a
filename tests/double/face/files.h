/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * files.h - what openGauss keeps in the data directory: gaussdb.state,
 * postmaster.opts and postmaster.pid in its own form, the term, the mode of
 * disable_conn().  The working directory is the data directory.
 */
#ifndef DOUBLE_FILES_H
#define DOUBLE_FILES_H

#include "board.h"

/* Writes gaussdb.state if it says something else than the board. */
void files_write_state(void);

/* "-M" "primary" or "standby" in postmaster.opts; the rest stays. */
void files_write_opts(const char *role);

/* Seven lines, the sixth empty. */
void files_tidy_pid(void);

/* The term of this directory's WAL, 1 where there is none yet. */
uint64 files_read_term(void);
void files_write_term(uint64 term);

/* term_file as gs_ctl writes it; 0 where there is none. */
uint64 files_read_term_file(void);

void files_read_disable_conn(struct board *to);
bool files_write_disable_conn(const struct board *from);

#endif
