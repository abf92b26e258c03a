/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * loss.h - what would be lost if a node were promoted by force: said before
 * anybody is asked whether it shall be.  Pure.
 */
#ifndef CLI_LOSS_H
#define CLI_LOSS_H

#include <stdio.h>

#include "cli/json_read.h"

struct why;

enum loss {
	LOSS_OF_NOTHING, /* force is not needed */
	LOSS_POSSIBLE,
	LOSS_NO_MATTER, /* it cannot be promoted, force or not */
};

/* With a sentence in every case. */
enum loss loss_judge(
    const struct json_value *database, const char *name, struct why *ret_why);

/* A line for each rule that is not satisfied, and for each node whose log was
 * longer when it was last heard. */
void loss_print(const struct json_value *database, const char *name, FILE *out);

#endif
