/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * own_report.h - what was seen of this node's database, as the report that the
 * others will get.
 */
#ifndef KEEPER_OWN_REPORT_H
#define KEEPER_OWN_REPORT_H

#include <stdbool.h>

struct database;
struct report;

void own_report_make(const struct database *database, struct report *report);

/* Something has changed that others should know at once; a position is not. */
bool own_report_is_news(const struct report *before, const struct report *now);

#endif
