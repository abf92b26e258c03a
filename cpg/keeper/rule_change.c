/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/rule_change.h"

#include <stddef.h>

/* clang-format off */
static const struct rule_change_row rows[] = {
	{ RULE_CHANGE_IDLE, RULE_CHANGE_WANTED,
	  RULE_CHANGE_RECORDING_BOTH, RULE_CHANGE_RECORD_BOTH,
	  "the new rule is recorded beside the old before anything rests on it" },
	{ RULE_CHANGE_IDLE, RULE_CHANGE_FOUND,
	  RULE_CHANGE_NAMING, RULE_CHANGE_SET_NAMES,
	  "the record tells of a change that was not finished" },

	{ RULE_CHANGE_RECORDING_BOTH, RULE_CHANGE_RECORDED,
	  RULE_CHANGE_NAMING, RULE_CHANGE_SET_NAMES,
	  "every member's disk has both rules: the database may act by either" },
	{ RULE_CHANGE_RECORDING_BOTH, RULE_CHANGE_REFUSED,
	  RULE_CHANGE_IDLE, RULE_CHANGE_NOTHING,
	  "the record has changed: the choice is made again" },
	{ RULE_CHANGE_RECORDING_BOTH, RULE_CHANGE_CUT,
	  RULE_CHANGE_IDLE, RULE_CHANGE_NOTHING,
	  "whether both were recorded is for the next view to say" },

	{ RULE_CHANGE_NAMING, RULE_CHANGE_NAMED,
	  RULE_CHANGE_ENFORCING, RULE_CHANGE_WATCH_FORCE,
	  "the server was told, but its sessions and senders obey one by one" },
	{ RULE_CHANGE_NAMING, RULE_CHANGE_CUT,
	  RULE_CHANGE_IDLE, RULE_CHANGE_NOTHING,
	  "both rules stay in the record: either may be in force" },

	{ RULE_CHANGE_ENFORCING, RULE_CHANGE_IN_FORCE,
	  RULE_CHANGE_WAITING, RULE_CHANGE_READ_BARRIER,
	  "what was acknowledged by the old rule must reach the new one's standbys" },
	{ RULE_CHANGE_ENFORCING, RULE_CHANGE_UNPROVEN,
	  RULE_CHANGE_NAMING, RULE_CHANGE_SET_NAMES,
	  "a commit was not seen to wait: it is tried again" },
	{ RULE_CHANGE_ENFORCING, RULE_CHANGE_WANTED,
	  RULE_CHANGE_RECORDING_BOTH, RULE_CHANGE_RECORD_BOTH,
	  "statements from before may wait for who is gone: a further rule joins the others" },
	{ RULE_CHANGE_ENFORCING, RULE_CHANGE_DESPAIRED,
	  RULE_CHANGE_RECORDING_BOTH, RULE_CHANGE_RECORD_RELIEF,
	  "who must be rebuilt is all there is to wait for: the record says that all rests on the primary" },
	{ RULE_CHANGE_ENFORCING, RULE_CHANGE_CUT,
	  RULE_CHANGE_IDLE, RULE_CHANGE_NOTHING,
	  "both rules stay in the record: either may be in force" },

	{ RULE_CHANGE_WAITING, RULE_CHANGE_PASSED,
	  RULE_CHANGE_RECORDING_NEW, RULE_CHANGE_RECORD_NEW,
	  "nothing acknowledged rests on an old rule alone: they may go" },
	{ RULE_CHANGE_WAITING, RULE_CHANGE_WANTED,
	  RULE_CHANGE_RECORDING_BOTH, RULE_CHANGE_RECORD_BOTH,
	  "the barrier's standbys are gone: a further rule joins the others" },
	{ RULE_CHANGE_WAITING, RULE_CHANGE_DESPAIRED,
	  RULE_CHANGE_RECORDING_BOTH, RULE_CHANGE_RECORD_RELIEF,
	  "who must be rebuilt is all there is to wait for: the record says that all rests on the primary" },
	{ RULE_CHANGE_WAITING, RULE_CHANGE_CUT,
	  RULE_CHANGE_IDLE, RULE_CHANGE_NOTHING,
	  "both rules stay in the record until a barrier is passed" },

	{ RULE_CHANGE_RECORDING_NEW, RULE_CHANGE_RECORDED,
	  RULE_CHANGE_IDLE, RULE_CHANGE_NOTHING,
	  "the new rule alone is in force" },
	{ RULE_CHANGE_RECORDING_NEW, RULE_CHANGE_REFUSED,
	  RULE_CHANGE_IDLE, RULE_CHANGE_NOTHING,
	  "the record has changed: what it says now is looked at again" },
	{ RULE_CHANGE_RECORDING_NEW, RULE_CHANGE_CUT,
	  RULE_CHANGE_IDLE, RULE_CHANGE_NOTHING,
	  "whether the old rules are gone is for the next view to say" },
};
/* clang-format on */

const struct rule_change_row *
rule_change_find(enum rule_change_step from, enum rule_change_event on)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].from == from && rows[i].on == on)
			return &rows[i];
	return NULL;
}

const char *
rule_change_step_text(enum rule_change_step step)
{
	switch (step) {
	case RULE_CHANGE_IDLE:
		return "idle";
	case RULE_CHANGE_RECORDING_BOTH:
		return "recording both rules";
	case RULE_CHANGE_NAMING:
		return "setting the names";
	case RULE_CHANGE_ENFORCING:
		return "waiting until the names are in force";
	case RULE_CHANGE_WAITING:
		return "waiting for the barrier";
	case RULE_CHANGE_RECORDING_NEW:
		return "recording the new rule alone";
	}
	return "unknown step";
}

const char *
rule_change_event_text(enum rule_change_event event)
{
	switch (event) {
	case RULE_CHANGE_WANTED:
		return "another rule wanted";
	case RULE_CHANGE_FOUND:
		return "unfinished change found";
	case RULE_CHANGE_RECORDED:
		return "recorded";
	case RULE_CHANGE_REFUSED:
		return "update refused";
	case RULE_CHANGE_NAMED:
		return "names set";
	case RULE_CHANGE_IN_FORCE:
		return "in force";
	case RULE_CHANGE_UNPROVEN:
		return "not seen to be in force";
	case RULE_CHANGE_PASSED:
		return "barrier passed";
	case RULE_CHANGE_DESPAIRED:
		return "barrier out of reach";
	case RULE_CHANGE_CUT:
		return "cut short";
	}
	return "unknown event";
}
