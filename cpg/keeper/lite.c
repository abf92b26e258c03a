/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/lite.h"

#include <arpa/inet.h>
#include <string.h>
#include <time.h>

#include "cpg/keeper/database.h"
#include "cpg/keeper/decide_lite_rule.h"
#include "cpg/keeper/decide_names.h"
#include "cpg/keeper/decide_rearm.h"
#include "cpg/keeper/naming_facts.h"
#include "cpg/keeper/outlook_facts.h"
#include "ocf/log.h"

#define AGAIN_MS 500
/*
 * In which every sender and session of the server obeys names that were set by
 * somebody else: they look at the latest when they wake up, once in 5 s.
 */
#define SETTLED_MS 15000

#define ADDRESS_MAX INET6_ADDRSTRLEN

bool
lite_is_on(const struct database *database)
{
	return database->is_registered && !database->registration.full;
}

bool
lite_holds(const struct database *database)
{
	return !database->is_registered || !database->registration.full;
}

bool
lite_spends(const struct database *database, const struct record *record,
    bool is_wanted)
{
	return lite_is_on(database) && !is_wanted &&
	       record->primary.node != 0 &&
	       record->primary.node != database->self;
}

/* One address, one text; "" for what is none. */
static const char *
numeric(const char *address, char buf[ADDRESS_MAX])
{
	unsigned char bytes[sizeof(struct in6_addr)];
	int family = strchr(address, ':') == NULL ? AF_INET : AF_INET6;

	if (inet_pton(family, address, bytes) != 1 ||
	    inet_ntop(family, bytes, buf, ADDRESS_MAX) == NULL)
		return "";
	return buf;
}

static void
add_standbys(const struct database *database, struct lite_facts *facts)
{
	static char addresses[RULE_MEMBERS_MAX][ADDRESS_MAX];
	const struct board *board = &database->board;

	for (unsigned i = 0; i < board->nslots; i++) {
		const struct board_slot *slot = &board->slots[i];

		if (slot->node == database->self || !slot->has_report ||
		    facts->nstandbys == RULE_MEMBERS_MAX)
			continue;
		facts->standbys[facts->nstandbys] = (struct lite_standby){
			slot->report.application_name,
			report_data(&slot->report),
			numeric(
			    slot->report.ha_host, addresses[facts->nstandbys]),
		};
		facts->nstandbys++;
	}
}

static void
add_senders(const struct database *database, struct lite_facts *facts)
{
	static char addresses[LITE_SENDERS_MAX][ADDRESS_MAX];
	const struct hand_observation *seen = &database->observer.seen;

	for (unsigned i = 0; i < seen->nsenders && i < LITE_SENDERS_MAX; i++)
		facts->senders[facts->nsenders++] = (struct lite_sender){
			seen->senders[i].name,
			numeric(seen->senders[i].address, addresses[i]),
		};
}

struct rule
lite_rule(const struct database *database, struct why *ret_why)
{
	struct lite_facts facts = {
		.primary = database_data(database),
		.names = database->observer.seen.guard.names,
		.has_gap = database->observer.seen.guard.gaps != 0,
		.own_name = database->application_name,
	};

	add_standbys(database, &facts);
	add_senders(database, &facts);
	return decide_lite_rule(&facts, ret_why);
}

static bool
may_try(struct database *database, struct moment now)
{
	if (moment_between_ms(database->naming.sent_at, now) < AGAIN_MS)
		return false;
	database->naming.sent_at = now;
	return true;
}

/* Settled names. */

void
lite_unsettle(struct database *database)
{
	database->naming.lite = (struct lite){ 0 };
}

static int64_t
server_clock_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Counts from the look that first showed the names as they are. */
static void
watch_names(struct database *database, bool is_asked, struct moment now)
{
	struct lite *lite = &database->naming.lite;
	const struct guard *guard = &database->observer.seen.guard;

	if (lite->since.ms == 0 || lite->guard.gaps != guard->gaps ||
	    strcmp(lite->guard.names, guard->names) != 0) {
		lite_unsettle(database);
		lite->guard = *guard;
		lite->since = now;
	}
	if (!is_asked)
		lite->settled_at = 0;
	else if (lite->settled_at == 0 &&
		 moment_between_ms(lite->since, now) >= SETTLED_MS) {
		lite->settled_at = server_clock_us();
		lite->nlooks = database->observer.nseen;
	}
}

/* In whole seconds, never too few; 0: settled, and looked at since. */
static unsigned
unsettled_s(const struct database *database, struct moment now)
{
	const struct lite *lite = &database->naming.lite;
	int64_t left =
	    lite->since.ms == 0
		? SETTLED_MS
		: moment_left_ms(moment_after(lite->since, SETTLED_MS), now);

	if (left > 0)
		return (unsigned)((left + 999) / 1000);
	/* One look may have been under way. */
	return lite->settled_at == 0 ||
	       database->observer.nseen - lite->nlooks < 2;
}

/* What somebody who rearms may have to do. */

static void
add_rearm_standbys(const struct database *database, struct moment now,
    struct rearm_facts *facts)
{
	const struct board *board = &database->board;

	for (unsigned i = 0; i < board->nslots; i++) {
		const struct board_slot *slot = &board->slots[i];
		const struct report *report = &slot->report;

		if (slot->node == database->self || !slot->has_report ||
		    !report->has_database ||
		    facts->nstandbys == RULE_MEMBERS_MAX)
			continue;
		facts->standbys[facts->nstandbys++] = (struct rearm_standby){
			.node = board_name(board, slot->node),
			.name = report->application_name,
			.data = report_data(report),
			.is_heard = board_presence(slot, now) == BOARD_HEARD,
			.runs = report->running,
			.building = report->building,
			.receives = report->receiving,
			.detail = report->detail,
		};
	}
}

static void
gather(const struct database *database, const struct rule *meaning,
    const struct why *objection, struct moment now, struct rearm_facts *facts)
{
	memset(facts, 0, sizeof(*facts));
	facts->record = view_record(&database->view);
	facts->primary = database->registration.node;
	facts->datadir = database->registration.datadir;
	facts->names = database->observer.seen.guard.names;
	facts->meaning = meaning;
	facts->objection = objection->text;
	facts->unsettled_s = unsettled_s(database, now);
	facts->is_statement_old = database->observer.seen.is_statement_old;
	add_rearm_standbys(database, now, facts);
}

/* The record follows the names. */

static void
add_rule(
    struct database *database, const struct rule *rule, const struct why *why)
{
	static struct record next;

	next = *view_record(&database->view);
	if (!record_add_rule(&next, rule)) {
		log_warning("%s: the record has no room for another rule: it "
			    "says from now on that commits rest on this node "
			    "alone, until the names have been the same for a "
			    "while",
		    database->name);
		record_rest_on_owner_alone(&next);
		(void)record_add_rule(&next, rule);
	}
	log_info("%s: the record follows synchronous_standby_names '%s'%s%s",
	    database->name, database->observer.seen.guard.names,
	    why->text[0] != '\0' ? ": " : "", why->text);
	database_request(database, DATABASE_NAMING, &next);
}

static void
drop_old_rules(struct database *database, struct moment now)
{
	static struct record next;
	struct naming *naming = &database->naming;
	const struct record *record = view_record(&database->view);
	struct force_facts facts;

	if (naming->barrier.bytes == 0) {
		naming->barrier = database->observer.seen.state.lsn;
		return;
	}
	naming_facts_of_force(database, now, &facts);
	if (!decide_names_barrier(record_last_rule(record), naming->barrier,
		facts.senders, facts.nsenders) ||
	    !may_try(database, now))
		return;
	next = *record;
	record_keep_last_rule(&next);
	database_request(database, DATABASE_NAMING, &next);
}

/* Of a last rule that asks nobody there is no barrier to be passed. */
static bool
may_drop(const struct database *database, const struct rule *rule,
    const struct why *objection, struct moment now)
{
	static struct rearm_facts facts;
	const struct record *record = view_record(&database->view);
	struct why why;

	if (record->nrules < 2 || record_last_rule(record)->ngroups == 0)
		return false;
	gather(database, rule, objection, now, &facts);
	return decide_rearm_settled(&facts, &why);
}

void
lite_review(struct database *database, struct moment now)
{
	const struct record *record = view_record(&database->view);
	struct rule rule;
	struct why why;

	if (record == NULL || naming_verdict(database) != NAMES_RULE ||
	    candidacy_state_has_grant(database)) {
		lite_unsettle(database);
		return;
	}
	watch_names(database, record->nrules > 1, now);
	rule = lite_rule(database, &why);
	if (rule_equal(record_last_rule(record), &rule)) {
		if (may_drop(database, &rule, &why, now))
			drop_old_rules(database, now);
		else
			database->naming.barrier = (struct lsn){ 0 };
		return;
	}
	database->naming.barrier = (struct lsn){ 0 };
	if (may_try(database, now))
		add_rule(database, &rule, &why);
}

/* To be asked where the primary is: what counts is seen there only. */
static bool
is_asked_rightly(
    const struct database *database, struct moment now, struct why *why)
{
	const struct report *primary = outlook_facts_primary(database, now);

	if (database->is_registered && !lite_is_on(database))
		why_set(why, "mode=full is always armed");
	else if (view_record(&database->view) == NULL)
		why_set(why, "no view of the keepers is active");
	else if (primary == NULL)
		why_set(why, "no primary runs: pcs status says why");
	else if (primary->node != database->self)
		why_set(why, "ask on %s, where the primary is: gaussha rearm",
		    primary->name);
	else if (naming_verdict(database) != NAMES_RULE ||
		 candidacy_state_has_grant(database))
		why_set(why,
		    "the primary of %s is not the record's, or not yet: ask "
		    "again",
		    primary->name);
	else
		return true;
	return false;
}

bool
lite_rearm(struct database *database, struct moment now, struct why *ret_why)
{
	static struct rearm_facts facts; /* points to the next two */
	static struct rule meaning;
	static struct why objection;
	static struct record next;

	if (!is_asked_rightly(database, now, ret_why))
		return false;
	meaning = lite_rule(database, &objection);
	gather(database, &meaning, &objection, now, &facts);
	if (!decide_rearm(&facts, ret_why))
		return false;
	if (!facts.record->spent)
		return true;
	next = *facts.record;
	next.spent = false;
	database_request(database, DATABASE_PEOPLE, &next);
	return true;
}

/* What a standby's own names would come to, the day that it is the primary. */
void
lite_complaint(const struct database *database, struct why *ret_why)
{
	struct rule rule;

	if (!lite_is_on(database) || !observer_sees_standby(database))
		return;
	rule = lite_rule(database, ret_why);
	if (rule.ngroups > 0) {
		why_set(ret_why, "%s", "");
		return;
	}
	why_prefix(
	    ret_why, "if it becomes the primary, nobody may take over from it");
}
