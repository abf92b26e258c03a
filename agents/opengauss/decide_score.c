/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/decide_score.h"

#include <stddef.h>
#include <string.h>

#include "agents/opengauss/decide_promote.h"
#include "agents/opengauss/facts.h"

static bool
must_be_built(const struct facts *facts)
{
	return facts->half_built || facts->build == BUILD_RUNNING ||
	       facts->server.db_state == DB_STATE_BUILDING ||
	       detail_needs_build(facts->server.detail);
}

static bool
rule_names(const struct facts *facts, const char *name)
{
	for (unsigned i = 0; i < facts->rule.ngroups; i++)
		if (facts->rule.groups[i].k > 0 &&
		    sync_names_group_has(&facts->rule.groups[i], name))
			return true;
	return false;
}

static enum score
streaming_score(const struct facts *facts)
{
	if (facts->server.db_state == DB_STATE_CATCHUP)
		return SCORE_LAGGING;
	if (facts->rule_given && !rule_names(facts, facts->name))
		return SCORE_LAGGING;
	return SCORE_READY;
}

/*
 * Would that standby be the better choice of the two?  Of equals Pacemaker may
 * take either.
 */
static bool
is_better(const struct facts *facts, const struct peer *peer)
{
	return decide_promote_counts(facts, peer) &&
	       !detail_needs_build(peer->detail) &&
	       decide_promote_compare(facts, peer) > 0;
}

/* The same facts as that peer has them, which hears whom we hear. */
static struct facts
seen_from(const struct facts *facts, unsigned peer)
{
	struct facts theirs = *facts;
	struct peer *self = &theirs.peers[peer];

	memcpy(theirs.name, self->name, sizeof(theirs.name));
	theirs.server.role = self->role;
	theirs.server.db_state = self->db_state;
	theirs.server.detail = self->detail;
	theirs.server.term = self->term;
	theirs.server.lsn = self->lsn;
	theirs.server.receiving = false;
	memcpy(self->name, facts->name, sizeof(self->name));
	self->role = facts->server.role;
	self->db_state = facts->server.db_state;
	self->detail = facts->server.detail;
	self->term = facts->server.term;
	self->lsn = facts->server.lsn;
	self->settled = facts->server.replayed_all;
	return theirs;
}

static bool
another_may(const struct facts *facts)
{
	for (unsigned i = 0; i < facts->npeers; i++) {
		struct facts theirs = seen_from(facts, i);

		if (decide_promote_counts(facts, &facts->peers[i]) &&
		    decide_promote(&theirs).objection == PROMOTE_MAY)
			return true;
	}
	return false;
}

static enum score
election_score(const struct facts *facts)
{
	if (!facts->asked || decide_promote(facts).objection != PROMOTE_MAY)
		return SCORE_NONE;
	if (facts->memory.stood_down && another_may(facts))
		return SCORE_NONE;
	for (unsigned i = 0; i < facts->npeers; i++)
		if (is_better(facts, &facts->peers[i]))
			return SCORE_NEXT;
	return SCORE_READY;
}

bool
decide_score_needs_peers(const struct facts *facts)
{
	return facts->answers && facts->server.role == ROLE_STANDBY &&
	       !facts->server.receiving && !must_be_built(facts);
}

enum score
decide_score(const struct facts *facts)
{
	/* A primary that is slow to answer is the monitor's to judge: without
	 * its score it would be demoted after one look. */
	if (!facts->answers)
		return facts->presence == PROCESS_RUNNING &&
			       facts->memory.last_role == ROLE_PRIMARY
			   ? SCORE_PRIMARY
			   : SCORE_NONE;
	if (must_be_built(facts))
		return SCORE_NONE;
	if (facts->server.role == ROLE_PRIMARY)
		return SCORE_PRIMARY;
	if (facts->server.role != ROLE_STANDBY)
		return SCORE_NONE;
	if (facts->server.receiving)
		return streaming_score(facts);
	return election_score(facts);
}
