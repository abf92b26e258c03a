/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * metadata.h - the OCF 1.1 meta-data of an agent, from its rows.
 *
 * Valid against ra-api-1.dtd (with the internal subset that ocf-tester needs)
 * and against the 1.1 schema of pcs.  The only file that meets libxml2.
 */
#ifndef OCF_METADATA_H
#define OCF_METADATA_H

#include <stdbool.h>
#include <stdio.h>

struct agent;

/* False when the text could not be made or written in full. */
bool metadata_print(const struct agent *agent, FILE *out);

#endif
