/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_check.h - what of the facts is well, and what is not, each with what
 * to type.  Pure.
 */
#ifndef CLI_DECIDE_CHECK_H
#define CLI_DECIDE_CHECK_H

#include <stdint.h>

#include "cli/check_facts.h"

enum severity {
	SEVERITY_OK,
	SEVERITY_NOTE,    /* could be better */
	SEVERITY_WARNING, /* will hurt one day */
	SEVERITY_FAULT,   /* it does not work, or protects nothing */
};

#define REMEDY_MAX   512
#define FINDINGS_MAX 1024 /* every fault there can be of CIB_THINGS_MAX */

struct finding {
	enum severity severity;
	char subject[64]; /* "corosync", or the name of a resource */
	struct why what;
	char remedy[REMEDY_MAX]; /* what to type; "" where nothing is */
};

struct findings {
	unsigned n;
	struct finding list[FINDINGS_MAX];
};

/* In the order in which things are set up. */
void decide_check(
    const struct check_facts *facts, struct findings *ret_findings);

/* The parts of it, each in the file of its name. */
void decide_check_corosync(
    const struct check_facts *facts, struct findings *findings);
void decide_check_cluster(
    const struct check_facts *facts, struct findings *findings);
/* T_lease, as corosync is configured; 0: not known. */
int64_t decide_check_corosync_lease_ms(const struct check_corosync *corosync);
void decide_check_watchdog(const struct check_facts *facts, unsigned which,
    int64_t lease_ms, struct findings *findings);
void decide_check_database(
    const struct check_facts *facts, unsigned i, struct findings *findings);

/* A finding without a remedy; NULL when there is no room. */
struct finding *decide_check_add(struct findings *findings,
    enum severity severity, const char *subject, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* What to type about it; finding NULL is allowed. */
void decide_check_type(struct finding *finding, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

unsigned decide_check_count(
    const struct findings *findings, enum severity severity);

const char *decide_check_severity(enum severity severity);

#endif
