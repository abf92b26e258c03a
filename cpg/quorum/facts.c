/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/facts.h"

#include <string.h>

#define BIT(i) (UINT32_C(1) << (i))

/* The keeper is asked three times a second; older than this it has ended. */
#define STANDING_MS 2500

unsigned
facts_place(const struct config *config, uint32_t id)
{
	for (unsigned i = 0; i < config->nnodes && i < VOTE_NODES_MAX; i++)
		if (config->nodes[i].id == id)
			return i;
	return VOTE_NODES_MAX;
}

uint32_t
facts_set(const struct config *config, const uint32_t *ids, unsigned n)
{
	uint32_t set = 0;

	for (unsigned i = 0; i < n; i++) {
		unsigned place = facts_place(config, ids[i]);

		if (place < VOTE_NODES_MAX)
			set |= BIT(place);
	}
	return set;
}

static unsigned
count_nodes(const struct facts *facts)
{
	return facts->config.nnodes < VOTE_NODES_MAX ? facts->config.nnodes
						     : VOTE_NODES_MAX;
}

static bool
is_here(const struct facts *facts, unsigned place)
{
	return facts->members >> place & 1;
}

static void
take_echo(const struct facts *facts, const struct standing_echo *echo,
    struct vote_standing *standing)
{
	unsigned place = facts_place(&facts->config, echo->node);
	/* Each from the end that makes it rather too old, or too new. */
	struct moment heard = moment_after(facts->asked, -echo->heard_ms);
	struct moment sent = moment_after(facts->answered, -echo->sent_ms);

	if (place == VOTE_NODES_MAX || is_here(facts, place))
		return;
	if (standing->members >> place & 1)
		standing->heard = moment_earlier(standing->heard, heard);
	if (moment_between_ms(standing->sent, sent) > 0)
		standing->sent = sent;
}

/* A missing member of which the keeper says nothing was never heard. */
static bool
has_all_echoes(const struct facts *facts, const struct vote_standing *standing)
{
	uint32_t told = 0;

	for (unsigned i = 0; i < facts->standing.nechoes; i++)
		told |= facts_set(
		    &facts->config, &facts->standing.echoes[i].node, 1);
	return (standing->members & ~facts->members & ~told) == 0;
}

static void
fill_standing(const struct facts *facts, struct moment now,
    struct vote_standing *standing)
{
	const struct standing *told = &facts->standing;
	bool is_fresh = facts->has_standing &&
			moment_between_ms(facts->answered, now) < STANDING_MS;

	standing->view = told->view;
	standing->nmembers = told->nmembers;
	standing->members =
	    facts_set(&facts->config, told->members, told->nmembers);
	standing->is_known = is_fresh && facts->ring.seq != 0 &&
			     ring_equal(told->ring, facts->ring) &&
			     told->lease_ms > 0;
	standing->is_complete = told->is_complete;
	standing->is_active = is_fresh && told->is_active;
	standing->lease_ms = told->lease_ms;
	standing->rank = (struct vote_rank){ told->record_view,
		told->record_seq, told->has_primary, facts->config.self };
	standing->heard = now;
	standing->sent = moment_after(now, -told->lease_ms - VOTE_GUARD_MS);
	for (unsigned i = 0; i < told->nechoes; i++)
		take_echo(facts, &told->echoes[i], standing);
	if (!has_all_echoes(facts, standing)) {
		standing->heard = moment_after(now, -told->lease_ms);
		standing->sent = now;
	}
}

static void
fill_report(const struct facts *facts, const struct sight_peer *peer,
    struct moment now, struct vote_report *report)
{
	const struct witness *said = &peer->said;

	if (!peer->has_said || !ring_equal(said->ring, facts->ring) ||
	    moment_between_ms(peer->said_at, now) >= SIGHT_WORD_MS)
		return;
	report->is_there = true;
	report->has_keeper = said->has_keeper;
	report->view = said->view;
	report->members =
	    facts_set(&facts->config, said->members.ids, said->members.n);
	report->nmembers = said->nmembers;
	report->is_complete = said->is_complete;
	report->is_continuous = said->is_continuous;
	report->has_gateway = said->has_gateway;
	report->hears =
	    facts_set(&facts->config, said->hears.ids, said->hears.n);
	report->yielded =
	    facts_set(&facts->config, said->yielded.ids, said->yielded.n);
	report->is_due = said->is_due;
	report->rank = said->rank;
}

static void
fill_missing(const struct facts *facts, unsigned place, struct moment now,
    struct vote_facts *ret)
{
	const struct sight_peer *peer = &facts->sight.peers[place];

	if (sight_lives(&facts->sight, place, now))
		ret->hears |= BIT(place);
	if (peer->yields != 0 && peer->yields >= facts->standing.view)
		ret->yielded |= BIT(place);
	if (peer->has_said &&
	    moment_between_ms(peer->said_at, now) < SIGHT_WORD_MS)
		ret->ranks[place] = peer->said.rank;
}

/* Said to another life of this daemon it is as good as not said. */
static struct vote_off
find_off(const struct facts *facts)
{
	const struct standing *told = &facts->standing;
	struct vote_off off = { .nodes = 0 };

	if (!facts->has_standing || told->occasion.life == 0 ||
	    told->occasion.life != facts->life)
		return off;
	off.nodes = facts_set(&facts->config, told->off, told->noff);
	off.ring = told->occasion.ring;
	off.view = told->occasion.view;
	off.turn = told->occasion.turn;
	return off;
}

/* A gateway that must relay, and did not when that could be seen. */
static bool
lacks_relay(const struct facts *facts)
{
	unsigned self = facts_place(&facts->config, facts->config.self);

	if (facts->setting.relay != SETTING_RELAY_NEEDED)
		return false;
	for (unsigned i = 0; i < count_nodes(facts); i++)
		if (i != self && !is_here(facts, i) &&
		    !facts->sight.peers[i].relay_worked)
			return true;
	return false;
}

static const char *
find_objection(const struct facts *facts)
{
	if (facts->setting.objection.text[0] != '\0')
		return facts->setting.objection.text;
	if (facts->objection.text[0] != '\0')
		return facts->objection.text;
	return NULL;
}

void
facts_fill(
    const struct facts *facts, struct moment now, struct vote_facts *ret_facts)
{
	unsigned n = count_nodes(facts);

	memset(ret_facts, 0, sizeof(*ret_facts));
	ret_facts->now = now;
	ret_facts->has_corosync = facts->has_corosync && facts->ring.seq != 0;
	ret_facts->objection = find_objection(facts);
	ret_facts->nnodes = n;
	ret_facts->self = facts_place(&facts->config, facts->config.self);
	ret_facts->ring = facts->members;
	ret_facts->ring_id = facts->ring;
	ret_facts->ring_since = facts->ring_since;
	ret_facts->decision_ms = facts->setting.decision_ms;
	ret_facts->has_gateway = facts->setting.needed > 0 &&
				 facts->ngateways >= facts->setting.needed;
	ret_facts->lacks_relay = lacks_relay(facts);
	ret_facts->off = find_off(facts);
	fill_standing(facts, now, &ret_facts->standing);
	for (unsigned i = 0; i < n; i++) {
		if (i == ret_facts->self)
			continue;
		if (is_here(facts, i))
			fill_report(facts, &facts->sight.peers[i], now,
			    &ret_facts->reports[i]);
		else
			fill_missing(facts, i, now, ret_facts);
	}
}

static void
list(const struct config *config, uint32_t set, struct witness_nodes *nodes)
{
	nodes->n = 0;
	for (unsigned i = 0; i < config->nnodes && i < VOTE_NODES_MAX; i++)
		if (set >> i & 1)
			nodes->ids[nodes->n++] = config->nodes[i].id;
}

void
facts_word(const struct facts *facts, const struct vote_verdict *verdict,
    struct moment now, struct witness *ret_word)
{
	const struct vote_report *report = &verdict->report;
	uint32_t relayed = 0;

	memset(ret_word, 0, sizeof(*ret_word));
	ret_word->sender = facts->config.self;
	ret_word->ring = facts->ring;
	ret_word->has_corosync = facts->has_corosync;
	ret_word->has_keeper = report->has_keeper;
	ret_word->is_complete = report->is_complete;
	ret_word->is_continuous = report->is_continuous;
	ret_word->has_gateway = report->has_gateway;
	ret_word->is_due = report->is_due;
	ret_word->casts = verdict->cast;
	ret_word->may_act = verdict->may_act;
	ret_word->view = report->view;
	list(&facts->config, report->members, &ret_word->members);
	ret_word->nmembers = report->nmembers;
	ret_word->yields = verdict->yields;
	ret_word->rank = report->rank;
	list(&facts->config, report->hears, &ret_word->hears);
	list(&facts->config, report->yielded, &ret_word->yielded);
	for (unsigned i = 0; i < count_nodes(facts); i++)
		if (sight_hears_relay(&facts->sight, i, now))
			relayed |= BIT(i);
	list(&facts->config, relayed, &ret_word->relayed);
}

const char *
facts_relay(const struct facts *facts, struct moment now)
{
	unsigned self = facts_place(&facts->config, facts->config.self);
	unsigned n = 0, ways = 0;

	if (facts->setting.relay == SETTING_RELAY_OFF)
		return "off";
	for (unsigned i = 0; i < count_nodes(facts); i++) {
		if (i == self || !is_here(facts, i))
			continue;
		n++;
		ways += sight_hears_relay(&facts->sight, i, now);
		ways +=
		    sight_is_relayed(&facts->sight, i, facts->config.self, now);
	}
	if (n == 0)
		return "not tried";
	if (ways == 2 * n)
		return "works";
	return ways == 0 ? "does not relay" : "works one way";
}
