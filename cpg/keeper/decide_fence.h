/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_fence.h - is it proven that a node can do no harm any more?
 *
 * Nothing acknowledges, and nothing holds the address, without a lease: so the
 * proof is the target's own word that it has ended everything, or that nobody
 * has echoed it a lease for longer than one lasts.  A guess is no proof, and
 * what is not known is waited for; whoever asked has a deadline.
 */
#ifndef KEEPER_DECIDE_FENCE_H
#define KEEPER_DECIDE_FENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "ocf/why.h"

/* A member that does not answer has this long; then its lease alone counts. */
#define FENCE_ANSWER_MS 3000
/* For a crashed controller to be a member of Pacemaker's again. */
#define FENCE_GRACE_MS 8000

/* What the target's keeper said since it was asked. */
enum fence_word {
	FENCE_SAYS_NOTHING,
	FENCE_SAYS_WELL, /* healthy, leased; only its controller had crashed */
	FENCE_SAYS_ENDING,   /* the tombstone is there, the killing goes on */
	FENCE_SAYS_HARMLESS, /* everything has ended, proven */
};

struct fence_facts {
	const char *target;
	bool is_configured; /* corosync.conf lists it */
	bool is_self;
	bool is_minority; /* the quorum's verdict on this very ring */
	bool is_active;   /* the views of all databases are */
	bool all_told;    /* every member has told what it waits for */
	bool is_alone;
	int64_t unarmed_ms; /* until a lone node may act; 0: it may */
	bool is_member;     /* the target's keeper is in the group */
	enum fence_word word;
	int64_t asked_ms; /* ago, for the first time */
	int64_t left_ms;  /* until it surely has no lease; 0: it has none */
};

enum fence_verdict {
	FENCE_IS_NONE, /* no node of this cluster */
	FENCE_IS_SELF,
	FENCE_MINORITY, /* refused */
	FENCE_NO_VIEW,  /* wait, as for all that follow */
	FENCE_NOT_ARMED,
	FENCE_NOT_TOLD,
	FENCE_AWAITS_WORD,
	FENCE_AWAITS_END,
	FENCE_AWAITS_CONTROLLER,
	FENCE_AWAITS_LEASE,
	FENCE_IS_WELL,  /* refused */
	FENCE_HARMLESS, /* proven, as the next */
	FENCE_NO_LEASE,
};

enum fence_verdict decide_fence(const struct fence_facts *facts);

/* The sentence. */
void decide_fence_why(const struct fence_facts *facts,
    enum fence_verdict verdict, struct why *ret_why);

bool decide_fence_is_proof(enum fence_verdict verdict);
bool decide_fence_is_refusal(enum fence_verdict verdict);

/* May this node order a fencing at all, whoever is the target?  The gate in
 * front of a power switch; the verdict is of the same kind. */
enum fence_verdict decide_fence_gate(const struct fence_facts *facts);

#endif
