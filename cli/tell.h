/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tell.h - why it did not work, to whoever typed the command.
 */
#ifndef CLI_TELL_H
#define CLI_TELL_H

struct why;

/* "gaussha: <sentence>" on stderr; the exit status for that, 1. */
int tell_failure(const struct why *why);

#endif
