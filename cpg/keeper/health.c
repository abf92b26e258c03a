/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/health.h"

#include "cpg/keeper/databases.h"
#include "cpg/keeper/leasing.h"
#include "gauss/named_process.h"

#define PACEMAKERD "pacemakerd"
#define CONTROLLER "pacemaker-controld"
#define LATELY_S   30
/* A controller of a node that has just joined is young, too. */
#define LONG_AFTER_S 10

static bool
is_well(const struct database *database)
{
	const struct observer *observer = &database->observer;

	return observer->pid == 0 ||
	       (observer->is_seen && observer->seen.run != 0);
}

bool
health_is_good(struct moment now)
{
	struct database *database;

	if (!leasing_is_held(now))
		return false;
	for (unsigned i = 0; (database = databases_at(i)) != NULL; i++)
		if (!is_well(database))
			return false;
	return true;
}

bool
health_controller_crashed(void)
{
	double controller_s, pacemaker_s;

	if (named_process(PACEMAKERD, &pacemaker_s) == 0)
		return false;
	if (named_process(CONTROLLER, &controller_s) == 0)
		return true;
	return (double)moment_now().ms / 1000 - controller_s < LATELY_S &&
	       controller_s - pacemaker_s > LONG_AFTER_S;
}

bool
health_pacemaker_runs(void)
{
	return named_process_runs(PACEMAKERD);
}
