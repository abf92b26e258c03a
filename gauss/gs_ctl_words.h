/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gs_ctl_words.h - what gs_ctl said, in one sentence.
 */
#ifndef GAUSS_GS_CTL_WORDS_H
#define GAUSS_GS_CTL_WORDS_H

#include <stddef.h>

/*
 * The last line of gs_ctl's output that tells a reason; failing that, the last
 * that tells an outcome; "" when there is neither.  Without the "[time][pid]
 * [node][gs_ctl]: " in front and the full stop behind, cut to size.
 */
void gs_ctl_words_last(const char *output, char *ret_words, size_t size);

#endif
