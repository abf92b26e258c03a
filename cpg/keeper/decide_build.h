/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_build.h - may this node's data be overwritten by a rebuild, as far as
 * the record knows?
 *
 * A rule counts on data.  What is rebuilt is other data, so a build begins only
 * when no rule names what it destroys: naming drops a standby that does not
 * stream, and the rules of an old primary go when the new one has passed its
 * barrier.  What only rules of the recorded primary count on may be built from
 * that primary: all that was acknowledged is there.
 *
 * A refusal is in the data as well.  While a candidate counts on it, a standby
 * that was built anew would give the old primary its voice back.
 */
#ifndef KEEPER_DECIDE_BUILD_H
#define KEEPER_DECIDE_BUILD_H

#include <stdbool.h>

#include "cpg/keeper/decide_refusal.h"
#include "cpg/keeper/record.h"

struct why;

struct build_facts {
	const struct record *record; /* NULL: no view is active */
	struct member data;          /* what would be overwritten */
	struct member source;        /* node 0: no primary is heard */
	enum refusal_verdict refusal;
};

/* True, or false with a sentence. */
bool decide_build(const struct build_facts *facts,
    const char *(*name)(uint32_t node), struct why *ret_why);

#endif
