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
