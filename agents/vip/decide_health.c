/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/decide_health.h"

#include <stddef.h>

#include "agents/vip/decide_place.h"
#include "agents/vip/facts.h"
#include "ocf/why.h"

/*
 * Where the address should be, as far as that can be known.  On a host that
 * has lost the address's network since (its own address was taken away), the
 * place where it is must do: it still serves, and that is no reason to stop.
 */
static struct place
expected(const struct facts *facts)
{
	struct place place;

	if (decide_place(facts, &place) != PLACE_FOUND && facts->nholders > 0 &&
	    facts->target.nic[0] == '\0')
		place.link = &facts->holders[0].link;
	return place;
}

static const struct holder *
absent(const struct facts *facts, const struct place *place)
{
	static const struct holder nobody;

	(void)place;
	return facts->nholders == 0 ? &nobody : NULL;
}

static const struct holder *
elsewhere(const struct facts *facts, const struct place *place)
{
	for (unsigned i = 0; i < facts->nholders; i++)
		if (place->link == NULL ||
		    facts->holders[i].link.index != place->link->index)
			return &facts->holders[i];
	return NULL;
}

static const struct holder *
wrong_prefix(const struct facts *facts, const struct place *place)
{
	for (unsigned i = 0; i < facts->nholders; i++)
		if (place->prefix != 0 &&
		    facts->holders[i].prefix != place->prefix)
			return &facts->holders[i];
	return NULL;
}

static const struct holder *
link_down(const struct facts *facts, const struct place *place)
{
	(void)place;
	return facts->holders[0].link.up ? NULL : &facts->holders[0];
}

static const struct holder *
no_carrier(const struct facts *facts, const struct place *place)
{
	(void)place;
	return facts->holders[0].link.running ? NULL : &facts->holders[0];
}

static const struct holder *
dad_failed(const struct facts *facts, const struct place *place)
{
	(void)place;
	return facts->holders[0].dad_failed ? &facts->holders[0] : NULL;
}

static const struct holder *
tentative(const struct facts *facts, const struct place *place)
{
	(void)place;
	return facts->holders[0].tentative ? &facts->holders[0] : NULL;
}

/* In this order: those after `absent` have a first holder to look at. */
static const struct {
	const struct holder *(*culprit)(
	    const struct facts *facts, const struct place *place);
	enum health_verdict verdict;
} objections[] = {
	{ absent, HEALTH_ABSENT },
	{ elsewhere, HEALTH_ELSEWHERE },
	{ wrong_prefix, HEALTH_WRONG_PREFIX },
	{ link_down, HEALTH_LINK_DOWN },
	{ no_carrier, HEALTH_NO_CARRIER },
	{ dad_failed, HEALTH_DAD_FAILED },
	{ tentative, HEALTH_TENTATIVE },
};

static const size_t nobjections = sizeof(objections) / sizeof(objections[0]);

enum health_verdict
decide_health(const struct facts *facts)
{
	struct place place = expected(facts);

	for (size_t i = 0; i < nobjections; i++)
		if (objections[i].culprit(facts, &place) != NULL)
			return objections[i].verdict;
	return HEALTH_GOOD;
}

enum ocf_status
decide_health_status(enum health_verdict verdict)
{
	switch (verdict) {
	case HEALTH_GOOD:
		return OCF_SUCCESS;
	case HEALTH_ABSENT:
		return OCF_NOT_RUNNING;
	case HEALTH_ELSEWHERE:
	case HEALTH_WRONG_PREFIX:
	case HEALTH_LINK_DOWN:
	case HEALTH_NO_CARRIER:
	case HEALTH_DAD_FAILED:
	case HEALTH_TENTATIVE:
		return OCF_ERR_GENERIC;
	}
	return OCF_ERR_GENERIC;
}

static const struct holder *
culprit_of(enum health_verdict verdict, const struct facts *facts,
    const struct place *place)
{
	static const struct holder nobody;
	const struct holder *culprit = NULL;

	for (size_t i = 0; i < nobjections; i++)
		if (objections[i].verdict == verdict)
			culprit = objections[i].culprit(facts, place);
	return culprit == NULL ? &nobody : culprit;
}

static void
tell_elsewhere(const char *address, const char *is_on,
    const struct facts *facts, const struct place *place, struct why *ret_why)
{
	if (place->link == NULL)
		why_set(ret_why, "%s is on %s, and there is no interface %s",
		    address, is_on, facts->target.nic);
	else
		why_set(ret_why, "%s is on %s, but belongs on %s", address,
		    is_on, place->link->name);
}

void
decide_health_tell(
    enum health_verdict verdict, const struct facts *facts, struct why *ret_why)
{
	struct place place = expected(facts);
	const struct holder *culprit = culprit_of(verdict, facts, &place);
	const char *address = facts->target.text, *nic = culprit->link.name;

	switch (verdict) {
	case HEALTH_GOOD:
		why_set(ret_why, "%s/%u is on %s", address,
		    facts->holders[0].prefix, facts->holders[0].link.name);
		return;
	case HEALTH_ABSENT:
		why_set(ret_why, "%s is on no interface of this host", address);
		return;
	case HEALTH_ELSEWHERE:
		tell_elsewhere(address, nic, facts, &place, ret_why);
		return;
	case HEALTH_WRONG_PREFIX:
		why_set(ret_why,
		    "%s is on %s with prefix length %u instead of %u", address,
		    nic, culprit->prefix, place.prefix);
		return;
	case HEALTH_LINK_DOWN:
		why_set(ret_why, "%s is on %s, which is down", address, nic);
		return;
	case HEALTH_NO_CARRIER:
		why_set(
		    ret_why, "%s is on %s, which has no carrier", address, nic);
		return;
	case HEALTH_DAD_FAILED:
		why_set(ret_why,
		    "%s on %s is not usable: the kernel found that another "
		    "machine has it",
		    address, nic);
		return;
	case HEALTH_TENTATIVE:
		why_set(ret_why,
		    "%s on %s is not usable yet: the kernel still looks "
		    "whether another machine has it",
		    address, nic);
		return;
	}
}
