/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * view.h - how the record comes to be the same on every node's disk.
 *
 * A group of keepers forms a view in three rounds, each answered by all of
 * them: greet (what my disk has promised), promise (no lower view any more;
 * here is my record), install (the newest of these records is on my disk).
 * Who has heard every answer of the last round has an active view, and only
 * that may be decided upon.  An update is one more round.  A change of the
 * group starts from the beginning; an update that was cut short by it is then
 * on the disk of one of us, and adopted, or is not, and gone.
 *
 * Pure: events in, effects out.  The caller carries the effects out in their
 * order and comes back with what came of them; it keeps at most one write
 * under way.  Relied on: corosync delivers messages and group changes of one
 * ring in the same order to all, this node's own messages included.
 */
#ifndef KEEPER_VIEW_H
#define KEEPER_VIEW_H

#include "cpg/keeper/decide_view.h"

enum message_kind {
	MESSAGE_GREETING = 1,
	MESSAGE_PROMISE,
	MESSAGE_INSTALLED,
	MESSAGE_UPDATE,
	MESSAGE_STORED,
};

struct message {
	enum message_kind kind;
	uint32_t sender;
	struct ring ring;
	uint64_t attempt;         /* which greeting of this ring it is about */
	struct greeting greeting; /* GREETING */
	uint64_t view;            /* PROMISE, INSTALLED, STORED */
	uint64_t seq;             /* STORED */
	struct record record;     /* PROMISE, UPDATE */
};

enum view_effect {
	VIEW_WRITE,          /* put view->writing on the disk, fsync */
	VIEW_SEND,           /* send the message to the group */
	VIEW_BEGINS,         /* the view is active */
	VIEW_ENDS,           /* it is not any more */
	VIEW_CHANGED,        /* an update is done: every member stored it */
	VIEW_UPDATE_DONE,    /* and it was this node's request */
	VIEW_UPDATE_REFUSED, /* another came first: look at the record again */
	VIEW_UPDATE_UNKNOWN, /* cut short: the next view will tell */
	VIEW_LEAVE,          /* the disk failed: leave the group */
};

#define VIEW_EFFECTS_MAX 6

struct view_effects {
	unsigned n;
	enum view_effect effects[VIEW_EFFECTS_MAX];
	struct message message; /* of VIEW_SEND, at most one an event */
};

enum view_phase {
	VIEW_OUT,
	VIEW_GREETING,
	VIEW_PROMISING,
	VIEW_INSTALLING,
	VIEW_ACTIVE,
};

struct view {
	uint32_t self;
	struct ledger ledger;  /* as it is on the disk */
	struct ledger writing; /* as it will be, while is_writing */
	bool is_writing;
	struct view_group group;
	struct view_verdict verdict;
	enum view_phase phase;
	bool was_active;   /* VIEW_BEGINS was told last, not VIEW_ENDS */
	bool said;         /* this node's word of this round is sent */
	uint64_t attempt;  /* grows with every change of the group */
	uint64_t number;   /* of the view, from VIEW_PROMISING on */
	uint32_t greeted;  /* bit i: group.nodes[i], as below */
	uint32_t answered; /* in the present round */
	struct greeting greetings[RECORD_NODES_MAX];
	struct record next; /* to be installed, or the update under way */
	bool updating;      /* an update was ordered and is not done */
	bool is_own;        /* and it is this node's request */
	bool requested;     /* this node's request is on its way */
};

/* from_disk NULL: there is no file, the node is fresh. */
void view_init(
    struct view *view, uint32_t self, const struct ledger *from_disk);

/* The process group or the ring under it has changed; nodes ascending. */
void view_on_group(struct view *view, const struct view_group *group,
    struct view_effects *ret_effects);

void view_on_verdict(struct view *view, const struct view_verdict *verdict,
    struct view_effects *ret_effects);

void view_on_message(struct view *view, const struct message *message,
    struct view_effects *ret_effects);

/* The write asked for by VIEW_WRITE has ended; ok: it is on the disk. */
void view_on_written(
    struct view *view, bool ok, struct view_effects *ret_effects);

/*
 * Asks for an update.  next is a changed copy of view_record(); refused when
 * the view is not active, another update is under way, or the record has moved
 * on since the copy was made.  The answer is one of the three UPDATE effects.
 */
void view_request(struct view *view, const struct record *next,
    struct view_effects *ret_effects);

bool view_is_active(const struct view *view);

/*
 * What may be decided upon; NULL without an active view, and while an update
 * is under way: it may be done or not.
 */
const struct record *view_record(const struct view *view);

/* The disk's record, whatever it is worth: to be shown, not decided upon. */
const struct record *view_last_record(const struct view *view);

bool view_verdict_equal(
    const struct view_verdict *a, const struct view_verdict *b);

#endif
