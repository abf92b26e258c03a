/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/view.h"

#include <stddef.h>
#include <string.h>

static void
tell(struct view_effects *effects, enum view_effect effect)
{
	effects->effects[effects->n++] = effect;
}

/* The place of a node in the group; group.nnodes when it is not in it. */
static unsigned
place_of(const struct view *view, uint32_t node)
{
	unsigned i = 0;

	while (i < view->group.nnodes && view->group.nodes[i] != node)
		i++;
	return i;
}

static bool
all_in(const struct view *view, uint32_t answered)
{
	return decide_view_all_answered(
	    answered, view->group.nnodes, place_of(view, view->self));
}

/* May this node promise, and decide, with what votequorum said last? */
static bool
is_quorate(const struct view *view)
{
	return decide_view_same_ring(&view->group.ring, &view->verdict.ring) &&
	       decide_view_quorate(
		   &view->group, view->greetings, &view->verdict);
}

static void
enter_phase(struct view *view, enum view_phase phase)
{
	view->phase = phase;
	view->said = false;
	view->answered = 0;
}

static struct message *
say(struct view *view, enum message_kind kind, struct view_effects *effects)
{
	struct message *message = &effects->message;

	memset(message, 0, sizeof(*message));
	message->kind = kind;
	message->sender = view->self;
	message->ring = view->group.ring;
	message->attempt = view->attempt;
	message->view = view->number;
	view->said = true;
	tell(effects, VIEW_SEND);
	return message;
}

/* At most one write is under way; what it carries is a change of the ledger. */
static struct ledger *
begin_write(struct view *view, struct view_effects *effects)
{
	view->writing = view->ledger;
	view->is_writing = true;
	tell(effects, VIEW_WRITE);
	return &view->writing;
}

static void
greet(struct view *view, struct view_effects *effects)
{
	struct message *message = say(view, MESSAGE_GREETING, effects);

	message->view = 0;
	message->greeting = (struct greeting){
		.promise = view->ledger.promise,
		.counts = view->ledger.counts,
		.blank = record_is_blank(&view->ledger.record),
	};
}

/* Each round: first the own disk, then the word, then everybody's. */
static void
pursue_greeting(struct view *view, struct view_effects *effects)
{
	if (!view->said)
		greet(view, effects);
	if (!all_in(view, view->greeted))
		return;
	enter_phase(view, VIEW_PROMISING);
	view->number = decide_view_number(view->greetings, view->group.nnodes);
	view->next = view->ledger.record;
}

static void
pursue_promising(struct view *view, struct view_effects *effects)
{
	if (!view->said && !is_quorate(view))
		return;
	if (!view->said &&
	    decide_view_must_promise(&view->ledger, view->number)) {
		begin_write(view, effects)->promise = view->number;
		return;
	}
	if (!view->said)
		say(view, MESSAGE_PROMISE, effects)->record =
		    view->ledger.record;
	if (!all_in(view, view->answered))
		return;
	enter_phase(view, VIEW_INSTALLING);
	view->next.view = view->number;
	view->next.seq = 0;
	view->next.nmembers = view->group.nnodes;
	memset(view->next.members, 0, sizeof(view->next.members));
	memcpy(view->next.members, view->group.nodes,
	    view->group.nnodes * sizeof(view->group.nodes[0]));
}

static void
pursue_installing(struct view *view, struct view_effects *effects)
{
	if (view->ledger.record.view != view->number) {
		struct ledger *ledger = begin_write(view, effects);

		ledger->promise = view->number;
		ledger->record = view->next;
		return;
	}
	if (!view->said)
		say(view, MESSAGE_INSTALLED, effects);
	if (!all_in(view, view->answered))
		return;
	enter_phase(view, VIEW_ACTIVE);
	view->said = true;
}

static void
finish_update(struct view *view, struct view_effects *effects)
{
	view->updating = false;
	view->answered = 0;
	tell(effects, VIEW_CHANGED);
	if (!view->is_own)
		return;
	view->requested = false;
	tell(effects, VIEW_UPDATE_DONE);
}

static void
pursue_update(struct view *view, struct view_effects *effects)
{
	if (view->ledger.record.seq != view->next.seq) {
		begin_write(view, effects)->record = view->next;
		return;
	}
	if (!view->said)
		say(view, MESSAGE_STORED, effects)->seq = view->next.seq;
	if (all_in(view, view->answered))
		finish_update(view, effects);
}

/* A node that was in an active view holds its record: it is a witness now. */
static void
pursue_active(struct view *view, struct view_effects *effects)
{
	if (view->updating)
		pursue_update(view, effects);
	else if (!view->ledger.counts && view_is_active(view))
		begin_write(view, effects)->counts = true;
}

/*
 * Does whatever is due, until something has to be waited for.  Looks at the
 * state only, so an event that comes in an unforeseen order loses nothing.
 */
static void
pursue(struct view *view, struct view_effects *effects)
{
	enum view_phase before;

	do {
		before = view->phase;
		if (view->is_writing)
			break;
		switch (view->phase) {
		case VIEW_OUT:
			break;
		case VIEW_GREETING:
			pursue_greeting(view, effects);
			break;
		case VIEW_PROMISING:
			pursue_promising(view, effects);
			break;
		case VIEW_INSTALLING:
			pursue_installing(view, effects);
			break;
		case VIEW_ACTIVE:
			pursue_active(view, effects);
			break;
		}
	} while (view->phase != before);
	if (view_is_active(view) != view->was_active) {
		view->was_active = !view->was_active;
		tell(effects, view->was_active ? VIEW_BEGINS : VIEW_ENDS);
	}
}

void
view_init(struct view *view, uint32_t self, const struct ledger *from_disk)
{
	memset(view, 0, sizeof(*view));
	view->self = self;
	if (from_disk != NULL)
		view->ledger = *from_disk;
}

void
view_on_group(struct view *view, const struct view_group *group,
    struct view_effects *ret_effects)
{
	ret_effects->n = 0;
	if (view->requested)
		tell(ret_effects, VIEW_UPDATE_UNKNOWN);
	view->requested = false;
	view->updating = false;
	view->group = *group;
	view->attempt++;
	view->number = 0;
	view->greeted = 0;
	memset(view->greetings, 0, sizeof(view->greetings));
	memset(&view->next, 0, sizeof(view->next));
	enter_phase(view, place_of(view, view->self) < group->nnodes
			      ? VIEW_GREETING
			      : VIEW_OUT);
	pursue(view, ret_effects);
}

void
view_on_verdict(struct view *view, const struct view_verdict *verdict,
    struct view_effects *ret_effects)
{
	ret_effects->n = 0;
	view->verdict = *verdict;
	pursue(view, ret_effects);
}

/*
 * A higher attempt is a member that has seen more changes of this group than
 * we have: everybody greets again under its number.
 */
static void
on_greeting(struct view *view, const struct message *message, unsigned from)
{
	if (message->attempt > view->attempt) {
		view->attempt = message->attempt;
		view->greeted = 0;
		enter_phase(view, VIEW_GREETING);
	}
	view->greetings[from] = message->greeting;
	view->greeted |= UINT32_C(1) << from;
}

static void
on_promise(struct view *view, const struct message *message, unsigned from)
{
	if (view->phase != VIEW_PROMISING || message->view != view->number)
		return;
	if (record_cmp(&message->record, &view->next) > 0)
		view->next = message->record;
	view->answered |= UINT32_C(1) << from;
}

/* Whoever installs has had our promise, so we are in that round as well. */
static void
on_installed(struct view *view, const struct message *message, unsigned from)
{
	if (view->phase == VIEW_INSTALLING && message->view == view->number)
		view->answered |= UINT32_C(1) << from;
}

/* The order of delivery arbitrates: only one update can be the next. */
static void
on_update(struct view *view, const struct message *message,
    struct view_effects *effects)
{
	bool is_next = view->phase == VIEW_ACTIVE && !view->updating &&
		       decide_view_follows(&view->ledger, &message->record);

	if (message->sender == view->self && !is_next) {
		view->requested = false;
		tell(effects, VIEW_UPDATE_REFUSED);
	}
	if (!is_next)
		return;
	view->next = message->record;
	view->updating = true;
	view->is_own = message->sender == view->self;
	view->said = false;
	view->answered = 0;
}

static void
on_stored(struct view *view, const struct message *message, unsigned from)
{
	if (view->updating && message->view == view->number &&
	    message->seq == view->next.seq)
		view->answered |= UINT32_C(1) << from;
}

void
view_on_message(struct view *view, const struct message *message,
    struct view_effects *ret_effects)
{
	unsigned from = place_of(view, message->sender);

	ret_effects->n = 0;
	if (from == view->group.nnodes || view->phase == VIEW_OUT ||
	    !decide_view_same_ring(&message->ring, &view->group.ring))
		return;
	if (message->kind == MESSAGE_GREETING &&
	    message->attempt >= view->attempt)
		on_greeting(view, message, from);
	if (message->attempt != view->attempt)
		return;
	switch (message->kind) {
	case MESSAGE_GREETING:
		break;
	case MESSAGE_PROMISE:
		on_promise(view, message, from);
		break;
	case MESSAGE_INSTALLED:
		on_installed(view, message, from);
		break;
	case MESSAGE_UPDATE:
		on_update(view, message, ret_effects);
		break;
	case MESSAGE_STORED:
		on_stored(view, message, from);
		break;
	}
	pursue(view, ret_effects);
}

void
view_on_written(struct view *view, bool ok, struct view_effects *ret_effects)
{
	ret_effects->n = 0;
	if (!view->is_writing)
		return;
	view->is_writing = false;
	if (ok)
		view->ledger = view->writing;
	else
		enter_phase(view, VIEW_OUT);
	memset(&view->writing, 0, sizeof(view->writing));
	if (!ok)
		tell(ret_effects, VIEW_LEAVE);
	pursue(view, ret_effects);
}

void
view_request(struct view *view, const struct record *next,
    struct view_effects *ret_effects)
{
	const struct record *record = view_record(view);
	struct message *message;

	ret_effects->n = 0;
	if (record == NULL || view->requested ||
	    record_cmp(record, next) != 0) {
		tell(ret_effects, VIEW_UPDATE_REFUSED);
		return;
	}
	view->requested = true;
	message = say(view, MESSAGE_UPDATE, ret_effects);
	message->record = *next;
	message->record.seq++;
}

bool
view_is_active(const struct view *view)
{
	return view->phase == VIEW_ACTIVE && is_quorate(view);
}

const struct record *
view_record(const struct view *view)
{
	return view_is_active(view) && !view->updating ? &view->ledger.record
						       : NULL;
}

const struct record *
view_last_record(const struct view *view)
{
	return &view->ledger.record;
}

bool
view_verdict_equal(const struct view_verdict *a, const struct view_verdict *b)
{
	if (!ring_equal(a->ring, b->ring) || a->quorate != b->quorate ||
	    a->quorum != b->quorum || a->device_votes != b->device_votes ||
	    a->nvoters != b->nvoters)
		return false;
	for (unsigned i = 0; i < a->nvoters; i++)
		if (a->voters[i].node != b->voters[i].node ||
		    a->voters[i].votes != b->voters[i].votes ||
		    a->voters[i].in_ring != b->voters[i].in_ring)
			return false;
	return true;
}
