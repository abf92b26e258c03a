/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_address.h"

#include <stddef.h>

/* Who is with us says itself what it has; who is not may have it as long as it
 * may have a lease. */
static enum address_verdict
of_other(const struct address_other *other)
{
	if (other->is_member)
		return other->holds ? ADDRESS_ELSEWHERE : ADDRESS_FREE;
	return other->is_fenced || other->left_ms == 0 ? ADDRESS_FREE
						       : ADDRESS_AWAITS_LEASE;
}

enum address_verdict
decide_address(
    const struct address_facts *facts, const struct address_other **ret_other)
{
	*ret_other = NULL;
	if (facts->is_fenced)
		return ADDRESS_FENCED_HERE;
	if (!facts->is_active)
		return ADDRESS_NO_VIEW;
	if (!facts->has_lease)
		return ADDRESS_NO_LEASE;
	/* What is taken now is forgotten when that has ended, or taken away
	 * by it. */
	if (facts->is_dropping)
		return ADDRESS_DROPPING;
	if (!facts->all_told)
		return ADDRESS_NOT_TOLD;
	for (unsigned i = 0; i < facts->nothers; i++) {
		enum address_verdict verdict = of_other(&facts->others[i]);

		if (verdict == ADDRESS_FREE)
			continue;
		*ret_other = &facts->others[i];
		return verdict;
	}
	return ADDRESS_FREE;
}

void
decide_address_why(enum address_verdict verdict,
    const struct address_other *other, struct why *ret_why)
{
	const char *name = other == NULL ? "another node" : other->name;

	switch (verdict) {
	case ADDRESS_FENCED_HERE:
		why_set(ret_why, "this node was fenced");
		break;
	case ADDRESS_NO_VIEW:
		why_set(ret_why, "the keepers here have no view");
		break;
	case ADDRESS_NO_LEASE:
		why_set(ret_why, "this node has no lease");
		break;
	case ADDRESS_DROPPING:
		why_set(ret_why, "the addresses here are just being taken "
				 "away");
		break;
	case ADDRESS_NOT_TOLD:
		why_set(ret_why, "not every keeper has told yet what it holds");
		break;
	case ADDRESS_ELSEWHERE:
		why_set(ret_why, "%s says that it has the address", name);
		break;
	case ADDRESS_AWAITS_LEASE:
		why_set(ret_why,
		    "%s may have the address, and a lease for another %.1f s",
		    name, other == NULL ? 0.0 : (double)other->left_ms / 1000);
		break;
	case ADDRESS_FREE:
		why_set(ret_why, "no other node can have the address");
		break;
	}
}
