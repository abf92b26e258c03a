/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/report.h"

bool
report_is_primary(const struct report *report)
{
	return report->running &&
	       (report->role == ROLE_PRIMARY || report->role == ROLE_NORMAL ||
		   report->role == ROLE_PENDING);
}

bool
report_has_position(const struct report *report)
{
	return report->running && report->answered && report->lsn.bytes != 0;
}

struct member
report_data(const struct report *report)
{
	return (struct member){ report->node, report->incarnation };
}

const char *
report_guard_text(enum report_guard guard)
{
	switch (guard) {
	case REPORT_GUARD_SOFT:
		return "soft";
	case REPORT_GUARD_RESTS:
		return "watchdog at rest";
	case REPORT_GUARD_ARMED:
		return "watchdog";
	case REPORT_GUARD_MISSING:
		return "no watchdog";
	}
	return "unknown";
}
