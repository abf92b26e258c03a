/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/actions.h"

#include <poll.h>
#include <string.h>
#include <time.h>

#include "agents/opengauss/decide_promote.h"
#include "agents/opengauss/decide_score.h"
#include "agents/opengauss/observe.h"
#include "agents/opengauss/params.h"
#include "agents/opengauss/refuse.h"
#include "agents/opengauss/report.h"
#include "agents/opengauss/watch.h"
#include "gauss/conf_file.h"
#include "gauss/gs_ctl.h"
#include "gauss/session.h"
#include "ocf/log.h"

/* Between two looks at a promotion, and at an objection that may pass. */
#define LOOK_MS  5
#define AGAIN_MS 50
/*
 * An old primary that is just stopping, or a peer that is just starting, is
 * worth a wait; a refusal costs a failed action and a restart of the standby.
 */
#define PATIENCE_MS 5000
/* What the promotion itself must have left of the time. */
#define MARGIN_MS 3000
#define NAMES_MS  2000

/* Recovery takes as long as it takes, the rest has PATIENCE_MS. */
static struct moment
patience(const struct facts *facts, const struct call *call)
{
	struct moment last = moment_after(call->deadline, -MARGIN_MS);

	if (!facts->answers || !facts->server.replayed_all)
		return last;
	return moment_earlier(last, moment_after(call->begun, PATIENCE_MS));
}

/*
 * One look at everybody.  Where it would end in a promotion, those who still
 * stream are had to refuse, and are then asked for the last time: from there
 * their positions are final.
 */
static struct promotion
consider(struct observer *observer, const struct call *call,
    struct facts *facts, bool *ret_refused)
{
	struct promotion promotion;

	if (facts->answers)
		observe_peers(observer, call->deadline, facts);
	promotion = decide_promote(facts);
	if (promotion.objection != PROMOTE_MAY ||
	    !refuse_begin(observer, facts, call->deadline))
		return promotion;
	*ret_refused = true;
	observe_peers(observer, call->deadline, facts);
	/* Whoever could not be had to refuse may still confirm commits. */
	for (unsigned i = 0; i < facts->npeers; i++)
		facts->peers[i].heard &= !facts->peers[i].receiving;
	return decide_promote(facts);
}

static bool
await_permission(struct observer *observer, const struct call *call,
    struct facts *facts, bool *ret_refused, struct why *why)
{
	struct promotion promotion;

	for (;;) {
		observe_database(observer, call->deadline, facts);
		if (facts->answers && facts->server.role == ROLE_PRIMARY)
			return true;
		promotion = consider(observer, call, facts, ret_refused);
		if (promotion.objection == PROMOTE_MAY)
			return true;
		if (!decide_promote_may_pass(facts, promotion.objection) ||
		    moment_left_ms(patience(facts, call), moment_now()) == 0)
			break;
		(void)poll(NULL, 0, AGAIN_MS);
	}
	decide_promote_text(facts, &promotion, why);
	why_prefix(why, "not promoted");
	return false;
}

/*
 * start has written the names; who changed them since would have commits
 * acknowledged under a rule that the next promotion does not know.
 */
static bool
assure_names(struct observer *observer, struct moment deadline, struct why *why)
{
	struct moment until =
	    moment_earlier(deadline, moment_after(moment_now(), NAMES_MS));
	char value[CONF_VALUE_MAX];
	const char *names;
	bool told = false;

	if (!params_names(observer->params, &names))
		return true;
	for (;;) {
		if (!session_setting(observer->session, until,
			"synchronous_standby_names", value, sizeof(value), why))
			return false;
		if (strcmp(value, names) == 0)
			return true;
		if (!told && !session_alter_system(observer->session, until,
				 "synchronous_standby_names", names, why))
			return false;
		told = true;
		if (moment_left_ms(until, moment_now()) == 0)
			break;
		(void)poll(NULL, 0, AGAIN_MS);
	}
	why_set(why, "not promoted: synchronous_standby_names stays '%.128s'",
	    value);
	return false;
}

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

static bool
await_primary(struct observer *observer, struct gs_ctl_child *child,
    struct moment deadline, struct facts *facts, struct why *why)
{
	struct why words = { "" };

	while (moment_left_ms(deadline, moment_now()) > 0) {
		bool lives = gs_ctl_is_running(child);

		observe_database(observer, deadline, facts);
		if (is_primary(facts))
			return true;
		if (facts->presence != PROCESS_RUNNING) {
			why_set(
			    why, "the database ended while it was promoted");
			return false;
		}
		if (!lives && !is_promoting(facts)) {
			gs_ctl_last_words(child, &words);
			why_set(
			    why, "gs_ctl did not promote: %.400s", words.text);
			return false;
		}
		(void)poll(NULL, 0, LOOK_MS);
	}
	why_set(why, "the database did not become the primary in time");
	return false;
}

static bool
promote(struct observer *observer, const struct call *call, struct facts *facts,
    struct why *why)
{
	uint64_t term = decide_promote_term(facts, time(NULL));
	struct gs_ctl_child child;
	bool promoted;

	if (!assure_names(observer, call->deadline, why) ||
	    !gs_ctl_begin_failover(
		&observer->instance, term, call->deadline, &child, why))
		return false;
	/* While the server is busy with it: see the demotion. */
	report_set_score(observer->resource, SCORE_PRIMARY, call->deadline);
	promoted = await_primary(observer, &child, call->deadline, facts, why);
	/* With it goes the file that would promote at the next start. */
	gs_ctl_end(&child);
	if (promoted)
		log_info("This node is the primary now, with term %llu",
		    (unsigned long long)term);
	return promoted;
}

enum ocf_status
action_promote(const void *params, const struct call *call, struct why *why)
{
	struct observer observer;
	struct facts facts, asked;
	bool refused = false;
	enum ocf_status status;

	status = observe_open(&observer, params, call->instance, why);
	if (status != OCF_SUCCESS)
		return status;
	/* Its word would have Pacemaker think again about this very node. */
	watch_end(call->instance);
	if (!await_permission(&observer, call, &facts, &refused, why))
		status = OCF_ERR_GENERIC;
	asked = facts;
	if (status == OCF_SUCCESS && !is_primary(&facts) &&
	    !promote(&observer, call, &facts, why))
		status = OCF_ERR_GENERIC;
	/* Left to itself each would look for its new primary for a second or
	 * two, and commits would wait for it. */
	if (refused || status == OCF_SUCCESS)
		refuse_end(
		    &observer, &asked, status == OCF_SUCCESS, call->deadline);
	/*
	 * Clients wait for the address, and that for the transition, which
	 * anything told now would have begin anew.  But a score that led to a
	 * refusal, or was told too early, must not lead to the next.
	 */
	if (status == OCF_SUCCESS)
		report_later(&observer, &facts);
	else
		report(&observer, &facts, REPORT_CHANGES, call->deadline);
	if (facts.presence == PROCESS_RUNNING)
		watch_ensure(call->instance);
	observe_close(&observer);
	return status;
}
