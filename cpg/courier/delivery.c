/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/courier/delivery.h"

#include "cpg/courier/inscription.h"
#include "cpg/keeper/errand.h"
#include "gauss/session.h"
#include "gauss/session_conninfo.h"

static bool
tell(struct session *session, const struct errand *errand,
    struct moment deadline, bool (*say)(const struct errand_answer *answer),
    struct why *why)
{
	if (!inscription_look(session, deadline, why))
		return false;
	for (unsigned i = 0; i < errand->n && i < HISTORY_MAX; i++) {
		const struct promotion_entry *entry = &errand->entries[i];
		struct errand_answer answer = {
			.word = ERRAND_TOLD,
			.term = entry->term,
			.when_s = entry->when_s,
		};

		if (!inscription_make(session, errand, entry, deadline, why))
			return false;
		if (!say(&answer)) {
			why_set(why, "the keeper has gone");
			return false;
		}
	}
	for (unsigned i = 0; i < errand->fencings.n && i < FENCINGS_MAX; i++)
		if (!inscription_make_fencing(session, errand,
			&errand->fencings.entries[i], deadline, why))
			return false;
	return true;
}

bool
delivery_make(const struct errand *errand,
    bool (*say)(const struct errand_answer *answer), struct why *why)
{
	struct moment deadline = moment_after(moment_now(), ERRAND_MS);
	struct session *session =
	    session_open_conninfo(errand->conninfo, deadline, why);
	bool ok = session != NULL && tell(session, errand, deadline, say, why);

	session_close(session);
	return ok;
}
