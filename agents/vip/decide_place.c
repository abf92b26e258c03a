/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/decide_place.h"

#include <stddef.h>

#include "agents/vip/facts.h"
#include "ocf/why.h"

static bool
is_better(const struct network *a, const struct network *b)
{
	if (a->prefix != b->prefix)
		return a->prefix > b->prefix;
	if (a->link.running != b->link.running)
		return a->link.running;
	if (a->metric != b->metric)
		return a->metric < b->metric;
	return a->link.index < b->link.index; /* whatever the order listed */
}

/* The best network, on one interface only unless index is 0. */
static const struct network *
best_network(const struct facts *facts, int index)
{
	const struct network *best = NULL;

	for (unsigned i = 0; i < facts->nnetworks; i++) {
		const struct network *network = &facts->networks[i];

		if (index != 0 && network->link.index != index)
			continue;
		if (best == NULL || is_better(network, best))
			best = network;
	}
	return best;
}

enum place_verdict
decide_place(const struct facts *facts, struct place *ret_place)
{
	bool nic_given = facts->target.nic[0] != '\0';
	const struct network *network;

	*ret_place = (struct place){ .prefix = facts->target.prefix };
	if (nic_given && !facts->nic_found)
		return PLACE_NO_SUCH_NIC;
	network = best_network(facts, nic_given ? facts->nic.index : 0);
	if (!nic_given && network == NULL)
		return PLACE_NO_NETWORK;
	if (network == NULL && facts->target.prefix == 0)
		return PLACE_NO_PREFIX;
	if (facts->target.prefix == 0)
		ret_place->prefix = network->prefix;
	ret_place->link = nic_given ? &facts->nic : &network->link;
	return PLACE_FOUND;
}

void
decide_place_tell(
    enum place_verdict verdict, const struct facts *facts, struct why *ret_why)
{
	const struct target *target = &facts->target;

	switch (verdict) {
	case PLACE_FOUND:
		why_set(ret_why, "%s has its place on this host", target->text);
		return;
	case PLACE_NO_SUCH_NIC:
		why_set(ret_why, "there is no interface %s on this host",
		    target->nic);
		return;
	case PLACE_NO_NETWORK:
		why_set(ret_why,
		    "no interface of this host has a network that holds %s: "
		    "set nic and cidr_netmask",
		    target->text);
		return;
	case PLACE_NO_PREFIX:
		why_set(ret_why,
		    "no network on %s holds %s, so its prefix length is not "
		    "known: set cidr_netmask",
		    target->nic, target->text);
		return;
	}
}
