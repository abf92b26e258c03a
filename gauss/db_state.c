/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/db_state.h"

#include <stddef.h>
#include <string.h>

/* The texts are what openGauss prints, so one list serves both ways. */

const char *
db_state_text(enum db_state state)
{
	switch (state) {
	case DB_STATE_NORMAL:
		return "Normal";
	case DB_STATE_NEED_REPAIR:
		return "Need repair";
	case DB_STATE_STARTING:
		return "Starting";
	case DB_STATE_WAIT_PROMOTING:
		return "Wait promoting";
	case DB_STATE_DEMOTING:
		return "Demoting";
	case DB_STATE_PROMOTING:
		return "Promoting";
	case DB_STATE_BUILDING:
		return "Building";
	case DB_STATE_CATCHUP:
		return "Catchup";
	case DB_STATE_COREDUMP:
		return "Coredump";
	case DB_STATE_UNKNOWN:
		break;
	}
	return "Unknown";
}

enum db_state
db_state_parse(const char *word)
{
	for (int i = DB_STATE_NORMAL; word != NULL && i <= DB_STATE_COREDUMP;
	     i++)
		if (strcmp(word, db_state_text((enum db_state)i)) == 0)
			return (enum db_state)i;
	return DB_STATE_UNKNOWN;
}
