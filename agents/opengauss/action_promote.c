/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/actions.h"

#include <poll.h>

#include "agents/opengauss/keeper.h"
#include "agents/opengauss/memory.h"
#include "agents/opengauss/observe.h"
#include "agents/opengauss/params.h"
#include "agents/opengauss/relaunch.h"
#include "gauss/gs_ctl.h"
#include "ocf/log.h"
#include "ocf/tombstone.h"

/* Between two looks at the instance, and questions to the keeper. */
#define LOOK_MS 10
/* What stepping back must have left of the time, in percent. */
#define BACK_SHARE 30
/* A keeper that is only slow is waited for so long. */
#define SILENCE_MS 5000
/* So soon a server begins that was told to. */
#define SETTLED_MS 200
/* GRANT_OVER is said until this much after the rest has failed. */
#define OVER_MS 1000

struct promotion {
	struct observer observer;
	struct facts facts;   /* as of the last look */
	struct answer answer; /* the keeper's last */
	struct moment until;  /* the grant is given up then */
	struct moment heard_at;
	struct gs_ctl_child child;
	bool asked; /* the keeper was */
	bool begun; /* gs_ctl was, for this grant */
};

enum step { STEP_AGAIN, STEP_DONE, STEP_BACK };

static bool
is_primary(const struct facts *facts)
{
	return facts->answers && facts->server.role == ROLE_PRIMARY &&
	       facts->server.db_state == DB_STATE_NORMAL;
}

static bool
is_promoting(const struct facts *facts)
{
	return !facts->answers || facts->server.role == ROLE_PRIMARY ||
	       facts->server.db_state == DB_STATE_PROMOTING ||
	       facts->server.db_state == DB_STATE_WAIT_PROMOTING;
}

/* Has gs_ctl, or the database, ended without having done it? */
static enum step
look(struct promotion *promotion, struct why *why)
{
	struct facts *facts = &promotion->facts;
	struct why words = { "" };
	/* The child is looked at first: it may end because all is well. */
	bool lives = promotion->begun && gs_ctl_is_running(&promotion->child);

	observe_database(&promotion->observer, promotion->until, facts);
	if (facts->presence != PROCESS_RUNNING) {
		why_set(why, "the database %s",
		    promotion->begun ? "ended while it was promoted"
				     : "is not running");
		return STEP_BACK;
	}
	/* With gs_ctl goes the file that would promote at the next start. */
	if (promotion->begun && is_primary(facts)) {
		if (lives)
			gs_ctl_end(&promotion->child);
		return STEP_AGAIN;
	}
	if (!promotion->begun || lives || is_promoting(facts))
		return STEP_AGAIN;
	gs_ctl_last_words(&promotion->child, &words);
	why_set(why, "gs_ctl did not promote: %.400s", words.text);
	return STEP_BACK;
}

/* One look after the grant is enough: it is a primary already, or promoted. */
static enum step
use_grant(struct promotion *promotion, struct why *why)
{
	struct facts *facts = &promotion->facts;

	if (promotion->begun ||
	    (facts->answers && facts->server.role == ROLE_PRIMARY))
		return STEP_AGAIN;
	promotion->begun = gs_ctl_begin_failover(&promotion->observer.instance,
	    promotion->answer.term, promotion->until, &promotion->child, why);
	return promotion->begun ? STEP_AGAIN : STEP_BACK;
}

static enum step
follow(struct promotion *promotion, struct why *why)
{
	const struct answer *answer = &promotion->answer;

	*why = answer->why;
	switch ((enum answer_kind)answer->kind) {
	case ANSWER_WAITING:
		return STEP_AGAIN;
	case ANSWER_GRANTED:
		return use_grant(promotion, why);
	case ANSWER_WRITABLE:
		return STEP_DONE;
	case ANSWER_NO_GRANT:
		why_set(why, "the keeper (gausshad) knows of no grant: it was "
			     "started anew");
		break;
	case ANSWER_WITHDRAWN:
	case ANSWER_REFUSED:
	case ANSWER_DONE:
		break;
	}
	return STEP_BACK;
}

/* A keeper that is gone knows of no grant when it is back. */
static enum step
ask(struct promotion *promotion, struct why *why)
{
	enum request_kind kind =
	    promotion->asked ? REQUEST_GRANT_STATE : REQUEST_GRANT_ASK;
	struct why words = { "" };
	struct moment now;

	if (!promotion->asked)
		promotion->heard_at = moment_now();
	promotion->asked = true;
	switch (keeper_grant(&promotion->observer, kind, promotion->until,
	    &promotion->answer, &words)) {
	case CLIENT_ANSWERED:
		promotion->heard_at = moment_now();
		return follow(promotion, why);
	case CLIENT_LATE:
		now = moment_now();
		if (moment_between_ms(promotion->heard_at, now) >= SILENCE_MS)
			break;
		/* What it said last tells more. */
		if (why->text[0] == '\0')
			*why = words;
		return STEP_AGAIN;
	case CLIENT_NO_KEEPER:
	case CLIENT_FAILED:
		break;
	}
	*why = words;
	return STEP_BACK;
}

/*
 * A standby that is only just starting has no role to be promoted from, and no
 * position that a keeper could judge.  *why has what was waited for when the
 * time has run out.
 */
static enum step
promote(struct promotion *promotion, struct why *why)
{
	enum step step;

	do {
		step = look(promotion, why);
		if (step == STEP_AGAIN && !promotion->asked &&
		    !promotion->facts.answers)
			why_set(why, "the database does not answer: %s",
			    promotion->facts.refusal);
		else if (step == STEP_AGAIN)
			step = ask(promotion, why);
		if (step != STEP_AGAIN)
			return step;
		(void)poll(NULL, 0, LOOK_MS);
	} while (moment_left_ms(promotion->until, moment_now()) > 0);
	if (why->text[0] == '\0')
		why_set(why, "the database did not become the primary");
	why_prefix(why, "not in time");
	return STEP_BACK;
}

/* What became a primary by a grant that is over becomes a standby again. */
static void
demote(struct promotion *promotion, const struct call *call)
{
	struct observer *observer = &promotion->observer;
	struct why why = { "" };

	keeper_stand_down(observer, call->deadline);
	if (!relaunch(observer, call->deadline, &why))
		log_error("The promotion was not taken back: %s", why.text);
}

static void
tell_over(struct promotion *promotion, const struct call *call)
{
	struct why why = { "" };

	if (keeper_grant(&promotion->observer, REQUEST_GRANT_OVER,
		moment_after(call->deadline, OVER_MS), &promotion->answer,
		&why) != CLIENT_ANSWERED)
		log_error("The keeper does not know that the promotion is "
			  "over: %s",
		    why.text);
}

/* The server may have read the file just before it was removed. */
static bool
has_begun(struct promotion *promotion, const struct call *call)
{
	struct moment until = moment_earlier(
	    call->deadline, moment_after(moment_now(), SETTLED_MS));
	struct facts *facts = &promotion->facts;

	do {
		observe_database(&promotion->observer, call->deadline, facts);
		if (facts->presence != PROCESS_RUNNING)
			return false;
		if (is_promoting(facts))
			return true;
		(void)poll(NULL, 0, LOOK_MS);
	} while (moment_left_ms(until, moment_now()) > 0);
	return false;
}

/* Afterwards nothing here promotes any more, and the keeper knows it. */
static void
step_back(struct promotion *promotion, const struct call *call)
{
	if (promotion->begun) {
		gs_ctl_end(&promotion->child);
		if (has_begun(promotion, call))
			demote(promotion, call);
	}
	if (promotion->asked)
		tell_over(promotion, call);
}

static bool
begin(struct promotion *promotion, const struct call *call, struct why *why)
{
	int64_t left = moment_left_ms(call->deadline, moment_now());

	promotion->until =
	    moment_after(call->deadline, -left * BACK_SHARE / 100);
	observe_database(
	    &promotion->observer, promotion->until, &promotion->facts);
	if (promotion->facts.presence != PROCESS_RUNNING) {
		why_set(why, "the database is not running");
		return false;
	}
	keeper_register(&promotion->observer, KEEPER_USUAL, promotion->until,
	    &promotion->facts);
	*why = promotion->facts.keeper_word;
	return promotion->facts.kept;
}

enum ocf_status
action_promote(const void *params, const struct call *call, struct why *why)
{
	static struct promotion promotion;
	struct why unfit = { "" };
	enum ocf_status status;

	/* The keeper makes of them what can be, as for a primary that runs. */
	if (!params_fit(params, &unfit))
		log_warning("It is promoted all the same: %s", unfit.text);
	if (tombstone_forbids(why))
		return OCF_ERR_GENERIC;
	status = observe_open(&promotion.observer, params, call->instance, why);
	if (status != OCF_SUCCESS)
		return status;
	if (!begin(&promotion, call, why)) {
		status = OCF_ERR_GENERIC;
	} else if (promote(&promotion, why) != STEP_DONE) {
		status = OCF_ERR_GENERIC;
		step_back(&promotion, call);
	} else {
		gs_ctl_end(&promotion.child);
		memory_learn(call->instance, &promotion.facts,
		    (struct memory_look){ 0 });
		log_info("This node is the primary now, by term %llu",
		    (unsigned long long)promotion.answer.term);
	}
	if (status != OCF_SUCCESS)
		why_prefix(why, "not promoted");
	observe_close(&promotion.observer);
	return status;
}
