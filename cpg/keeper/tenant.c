/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/tenant.h"

#include "cpg/keeper/database.h"
#include "gauss/process.h"
#include "ocf/log.h"

#define KILL_MS 5000 /* then it is told, and begun again */

/* One that has not answered in this life is what the record says it is. */
static bool
may_be_primary(const struct database *database)
{
	const struct observer *observer = &database->observer;
	const struct record *record = view_last_record(&database->view);

	if (observer->pid == 0)
		return false;
	return observer->was_primary ||
	       (!observer->has_answered && database->self != 0 &&
		   record->primary.node == database->self);
}

bool
tenant_needs_lease(const struct database *database)
{
	return may_be_primary(database) || database->candidacy.is_asked ||
	       database->candidacy.step != PROMOTION_IDLE;
}

bool
tenant_lives_by_lease(const struct database *database)
{
	return database->observer.pid != 0 &&
	       (may_be_primary(database) ||
		   database->candidacy.step > PROMOTION_LEASING);
}

bool
tenant_is_harmless(const struct database *database)
{
	const struct observer *observer = &database->observer;

	if (deputy_is_under_way(&database->tenant.killer) ||
	    !observer->is_found)
		return false;
	return observer->pid == 0 ||
	       (observer->has_answered && !observer->was_primary &&
		   database->candidacy.step <= PROMOTION_LEASING);
}

static bool
kill_instance(const void *subject)
{
	struct why why = { "" };

	if (process_kill_all(
		subject, moment_after(moment_now(), KILL_MS), &why))
		return true;
	log_error("%s", why.text);
	return false;
}

/* The postmaster's end is seen by its own descriptor; this is about the rest.
 */
static void
ended(void *context)
{
	struct database *database = context;

	if (database->tenant.killer.is_done)
		log_warning(
		    "%s: no process of the database is left", database->name);
	observer_look_soon(database);
}

void
tenant_kill(struct database *database, const char *reason)
{
	struct tenant *tenant = &database->tenant;
	bool is_held = view_last_record(&database->view)->held;

	if (is_held && !tenant->is_told)
		log_warning("%s: %s; it is spared, since promotions are held",
		    database->name, reason);
	tenant->is_told = is_held;
	if (is_held || !database->observer.has_hand ||
	    deputy_is_under_way(&tenant->killer))
		return;
	log_error("%s: the database is killed: %s", database->name, reason);
	tenant_end(database);
}

bool
tenant_must_still_end(const struct database *database)
{
	return database->observer.has_hand &&
	       (deputy_is_under_way(&database->tenant.killer) ||
		   !database->tenant.killer.is_done ||
		   database->observer.pid != 0);
}

void
tenant_end(struct database *database)
{
	if (database->observer.has_hand)
		deputy_begin(&database->tenant.killer, kill_instance,
		    &database->observer.hand.instance, ended, database);
}
