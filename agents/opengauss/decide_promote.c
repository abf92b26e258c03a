/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/decide_promote.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "agents/opengauss/facts.h"
#include "ocf/why.h"

int
decide_promote_compare(const struct facts *facts, const struct peer *peer)
{
	if (peer->term != facts->server.term)
		return peer->term < facts->server.term ? -1 : 1;
	return lsn_cmp(peer->lsn, facts->server.lsn);
}

bool
decide_promote_counts(const struct facts *facts, const struct peer *peer)
{
	return peer->heard && !peer->cascade && peer->role == ROLE_STANDBY &&
	       peer->db_state != DB_STATE_BUILDING &&
	       (peer->member || !facts->rule_given);
}

/* While it still replays, its WAL may end later than it says. */
static bool
holds_no_more(const struct facts *facts, const struct peer *peer)
{
	return decide_promote_counts(facts, peer) && peer->settled &&
	       decide_promote_compare(facts, peer) <= 0;
}

static bool
same_name(const char *a, const char *b)
{
	return a[0] != '\0' && strcasecmp(a, b) == 0;
}

/*
 * Is the node of that name heard with WAL not later than ours?  A name that
 * two nodes bear says nothing about either.
 */
static bool
name_holds_no_more(const struct facts *facts, const char *name)
{
	unsigned bearers = same_name(facts->name, name);
	bool holds = bearers == 1;

	for (unsigned i = 0; i < facts->npeers; i++) {
		if (!same_name(facts->peers[i].name, name))
			continue;
		bearers++;
		holds = holds_no_more(facts, &facts->peers[i]);
	}
	return bearers == 1 && holds;
}

static bool
name_is_claimed(const struct facts *facts, const char *name)
{
	if (same_name(facts->name, name))
		return true;
	for (unsigned i = 0; i < facts->npeers; i++)
		if (same_name(facts->peers[i].name, name))
			return true;
	return false;
}

/*
 * Is a node that never told its name in the group?  Every name of a rule
 * belongs to a configured node.  So where just as many names are unclaimed as
 * nodes are nameless, each of these has one of them; otherwise one of them may
 * be outside, and since each of them must be cleared, all are taken for that.
 */
static bool
nameless_are_in(const struct facts *facts, const struct sync_group *group)
{
	unsigned unclaimed = 0, nameless = 0;

	for (unsigned i = 0; i < group->nmembers; i++)
		unclaimed += !name_is_claimed(facts, group->members[i]);
	for (unsigned i = 0; i < facts->npeers; i++)
		nameless +=
		    facts->peers[i].name[0] == '\0' && !facts->peers[i].cascade;
	return unclaimed == nameless;
}

/* (iii) for one group and one possible last primary. */
static bool
group_clears(const struct facts *facts, const struct sync_group *group,
    const struct peer *last, struct promotion *ret_promotion)
{
	bool listed = last->name[0] == '\0'
			  ? nameless_are_in(facts, group)
			  : sync_names_group_has(group, last->name);
	unsigned others = group->nmembers - listed, heard = 0, needed;

	if (group->k == 0 || group->k > others)
		return false;
	for (unsigned i = 0; i < group->nmembers; i++)
		if (!same_name(last->name, group->members[i]))
			heard += name_holds_no_more(facts, group->members[i]);
	needed = others - group->k + 1;
	ret_promotion->heard = heard;
	ret_promotion->needed = needed;
	return heard >= needed;
}

/* May that node have acknowledged nothing that this one lacks? */
static bool
is_cleared(const struct facts *facts, const struct peer *last,
    struct promotion *ret_promotion)
{
	if (last->cascade || holds_no_more(facts, last))
		return true;
	for (unsigned i = 0; i < facts->rule.ngroups && facts->rule_given; i++)
		if (group_clears(
			facts, &facts->rule.groups[i], last, ret_promotion))
			return true;
	return false;
}

static bool
not_a_standby(const struct facts *facts, struct promotion *ret_promotion)
{
	(void)ret_promotion;
	return !facts->answers || facts->server.role != ROLE_STANDBY;
}

static bool
building(const struct facts *facts, struct promotion *ret_promotion)
{
	(void)ret_promotion;
	return facts->build == BUILD_RUNNING || facts->half_built ||
	       facts->server.db_state == DB_STATE_BUILDING;
}

static bool
needs_build(const struct facts *facts, struct promotion *ret_promotion)
{
	(void)ret_promotion;
	return detail_needs_build(facts->server.detail);
}

static const struct peer *
heard_primary(const struct facts *facts)
{
	for (unsigned i = 0; i < facts->npeers; i++)
		if (facts->peers[i].heard &&
		    (facts->peers[i].role == ROLE_PRIMARY ||
			facts->peers[i].role == ROLE_NORMAL))
			return &facts->peers[i];
	return NULL;
}

/* A stream whose other end no longer answers is a matter of a timeout only. */
static bool
stream_up(const struct facts *facts, struct promotion *ret_promotion)
{
	ret_promotion->peer = heard_primary(facts);
	return facts->server.receiving && ret_promotion->peer != NULL;
}

static bool
peer_is_primary(const struct facts *facts, struct promotion *ret_promotion)
{
	ret_promotion->peer = heard_primary(facts);
	return ret_promotion->peer != NULL;
}

/*
 * Under a rule a standby that is ahead objects only where it is needed: one
 * that ran ahead on its own (the old primary, restarted, with WAL that nobody
 * else had to have) must not hold up the others.
 */
static bool
peer_is_ahead(const struct facts *facts, struct promotion *ret_promotion)
{
	bool all_cleared = facts->rule_given;

	for (unsigned i = 0; i < facts->npeers && all_cleared; i++)
		all_cleared =
		    is_cleared(facts, &facts->peers[i], ret_promotion);
	for (unsigned i = 0; i < facts->npeers && !all_cleared; i++) {
		ret_promotion->peer = &facts->peers[i];
		if (decide_promote_counts(facts, ret_promotion->peer) &&
		    decide_promote_compare(facts, ret_promotion->peer) > 0)
			return true;
	}
	return false;
}

static bool
not_enough_heard(const struct facts *facts, struct promotion *ret_promotion)
{
	if (!facts->rule_given)
		return false;
	for (unsigned i = 0; i < facts->npeers; i++) {
		ret_promotion->peer = &facts->peers[i];
		ret_promotion->heard = ret_promotion->needed = 0;
		if (!is_cleared(facts, ret_promotion->peer, ret_promotion))
			return true;
	}
	return false;
}

static const struct {
	bool (*holds)(
	    const struct facts *facts, struct promotion *ret_promotion);
	enum promote_objection objection;
} objections[] = {
	{ not_a_standby, PROMOTE_NOT_A_STANDBY },
	{ building, PROMOTE_BUILDING },
	{ needs_build, PROMOTE_NEEDS_BUILD },
	{ stream_up, PROMOTE_STREAM_UP },
	{ peer_is_primary, PROMOTE_PEER_IS_PRIMARY },
	{ peer_is_ahead, PROMOTE_PEER_IS_AHEAD },
	{ not_enough_heard, PROMOTE_NOT_ENOUGH_HEARD },
};

struct promotion
decide_promote(const struct facts *facts)
{
	size_t n = sizeof(objections) / sizeof(objections[0]);

	for (size_t i = 0; i < n; i++) {
		struct promotion promotion = { objections[i].objection, NULL, 0,
			0 };

		if (objections[i].holds(facts, &promotion))
			return promotion;
	}
	return (struct promotion){ PROMOTE_MAY, NULL, 0, 0 };
}

static uint64_t
later_term(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

uint64_t
decide_promote_term(const struct facts *facts, int64_t now_s)
{
	uint64_t term = later_term(facts->server.term, facts->shown_term);

	for (unsigned i = 0; i < facts->npeers; i++)
		term = later_term(term, facts->peers[i].term);
	return later_term(term + 1, now_s > 0 ? (uint64_t)now_s : 0);
}

/* What is still to be replayed here may well be what a peer is ahead by. */
bool
decide_promote_may_pass(
    const struct facts *facts, enum promote_objection objection)
{
	switch (objection) {
	case PROMOTE_NOT_A_STANDBY:
		return !facts->answers && facts->presence == PROCESS_RUNNING;
	case PROMOTE_STREAM_UP:
	case PROMOTE_PEER_IS_PRIMARY:
	case PROMOTE_NOT_ENOUGH_HEARD:
		return true;
	case PROMOTE_PEER_IS_AHEAD:
		return !facts->server.replayed_all;
	case PROMOTE_MAY:
	case PROMOTE_BUILDING:
	case PROMOTE_NEEDS_BUILD:
		break;
	}
	return false;
}

static const char *
peer_text(const struct peer *peer)
{
	if (!peer)
		return "another node";
	return peer->name[0] != '\0' ? peer->name : peer->place;
}

static void
ahead_text(const struct facts *facts, const struct peer *peer, struct why *why)
{
	char theirs[LSN_TEXT_MAX], ours[LSN_TEXT_MAX];

	why_set(why,
	    "%s holds later WAL (term %llu, %s) than this node (term "
	    "%llu, %s)",
	    peer_text(peer), (unsigned long long)peer->term,
	    lsn_text(peer->lsn, theirs), (unsigned long long)facts->server.term,
	    lsn_text(facts->server.lsn, ours));
}

static void
not_heard_text(const struct promotion *promotion, struct why *why)
{
	const char *who = peer_text(promotion->peer);

	if (promotion->needed == 0)
		why_set(why,
		    "%s may hold commits that nobody else need have, "
		    "and is not heard as a standby of this partition",
		    who);
	else
		why_set(why,
		    "%s may have been the primary; to be sure of what "
		    "it acknowledged, %u of the other nodes in "
		    "synchronous_standby_names must be heard, not "
		    "ahead of this one; %u are",
		    who, promotion->needed, promotion->heard);
}

void
decide_promote_text(const struct facts *facts,
    const struct promotion *promotion, struct why *why)
{
	const char *who = peer_text(promotion->peer);

	switch (promotion->objection) {
	case PROMOTE_MAY:
		why_set(why, "%s", "");
		return;
	case PROMOTE_NOT_A_STANDBY:
		why_set(why, "the database here is no standby that answers");
		return;
	case PROMOTE_BUILDING:
		why_set(why, "the standby here is still being built");
		return;
	case PROMOTE_NEEDS_BUILD:
		why_set(why, "the standby here must be rebuilt: %s",
		    detail_text(facts->server.detail));
		return;
	case PROMOTE_STREAM_UP:
		why_set(
		    why, "this standby still streams from the primary %s", who);
		return;
	case PROMOTE_PEER_IS_PRIMARY:
		why_set(why, "%s runs as the primary", who);
		return;
	case PROMOTE_PEER_IS_AHEAD:
		ahead_text(facts, promotion->peer, why);
		return;
	case PROMOTE_NOT_ENOUGH_HEARD:
		not_heard_text(promotion, why);
		return;
	}
}
