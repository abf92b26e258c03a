/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * seams.h - leaving out one rule: the linker puts seams.c in front of the
 * product's decide_tie_*() (--wrap).  With SEAM_NOTHING every seam calls the
 * product's own function and adds nothing.
 */
#ifndef VOTESIM_SEAMS_H
#define VOTESIM_SEAMS_H

enum seam {
	SEAM_NOTHING,
	SEAM_NO_CONTINUITY,
	SEAM_NO_LEASE,
	SEAM_NO_GATEWAY,
	SEAM_NO_SILENCE,
	SEAM_NO_HOLD,
	SEAM_NO_SLEEP,
	SEAM_NO_WAIT,
	SEAM_NO_YIELD,
	SEAM_NO_COMPLETE,
	SEAM_NO_LATCH,
	SEAM_NO_MOST,
	SEAM_NO_OTHERS_DUE,
	SEAM_NO_SHARE,
	SEAM_NO_VIEW_OF_ONE,
	SEAM_NO_RELAY,
	SEAM_OLD_WORD,
	SEAM_NO_WORD,
};

extern enum seam seam_left_out;

#endif
