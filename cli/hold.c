/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/hold.h"

#include <stdio.h>

#include "cli/choice.h"
#include "cli/follow.h"
#include "cli/tell.h"
#include "ocf/why.h"

#define STORED_S 5

static bool
set(const struct choice *choice, bool held, struct why *why)
{
	static struct request request;

	if (!choice_request(choice, REQUEST_HOLD, "", &request, why))
		return false;
	request.flag = held;
	return follow_hold(&request, STORED_S, why);
}

int
hold_set(const char *database, bool held)
{
	struct choice choice;
	struct why why;
	bool ok;

	if (!choice_make(database, &choice, &why))
		return tell_failure(&why);
	ok = set(&choice, held, &why);
	if (ok)
		printf("promotions of %s are %s\n", choice.name,
		    held ? "paused" : "allowed");
	choice_drop(&choice);
	return ok ? 0 : tell_failure(&why);
}
