/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cli/arguments.h"
#include "cli/choice.h"
#include "cli/follow.h"
#include "cli/subcommand.h"
#include "cli/tell.h"
#include "ocf/why.h"

/* As long as names that were just set take until they are obeyed, and more. */
#define STORED_S 20

int
command_rearm(const struct arguments *arguments)
{
	static struct request request;
	struct choice choice;
	struct why why;
	bool ok;

	if (!choice_make(arguments->operand, &choice, &why))
		return tell_failure(&why);
	ok = choice_request(&choice, REQUEST_REARM, "", &request, &why) &&
	     follow_rearm(&request, STORED_S, &why);
	if (ok)
		printf("%s is armed: its standby takes over once, if its "
		       "primary is lost\n",
		    choice.name);
	choice_drop(&choice);
	return ok ? 0 : tell_failure(&why);
}
