/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * import_fate.h - what becomes of each setting of MogHA, as rows.  Pure.
 */
#ifndef CLI_IMPORT_FATE_H
#define CLI_IMPORT_FATE_H

#include <stddef.h>

/* A sentence, for any; that of an unknown one says so. */
const char *import_fate_of(const char *section, const char *name);

#endif
