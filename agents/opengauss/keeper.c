/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/keeper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agents/opengauss/decide_restart.h"
#include "agents/opengauss/facts.h"
#include "agents/opengauss/memory.h"
#include "agents/opengauss/observe.h"
#include "agents/opengauss/params.h"
#include "agents/opengauss/place_of.h"
#include "agents/opengauss/rebuild.h"
#include "agents/opengauss/zones.h"
#include "gauss/replconninfo.h"
#include "ocf/log.h"
#include "ocf/pacemaker.h"

/* It answers in a millisecond or two; one that takes longer is not well. */
#define KEEPER_MS 2000
#define LATE_MS   200 /* after a question that it left unanswered */
#define SHARE     25  /* of the time left, in percent */
#define SCORE_MS  3000
#define MEMORY_MS 200

static struct moment
share(struct moment deadline, int64_t most_ms)
{
	struct moment now = moment_now();
	int64_t ms = moment_left_ms(deadline, now) * SHARE / 100;

	return moment_after(now, ms < most_ms ? ms : most_ms);
}

/* Pacemaker knows how many there are to be; the files, how many there are. */
static uint32_t
count_databases(const struct instance *instance)
{
	const char *given = param_from_environment("CRM_meta_clone_max");
	unsigned long clones = given == NULL ? 0 : strtoul(given, NULL, 10);
	struct peer_address peers[PEERS_MAX];
	unsigned npeers;

	if (clones > 0 && clones <= PEERS_MAX + 1)
		return (uint32_t)clones;
	if (!replconninfo_read(instance, peers, &npeers, NULL))
		npeers = 0;
	return npeers + 1;
}

/* A name that is cut would be another's. */
static bool
copy(char *to, size_t size, const char *from)
{
	if (strlen(from) >= size)
		return false;
	strcpy(to, from);
	return true;
}

static void
describe_wishes(
    const struct opengauss_params *params, struct request_registration *of)
{
	of->sync_least = params->sync_least;
	zones_wish(params->zones, params->sync_zones, of);
	if (of->nwishes > 0)
		return;
	of->nwishes = 1;
	of->wishes[0] = (struct request_wish){
		.wanted = params->sync_standbys,
		.acks = params->sync_acks,
		.least = params->sync_least,
	};
}

static bool
describe(const struct observer *observer, bool is_news, struct moment deadline,
    struct request_registration *of, struct why *ret_complaint)
{
	const struct opengauss_params *params = observer->params;
	const struct instance *instance = &observer->instance;
	char node[NODE_NAME_MAX] = "";
	struct why why;

	(void)pacemaker_node_name(node, deadline, NULL);
	of->port = params->port;
	of->full = !params_are_lite(params);
	of->double_primary_s = params->double_primary_timeout;
	of->gateway_s = params->gateway_timeout;
	describe_wishes(params, of);
	/* One that makes no sense is none. */
	if (params_metadatabase_fits(params, &why))
		(void)copy(of->metadatabase, sizeof(of->metadatabase),
		    params->metadatabase);
	place_of_node(observer, node, is_news, deadline, of, ret_complaint);
	return copy(of->watchdog, sizeof(of->watchdog),
		   params_watchdog(params)) &&
	       copy(of->node, sizeof(of->node), node) &&
	       copy(of->datadir, sizeof(of->datadir), instance->datadir) &&
	       copy(of->gausshome, sizeof(of->gausshome), instance->gausshome);
}

static bool
was_late(const char *resource)
{
	struct memory_file file;

	(void)memory_open(
	    resource, moment_after(moment_now(), MEMORY_MS), &file);
	memory_close(&file);
	return file.memory.keeper_late;
}

static void
remember_late(const char *resource, bool late)
{
	struct memory_file file;

	(void)memory_open(
	    resource, moment_after(moment_now(), MEMORY_MS), &file);
	file.memory.keeper_late = late;
	memory_close(&file);
}

/*
 * A keeper that hangs is waited for once: a failover is many actions on its
 * node, one after the other, and clients wait for all of them.
 */
static enum client_outcome
put(const struct observer *observer, const struct request *request,
    struct moment deadline, struct answer *ret_answer, struct why *why)
{
	const char *resource = observer->resource;
	bool late = was_late(resource);
	struct moment until =
	    late ? moment_earlier(deadline, moment_after(moment_now(), LATE_MS))
		 : deadline;
	enum client_outcome outcome =
	    client_ask(request, until, ret_answer, NULL, 0, why);

	if ((outcome == CLIENT_LATE) != late)
		remember_late(resource, !late);
	return outcome;
}

static enum client_outcome
ask(const struct observer *observer, struct request *request,
    struct moment deadline, struct answer *ret_answer, struct why *why)
{
	bool is_news = request->kind == REQUEST_REGISTER && request->flag;
	enum client_outcome outcome;
	struct why complaint;

	if (!copy(request->database, sizeof(request->database),
		observer->resource) ||
	    !describe(observer, is_news, deadline, &request->registration,
		&complaint)) {
		why_set(why, "a name or a path is too long for the keeper "
			     "(gausshad)");
		return CLIENT_FAILED;
	}
	outcome = put(observer, request, deadline, ret_answer, why);
	if (outcome == CLIENT_ANSWERED && ret_answer->kind == ANSWER_DONE &&
	    ret_answer->why.text[0] == '\0')
		ret_answer->why = complaint;
	return outcome;
}

static bool
is_done(
    enum client_outcome outcome, const struct answer *answer, struct why *why)
{
	if (outcome == CLIENT_ANSWERED && answer->kind != ANSWER_DONE)
		why_set(why, "the keeper (gausshad) refuses it: %.400s",
		    answer->why.text);
	return outcome == CLIENT_ANSWERED && answer->kind == ANSWER_DONE;
}

/* The keeper, when it comes, has to be told that what it told is gone. */
static void
remember_score(const char *resource, bool withdrawn)
{
	struct memory_file file;

	(void)memory_open(
	    resource, moment_after(moment_now(), MEMORY_MS), &file);
	file.memory.score_withdrawn = withdrawn;
	memory_close(&file);
}

/* Without any a location constraint alone would have the node promoted. */
static void
withdraw_score(const char *resource, struct moment deadline)
{
	char name[ATTRIBUTE_MAX];
	struct attribute score = { .name = name, .value = "-INFINITY" };
	struct why why = { "" };

	pacemaker_score_attribute(resource, name);
	remember_score(resource, true);
	if (!pacemaker_set_attributes(
		&score, 1, share(deadline, SCORE_MS), &why))
		log_warning("The promotion score stays: %s", why.text);
}

static bool
is_primary(const struct facts *facts)
{
	enum role role =
	    facts->answers ? facts->server.role : facts->memory.last_role;

	return role == ROLE_PRIMARY;
}

/* What the keeper is to do if it dies now. */
static unsigned
revive_s(const struct opengauss_params *params, const struct facts *facts)
{
	struct restart_facts restart = {
		.is_wanted = strcmp(params->on_primary_failure, "restart") == 0,
		.limit = params->restart_limit,
		.window_s = params->restart_window,
		.now_s = (unsigned)(moment_now().ms / 1000),
		.restarts = facts->memory.restarts,
		.begun_s = facts->memory.restarts_begun_s,
	};

	return decide_restart(&restart) ? params->restart_window : 0;
}

/* What was changed while it runs, and would be refused at a start, or is left
 * out. */
static void
complain(const struct opengauss_params *params, struct why *ret_complaint)
{
	if (params_fit(params, ret_complaint))
		(void)params_metadatabase_fits(params, ret_complaint);
}

void
keeper_register(const struct observer *observer, enum keeper_occasion occasion,
    struct moment deadline, struct facts *facts)
{
	struct request request = { .kind = REQUEST_REGISTER };
	struct answer answer;
	enum client_outcome outcome;

	request.registration.ndatabases = count_databases(&observer->instance);
	request.registration.revive_s = revive_s(observer->params, facts);
	request.registration.wants_build =
	    decide_rebuild_is_wanted(facts, rebuild_policy(observer));
	if (facts->is_sick)
		snprintf(request.registration.sick,
		    sizeof(request.registration.sick), "%.255s",
		    facts->ailment.text);
	request.flag =
	    occasion == KEEPER_FORGOTTEN || facts->memory.score_withdrawn;
	request.is_reload = occasion == KEEPER_RELOAD;
	outcome = ask(observer, &request, share(deadline, KEEPER_MS), &answer,
	    &facts->keeper_word);
	facts->kept = is_done(outcome, &answer, &facts->keeper_word);
	if (facts->kept) {
		facts->around = answer.around;
		facts->keeper_word = answer.why;
		if (answer.why.text[0] == '\0')
			complain(observer->params, &facts->keeper_word);
		if (facts->memory.score_withdrawn)
			remember_score(observer->resource, false);
	} else if (!is_primary(facts)) {
		withdraw_score(observer->resource, deadline);
	}
}

/* A registration says much that has to be found out first. */
void
keeper_reload(const struct observer *observer, struct moment deadline)
{
	struct request request = { .kind = REQUEST_RELOAD };
	struct request_registration *of = &request.registration;
	char node[NODE_NAME_MAX] = "", *database = request.database;
	struct answer answer;
	struct why why = { "" };

	(void)pacemaker_node_name(node, deadline, NULL);
	if (copy(of->node, sizeof(of->node), node) &&
	    copy(database, sizeof(request.database), observer->resource))
		(void)put(observer, &request, share(deadline, KEEPER_MS),
		    &answer, &why);
}

void
keeper_stand_down(const struct observer *observer, struct moment deadline)
{
	struct request request = { .kind = REQUEST_STAND_DOWN };
	struct answer answer;
	struct why why = { "" };

	if (is_done(ask(observer, &request, share(deadline, KEEPER_MS), &answer,
			&why),
		&answer, &why))
		return;
	log_warning("The keeper does not know that the database is ended on "
		    "purpose: %s",
	    why.text);
	withdraw_score(observer->resource, deadline);
}

void
keeper_stay(const struct observer *observer, struct moment deadline)
{
	struct request request = { .kind = REQUEST_STAND_DOWN, .flag = true };
	struct answer answer;
	struct why why = { "" };

	(void)ask(
	    observer, &request, share(deadline, KEEPER_MS), &answer, &why);
}

void
keeper_unregister(const struct observer *observer, struct moment deadline)
{
	struct request request = { .kind = REQUEST_UNREGISTER };
	struct answer answer;
	struct why why = { "" };

	if (!is_done(ask(observer, &request, share(deadline, KEEPER_MS),
			 &answer, &why),
		&answer, &why))
		log_warning("The keeper does not know that the database is "
			    "stopped: %s",
		    why.text);
}

enum client_outcome
keeper_grant(const struct observer *observer, enum request_kind kind,
    struct moment until, struct answer *ret_answer, struct why *why)
{
	struct moment now = moment_now();
	struct request request = { .kind = (uint32_t)kind,
		.deadline_ms = (uint32_t)moment_left_ms(until, now),
		.cause = "Pacemaker promotes it" };

	return ask(observer, &request,
	    moment_earlier(until, moment_after(now, KEEPER_MS)), ret_answer,
	    why);
}
