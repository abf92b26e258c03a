/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memory_error.h - has the server said that its host's memory failed?
 *
 * A page of memory that the hardware can neither read nor correct (UCE) reaches
 * the server as a signal.  openGauss says so in its log, in words that its
 * versions and its descendants do not share, and ends, or goes on when nothing
 * was on the page.
 */
#ifndef GAUSS_MEMORY_ERROR_H
#define GAUSS_MEMORY_ERROR_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The last message about an uncorrected memory error since the server was last
 * ready for connections, out of the end of its log, without the line's prefix,
 * cut to size; "" and false when there is none.  What was quoted, or is a
 * statement, is not the server's word. Takes the text apart.
 */
bool memory_error_find(char *text, char *ret_words, size_t size);

#endif
