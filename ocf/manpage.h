/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * manpage.h - the manual page of an agent (section 7), from the same rows as
 * its meta-data, in man(7) macros.
 */
#ifndef OCF_MANPAGE_H
#define OCF_MANPAGE_H

#include <stdbool.h>
#include <stdio.h>

struct agent;

bool manpage_print(const struct agent *agent, FILE *out);

#endif
