/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/arguments.h"
#include "cli/caller.h"
#include "cli/choice.h"
#include "cli/follow.h"
#include "cli/handover.h"
#include "cli/inquiry.h"
#include "cli/picture.h"
#include "cli/subcommand.h"
#include "cli/table.h"
#include "cli/tell.h"
#include "ocf/why.h"

/* What needs no keeper to be seen; the keeper looks at the rest. */
static bool
makes_sense(const struct json_value *database, const char *to, struct why *why)
{
	const struct json_value *primary = picture_primary(database);
	const struct json_value *target = picture_node(database, to);

	if (primary == NULL)
		why_set(why, "there is no primary that could hand over");
	else if (to[0] != '\0' && target == NULL)
		why_set(why, "no keeper has told of a node \"%s\"", to);
	else if (target != NULL && target == primary)
		why_set(why, "%s is the primary already", to);
	else if (target != NULL && !picture_is_heard(target))
		why_set(
		    why, "%s is %s", to, json_read_text(target, "presence"));
	else
		return true;
	return false;
}

static bool
hand_over(const struct arguments *arguments, const struct choice *choice,
    struct why *why)
{
	static struct request request;
	struct handover handover =
	    handover_begin(choice->database, arguments->to);

	if (!makes_sense(choice->database, arguments->to, why) ||
	    !choice_request(
		choice, REQUEST_SWITCHOVER, arguments->to, &request, why))
		return false;
	caller_cause("switchover", request.cause, sizeof(request.cause));
	if (!inquiry_tell(&request, why))
		return false;
	table_say(stdout, why->text);
	return follow_handover(
	    &handover, HANDOVER_DONE, choice->name, arguments->timeout_s, why);
}

int
command_switchover(const struct arguments *arguments)
{
	struct choice choice;
	struct why why;
	bool ok;

	if (!choice_make(arguments->operand, &choice, &why))
		return tell_failure(&why);
	ok = hand_over(arguments, &choice, &why);
	choice_drop(&choice);
	return ok ? 0 : tell_failure(&why);
}
