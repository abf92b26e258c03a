/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rule_change.h - the recorded primary's way from one rule to the next.
 *
 * Whatever the server may do meanwhile, the record already says: the new rule
 * is added before names change, and the old ones go when nothing rests on them
 * any more.  A change that was interrupted anywhere is taken up from the
 * record alone.
 */
#ifndef KEEPER_RULE_CHANGE_H
#define KEEPER_RULE_CHANGE_H

enum rule_change_step {
	RULE_CHANGE_IDLE,
	RULE_CHANGE_RECORDING_BOTH,
	RULE_CHANGE_NAMING,
	RULE_CHANGE_ENFORCING,
	RULE_CHANGE_WAITING, /* for the barrier */
	RULE_CHANGE_RECORDING_NEW,
};

enum rule_change_event {
	RULE_CHANGE_WANTED,    /* another rule should be in force */
	RULE_CHANGE_FOUND,     /* the record holds more than one rule, or the
				  server's names are not the last one's */
	RULE_CHANGE_RECORDED,  /* every member has stored the update */
	RULE_CHANGE_REFUSED,   /* the record has moved on */
	RULE_CHANGE_NAMED,     /* ALTER SYSTEM and reload returned */
	RULE_CHANGE_IN_FORCE,  /* decide_names_in_force() */
	RULE_CHANGE_UNPROVEN,  /* decide_names_must_probe_again() */
	RULE_CHANGE_PASSED,    /* decide_names_barrier() */
	RULE_CHANGE_DESPAIRED, /* decide_relief(): the barrier cannot be passed
				  before a rebuild that old rules forbid */
	RULE_CHANGE_CUT,       /* the view ended, or the last grant is not ours,
				  or the server restarted */
};

/* What to do on the way; it comes back as an event. */
enum rule_change_deed {
	RULE_CHANGE_NOTHING,
	RULE_CHANGE_RECORD_BOTH, /* request: the record and the new rule */
	RULE_CHANGE_SET_NAMES,   /* as the record's last rule says */
	RULE_CHANGE_WATCH_FORCE,
	RULE_CHANGE_READ_BARRIER,  /* read the log's end, wait for it */
	RULE_CHANGE_RECORD_NEW,    /* request: the last rule alone */
	RULE_CHANGE_RECORD_RELIEF, /* request: record_rest_on_owner() */
};

struct rule_change_row {
	enum rule_change_step from;
	enum rule_change_event on;
	enum rule_change_step to;
	enum rule_change_deed deed;
	const char *why; /* read aloud in the log */
};

/* The row for this pair; NULL where the event means nothing in that step. */
const struct rule_change_row *rule_change_find(
    enum rule_change_step from, enum rule_change_event on);

const char *rule_change_step_text(enum rule_change_step step);
const char *rule_change_event_text(enum rule_change_event event);

#endif
