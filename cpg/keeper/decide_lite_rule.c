/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_lite_rule.h"

#include <string.h>
#include <strings.h>

#include "gauss/sync_names.h"
#include "ocf/why.h"

/* For names that nobody here bears, and for those that others bear as well. */
#define UNKNOWN  (RULE_STRANGERS + 0)
#define IMPOSTOR (RULE_STRANGERS + SYNC_GROUPS_MAX * SYNC_MEMBERS_MAX)

static const struct lite_standby *
find_standby(const struct lite_facts *facts, const char *name, unsigned *ret_n)
{
	const struct lite_standby *found = NULL;

	*ret_n = 0;
	for (unsigned i = 0; i < facts->nstandbys; i++) {
		const struct lite_standby *standby = &facts->standbys[i];

		if (strcasecmp(standby->name, name) != 0 ||
		    standby->data.incarnation.id == 0)
			continue;
		if (found == NULL)
			found = standby;
		++*ret_n;
	}
	return found;
}

/* A standby binds to the address that its own settings have. */
static bool
is_elsewhere(const struct lite_sender *sender, const struct lite_standby *of)
{
	return sender->address[0] != '\0' && of->address[0] != '\0' &&
	       strcmp(sender->address, of->address) != 0;
}

/* Whose stream is it, if not that standby's?  NULL: nobody else's. */
static const struct lite_sender *
find_impostor(const struct lite_facts *facts, const char *name,
    const struct lite_standby *standby)
{
	unsigned n = 0;

	for (unsigned i = 0; i < facts->nsenders; i++) {
		const struct lite_sender *sender = &facts->senders[i];

		if (strcasecmp(sender->name, name) != 0)
			continue;
		if (standby == NULL || is_elsewhere(sender, standby) || n++ > 0)
			return sender;
	}
	return NULL;
}

static void
tell_impostor(
    const char *name, const struct lite_sender *sender, struct why *why)
{
	why_set(why,
	    "another standby, at %s, calls itself %s as well: give it another "
	    "application_name",
	    sender->address[0] == '\0' ? "an unknown address" : sender->address,
	    name);
}

/*
 * All who may acknowledge under this name.  The primary itself may be listed,
 * and never acknowledges.
 */
static bool
add_bearers(const struct lite_facts *facts, const char *name, unsigned number,
    struct rule_group *to, struct why *why)
{
	unsigned n;
	const struct lite_standby *standby = find_standby(facts, name, &n);
	const struct lite_sender *impostor =
	    find_impostor(facts, name, standby);
	bool is_own = strcasecmp(name, facts->own_name) == 0;

	if (standby != NULL && !is_own && !rule_group_add(to, standby->data))
		return false;
	if (is_own ? impostor == NULL
		   : standby != NULL && n == 1 && impostor == NULL)
		return true;
	if (impostor != NULL && (is_own || standby != NULL))
		tell_impostor(name, impostor, why);
	return rule_group_add(
	    to, (struct member){
		    (standby == NULL ? UNKNOWN : IMPOSTOR) + number, { 1 } });
}

static bool
translate(const struct lite_facts *facts, const struct sync_group *from,
    unsigned number, struct rule_group *to, struct why *why)
{
	to->k = from->k;
	for (unsigned i = 0; i < from->nmembers; i++)
		if (!add_bearers(facts, from->members[i],
			number * SYNC_MEMBERS_MAX + i, to, why))
			return false;
	if (to->k > to->nmembers)
		to->k = to->nmembers;
	return true;
}

static bool
translate_all(const struct lite_facts *facts, const struct sync_rule *names,
    struct rule *rule, struct why *why)
{
	rule->ngroups =
	    names->ngroups < RULE_GROUPS_MAX ? names->ngroups : RULE_GROUPS_MAX;
	for (unsigned i = 0; i < rule->ngroups; i++)
		if (!translate(
			facts, &names->groups[i], i, &rule->groups[i], why))
			return false;
	return rule->ngroups > 0 && rule_is_sound(rule);
}

struct rule
decide_lite_rule(const struct lite_facts *facts, struct why *ret_why)
{
	struct rule rule, alone = { .owner = facts->primary };
	struct sync_rule names;

	why_set(ret_why, "%s", "");
	rule = alone;
	if (facts->has_gap) {
		why_set(ret_why, "its settings let it acknowledge alone");
		return alone;
	}
	if (!sync_names_parse(facts->names, &names, ret_why))
		return alone;
	if (translate_all(facts, &names, &rule, ret_why))
		return rule;
	why_set(ret_why,
	    "synchronous_standby_names '%.200s' names no standby that has to "
	    "have a commit",
	    facts->names);
	return alone;
}
