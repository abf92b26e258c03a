/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cli/arguments.h"
#include "cli/caller.h"
#include "cli/choice.h"
#include "cli/follow.h"
#include "cli/handover.h"
#include "cli/inquiry.h"
#include "cli/loss.h"
#include "cli/subcommand.h"
#include "cli/table.h"
#include "cli/tell.h"
#include "ocf/why.h"

/* Says what is at stake; true when it shall be done all the same. */
static bool
is_wanted(const struct arguments *arguments, const struct choice *choice,
    struct why *why)
{
	const char *node = arguments->force;
	char question[256];

	switch (loss_judge(choice->database, node, why)) {
	case LOSS_NO_MATTER:
		return false;
	case LOSS_OF_NOTHING:
		table_say(stdout, why->text);
		break;
	case LOSS_POSSIBLE:
		printf("Commits that clients were told are safe may be lost "
		       "if %s is promoted:\n",
		    node);
		table_say(stdout, why->text);
		loss_print(choice->database, node, stdout);
		break;
	}
	(void)fflush(stdout);
	if (arguments->yes)
		return true;
	snprintf(question, sizeof(question),
	    "Promote %s of %s? Type the name of the node:", node, choice->name);
	if (caller_confirms(question, node))
		return true;
	why_set(why, "not confirmed: nothing was done");
	return false;
}

static bool
force(const struct arguments *arguments, const struct choice *choice,
    struct why *why)
{
	static struct request request;
	struct handover handover =
	    handover_begin(choice->database, arguments->force);

	if (!is_wanted(arguments, choice, why) ||
	    !choice_request(
		choice, REQUEST_FORCE, arguments->force, &request, why))
		return false;
	caller_cause("promote --force", request.cause, sizeof(request.cause));
	if (!inquiry_tell(&request, why))
		return false;
	table_say(stdout, why->text);
	/* Who is forced has nobody: its standbys are yet to be made. */
	return follow_handover(
	    &handover, HANDOVER_NAMED, choice->name, arguments->timeout_s, why);
}

int
command_promote(const struct arguments *arguments)
{
	struct choice choice;
	struct why why;
	bool ok;

	if (!choice_make(arguments->operand, &choice, &why))
		return tell_failure(&why);
	ok = force(arguments, &choice, &why);
	choice_drop(&choice);
	return ok ? 0 : tell_failure(&why);
}
