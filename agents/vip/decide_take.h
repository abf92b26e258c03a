/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_take.h - may this host take the address?
 */
#ifndef VIP_DECIDE_TAKE_H
#define VIP_DECIDE_TAKE_H

#include "ocf/status.h"

struct facts;
struct why;

enum take_verdict {
	TAKE_ALREADY_HELD, /* and well */
	TAKE_HELD_WRONGLY, /* here, but not as it should be */
	TAKE_NO_SUCH_NIC,
	TAKE_NO_NETWORK,
	TAKE_NO_PREFIX,
	TAKE_LABEL_TOO_LONG,
	TAKE_LINK_DOWN,
	TAKE_NO_CARRIER,
	TAKE_PROBE_FIRST, /* ask the network, then decide again */
	TAKE_CONFLICT,
	TAKE_IT,
};

/* Pure. */
enum take_verdict decide_take(const struct facts *facts);

/* What start returns for a refusal; OCF_SUCCESS for the others. */
enum ocf_status decide_take_status(enum take_verdict verdict);

/* The sentence an operator is shown. */
void decide_take_tell(
    enum take_verdict verdict, const struct facts *facts, struct why *ret_why);

#endif
