/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/status_json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cpg/keeper/annals.h"
#include "cpg/keeper/databases.h"
#include "cpg/keeper/decide_outlook.h"
#include "cpg/keeper/fencings.h"
#include "cpg/keeper/naming_facts.h"
#include "cpg/keeper/outlook_facts.h"
#include "ocf/json.h"

static void
print_lsn(struct json *json, const char *name, struct lsn lsn)
{
	char text[LSN_TEXT_MAX];

	json_text(json, name, lsn.bytes == 0 ? "" : lsn_text(lsn, text));
}

static void
print_member(struct json *json, const char *name, const struct board *board,
    const struct member *member)
{
	char incarnation[20];

	snprintf(incarnation, sizeof(incarnation), "%016" PRIx64,
	    member->incarnation.id);
	json_open(json, name, '{');
	json_number(json, "id", member->node);
	json_text(json, "name", board_name(board, member->node));
	json_text(json, "data", incarnation);
	json_close(json, '}');
}

static void
print_rule(
    struct json *json, const struct board *board, const struct rule *rule)
{
	json_open(json, NULL, '{');
	print_member(json, "owner", board, &rule->owner);
	json_open(json, "groups", '[');
	for (unsigned g = 0; g < rule->ngroups; g++) {
		const struct rule_group *group = &rule->groups[g];

		json_open(json, NULL, '{');
		json_number(json, "k", group->k);
		json_open(json, "of", '[');
		for (unsigned i = 0; i < group->nmembers; i++)
			print_member(json, NULL, board, &group->members[i]);
		json_close(json, ']');
		json_close(json, '}');
	}
	json_close(json, ']');
	json_close(json, '}');
}

static void
print_numbers(
    struct json *json, const char *name, const uint32_t numbers[], unsigned n)
{
	json_open(json, name, '[');
	for (unsigned i = 0; i < n; i++)
		json_number(json, NULL, numbers[i]);
	json_close(json, ']');
}

static void
print_record(struct json *json, const struct database *database)
{
	const struct record *record = view_last_record(&database->view);

	json_open(json, "record", '{');
	json_number(json, "view", (int64_t)record->view);
	json_number(json, "seq", (int64_t)record->seq);
	json_number(json, "term", (int64_t)record->term);
	json_flag(json, "held", record->held);
	json_flag(json, "spent", record->spent);
	print_numbers(json, "members", record->members, record->nmembers);
	if (record->primary.node != 0)
		print_member(
		    json, "primary", &database->board, &record->primary);
	json_open(json, "rules", '[');
	for (unsigned i = 0; i < record->nrules; i++)
		print_rule(json, &database->board, &record->rules[i]);
	json_close(json, ']');
	json_close(json, '}');
}

static void
print_view(struct json *json, const struct database *database)
{
	const struct view *view = &database->view;

	json_open(json, "view", '{');
	json_flag(json, "active", view_is_active(view));
	json_number(json, "number", (int64_t)view->number);
	json_number(json, "promise", (int64_t)view->ledger.promise);
	json_flag(json, "witness", view->ledger.counts);
	print_numbers(json, "group", view->group.nodes, view->group.nnodes);
	json_flag(json, "quorate", view->verdict.quorate);
	json_number(json, "quorum", view->verdict.quorum);
	json_number(json, "keepers", view->verdict.nvoters);
	json_number(json, "device_votes", view->verdict.device_votes);
	json_text(json, "not_exclusive",
	    database->not_exclusive == NULL ? "" : database->not_exclusive);
	json_close(json, '}');
}

static void
print_sender(struct json *json, const struct report_sender *sender)
{
	json_open(json, NULL, '{');
	json_text(json, "name", sender->name);
	json_text(json, "state", sender->state);
	json_text(json, "sync", sender->sync_state);
	print_lsn(json, "flushed", sender->flushed);
	print_lsn(json, "replayed", sender->replayed);
	json_close(json, '}');
}

static void
print_server(struct json *json, const struct report *report)
{
	json_text(json, "role", role_text(report->role));
	json_text(json, "db_state", db_state_text(report->db_state));
	json_text(json, "detail", detail_text(report->detail));
	json_number(json, "term", (int64_t)report->term);
	print_lsn(json, "lsn", report->lsn);
	json_flag(json, "receiving", report->receiving);
	json_text(json, "upstream", report->upstream);
	json_flag(json, "refusing", report->refusing);
	json_flag(json, "building", report->building);
	json_number(json, "percent", report->percent);
	json_flag(json, "cascaded", report->cascaded);
	json_flag(json, "has_grant", report->has_grant);
	json_open(json, "standbys", '[');
	for (unsigned i = 0; i < report->nsenders; i++)
		print_sender(json, &report->senders[i]);
	json_close(json, ']');
}

static void
print_objection(struct json *json, const struct database *database,
    const struct outlook_facts *outlook, uint32_t node)
{
	struct why why;

	decide_outlook_objection(
	    outlook, node, naming_facts_name(&database->board), &why);
	json_text(json, "objection", why.text);
}

/* "1 of 2"; nothing where no device pings gateways. */
static void
print_reach(struct json *json, const struct reach *reach)
{
	char text[32] = "";

	if (reach->ngateways != 0)
		snprintf(text, sizeof(text), "%u of %u", reach->nanswering,
		    reach->ngateways);
	json_text(json, "gateway", text);
}

static void
print_node(struct json *json, const struct database *database,
    const struct outlook_facts *outlook, const struct board_slot *slot,
    struct moment now)
{
	const struct report *report = &slot->report;
	struct member data = report_data(report);
	char incarnation[20];

	snprintf(incarnation, sizeof(incarnation), "%016" PRIx64,
	    data.incarnation.id);
	json_open(json, NULL, '{');
	json_number(json, "id", slot->node);
	json_text(
	    json, "presence", board_presence_text(board_presence(slot, now)));
	if (slot->has_report) {
		json_text(json, "name", report->name);
		json_text(json, "version", report->version);
		json_number(
		    json, "age_ms", moment_between_ms(slot->heard, now));
		json_flag(json, "has_database", report->has_database);
		json_flag(json, "running", report->running);
		json_flag(json, "answered", report->answered);
		json_flag(json, "leased", report->leased);
		json_text(json, "guard", report_guard_text(report->guard));
		print_reach(json, &report->reach);
		json_text(json, "data", incarnation);
		json_text(json, "application_name", report->application_name);
		json_text(json, "zone", report->zone);
		print_server(json, report);
	}
	print_objection(json, database, outlook, slot->node);
	json_close(json, '}');
}

static void
print_machines(struct json *json, const struct database *database)
{
	struct why why;

	json_open(json, "promotion", '{');
	json_text(json, "step", promotion_step_text(database->candidacy.step));
	json_text(json, "why", database->candidacy.why.text);
	json_number(json, "term", (int64_t)database->candidacy.term);
	json_flag(json, "writable", database->candidacy.is_writable);
	json_close(json, '}');
	json_open(json, "watchdog", '{');
	json_text(json, "guard",
	    report_guard_text(database->outlets->guard(database, &why)));
	json_text(json, "device", database->registration.watchdog);
	json_text(json, "why", why.text);
	json_close(json, '}');
	json_open(json, "rule", '{');
	json_text(json, "step", rule_change_step_text(database->naming.step));
	json_text(json, "why", database->naming.why.text);
	json_text(json, "names", database->observer.seen.guard.names);
	json_close(json, '}');
}

static void
print_outlook(struct json *json, const struct database *database,
    const struct outlook_facts *facts)
{
	struct outlook_verdict verdict = decide_outlook(facts);
	struct why why;

	decide_outlook_why(
	    facts, &verdict, naming_facts_name(&database->board), &why);
	json_open(json, "outlook", '{');
	json_flag(json, "safe",
	    verdict.outlook == OUTLOOK_TAKES_OVER ||
		verdict.outlook == OUTLOOK_WITH_DEVICE);
	json_text(json, "node",
	    verdict.node == 0 ? ""
			      : board_name(&database->board, verdict.node));
	json_text(json, "sentence", why.text);
	json_close(json, '}');
}

static void
print_wish(
    struct json *json, const struct database *database, struct moment now)
{
	const struct wish *wish = &database->wish;

	if (wish->node == 0)
		return;
	json_open(json, "wish", '{');
	json_text(json, "node", board_name(&database->board, wish->node));
	json_flag(json, "forced", wish->is_forced);
	json_number(json, "left_ms", moment_left_ms(wish->until, now));
	json_close(json, '}');
}

/* Where there is one. */
static void
print_metadatabase(struct json *json, const struct database *database)
{
	const struct courier *courier = &database->courier;

	if (!courier_is_wanted(database))
		return;
	json_open(json, "metadatabase", '{');
	json_flag(json, "reached",
	    courier->was_tried && courier->trouble.text[0] == '\0');
	json_number(json, "backlog", courier_backlog(database));
	json_text(json, "trouble", courier->trouble.text);
	json_close(json, '}');
}

static void
print_database(
    struct json *json, const struct database *database, struct moment now)
{
	static struct outlook_facts outlook;

	outlook_facts_of_outlook(database, now, &outlook);
	json_open(json, NULL, '{');
	json_text(json, "name", database->name);
	json_flag(json, "registered", database->is_registered);
	print_view(json, database);
	print_record(json, database);
	print_machines(json, database);
	print_wish(json, database, now);
	print_outlook(json, database, &outlook);
	print_metadatabase(json, database);
	json_open(json, "nodes", '[');
	for (unsigned i = 0; i < database->board.nslots; i++)
		print_node(
		    json, database, &outlook, &database->board.slots[i], now);
	json_close(json, ']');
	json_close(json, '}');
}

static bool
is_meant(const char *wanted, const struct database *database)
{
	return wanted[0] == '\0' || strcmp(wanted, database->name) == 0;
}

static size_t
end(struct json *json)
{
	if (json->ok)
		return json->n;
	*json = json_begin(json->text, json->size);
	json_open(json, NULL, '{');
	json_text(json, "error", "too much for one answer");
	json_close(json, '}');
	return json->n;
}

size_t
status_json_print(
    const char *database, struct moment now, char *text, size_t size)
{
	struct json json = json_begin(text, size);
	const struct database *first = databases_at(0), *one;

	json_open(&json, NULL, '{');
	json_number(&json, "node", first == NULL ? 0 : first->self);
	json_text(&json, "version", GAUSSHA_VERSION);
	json_open(&json, "databases", '[');
	for (unsigned i = 0; (one = databases_at(i)) != NULL; i++)
		if (is_meant(database, one))
			print_database(&json, one, now);
	json_close(&json, ']');
	json_close(&json, '}');
	return end(&json);
}

static void
print_promotion(struct json *json, const struct promotion_entry *entry)
{
	json_open(json, NULL, '{');
	json_number(json, "term", (int64_t)entry->term);
	json_number(json, "when", entry->when_s);
	json_text(json, "from", entry->from);
	json_text(json, "to", entry->to);
	json_text(json, "cause", entry->cause);
	print_lsn(json, "lsn", entry->lsn);
	json_number(json, "duration_ms", entry->duration_ms);
	json_close(json, '}');
}

static void
print_fencing(struct json *json, const struct fencing *entry)
{
	json_open(json, NULL, '{');
	json_number(json, "when", entry->when_s);
	json_text(json, "target", entry->target);
	json_text(json, "by", entry->by);
	json_text(json, "device", entry->device);
	json_text(json, "proof", entry->proof);
	json_close(json, '}');
}

size_t
status_json_print_history(const char *database, char *text, size_t size)
{
	struct json json = json_begin(text, size);
	const struct database *one;

	json_open(&json, NULL, '{');
	json_open(&json, "databases", '[');
	for (unsigned i = 0; (one = databases_at(i)) != NULL; i++) {
		if (!is_meant(database, one))
			continue;
		json_open(&json, NULL, '{');
		json_text(&json, "name", one->name);
		json_open(&json, "promotions", '[');
		for (unsigned e = 0; e < one->history.n; e++)
			print_promotion(&json, &one->history.entries[e]);
		json_close(&json, ']');
		json_close(&json, '}');
	}
	json_close(&json, ']');
	json_open(&json, "fencings", '[');
	for (unsigned i = 0; i < annals_fencings()->n; i++)
		print_fencing(&json, &annals_fencings()->entries[i]);
	json_close(&json, ']');
	json_close(&json, '}');
	return end(&json);
}
