/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/refusing.h"

#include <stdio.h>
#include <string.h>

#include "cpg/keeper/database.h"
#include "ocf/log.h"

#define REFUSE_MS 1000 /* a candidate waits no longer */
#define FOLLOW_MS 2000
#define AGAIN_MS  1000 /* between attempts to end a refusal */

/* The candidate's own place, or a free one, or that of the oldest view. */
static struct refusing_call *
place_for(struct refusing *refusing, uint32_t candidate)
{
	struct refusing_call *place = &refusing->calls[0];

	for (unsigned i = 0; i < RECORD_NODES_MAX; i++)
		if (refusing->calls[i].candidate == candidate)
			return &refusing->calls[i];
	for (unsigned i = 0; i < RECORD_NODES_MAX; i++) {
		struct refusing_call *call = &refusing->calls[i];

		if (call->candidate == 0)
			return call;
		if (call->view < place->view)
			place = call;
	}
	return place;
}

uint32_t
refusing_on_call(struct database *database, uint32_t candidate,
    const struct message_call *call, struct moment now)
{
	struct refusing *refusing = &database->refusing;

	if (database->view.phase != VIEW_ACTIVE ||
	    call->view != database->view.number)
		return 0;
	if (refusing->view != call->view) {
		refusing->view = call->view;
		refusing->ncalls = 0;
		refusing->nheeded = 0;
		refusing->nattempted = 0;
	}
	*place_for(refusing, candidate) = (struct refusing_call){
		.candidate = candidate,
		.serial = call->serial,
		.view = call->view,
		.term = call->term,
	};
	refusing->ncalls++;
	refusing_review(database, now);
	return refusing->ncalls;
}

void
refusing_on_over(struct database *database, uint32_t candidate,
    const struct message_call *call)
{
	struct refusing *refusing = &database->refusing;

	for (unsigned i = 0; i < RECORD_NODES_MAX; i++)
		if (refusing->calls[i].candidate == candidate &&
		    refusing->calls[i].serial <= call->serial)
			refusing->calls[i].is_over = true;
}

static void
heed(struct database *database, uint32_t n, struct moment now)
{
	if (database->refusing.nheeded >= n)
		return;
	database->refusing.nheeded = n;
	database->refusing.nattempted = 0;
	database_report(database, now);
}

/* Well or not: who asked shall not wait for what will not come. */
void
refusing_on_answer(struct database *database, const struct hand_answer *answer,
    struct moment now)
{
	uint32_t n = database->refusing.nattempted;

	/* An earlier look must not answer for what has not been done. */
	if (answer->outcome != HAND_DONE)
		observer_forget_refusal(database);
	database->refusing.nattempted = 0;
	heed(database, n, now);
}

static void
attempt(struct database *database, struct moment now)
{
	struct refusing *refusing = &database->refusing;
	struct hand_request request = { .deed = HAND_REFUSE };

	if (refusing->nheeded >= refusing->ncalls || refusing->nattempted != 0)
		return;
	if (database->observer.pid == 0 || observer_sees_primary(database)) {
		heed(database, refusing->ncalls, now);
		return;
	}
	if (observer_ask(database, &request, REFUSE_MS, now) == 0)
		return;
	refusing->nattempted = refusing->ncalls;
	refusing->told_node = 0;
}

/*
 * A call that is not over and was made in this state of the record holds; any
 * other does not.
 */
static struct refusal_facts
facts_of(const struct database *database)
{
	const struct refusing *refusing = &database->refusing;
	struct refusal_facts facts = {
		.record = view_record(&database->view),
		.own_term = database->observer.seen.state.term,
	};

	for (unsigned i = 0; facts.record != NULL && i < RECORD_NODES_MAX;
	     i++) {
		const struct refusing_call *call = &refusing->calls[i];

		if (call->candidate == 0 || call->is_over ||
		    call->view != facts.record->view ||
		    call->term != facts.record->term)
			continue;
		facts.asked_in_view = call->view;
		facts.asked_at_term = call->term;
	}
	return facts;
}

enum refusal_verdict
refusing_verdict(const struct database *database)
{
	struct refusal_facts facts = facts_of(database);

	return decide_refusal(&facts);
}

/* Once for each primary that the standby is told to follow. */
static void
tell(struct database *database, const struct report *primary, uint64_t term)
{
	struct refusing *refusing = &database->refusing;

	if (refusing->told_node == primary->node && refusing->told_term == term)
		return;
	refusing->told_node = primary->node;
	refusing->told_term = term;
	log_info("%s: the standby follows %s, primary of term %llu",
	    database->name, primary->name, (unsigned long long)term);
}

static bool
follows(const struct database *database, const char *host)
{
	const struct hand_observation *seen = &database->observer.seen;

	return seen->following == FOLLOWING_ONE && seen->state.receiving &&
	       strcmp(seen->state.upstream, host) == 0;
}

/* The recorded primary, once it says that it is one and where. */
static void
follow(struct database *database, struct moment now)
{
	const struct record *record = view_record(&database->view);
	const struct report *primary =
	    board_find(&database->board, record->primary.node, now);
	struct hand_request request = { .deed = HAND_FOLLOW };

	if (primary == NULL || primary->role != ROLE_PRIMARY ||
	    !primary->answered || primary->term < record->term ||
	    primary->ha_host[0] == '\0' || follows(database, primary->ha_host))
		return;
	snprintf(request.host, sizeof(request.host), "%s", primary->ha_host);
	request.port = primary->ha_port;
	if (observer_ask(database, &request, FOLLOW_MS, now) == 0)
		return;
	database->refusing.tried_at = now;
	tell(database, primary, record->term);
}

static void
release(struct database *database, struct moment now)
{
	struct hand_request request = { .deed = HAND_RELEASE };
	enum following following = database->observer.seen.following;

	if ((following != FOLLOWING_NOBODY && following != FOLLOWING_ONE) ||
	    observer_ask(database, &request, FOLLOW_MS, now) == 0)
		return;
	database->refusing.tried_at = now;
	log_info("%s: the standby looks for its primary by itself again",
	    database->name);
}

static bool
is_cascade(const struct database *database)
{
	return database->observer.seen.state.role == ROLE_CASCADE_STANDBY;
}

static void
end_refusal(struct database *database, struct moment now)
{
	if (!observer_sees_standby(database) ||
	    database->refusing.nattempted != 0 ||
	    hand_is_busy_with(&database->observer.hand, HAND_FOLLOW) ||
	    hand_is_busy_with(&database->observer.hand, HAND_RELEASE) ||
	    candidacy_state_has_grant(database) ||
	    moment_between_ms(database->refusing.tried_at, now) < AGAIN_MS)
		return;
	switch (refusing_verdict(database)) {
	case REFUSAL_STAYS:
		break;
	case REFUSAL_FOLLOWS:
		/* A cascade streams from standbys only, and can acknowledge
		 * nothing to any primary. */
		if (is_cascade(database))
			release(database, now);
		else
			follow(database, now);
		break;
	case REFUSAL_ENDS:
		release(database, now);
		break;
	}
}

void
refusing_review(struct database *database, struct moment now)
{
	attempt(database, now);
	end_refusal(database, now);
}
