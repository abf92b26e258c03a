/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * metadata_text.h - the fence agent's meta-data, its usage, from the rows of
 * options.h.
 */
#ifndef FENCING_METADATA_TEXT_H
#define FENCING_METADATA_TEXT_H

#include <stdio.h>

/* Valid against metadata.rng of the fence agents. */
void metadata_text_print(FILE *out);

void metadata_text_usage(FILE *out);

#endif
