/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * request_kind.h - what can be asked of a keeper; request.h has in which words.
 */
#ifndef CPG_REQUEST_KIND_H
#define CPG_REQUEST_KIND_H

enum request_kind {
	/* An agent says what there is to keep; again at every monitor, since a
	 * keeper that was started anew knows nothing of it. */
	REQUEST_REGISTER = 1,
	/*
	 * Before the instance is ended on purpose (demote, stop): what ends
	 * then is no failure, and it holds back from being promoted until it
	 * has followed another primary, or nobody else may be one.
	 */
	REQUEST_STAND_DOWN,
	/* After a stop: no database here any more; it is not watched, but its
	 * record is kept. */
	REQUEST_UNREGISTER,
	/* A reload-agent begins: relearning.h.  It registers when it has looked
	 * at the database, which takes a moment in which keepers must not have
	 * Pacemaker compute anew. */
	REQUEST_RELOAD,
	/* May this node's database be promoted? */
	REQUEST_GRANT_ASK,
	/* What became of it? */
	REQUEST_GRANT_STATE,
	/* The promotion under way is given up: gs_ctl has ended, its file is
	 * removed.  Nothing when there is none. */
	REQUEST_GRANT_OVER,
	/* No promotion until released: request->flag. */
	REQUEST_HOLD,
	/* Another node's database shall be the primary; "" for the best.  DONE
	 * when it has begun: it ends by itself, one way or the other. */
	REQUEST_SWITCHOVER,
	/* That node's database shall be the primary, whatever may be lost. */
	REQUEST_FORCE,
	/* mode=lite: the next failover is made unasked again.  REFUSED: what is
	 * still missing. */
	REQUEST_REARM,
	/* JSON of one database, or of all when no name is given. */
	REQUEST_STATUS,
	REQUEST_HISTORY,
	/* The quorum device tells of its vote, and asks where this node
	 * stands: standing.h. */
	REQUEST_STANDING,
	/*
	 * An administrator says that request->node is off, and was so before
	 * it can have acted alone: with request->flag, in request->occasion,
	 * which the answer without it has.  DONE: the quorum device is told.
	 */
	REQUEST_OFF,
	/*
	 * request->node shall do no harm any more.  To be asked again and again
	 * until the answer is DONE, with the proof as its sentence, or REFUSED;
	 * WAITING says for what.  database is empty.
	 */
	REQUEST_FENCE,
	/* Every configured node, a line each: NAME,ID,on or off: its keeper is
	 * in the group.  The answer's text. */
	REQUEST_FENCE_LIST,
	/* May this node order the fencing of request->node?  In the same way.
	 */
	REQUEST_FENCE_GATE,
	/*
	 * request->address shall be put on this node.  database: whose it is,
	 * "" for whatever is registered here, if anything is.  WAITING: another
	 * node may still have it; where it is waited for that node's lease, its
	 * name is in around.primary, and a fencing of it since its last echo,
	 * told in node and fenced_at_s, is as good.
	 */
	REQUEST_ADDRESS_TAKE,
	REQUEST_ADDRESS_LEFT, /* it is not here any more */
	/*
	 * Another machine answers for request->address, which this node was
	 * given.  To be asked again and again: WAITING names in around.primary
	 * the member that has it, though nobody gave it, and is about to take
	 * it away; DONE: none says so.
	 */
	REQUEST_ADDRESS_CONFLICT,
};

/* What becomes of a node that is fenced with its own help. */
enum request_fate {
	REQUEST_FATE_REBOOT,
	REQUEST_FATE_OFF,
	REQUEST_FATE_ISOLATE, /* everything has ended, and it stays on */
};

#endif
