/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/tell.h"

#include <stdio.h>

#include "cli/table.h"
#include "ocf/why.h"

int
tell_failure(const struct why *why)
{
	fputs("gaussha: ", stderr);
	table_say(stderr, why->text);
	return 1;
}
