/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * seams.h - leaving out one rule.
 *
 * The linker puts seams.c in front of the product's functions (--wrap), and a
 * few deeds of the played database look here as well.  With
 * SIM_NOTHING_LEFT_OUT every seam calls the product's own function and adds
 * nothing.
 */
#ifndef SIM_SEAMS_H
#define SIM_SEAMS_H

enum seam {
	SIM_NOTHING_LEFT_OUT,
	SIM_NO_BARRIER,
	SIM_NO_IN_FORCE,
	SIM_NO_OLD_RULES,
	SIM_NO_INCARNATION,
	SIM_NO_OVERLAP,
	SIM_NO_COMPARISON,
	SIM_NO_REFUSING,
	SIM_NO_PERSISTENCE,
	SIM_NO_CLOSED_NAMES,
	SIM_NO_REMOVAL,
	SIM_NO_NEWEST,
	SIM_NO_PROMISE,
	SIM_NO_ANSWERS,
	SIM_NO_KEEPERS,
	SIM_NO_FRESHNESS,
	SIM_NO_WHOLE_RING,
	SIM_NO_RING_ID,
	SIM_NO_NEWEST_RECORD,
	SIM_NO_FSYNC,
	SIM_NO_JOINT_RECORD,
	SIM_NO_PROBE,
	SIM_NO_LEAK_RULE,
	SIM_NO_PRIMARY_STOPPED,
	SIM_NO_GRANT_ENDED,
	SIM_NO_GRANT_BEFORE,
	SIM_NO_FIRST_OF_ALL,
	SIM_NO_TERM_SEEN,
	SIM_NO_ASKING_AGAIN,
	SIM_NO_BUILD_REFUSAL,
	SIM_NO_BUILD_RULE,
	SIM_NO_COUNTED_ON,
	SIM_NO_FOLLOWING,
	SIM_NO_NUMBER,
	SIM_NO_CUT,
	SIM_NO_CHANGE_CUT,
	SIM_NO_RECORD_FIRST,
	SIM_NO_CONTINUITY,
	SIM_NO_EXCEPTION,
};

extern enum seam seam_left_out;

#endif
