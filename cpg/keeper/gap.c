/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/gap.h"

#include "cpg/keeper/database.h"
#include "ocf/log.h"

#define CLOSE_MS 5000
/* What needs a restart of the server is not mended by asking for it often. */
#define AGAIN_MS 10000

bool
gap_is_open(const struct database *database)
{
	return database->observer.seen.guard.gaps != 0;
}

void
gap_close(struct database *database, struct moment now)
{
	struct hand_request request = { .deed = HAND_REPAIR };
	struct naming *naming = &database->naming;
	char text[256];

	if (naming->closed_gap_at.ms != 0 &&
	    moment_between_ms(naming->closed_gap_at, now) < AGAIN_MS)
		return;
	naming->closed_gap_at = now;
	log_error("%s: the server may acknowledge commits that no standby has "
		  "(%s): that is put right",
	    database->name,
	    guard_text(database->observer.seen.guard.gaps, text, sizeof(text)));
	(void)observer_ask(database, &request, CLOSE_MS, now);
}
