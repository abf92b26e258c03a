/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * scale.c - what the keeper's pure parts cost with many nodes and databases.
 *
 * The product's own code, compiled with bounds of 32 nodes.  For each number of
 * nodes, 50 databases each: the processor time that one keeper spends on a node
 * that leaves and comes back, until all views are active again; and on one
 * report, read, put on the board and followed by a score.  Tab-separated.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cpg/keeper/board.h"
#include "cpg/keeper/decide_score.h"
#include "cpg/keeper/message_code.h"
#include "cpg/keeper/view.h"
#include "cpg/wire.h"

#define NDATABASES 50
#define NREPORTS   2000
#define QUEUE      1024

static struct view views[RECORD_NODES_MAX];
static struct message queue[QUEUE];
static unsigned nqueue;

static void
fail(const char *sentence)
{
	fprintf(stderr, "scale: %s\n", sentence);
	exit(1);
}

static double
now_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void
carry_out(unsigned node, struct view_effects effects)
{
	for (unsigned i = 0; i < effects.n; i++) {
		struct view_effects more;

		if (effects.effects[i] == VIEW_SEND) {
			if (nqueue == QUEUE)
				fail("too many messages");
			queue[nqueue++] = effects.message;
		}
		if (effects.effects[i] != VIEW_WRITE)
			continue;
		view_on_written(&views[node], true, &more);
		carry_out(node, more);
	}
}

/* All of the group get every message, in one order. */
static void
form(unsigned nnodes, unsigned nhere, uint64_t seq)
{
	struct view_group group = { .ring = { 1, seq }, .nnodes = nhere };
	struct view_verdict verdict = { .ring = { 1, seq },
		.quorum = nnodes / 2 + 1,
		.nvoters = nnodes,
		.quorate = nhere > nnodes / 2 };
	struct view_effects effects;

	for (unsigned i = 0; i < nnodes; i++)
		verdict.voters[i] = (struct voter){ i + 1, 1, i < nhere };
	for (unsigned i = 0; i < nhere; i++)
		group.nodes[i] = i + 1;
	nqueue = 0;
	for (unsigned i = 0; i < nhere; i++) {
		view_on_group(&views[i], &group, &effects);
		carry_out(i, effects);
		view_on_verdict(&views[i], &verdict, &effects);
		carry_out(i, effects);
	}
	for (unsigned at = 0; at < nqueue; at++)
		for (unsigned i = 0; i < nhere; i++) {
			struct message message = queue[at];

			view_on_message(&views[i], &message, &effects);
			carry_out(i, effects);
		}
	for (unsigned i = 0; i < nhere; i++)
		if (!view_is_active(&views[i]))
			fail("a view is not active");
}

/* Microseconds of one keeper, for all databases, a node gone and back. */
static double
cost_of_change(unsigned nnodes)
{
	double begun, sum = 0;

	for (unsigned d = 0; d < NDATABASES; d++) {
		for (unsigned i = 0; i < nnodes; i++)
			view_init(&views[i], i + 1, NULL);
		form(nnodes, nnodes, 1);
		begun = now_us();
		form(nnodes, nnodes - 1, 2);
		form(nnodes, nnodes, 3);
		sum += now_us() - begun;
	}
	return sum / nnodes;
}

static struct report
report_of(unsigned node, unsigned nnodes)
{
	struct report report;

	memset(&report, 0, sizeof(report));
	report.node = node;
	report.counter = 1;
	report.has_database = report.running = report.answered = true;
	report.role = node == 1 ? ROLE_PRIMARY : ROLE_STANDBY;
	report.incarnation.id = node;
	report.term = 1;
	report.lsn.bytes = 1000;
	report.percent = -1;
	snprintf(report.name, sizeof(report.name), "n%u", node);
	snprintf(report.application_name, sizeof(report.application_name),
	    "n%u", node);
	for (unsigned i = 2; node == 1 && i <= nnodes; i++) {
		struct report_sender *sender = &report.senders[report.nsenders];

		if (report.nsenders == REPORT_SENDERS_MAX)
			break;
		report.nsenders++;
		snprintf(sender->name, sizeof(sender->name), "n%u", i);
		strcpy(sender->state, "Streaming");
		strcpy(sender->sync_state, "Async");
	}
	return report;
}

/* Two synchronous standbys, one must have it, as by default. */
static void
make_record(struct record *record)
{
	struct rule rule;

	memset(record, 0, sizeof(*record));
	memset(&rule, 0, sizeof(rule));
	rule.owner = (struct member){ 1, { 1 } };
	rule.ngroups = 1;
	rule.groups[0].k = 1;
	(void)rule_group_add(&rule.groups[0], (struct member){ 2, { 2 } });
	(void)rule_group_add(&rule.groups[0], (struct member){ 3, { 3 } });
	if (!record_grant(record, &rule, 0))
		fail("no record");
}

static struct score_facts facts;

static void
make_facts(const struct record *record, unsigned nnodes)
{
	memset(&facts, 0, sizeof(facts));
	facts.world.record = record;
	facts.world.node = 2;
	facts.world.ndatabases = nnodes;
	for (unsigned i = 2; i <= nnodes; i++)
		facts.world.candidates[facts.world.ncandidates++] =
		    (struct candidate){ .data = { i, { i } },
			    .refusing = true,
			    .position = { 1, { 1000 } } };
	facts.is_looked_for = facts.runs = facts.answers = true;
	facts.has_answered = facts.is_standby = facts.in_rule = true;
	facts.has_primary = true;
}

static const char *
name_of(uint32_t node)
{
	(void)node;
	return "a node";
}

/* Microseconds for one report of one database. */
static double
cost_of_report(unsigned nnodes)
{
	static struct board board;
	static struct record record;
	static unsigned char bytes[MESSAGE_CODE_MAX];
	struct moment at = { 1000 };
	uint32_t nodes[RECORD_NODES_MAX];
	double begun;

	for (unsigned i = 0; i < nnodes; i++)
		nodes[i] = i + 1;
	board_init(&board);
	board_regroup(&board, nodes, nnodes);
	make_record(&record);
	make_facts(&record, nnodes);
	begun = now_us();
	for (unsigned i = 0; i < NREPORTS; i++) {
		struct report report = report_of(i % nnodes + 1, nnodes);
		size_t size = message_code_put_report(
		    bytes, sizeof(bytes), "db", &report);
		struct wire_packet packet;

		if (wire_open(bytes, size, &packet) != WIRE_GOOD ||
		    !message_code_get_report(&packet, report.node, &report) ||
		    !board_post(&board, &report, at))
			fail("a report is not read");
		if (decide_score(&facts, name_of).score != SCORE_READY)
			fail("another score than expected");
	}
	return (now_us() - begun) / NREPORTS;
}

int
main(void)
{
	printf("nodes\tchange_us\treport_us\n");
	for (unsigned n = 3; n <= RECORD_NODES_MAX; n++)
		printf("%u\t%.1f\t%.3f\n", n, cost_of_change(n),
		    cost_of_report(n));
	return 0;
}
