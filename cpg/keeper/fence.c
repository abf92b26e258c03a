/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/fence.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

#include "cpg/keeper/addresses.h"
#include "cpg/keeper/annals.h"
#include "cpg/keeper/arming.h"
#include "cpg/keeper/databases.h"
#include "cpg/keeper/decide_address.h"
#include "cpg/keeper/fence_code.h"
#include "cpg/keeper/health.h"
#include "cpg/keeper/leasing.h"
#include "cpg/keeper/link.h"
#include "cpg/request.h"
#include "ocf/log.h"
#include "ocf/tombstone.h"

#define FORGET_MS 5000  /* who asks again after that asks anew */
#define INSIST_MS 60000 /* and means it, when it was refused before */
#define ORDER_MS  500   /* between orders that nobody answered */
#define ANSWER_MS 300   /* for the answer to leave, before the node ends */

/* A fencing that was asked for here. */
struct round {
	uint32_t node; /* 0: place not in use */
	struct moment begun, asked, ordered, refused;
	bool is_insistent;
	enum fence_word word;
	bool is_told; /* the proof, in the log */
};

static struct {
	bool (*send)(const void *bytes, size_t nbytes);
	uint32_t self;
	struct view_group group;
	struct view_verdict verdict;
	struct round rounds[RECORD_NODES_MAX];
	/* This node is being fenced: */
	bool is_target, is_harmless;
	enum fence_fate fate;
	struct moment answered, said;
} us;

void
fence_init(bool (*send)(const void *bytes, size_t nbytes))
{
	memset(&us, 0, sizeof(us));
	us.send = send;
	/* A keeper that was started anew keeps its predecessor's promise. */
	us.is_target = tombstone_forbids(NULL);
	us.fate = FENCE_ISOLATE;
}

void
fence_on_group(uint32_t self, const struct view_group *group)
{
	us.self = self;
	us.group = *group;
}

void
fence_on_verdict(const struct view_verdict *verdict)
{
	us.verdict = *verdict;
}

bool
fence_is_done_for(void)
{
	return us.is_target;
}

static void
say(const struct fence_message *message)
{
	unsigned char buf[128];
	size_t n = fence_code_put(buf, sizeof(buf), message);

	if (n > 0)
		(void)us.send(buf, n);
}

/* The target's side. */

static void
answer_with(enum fence_word word, struct moment now)
{
	struct fence_message message = { .word = word };

	us.said = now;
	say(&message);
}

static void
obey(enum fence_fate fate, struct moment now)
{
	struct why why;

	struct database *database;

	if (!us.is_target)
		log_error("this node is fenced: everything here is ended");
	/* What was proven of an earlier killing proves nothing now. */
	for (unsigned i = 0;
	     !us.is_target && (database = databases_at(i)) != NULL; i++)
		database->tenant.killer.is_done = false;
	us.fate = fate;
	if (!tombstone_set("another node had it fenced", &why))
		log_error("the tombstone cannot be set, and without it nothing "
			  "is promised: %s",
		    why.text);
	else
		us.is_target = true;
	answer_with(FENCE_SAYS_ENDING, now);
	fence_review(now);
}

static void
hear_order(const struct fence_message *order, struct moment now)
{
	if (!us.is_target && !order->is_insistent && health_is_good(now) &&
	    health_controller_crashed()) {
		answer_with(FENCE_SAYS_WELL, now);
		return;
	}
	obey(order->fate, now);
}

static bool
everything_has_ended(void)
{
	struct database *database;
	bool all = true;

	for (unsigned i = 0; (database = databases_at(i)) != NULL; i++) {
		if (!tenant_must_still_end(database))
			continue;
		all = false;
		tenant_end(database);
	}
	if (addresses_any())
		addresses_drop("this node is fenced");
	return all && !addresses_any();
}

static void
meet_fate(void)
{
	switch (us.fate) {
	case FENCE_REBOOT:
		log_error("this node reboots: it was fenced");
		(void)reboot(RB_AUTOBOOT);
		break;
	case FENCE_OFF:
		log_error("this node switches itself off: it was fenced");
		(void)reboot(RB_POWER_OFF);
		break;
	case FENCE_ISOLATE:
		break;
	}
}

/* Nothing is left that would start anything: the promise is kept by itself. */
static void
rise_again(void)
{
	if (us.fate != FENCE_ISOLATE || health_pacemaker_runs())
		return;
	log_info("Pacemaker has left this node: its fencing is over");
	tombstone_remove();
	us.is_target = us.is_harmless = false;
}

void
fence_review(struct moment now)
{
	if (!us.is_target)
		return;
	if (!us.is_harmless) {
		us.is_harmless = everything_has_ended();
		if (!us.is_harmless)
			return;
		us.answered = now;
		answer_with(FENCE_SAYS_HARMLESS, now);
		return;
	}
	if (moment_between_ms(us.answered, now) >= ANSWER_MS)
		meet_fate();
	if (moment_between_ms(us.said, now) >= ORDER_MS) {
		answer_with(FENCE_SAYS_HARMLESS, now);
		rise_again();
	}
}

/* The asking side. */

static struct round *
find_round(uint32_t node)
{
	for (unsigned i = 0; i < RECORD_NODES_MAX; i++)
		if (us.rounds[i].node == node)
			return &us.rounds[i];
	return NULL;
}

static void
hear_word(uint32_t sender, enum fence_word word)
{
	struct round *round = find_round(sender);

	if (round != NULL)
		round->word = word;
}

bool
fence_on_packet(
    uint32_t sender, const struct wire_packet *packet, struct moment now)
{
	struct fence_message message;

	if (!fence_code_get(packet, &message))
		return false;
	if (!message.is_order)
		hear_word(sender, message.word);
	else if (message.target == us.self && sender != us.self)
		hear_order(&message, now);
	return true;
}

static bool
is_member(uint32_t node)
{
	for (unsigned i = 0; i < us.group.nnodes; i++)
		if (us.group.nodes[i] == node)
			return true;
	return false;
}

static bool
views_are_active(void)
{
	struct database *database;

	if (!us.verdict.quorate || !ring_equal(us.verdict.ring, us.group.ring))
		return false;
	for (unsigned i = 0; (database = databases_at(i)) != NULL; i++)
		if (!view_is_active(&database->view))
			return false;
	return true;
}

/* Until a lone node may act: whoever is missing has no lease from us. */
static int64_t
unarmed_ms(struct moment now)
{
	int64_t longest = 0;

	for (unsigned i = 0; i < us.verdict.nvoters; i++) {
		uint32_t node = us.verdict.voters[i].node;
		int64_t left =
		    moment_left_ms(lease_over(leasing_lease(), node), now);

		if (node != us.self && left > longest)
			longest = left;
	}
	return longest;
}

static void
fill(const struct round *round, const char *target, struct moment now,
    struct fence_facts *facts)
{
	*facts = (struct fence_facts){
		.target = target,
		.is_configured = round->node != 0,
		.is_self = round->node == us.self,
		.is_minority = us.verdict.nvoters > 0 && !us.verdict.quorate &&
			       ring_equal(us.verdict.ring, us.group.ring),
		.is_active = views_are_active(),
		.all_told = lease_all_told(leasing_lease(), &us.group),
		.is_alone = us.group.nnodes == 1 && us.verdict.nvoters > 1,
		.unarmed_ms = unarmed_ms(now),
		.is_member = is_member(round->node),
		.word = round->word,
		.asked_ms = moment_between_ms(round->begun, now),
		.left_ms = moment_left_ms(
		    lease_over(leasing_lease(), round->node), now),
	};
}

/* The same question within some seconds is the same fencing. */
static struct round *
round_of(uint32_t node, struct moment now)
{
	struct round *round = find_round(node);

	if (round == NULL)
		round = find_round(0);
	if (round == NULL)
		round = &us.rounds[0];
	if (round->node != node ||
	    moment_between_ms(round->asked, now) >= FORGET_MS) {
		bool insists =
		    round->node == node && round->refused.ms != 0 &&
		    moment_between_ms(round->refused, now) < INSIST_MS;

		*round = (struct round){
			.node = node, .begun = now, .is_insistent = insists
		};
	}
	round->asked = now;
	return round;
}

static void
order(struct round *round, uint32_t fate, struct moment now)
{
	struct fence_message message = { .is_order = true,
		.target = round->node,
		.is_insistent = round->is_insistent,
		.fate = fate <= FENCE_ISOLATE ? (enum fence_fate)fate
					      : FENCE_REBOOT };

	if (!is_member(round->node) || round->word == FENCE_SAYS_HARMLESS ||
	    moment_between_ms(round->ordered, now) < ORDER_MS)
		return;
	round->ordered = now;
	say(&message);
}

static void
conclude(struct round *round, enum fence_verdict verdict, struct moment now,
    struct answer *answer)
{
	answer->kind = ANSWER_WAITING;
	if (decide_fence_is_refusal(verdict)) {
		answer->kind = ANSWER_REFUSED;
		round->refused = now;
	} else if (decide_fence_is_proof(verdict)) {
		answer->kind = ANSWER_DONE;
	}
}

/* In the log, and for history. */
static void
tell_proof(struct round *round, const char *target, const struct why *proof)
{
	if (!round->is_told) {
		log_warning("a fencing is proven: %s", proof->text);
		annals_tell(target, link_name_of(us.self), "fence_gaussha",
		    proof->text);
	}
	round->is_told = true;
}

static const struct address_other *
list_others(const struct request *request, struct moment now, unsigned *ret_n)
{
	static struct address_other others[RECORD_NODES_MAX];
	static char names[RECORD_NODES_MAX][REQUEST_NAME_MAX];
	uint32_t node, mark = addresses_mark(request->address);
	unsigned n = 0;

	for (unsigned i = 0; n < RECORD_NODES_MAX &&
			     link_node_at(i, &node, names[n], sizeof(names[n]));
	     i++) {
		if (node == us.self)
			continue;
		others[n] = (struct address_other){
			.name = names[n],
			.is_member = is_member(node),
			.holds = lease_has_mark(leasing_lease(), node, mark),
			.is_fenced =
			    strcmp(request->node, names[n]) == 0 &&
			    leasing_echoed_before(node, request->fenced_at_s),
			.left_ms = moment_left_ms(
			    lease_over(leasing_lease(), node), now),
		};
		n++;
	}
	*ret_n = n;
	return others;
}

/* Nothing here lives by the lease: the address is Pacemaker's alone. */
static bool
is_nobodys(const char *database)
{
	const struct database *other;

	if (database[0] != '\0')
		return false;
	for (unsigned i = 0; (other = databases_at(i)) != NULL; i++)
		if (other->is_registered)
			return false;
	return true;
}

void
fence_ask_address(
    const struct request *request, struct moment now, struct answer *answer)
{
	const struct address_other *other;
	struct address_facts facts = {
		.is_fenced = us.is_target,
		.is_active = views_are_active(),
		.has_lease = leasing_is_held(now) && arming_may_serve(now),
		.is_dropping = addresses_are_dropped(),
		.all_told = lease_all_told(leasing_lease(), &us.group),
	};
	enum address_verdict verdict;

	if (is_nobodys(request->database))
		return;
	/* From now on a lease is asked for. */
	if (!addresses_hold(request->address, now)) {
		answer->kind = ANSWER_REFUSED;
		why_set(&answer->why, "the keeper has no room for an address");
		return;
	}
	leasing_review(now);
	facts.others = list_others(request, now, &facts.nothers);
	verdict = decide_address(&facts, &other);
	decide_address_why(verdict, other, &answer->why);
	if (verdict == ADDRESS_FENCED_HERE)
		answer->kind = ANSWER_REFUSED;
	else if (verdict != ADDRESS_FREE)
		answer->kind = ANSWER_WAITING;
	if (verdict == ADDRESS_AWAITS_LEASE)
		snprintf(answer->around.primary, sizeof(answer->around.primary),
		    "%s", other->name);
}

static void
ask_the_gate(
    const struct request *request, struct moment now, struct answer *answer)
{
	struct round nothing = { .node = link_node_of(request->node) };
	struct fence_facts facts;
	enum fence_verdict verdict;

	fill(&nothing, request->node, now, &facts);
	verdict = decide_fence_gate(&facts);
	decide_fence_why(&facts, verdict, &answer->why);
	conclude(&nothing, verdict, now, answer);
	if (answer->kind == ANSWER_DONE)
		why_set(&answer->why, "this node may have %s fenced",
		    request->node);
}

void
fence_ask(
    const struct request *request, struct moment now, struct answer *answer)
{
	uint32_t node = link_node_of(request->node);
	struct fence_facts facts;
	enum fence_verdict verdict;
	struct round *round;

	if (request->kind == REQUEST_FENCE_GATE || node == 0) {
		ask_the_gate(request, now, answer);
		return;
	}
	round = round_of(node, now);
	fill(round, request->node, now, &facts);
	if (decide_fence_gate(&facts) == FENCE_NO_LEASE)
		order(round, request->fate, now);
	verdict = decide_fence(&facts);
	decide_fence_why(&facts, verdict, &answer->why);
	conclude(round, verdict, now, answer);
	if (answer->kind == ANSWER_DONE)
		tell_proof(round, request->node, &answer->why);
}

size_t
fence_list(char *text, size_t size)
{
	char name[REQUEST_NAME_MAX];
	uint32_t node;
	size_t n = 0;

	text[0] = '\0';
	for (unsigned i = 0; link_node_at(i, &node, name, sizeof(name)); i++) {
		int more = snprintf(text + n, size - n, "%s,%u,%s\n", name,
		    node, is_member(node) ? "on" : "off");

		if (more < 0 || (size_t)more >= size - n)
			break;
		n += (size_t)more;
	}
	return n;
}
