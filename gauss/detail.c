/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/detail.h"

#include <stddef.h>
#include <string.h>

/* The texts are what openGauss prints, so one list serves both ways. */

const char *
detail_text(enum detail detail)
{
	switch (detail) {
	case DETAIL_NORMAL:
		return "Normal";
	case DETAIL_CONNECTING:
		return "Connecting...";
	case DETAIL_DISCONNECTED:
		return "Disconnected";
	case DETAIL_WAL_SEGMENT_REMOVED:
		return "WAL segment removed";
	case DETAIL_VERSION_NOT_MATCHED:
		return "Version not matched";
	case DETAIL_MODE_NOT_MATCHED:
		return "Mode not matched";
	case DETAIL_SYSTEM_ID_NOT_MATCHED:
		return "System id not matched";
	case DETAIL_TIMELINE_NOT_MATCHED:
		return "Timeline not matched";
	case DETAIL_DCF_LOG_LOSS:
		return "DCF log loss";
	case DETAIL_UNKNOWN:
		break;
	}
	return "Unknown";
}

enum detail
detail_parse(const char *word)
{
	for (int i = DETAIL_NORMAL; word != NULL && i <= DETAIL_DCF_LOG_LOSS;
	     i++)
		if (strcmp(word, detail_text((enum detail)i)) == 0)
			return (enum detail)i;
	return DETAIL_UNKNOWN;
}

bool
detail_needs_build(enum detail detail)
{
	switch (detail) {
	case DETAIL_WAL_SEGMENT_REMOVED:
	case DETAIL_SYSTEM_ID_NOT_MATCHED:
	case DETAIL_TIMELINE_NOT_MATCHED:
	case DETAIL_DCF_LOG_LOSS:
		return true;
	case DETAIL_UNKNOWN:
	case DETAIL_NORMAL:
	/* No primary in reach: nothing to repair. */
	case DETAIL_CONNECTING:
	case DETAIL_DISCONNECTED:
	/* Other binaries, not other data. */
	case DETAIL_VERSION_NOT_MATCHED:
	/* The peer is not a primary: roles, not data. */
	case DETAIL_MODE_NOT_MATCHED:
		break;
	}
	return false;
}
