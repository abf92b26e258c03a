/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/casting.h"

#include <stdio.h>
#include <string.h>

#include "cpg/quorum/decide_off.h"
#include "cpg/quorum/decide_tie.h"
#include "ocf/log.h"

#define INQUIRE_MS  300
#define INQUIRE_MIN 20 /* between two questions, however urgent */

static void
name_nodes(
    const struct config *config, uint32_t set, char *ret_text, size_t size)
{
	size_t n = 0;

	snprintf(ret_text, size, "nobody");
	for (unsigned i = 0; i < config->nnodes && i < VOTE_NODES_MAX; i++) {
		const struct config_node *node = &config->nodes[i];

		if (!(set >> i & 1) || n >= size)
			continue;
		if (node->name[0] != '\0')
			n += (size_t)snprintf(ret_text + n, size - n, "%s%s",
			    n > 0 ? " " : "", node->name);
		else
			n += (size_t)snprintf(ret_text + n, size - n,
			    "%snode %u", n > 0 ? " " : "", node->id);
	}
}

/* Every change of the vote is one sentence. */
static void
tell(const struct quorumd *quorumd, const struct vote_facts *facts,
    const struct vote_verdict *verdict)
{
	char here[256], missing[256];
	const char *reason = verdict->reason == VOTE_NOT_SENSIBLE
				 ? facts->objection
				 : decide_vote_text(verdict->reason);

	name_nodes(&quorumd->facts.config, facts->ring, here, sizeof(here));
	name_nodes(&quorumd->facts.config, decide_tie_missing(facts), missing,
	    sizeof(missing));
	if (verdict->cast)
		log_info("the vote is cast for %s, without %s: %s%s", here,
		    missing, reason,
		    verdict->may_act
			? ""
			: "; it may be acted on when no lease of the missing "
			  "can last");
	else
		log_warning("no vote for %s, without %s: %s%s", here, missing,
		    reason, verdict->gave_up ? "; this node has given up" : "");
}

/* Half of a view goes on alone only where it was seen, not given up, and all
 * were heard in it. */
static bool
knows_view(const struct quorumd *quorumd, const struct vote_facts *facts)
{
	const struct standing *told = &quorumd->facts.standing;
	unsigned nheard = 0;

	if (!facts->standing.is_known || !facts->standing.is_active ||
	    !decide_tie_saw_view(&quorumd->casting.state, &facts->standing))
		return false;
	for (unsigned i = 0; i < told->nechoes; i++) {
		uint32_t node =
		    facts_set(&quorumd->facts.config, &told->echoes[i].node, 1);

		nheard += (facts->standing.members & node) != 0 &&
			  told->echoes[i].heard_ms < told->lease_ms;
	}
	return nheard + 1 == facts->standing.nmembers;
}

static void
tell_view(struct quorumd *quorumd, const struct vote_facts *facts)
{
	uint64_t view = facts->standing.view;
	char members[256];

	if (view == quorumd->casting.told_view || !knows_view(quorumd, facts))
		return;
	quorumd->casting.told_view = view;
	name_nodes(&quorumd->facts.config, facts->standing.members, members,
	    sizeof(members));
	log_info("view %llu of %s is active here, and all of it was heard%s",
	    (unsigned long long)view, members,
	    facts->standing.nmembers % 2 == 0
		? ": half of it may go on without the others"
		: "");
}

static bool
is_news(const struct casting *casting, const struct vote_verdict *verdict)
{
	return !casting->is_told || verdict->gave_up ||
	       verdict->cast != casting->verdict.cast ||
	       verdict->reason != casting->verdict.reason ||
	       verdict->may_act != casting->verdict.may_act;
}

/* What the other members of the half, or the missing, wait for. */
static bool
matters_to_others(
    const struct vote_verdict *before, const struct vote_verdict *now)
{
	const struct vote_report *a = &before->report, *b = &now->report;

	return before->yields != now->yields || before->cast != now->cast ||
	       a->view != b->view || a->has_keeper != b->has_keeper ||
	       a->is_complete != b->is_complete ||
	       a->is_continuous != b->is_continuous ||
	       a->has_gateway != b->has_gateway || a->hears != b->hears ||
	       a->yielded != b->yielded || a->is_due != b->is_due;
}

/* An answer for every ring, every change, and often enough that corosync
 * does not take the device for dead. */
static void
answer_corosync(struct quorumd *quorumd, struct moment now)
{
	struct casting *casting = &quorumd->casting;
	const struct facts *facts = &quorumd->facts;
	bool is_new = !ring_equal(casting->answered, facts->ring);
	int64_t again_ms = (int64_t)facts->config.timeout_ms / 4;

	if (facts->ring.seq == 0 || casting->verdict.wait)
		return;
	if (!is_new && casting->cast == casting->verdict.cast &&
	    moment_between_ms(casting->polled, now) < again_ms)
		return;
	if (!envoy_vote(&quorumd->envoy, facts->ring, casting->verdict.cast))
		return;
	if (is_new)
		log_info("corosync had its answer after %d ms",
		    (int)moment_between_ms(facts->ring_since, now));
	casting->answered = facts->ring;
	casting->cast = casting->verdict.cast;
	casting->polled = now;
}

/* The keeper is asked often, and at once when it must know something, or its
 * word on the present ring is not there yet. */
static void
inquire(struct quorumd *quorumd, struct moment now)
{
	struct casting *casting = &quorumd->casting;
	const struct facts *facts = &quorumd->facts;
	struct standing_vote vote = casting->next;
	int64_t since_ms = moment_between_ms(casting->asked, now);
	bool is_urgent;

	vote.ring = facts->ring;
	vote.may_act = casting->verdict.cast && casting->verdict.may_act;
	vote.ngateways = facts->setting.ngateways;
	vote.nanswering = facts->ngateways;
	vote.has_gateway = casting->verdict.report.has_gateway;
	is_urgent = vote.may_act != casting->vote.may_act ||
		    vote.has_gateway != casting->vote.has_gateway ||
		    !ring_equal(vote.ring, casting->vote.ring) ||
		    !ring_equal(facts->standing.ring, facts->ring);

	if (casting->is_asking ||
	    since_ms < (is_urgent ? INQUIRE_MIN : INQUIRE_MS))
		return;
	if (!inquirer_ask(&quorumd->inquirer, &vote))
		return;
	casting->is_asking = true;
	casting->asked = now;
	casting->vote = vote;
}

/* In which situation this is, and of whom it may be said that it is off. */
static void
note_occasion(struct quorumd *quorumd, const struct vote_facts *facts)
{
	struct casting *casting = &quorumd->casting;
	struct standing_vote *vote = &casting->next;

	vote->occasion = (struct standing_occasion){ quorumd->facts.life,
		facts->ring_id, facts->standing.view, casting->state.turn };
	vote->nnodes = facts->nnodes;
	for (unsigned i = 0; i < facts->nnodes; i++)
		vote->nodes[i] =
		    (struct standing_node){ quorumd->facts.config.nodes[i].id,
			    decide_off(facts, &casting->verdict, i) };
}

/* What the relay was worth while all was well. */
static void
remember_relay(struct quorumd *quorumd, struct moment now)
{
	struct facts *facts = &quorumd->facts;

	for (unsigned i = 0; i < facts->config.nnodes && i < VOTE_NODES_MAX;
	     i++)
		if (facts->members >> i & 1)
			facts->sight.peers[i].relay_worked =
			    sight_hears_relay(&facts->sight, i, now) ||
			    sight_is_relayed(
				&facts->sight, i, facts->config.self, now);
}

bool
casting_review(struct quorumd *quorumd, struct moment now)
{
	struct casting *casting = &quorumd->casting;
	struct vote_facts facts;
	struct vote_verdict verdict;
	bool matters;

	remember_relay(quorumd, now);
	facts_fill(&quorumd->facts, now, &facts);
	if (facts.self == VOTE_NODES_MAX)
		return false;
	verdict = decide_vote(&casting->state, &facts);
	if (is_news(casting, &verdict) && !verdict.wait) {
		tell(quorumd, &facts, &verdict);
		casting->is_told = true;
	}
	tell_view(quorumd, &facts);
	matters = matters_to_others(&casting->verdict, &verdict);
	casting->verdict = verdict;
	note_occasion(quorumd, &facts);
	answer_corosync(quorumd, now);
	inquire(quorumd, now);
	return matters;
}

void
casting_on_ring(struct quorumd *quorumd, struct ring ring,
    const uint32_t *members, unsigned nmembers, struct moment now)
{
	struct facts *facts = &quorumd->facts;

	facts->ring = ring;
	facts->ring_since = now;
	facts->members = facts_set(&facts->config, members, nmembers);
	quorumd->casting.is_told = false;
	quorumd->casting.asked = (struct moment){ 0 };
	for (unsigned i = 0; i < VOTE_NODES_MAX; i++)
		if (facts->members >> i & 1)
			sight_meet(&facts->sight, i);
}

void
casting_on_answer(struct quorumd *quorumd, const struct inquirer_answer *answer,
    struct moment now)
{
	struct casting *casting = &quorumd->casting;
	struct facts *facts = &quorumd->facts;

	casting->is_asking = false;
	if (!answer->ok && !casting->keeper_failed)
		log_warning("%s: without it no vote is cast for half of the "
			    "nodes",
		    answer->why.text);
	if (answer->ok && casting->keeper_failed)
		log_info("the keeper answers");
	casting->keeper_failed = !answer->ok;
	facts->has_standing = answer->ok;
	if (!answer->ok)
		return;
	facts->standing = answer->standing;
	facts->asked = answer->at;
	facts->answered = now;
}

void
casting_forget(struct quorumd *quorumd)
{
	memset(&quorumd->casting.state, 0, sizeof(quorumd->casting.state));
	quorumd->casting.is_told = false;
}
