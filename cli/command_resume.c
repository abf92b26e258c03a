/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/arguments.h"
#include "cli/hold.h"
#include "cli/subcommand.h"

int
command_resume(const struct arguments *arguments)
{
	return hold_set(arguments->operand, false);
}
