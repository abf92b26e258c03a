/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/decide_vote.h"

#include <string.h>

#include "cpg/quorum/decide_tie.h"

/* The facts, with what this node says of itself among the reports. */
struct weighing {
	struct vote_state *state;
	const struct vote_facts *facts;
	struct vote_report reports[VOTE_NODES_MAX];
	const struct vote_report *newest;
};

static struct vote_report *
own(struct weighing *weighing)
{
	return &weighing->reports[weighing->facts->self];
}

/* What is given up in a view comes back only with a later one: others may have
 * been told. */
static void
give_up(struct vote_state *state, uint64_t view)
{
	if (state->lost_view < view)
		state->lost_view = view;
	if (state->is_holding)
		state->turn++;
	state->is_holding = false;
	state->is_due = false;
}

/*
 * The last time that this process saw all members of the view together.  From
 * then on continuity can only end: a ring in which no view was installed gives
 * nothing back.
 */
static void
note_view(struct vote_state *state, const struct vote_facts *facts)
{
	const struct vote_standing *standing = &facts->standing;

	if (standing->is_known && standing->is_active &&
	    (standing->members & ~facts->ring) == 0)
		state->seen_view = standing->view;
}

/* The others were met since: a view with them was installed. */
static bool
has_met_others(const struct vote_state *state, const struct vote_facts *facts)
{
	const struct vote_standing *standing = &facts->standing;

	return standing->is_known && standing->view != state->latched_view &&
	       standing->members != facts->ring;
}

/* A hold and a latch belong to one partition. */
static void
note_ring(struct vote_state *state, const struct vote_facts *facts)
{
	if (state->is_holding && state->held != facts->ring) {
		state->is_holding = false;
		state->is_due = false;
	}
	if (state->latched != facts->ring || has_met_others(state, facts))
		state->latched = 0;
	if (state->is_holding && decide_tie_has_slept(state, facts))
		give_up(state, facts->standing.view);
}

static bool
is_continuous(const struct vote_state *state, const struct vote_facts *facts)
{
	const struct vote_standing *standing = &facts->standing;

	if (!standing->is_known || !standing->is_complete ||
	    !(standing->members >> facts->self & 1) ||
	    !decide_tie_saw_view(state, standing))
		return false;
	return state->is_holding || decide_tie_is_latched(state, facts) ||
	       decide_tie_is_leased(standing, facts->now);
}

static struct vote_report
report_self(const struct vote_state *state, const struct vote_facts *facts)
{
	const struct vote_standing *standing = &facts->standing;
	struct vote_report report = {
		.is_there = true,
		.has_keeper = standing->is_known,
		.has_gateway = facts->has_gateway,
		.hears = facts->hears,
		.yielded = facts->yielded,
		.is_due = state->is_due || state->latched != 0,
	};

	if (!standing->is_known)
		return report;
	report.view = standing->view;
	report.members = standing->members;
	report.nmembers = standing->nmembers;
	report.is_complete = standing->is_complete;
	report.is_continuous = is_continuous(state, facts);
	report.rank = standing->rank;
	return report;
}

static bool
all_reported(const struct weighing *weighing, bool with_keeper)
{
	const struct vote_facts *facts = weighing->facts;

	for (unsigned i = 0; i < facts->nnodes; i++) {
		const struct vote_report *report = &weighing->reports[i];

		if (!(facts->ring >> i & 1))
			continue;
		if (!report->is_there || (with_keeper && !report->has_keeper))
			return false;
	}
	return true;
}

/* The last view that any member of this partition installed. */
static const struct vote_report *
find_newest(const struct weighing *weighing)
{
	const struct vote_facts *facts = weighing->facts;
	const struct vote_report *newest = &weighing->reports[facts->self];

	for (unsigned i = 0; i < facts->nnodes; i++)
		if ((facts->ring >> i & 1) &&
		    weighing->reports[i].view > newest->view)
			newest = &weighing->reports[i];
	return newest;
}

/* Of those that are in the newest view; who slept through it has no say. */
static bool
all_are_continuous(const struct weighing *weighing)
{
	uint32_t in_view = weighing->newest->members & weighing->facts->ring;

	for (unsigned i = 0; i < weighing->facts->nnodes; i++)
		if ((in_view >> i & 1) &&
		    !(weighing->reports[i].is_continuous &&
			weighing->reports[i].view == weighing->newest->view))
			return false;
	return in_view != 0;
}

/* Rules 2 to 4. */
static enum vote_reason
look_for_evidence(const struct weighing *weighing)
{
	const struct vote_facts *facts = weighing->facts;

	if (decide_tie_all_yielded(facts, weighing->reports, weighing->newest))
		return VOTE_YIELDED;
	if (decide_tie_living(facts, weighing->reports) != 0)
		return VOTE_LIFE_SEEN;
	if (!decide_tie_has_gateway(facts, weighing->reports))
		return VOTE_NO_GATEWAY;
	return decide_tie_lacks_relay(facts) ? VOTE_NO_RELAY : VOTE_SILENCE;
}

static bool
is_evidence(enum vote_reason reason)
{
	return reason == VOTE_SILENCE || reason == VOTE_YIELDED ||
	       reason == VOTE_SAID_OFF;
}

/* A word that is refuted counts no more when all is silent again. */
static enum vote_reason
weigh_words(const struct weighing *weighing)
{
	const struct vote_facts *facts = weighing->facts;

	if (decide_tie_living(facts, weighing->reports) == 0)
		return VOTE_SAID_OFF;
	weighing->state->turn++;
	return VOTE_LIFE_SEEN;
}

/* When no lease of the missing can last.  A word comes when that is long over,
 * and even then silence must last for a moment. */
static struct moment
may_act_at(const struct vote_facts *facts, enum vote_reason reason)
{
	struct moment over = moment_after(
	    facts->standing.sent, facts->standing.lease_ms + VOTE_GUARD_MS);
	struct moment later = moment_after(facts->now, VOTE_GUARD_MS);

	if (reason != VOTE_SAID_OFF || moment_between_ms(later, over) > 0)
		return over;
	return later;
}

/* Half of the nodes, and half of the last view. */
static enum vote_reason
weigh_tie(struct weighing *weighing)
{
	struct vote_state *state = weighing->state;
	enum vote_reason reason;

	if (decide_tie_is_said_now(state, weighing->facts) &&
	    decide_tie_are_off(weighing->facts, weighing->newest))
		reason = weigh_words(weighing);
	else if (all_are_continuous(weighing))
		reason = look_for_evidence(weighing);
	else
		return VOTE_NO_CONTINUITY;
	if (is_evidence(reason) && !state->is_holding) {
		state->is_holding = true;
		state->is_due = false;
		state->held = weighing->facts->ring;
		state->act_at = may_act_at(weighing->facts, reason);
	}
	if (is_evidence(reason) &&
	    decide_tie_has_waited(state->act_at, weighing->facts->now))
		state->is_due = true;
	return reason;
}

static enum vote_reason
weigh_half(struct weighing *weighing)
{
	const struct vote_facts *facts = weighing->facts;
	int share;

	if (!all_reported(weighing, false))
		return VOTE_NOT_REPORTED;
	if (!all_reported(weighing, true))
		return VOTE_NO_KEEPER;
	weighing->newest = find_newest(weighing);
	if (!decide_tie_is_complete(facts, weighing->reports, weighing->newest))
		return VOTE_VIEW_UNKNOWN;
	share = decide_tie_share(facts, weighing->newest);
	if (share > 0)
		return VOTE_MOST_OF_VIEW;
	return share < 0 ? VOTE_OTHERS_HAVE_MORE : weigh_tie(weighing);
}

static enum vote_reason
weigh(struct weighing *weighing)
{
	const struct vote_facts *facts = weighing->facts;

	if (!facts->has_corosync)
		return VOTE_NO_COROSYNC;
	if (decide_tie_has_most(facts->ring, facts->nnodes))
		return VOTE_MOST_NODES;
	if (2 * decide_tie_count(facts->ring) < facts->nnodes)
		return VOTE_TOO_FEW;
	if (facts->objection != NULL)
		return VOTE_NOT_SENSIBLE;
	if (decide_tie_is_latched(weighing->state, facts))
		return VOTE_LATCHED;
	return weigh_half(weighing);
}

/* Is there a living missing node, heard by word, that is right before us? */
static bool
is_lower(const struct weighing *weighing)
{
	const struct vote_facts *facts = weighing->facts;
	uint32_t living = decide_tie_living(facts, weighing->reports);
	struct vote_rank ours = { .node = 0 };

	for (unsigned i = 0; i < facts->nnodes; i++)
		if ((facts->ring >> i & 1) &&
		    decide_tie_compare(&weighing->reports[i].rank, &ours) > 0)
			ours = weighing->reports[i].rank;
	for (unsigned i = 0; i < facts->nnodes; i++)
		if ((living >> i & 1) && facts->ranks[i].node != 0 &&
		    decide_tie_compare(&facts->ranks[i], &ours) > 0)
			return true;
	return false;
}

/* True where continuity ends by this verdict. */
static bool
ends_here(const struct weighing *weighing, enum vote_reason reason)
{
	const struct vote_state *state = weighing->state;
	const struct vote_facts *facts = weighing->facts;
	const struct vote_standing *standing = &facts->standing;

	if (reason == VOTE_NO_COROSYNC)
		return true;
	if (reason == VOTE_MOST_NODES || reason == VOTE_MOST_OF_VIEW ||
	    reason == VOTE_LATCHED)
		return false;
	if (decide_tie_is_broken(state->is_holding, is_evidence(reason)))
		return true;
	if (reason == VOTE_LIFE_SEEN && is_lower(weighing))
		return true;
	/* One member's loss is the half's, and stays so: who still waits for
	 * a yield need not wait for the others of this half. */
	if (reason == VOTE_NO_CONTINUITY)
		return true;
	/* The lease has run out: from here on nobody need be asked. */
	return !state->is_holding && standing->is_known &&
	       !decide_tie_is_leased(standing, facts->now);
}

/* Votes that need no continuity have nothing to yield. */
static uint64_t
yields(const struct weighing *weighing, const struct vote_verdict *verdict)
{
	const struct vote_state *state = weighing->state;
	const struct vote_standing *standing = &weighing->facts->standing;
	uint64_t view = standing->view != 0 ? standing->view : state->lost_view;

	if (verdict->cast || view == 0 || state->lost_view < view)
		return 0;
	/* A view of this node alone is its own, whatever it gave up. */
	return standing->nmembers == 1 ? 0 : view;
}

/* May a moment bring the evidence that is not there yet? */
static bool
may_come(enum vote_reason reason)
{
	return reason == VOTE_NOT_REPORTED || reason == VOTE_NO_KEEPER ||
	       reason == VOTE_LIFE_SEEN;
}

/*
 * The view that is given up.  While a device starts it has no ring yet, and its
 * keeper may have a view with all others already: nobody waits for a yield
 * there, and given up it would be lost to this node for as long as it lasts.
 */
static uint64_t
last_view(const struct weighing *weighing, enum vote_reason reason)
{
	const struct vote_standing *standing = &weighing->facts->standing;
	uint64_t seen = weighing->state->seen_view;

	if (standing->view < seen ||
	    (reason == VOTE_NO_COROSYNC && standing->is_active))
		return seen;
	return standing->view;
}

static void
finish(struct weighing *weighing, struct vote_verdict *verdict)
{
	struct vote_state *state = weighing->state;
	const struct vote_facts *facts = weighing->facts;
	uint64_t lost = state->lost_view;

	if (ends_here(weighing, verdict->reason))
		give_up(state, last_view(weighing, verdict->reason));
	/* Who was not there when the view was active has nothing to give up,
	 * and says so too: it never will vote in it. */
	if (facts->has_corosync && facts->standing.is_known && !verdict->cast &&
	    !is_continuous(state, facts) &&
	    (facts->standing.members & ~facts->ring) != 0)
		give_up(state, facts->standing.view);
	verdict->gave_up = state->lost_view != lost;
	*own(weighing) = report_self(state, facts);
	if (state->is_due && state->is_holding &&
	    decide_tie_all_are_due(facts, weighing->reports)) {
		state->latched = facts->ring;
		state->latched_view = facts->standing.view;
		state->is_holding = false;
		verdict->reason = VOTE_LATCHED;
	}
}

struct vote_verdict
decide_vote(struct vote_state *state, const struct vote_facts *facts)
{
	struct weighing weighing = { .state = state, .facts = facts };
	struct vote_verdict verdict = { .cast = false };

	note_view(state, facts);
	note_ring(state, facts);
	memcpy(weighing.reports, facts->reports, sizeof(weighing.reports));
	*own(&weighing) = report_self(state, facts);
	verdict.reason = weigh(&weighing);
	verdict.cast = verdict.reason <= VOTE_LATCHED;
	finish(&weighing, &verdict);
	verdict.may_act = verdict.reason == VOTE_MOST_NODES ||
			  verdict.reason == VOTE_MOST_OF_VIEW ||
			  state->latched == facts->ring;
	verdict.wait =
	    may_come(verdict.reason) && !verdict.gave_up &&
	    moment_left_ms(moment_after(facts->ring_since, facts->decision_ms),
		facts->now) > 0;
	verdict.yields = yields(&weighing, &verdict);
	verdict.report = *own(&weighing);
	state->last = facts->now;
	return verdict;
}

const char *
decide_vote_text(enum vote_reason reason)
{
	switch (reason) {
	case VOTE_MOST_NODES:
		return "more than half of the nodes are here";
	case VOTE_MOST_OF_VIEW:
		return "more than half of the last installed view is here";
	case VOTE_SILENCE:
		return "the gateway answers and no missing node gives a sign "
		       "of life";
	case VOTE_YIELDED:
		return "all missing nodes have said that they gave up";
	case VOTE_SAID_OFF:
		return "an administrator says that the missing nodes are off";
	case VOTE_LATCHED:
		return "this half acts, and keeps the vote until it meets the "
		       "others";
	case VOTE_NO_COROSYNC:
		return "corosync is not there";
	case VOTE_NOT_SENSIBLE:
		return "the configuration makes no sense";
	case VOTE_TOO_FEW:
		return "less than half of the nodes are here";
	case VOTE_NOT_REPORTED:
		return "not every node of this half has reported";
	case VOTE_NO_KEEPER:
		return "the keeper (gausshad) of a node of this half does not "
		       "answer";
	case VOTE_VIEW_UNKNOWN:
		return "it is not known what the last installed view was";
	case VOTE_OTHERS_HAVE_MORE:
		return "the missing nodes are most of the last installed view";
	case VOTE_NO_CONTINUITY:
		return "this half cannot know what the others did meanwhile";
	case VOTE_NO_GATEWAY:
		return "the gateway does not answer";
	case VOTE_NO_RELAY:
		return "the gateway did not relay, and relay is required";
	case VOTE_LIFE_SEEN:
		return "a missing node gives signs of life";
	}
	return "";
}
