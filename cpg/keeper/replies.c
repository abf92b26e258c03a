/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/replies.h"

#include <string.h>

#include "cpg/keeper/addresses.h"
#include "cpg/keeper/claims.h"
#include "cpg/keeper/daemon.h"
#include "cpg/keeper/databases.h"
#include "cpg/keeper/fence.h"
#include "cpg/keeper/leasing.h"
#include "cpg/keeper/lite.h"
#include "cpg/keeper/registry.h"
#include "cpg/keeper/status_json.h"
#include "cpg/keeper/surroundings.h"
#include "ocf/log.h"

#define DEADLINE_MAX_MS 600000

static void
refuse(struct answer *answer, const char *sentence)
{
	answer->kind = ANSWER_REFUSED;
	why_set(&answer->why, "%s", sentence);
}

/* Told in the log; a monitor registers again and again. */
static bool
is_new(const struct database *database,
    const struct request_registration *registration)
{
	return !database->is_registered ||
	       strcmp(database->registration.datadir, registration->datadir) !=
		   0 ||
	       strcmp(database->registration.gausshome,
		   registration->gausshome) != 0 ||
	       database->registration.port != registration->port ||
	       strcmp(database->registration.node, registration->node) != 0;
}

static void
register_it(struct database *database, const struct request *request,
    struct answer *answer, struct moment now)
{
	bool is_same = !is_new(database, &request->registration);
	bool is_elsewhere = strcmp(database->registration.metadatabase,
				request->registration.metadatabase) != 0;
	bool is_guarded_anew = strcmp(database->registration.watchdog,
				   request->registration.watchdog) != 0;
	struct why why = { "" };

	if (!is_same)
		log_info("%s: an agent has registered the database in %s",
		    database->name, request->registration.datadir);
	database->registration = request->registration;
	database->is_registered = true;
	relearning_on_registration(
	    &database->relearning, request->is_reload, now);
	if (!is_same || request->flag || is_elsewhere || is_guarded_anew)
		registry_save(database->name, &database->registration);
	/* The directory is looked into when it was started or is another; its
	 * disk may hang, and an agent has just been there. */
	if ((!is_same || request->flag || !database->observer.has_hand) &&
	    !observer_start(database, &request->registration, now, &why))
		refuse(answer, why.text);
	else
		surroundings_complaint(database, now, &answer->why);
	surroundings_fill(database, now, &answer->around);
	if (request->flag)
		publication_renew(database);
	database_report(database, now);
}

static void
unregister(struct database *database, struct moment now)
{
	observer_stop(database);
	database->is_registered = false;
	registry_forget(database->name);
	publication_forget_failure(database);
	candidacy_on_down(database, now);
	naming_on_cut(database, now);
	database_report(database, now);
	database_publish(database, now);
}

static void
ask_for_grant(struct database *database, const struct request *request,
    struct answer *answer, struct moment now)
{
	uint32_t deadline_ms = request->deadline_ms < DEADLINE_MAX_MS
				   ? request->deadline_ms
				   : DEADLINE_MAX_MS;

	if (!database->is_registered) {
		refuse(answer, "the database is not registered");
		return;
	}
	candidacy_ask(database,
	    request->cause[0] == '\0' ? "Pacemaker promotes it"
				      : request->cause,
	    deadline_ms, now);
	candidacy_state(database, answer);
}

static void
switch_over(struct database *database, const struct request *request,
    struct answer *answer, struct moment now)
{
	struct why why = { "" };

	if (!wish_for(database, request->node, request->kind == REQUEST_FORCE,
		now, &why))
		answer->kind = ANSWER_REFUSED;
	answer->why = why;
}

/* Done when every member has it; who asked looks at the status. */
static void
hold(struct database *database, bool held, struct answer *answer)
{
	static struct record next;
	const struct record *record = view_record(&database->view);

	if (record == NULL) {
		refuse(answer, "no view of the keepers is active");
		return;
	}
	if (record->held == held)
		return;
	next = *record;
	next.held = held;
	database_request(database, DATABASE_PEOPLE, &next);
}

static void
reply_about(struct database *database, const struct request *request,
    struct answer *answer, struct moment now)
{
	switch ((enum request_kind)request->kind) {
	case REQUEST_REGISTER:
		register_it(database, request, answer, now);
		break;
	case REQUEST_UNREGISTER:
		unregister(database, now);
		break;
	case REQUEST_RELOAD:
		relearning_on_registration(&database->relearning, true, now);
		database_report(database, now);
		break;
	case REQUEST_GRANT_ASK:
		ask_for_grant(database, request, answer, now);
		break;
	case REQUEST_GRANT_STATE:
		candidacy_review(database, now);
		candidacy_state(database, answer);
		break;
	case REQUEST_GRANT_OVER:
		candidacy_give_up(database, now);
		break;
	case REQUEST_HOLD:
		hold(database, request->flag, answer);
		break;
	case REQUEST_STAND_DOWN:
		if (request->flag)
			observer_stay(database);
		else
			observer_stand_down(database, now);
		database_publish(database, now);
		break;
	case REQUEST_SWITCHOVER:
	case REQUEST_FORCE:
		switch_over(database, request, answer, now);
		break;
	case REQUEST_REARM:
		if (!lite_rearm(database, now, &answer->why))
			answer->kind = ANSWER_REFUSED;
		break;
	case REQUEST_STATUS:
	case REQUEST_HISTORY:
	case REQUEST_STANDING:
	case REQUEST_OFF:
	case REQUEST_FENCE:
	case REQUEST_FENCE_LIST:
	case REQUEST_FENCE_GATE:
	case REQUEST_ADDRESS_TAKE:
	case REQUEST_ADDRESS_LEFT:
	case REQUEST_ADDRESS_CONFLICT:
		refuse(answer, "this is answered for all");
		break;
	}
}

/* A name that matches nothing is told; none means all. */
static void
reply_with_text(const struct request *request, struct answer *answer,
    char text[ANSWER_TEXT_MAX], struct moment now)
{
	if (request->database[0] != '\0' &&
	    databases_find(request->database) == NULL)
		refuse(answer, "the keeper knows no database of this name");
	else if (request->kind == REQUEST_STATUS)
		answer->ntext = (uint32_t)status_json_print(
		    request->database, now, text, ANSWER_TEXT_MAX);
	else
		answer->ntext = (uint32_t)status_json_print_history(
		    request->database, text, ANSWER_TEXT_MAX);
}

/* Whatever is about nodes and not about one database. */
static bool
reply_about_nodes(const struct request *request, struct answer *answer,
    char text[ANSWER_TEXT_MAX], struct moment now)
{
	switch (request->kind) {
	case REQUEST_ADDRESS_TAKE:
		fence_ask_address(request, now, answer);
		return true;
	case REQUEST_ADDRESS_LEFT:
		addresses_leave(request->address);
		leasing_review(now);
		return true;
	case REQUEST_OFF:
		daemon_testify(request, answer);
		return true;
	case REQUEST_ADDRESS_CONFLICT:
		claims_ask(request, now, answer);
		return true;
	case REQUEST_FENCE_LIST:
		answer->ntext = (uint32_t)fence_list(text, ANSWER_TEXT_MAX);
		return true;
	case REQUEST_FENCE:
	case REQUEST_FENCE_GATE:
		fence_ask(request, now, answer);
		return true;
	default:
		return false;
	}
}

void
replies_to(const struct request *request, struct answer *ret_answer,
    char text[ANSWER_TEXT_MAX])
{
	struct moment now = moment_now();
	struct database *database;

	ret_answer->kind = ANSWER_DONE;
	if (request->kind == REQUEST_STATUS ||
	    request->kind == REQUEST_HISTORY) {
		reply_with_text(request, ret_answer, text, now);
		return;
	}
	if (request->kind == REQUEST_STANDING) {
		daemon_stand(&request->vote, &ret_answer->standing);
		return;
	}
	if (reply_about_nodes(request, ret_answer, text, now))
		return;
	if (request->kind < REQUEST_REGISTER ||
	    request->kind > REQUEST_HISTORY) {
		refuse(ret_answer, "the keeper does not know this request");
		return;
	}
	database = request->kind == REQUEST_REGISTER
		       ? databases_add(request->database, now)
		       : databases_find(request->database);
	if (database == NULL)
		refuse(ret_answer, "the keeper knows no such database");
	else
		reply_about(database, request, ret_answer, now);
}
