/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/candidacy.h"
#include "cpg/keeper/database.h"
#include "cpg/keeper/decide_names.h"
#include "cpg/keeper/naming_facts.h"

bool
candidacy_state_is_named(const struct database *database)
{
	return database->candidacy.step == PROMOTION_IDLE &&
	       database->candidacy.term != 0 &&
	       naming_verdict(database) == NAMES_RULE &&
	       view_last_record(&database->view)->term ==
		   database->candidacy.term;
}

/*
 * The names are still to come.  While the record is updated, or no view is
 * active, nobody can say that they will not.
 */
static bool
waits_for_names(const struct database *database)
{
	return database->candidacy.term != 0 &&
	       view_last_record(&database->view)->term ==
		   database->candidacy.term &&
	       naming_verdict(database) != NAMES_CLOSED;
}

static enum answer_kind
state_when_idle(const struct candidacy *candidacy)
{
	if (candidacy->is_asked)
		return ANSWER_WAITING;
	if (candidacy->is_writable)
		return ANSWER_WRITABLE;
	return candidacy->serial == 0 ? ANSWER_NO_GRANT : ANSWER_REFUSED;
}

void
candidacy_state(const struct database *database, struct answer *answer)
{
	const struct candidacy *candidacy = &database->candidacy;

	answer->term = candidacy->term;
	answer->why = candidacy->why;
	switch (candidacy->step) {
	case PROMOTION_IDLE:
		answer->kind = state_when_idle(candidacy);
		if (answer->kind == ANSWER_REFUSED && waits_for_names(database))
			answer->kind = ANSWER_WAITING;
		break;
	case PROMOTION_REFUSING:
	case PROMOTION_RECORDING:
	case PROMOTION_LEASING:
	case PROMOTION_VERIFYING:
		answer->kind = ANSWER_WAITING;
		break;
	case PROMOTION_PROMOTING:
		answer->kind = ANSWER_GRANTED;
		break;
	case PROMOTION_WITHDRAWING:
		answer->kind = ANSWER_WITHDRAWN;
		break;
	}
}

bool
candidacy_state_is_guarded(struct database *database)
{
	struct why why;

	if (observer_sees_primary(database) ||
	    database->outlets->is_armed(database, &why))
		return true;
	database->candidacy.why = why;
	return false;
}

bool
candidacy_state_has_grant(const struct database *database)
{
	return database->candidacy.step > PROMOTION_REFUSING;
}
