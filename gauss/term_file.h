/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * term_file.h - the file by which an instance is told a higher term.
 *
 * The server has four bytes for it.
 */
#ifndef GAUSS_TERM_FILE_H
#define GAUSS_TERM_FILE_H

#include <stdbool.h>
#include <stdint.h>

struct instance;
struct why;

/* A running primary adopts it when it is next asked for its position. */
bool term_file_write(
    const struct instance *instance, uint64_t term, struct why *why);

#endif
