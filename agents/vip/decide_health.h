/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_health.h - is the address there, and can anybody reach it?
 */
#ifndef VIP_DECIDE_HEALTH_H
#define VIP_DECIDE_HEALTH_H

#include "ocf/status.h"

struct facts;
struct why;

enum health_verdict {
	HEALTH_GOOD,
	HEALTH_ABSENT,
	HEALTH_ELSEWHERE, /* on an interface where it does not belong */
	HEALTH_WRONG_PREFIX,
	HEALTH_LINK_DOWN,
	HEALTH_NO_CARRIER,
	HEALTH_DAD_FAILED,
	HEALTH_TENTATIVE,
};

/* Pure: the first objection that holds, in the order above. */
enum health_verdict decide_health(const struct facts *facts);

/* What a monitor returns for it. */
enum ocf_status decide_health_status(enum health_verdict verdict);

/* The sentence an operator is shown. */
void decide_health_tell(enum health_verdict verdict, const struct facts *facts,
    struct why *ret_why);

#endif
