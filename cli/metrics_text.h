/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * metrics_text.h - the keeper's status as OpenMetrics, which older Prometheus
 * reads as well: gauges only, and no unit or info lines.
 *
 * What is not known is not there: a rule on a metric's absence sees it.
 */
#ifndef CLI_METRICS_TEXT_H
#define CLI_METRICS_TEXT_H

#include <stdio.h>

#include "cli/json_read.h"

/* Of a keeper that does not answer. */
void metrics_text_print_silence(FILE *out);

void metrics_text_print(const struct json_document *document, FILE *out);

#endif
