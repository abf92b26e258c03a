/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/message_code.h"

#include <string.h>

#include "cpg/wire.h"
#include "tests/unit/check.h"

static unsigned char buf[MESSAGE_CODE_MAX];

/* The largest record that there can be. */
static struct record
large_record(void)
{
	struct record record;

	memset(&record, 0, sizeof(record));
	record.view = 7;
	record.seq = 8;
	record.term = 9;
	record.held = true;
	record.vip_holder = 3;
	record.primary = (struct member){ 1, { 101 } };
	record.nmembers = RECORD_NODES_MAX;
	for (unsigned i = 0; i < RECORD_NODES_MAX; i++)
		record.members[i] = i + 1;
	record.nrules = RECORD_RULES_MAX;
	for (unsigned r = 0; r < RECORD_RULES_MAX; r++) {
		struct rule *rule = &record.rules[r];

		rule->owner = (struct member){ 100 + r, { 1000 + r } };
		rule->ngroups = RULE_GROUPS_MAX;
		for (unsigned g = 0; g < RULE_GROUPS_MAX; g++) {
			rule->groups[g].k = g + 1;
			for (uint32_t m = 1; m <= RULE_MEMBERS_MAX; m++)
				rule_group_add(&rule->groups[g],
				    (struct member){ m, { m * 10 } });
		}
	}
	return record;
}

static struct message
sample(enum message_kind kind)
{
	struct message message;

	memset(&message, 0, sizeof(message));
	message.kind = kind;
	message.sender = 5;
	message.ring = (struct ring){ 1, 1234567890123 };
	message.attempt = 3;
	message.view = 4;
	message.seq = 6;
	message.greeting = (struct greeting){ 77, true, false };
	if (kind == MESSAGE_PROMISE || kind == MESSAGE_UPDATE)
		message.record = large_record();
	return message;
}

static bool
same_message(const struct message *a, const struct message *b)
{
	return a->kind == b->kind && a->sender == b->sender &&
	       ring_equal(a->ring, b->ring) && a->attempt == b->attempt &&
	       a->view == b->view && a->seq == b->seq &&
	       a->greeting.promise == b->greeting.promise &&
	       a->greeting.counts == b->greeting.counts &&
	       a->greeting.blank == b->greeting.blank &&
	       record_equal(&a->record, &b->record);
}

static void
every_message_of_a_view_arrives_as_it_was_sent(void)
{
	static const enum message_kind kinds[] = { MESSAGE_GREETING,
		MESSAGE_PROMISE, MESSAGE_INSTALLED, MESSAGE_UPDATE,
		MESSAGE_STORED };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct message sent = sample(kinds[i]), got;
		struct wire_packet packet;
		size_t n =
		    message_code_put_message(buf, sizeof(buf), "db", &sent);

		CHECK(n > 0 && wire_open(buf, n, &packet) == WIRE_GOOD);
		CHECK(message_code_get_message(&packet, 5, &got));
		CHECK(same_message(&sent, &got));
	}
}

static void
a_report_arrives_as_it_was_sent(void)
{
	struct report sent, got;
	struct wire_packet packet;
	size_t n;

	memset(&sent, 0, sizeof(sent));
	sent.node = 2;
	sent.counter = 99;
	strcpy(sent.name, "n2");
	strcpy(sent.application_name, "dn_2");
	strcpy(sent.zone, "east");
	sent.place = (struct place){ 3, 2 };
	strcpy(sent.version, "0.1.0");
	strcpy(sent.upstream, "10.0.0.1");
	strcpy(sent.ha_host, "10.0.0.2");
	sent.ha_port = 65535;
	sent.has_database = sent.running = sent.answered = true;
	sent.incarnation.id = UINT64_MAX;
	sent.role = ROLE_PRIMARY;
	sent.db_state = DB_STATE_COREDUMP;
	sent.detail = DETAIL_DCF_LOG_LOSS;
	sent.term = 12;
	sent.lsn.bytes = 0x3000148;
	sent.reviving = 255;
	sent.yields = 7;
	sent.sick = sent.relearning = true;
	sent.reach = (struct reach){ 3, 2 };
	sent.leased = true;
	sent.guard = REPORT_GUARD_ARMED;
	sent.receiving = sent.replayed_all = sent.cascaded = true;
	sent.wants_build = true;
	sent.building = sent.refusing = sent.has_grant = true;
	sent.percent = -1;
	sent.heeded = (struct report_heeded){ 17, 3 };
	sent.nsenders = REPORT_SENDERS_MAX;
	for (unsigned i = 0; i < REPORT_SENDERS_MAX; i++) {
		strcpy(sent.senders[i].name, "dn_1");
		strcpy(sent.senders[i].state, "Streaming");
		strcpy(sent.senders[i].sync_state, "Quorum");
		sent.senders[i].flushed.bytes = i;
		sent.senders[i].replayed.bytes = i / 2;
	}
	n = message_code_put_report(buf, sizeof(buf), "db", &sent);
	CHECK(n > 0 && wire_open(buf, n, &packet) == WIRE_GOOD);
	memset(&got, 0, sizeof(got));
	CHECK(message_code_get_report(&packet, 2, &got));
	CHECK(memcmp(&sent, &got, sizeof(sent)) == 0);
}

static void
a_call_and_a_promotion_arrive_as_they_were_sent(void)
{
	struct message_call call = { 5, 6, 7 }, got_call;
	struct promotion_entry entry = { .term = 4,
		.when_s = 1700000000,
		.from = "n1",
		.to = "n2",
		.cause = "n1 left the cluster",
		.lsn = { 77 },
		.duration_ms = 640 };
	struct promotion_entry got;
	struct wire_packet packet;
	size_t n = message_code_put_call(
	    buf, sizeof(buf), "db", MESSAGE_CODE_OVER, &call);

	CHECK(wire_open(buf, n, &packet) == WIRE_GOOD);
	CHECK(packet.kind == MESSAGE_CODE_OVER);
	CHECK(message_code_get_call(&packet, &got_call));
	CHECK(got_call.serial == 5 && got_call.view == 6 && got_call.term == 7);
	n = message_code_put_promotion(buf, sizeof(buf), "db", &entry);
	CHECK(wire_open(buf, n, &packet) == WIRE_GOOD);
	CHECK(message_code_get_promotion(&packet, &got));
	CHECK(memcmp(&got, &entry, sizeof(got)) == 0);
}

static void
a_packet_is_not_read_as_another_kind(void)
{
	struct message message = sample(MESSAGE_STORED);
	struct report report;
	struct message_call call;
	struct wire_packet packet;
	size_t n = message_code_put_message(buf, sizeof(buf), "db", &message);

	CHECK(wire_open(buf, n, &packet) == WIRE_GOOD);
	CHECK(!message_code_get_report(&packet, 1, &report));
	CHECK(!message_code_get_call(&packet, &call));
	n = message_code_put_call(
	    buf, sizeof(buf), "db", MESSAGE_CODE_REFUSE, &call);
	CHECK(wire_open(buf, n, &packet) == WIRE_GOOD);
	CHECK(!message_code_get_message(&packet, 1, &message));
}

static void
an_unsound_rule_is_not_let_in(void)
{
	struct message message = sample(MESSAGE_UPDATE);
	struct wire_packet packet;
	size_t n;

	message.record.rules[3].groups[1].k = 0;
	n = message_code_put_message(buf, sizeof(buf), "db", &message);
	CHECK(wire_open(buf, n, &packet) == WIRE_GOOD);
	CHECK(!message_code_get_message(&packet, 1, &message));
}

static void
what_follows_the_end_is_refused(void)
{
	struct wire_out out =
	    wire_begin(buf, sizeof(buf), MESSAGE_CODE_REFUSE, "db");
	struct wire_packet packet;
	struct message_call call;

	for (int i = 0; i < 25; i++)
		wire_put(&out, 0, 1);
	CHECK(wire_open(buf, wire_end(&out), &packet) == WIRE_GOOD);
	CHECK(!message_code_get_call(&packet, &call));
}

CHECK_MAIN(every_message_of_a_view_arrives_as_it_was_sent,
    a_report_arrives_as_it_was_sent,
    a_call_and_a_promotion_arrive_as_they_were_sent,
    a_packet_is_not_read_as_another_kind, an_unsound_rule_is_not_let_in,
    what_follows_the_end_is_refused)
