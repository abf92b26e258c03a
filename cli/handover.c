/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/handover.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/picture.h"
#include "ocf/why.h"

struct handover
handover_begin(const struct json_value *database, const char *to)
{
	struct handover handover = { .step = HANDOVER_ASKED };
	const struct json_value *primary = picture_primary(database);

	if (primary == NULL)
		handover.step = HANDOVER_NO_PRIMARY; /* nothing to be told */
	handover.term =
	    json_read_number(json_read_member(database, "record"), "term");
	snprintf(handover.from, sizeof(handover.from), "%s",
	    json_read_text(primary, "name"));
	snprintf(handover.to, sizeof(handover.to), "%s", to);
	return handover;
}

/* To whom the record's last grant went; "" when it is as it was before. */
static const char *
granted_to(const struct handover *handover, const struct json_value *record)
{
	if (json_read_number(record, "term") <= handover->term)
		return "";
	return json_read_text(json_read_member(record, "primary"), "name");
}

/* The record rests on nothing but its own rule: its names are in force. */
static bool
is_settled(const struct json_value *record, const char *name)
{
	const struct json_value *rule = json_read_first(record, "rules");

	return rule != NULL && rule->next == NULL &&
	       strcmp(json_read_text(json_read_member(rule, "owner"), "name"),
		   name) == 0;
}

/* Its own keeper, if that is who was asked, knows it first. */
static bool
is_named(const struct json_value *database, const char *name)
{
	const struct json_value *record = json_read_member(database, "record");
	const struct json_value *promotion =
	    json_read_member(database, "promotion");

	return is_settled(record, name) ||
	       (json_read_flag(promotion, "writable") &&
		   json_read_number(promotion, "term") ==
		       json_read_number(record, "term"));
}

static bool
is_waited_for(const struct json_value *database,
    const struct json_value *primary, const struct json_value *member)
{
	const struct json_value *standby = picture_standby(
	    primary, picture_node(database, json_read_text(member, "name")));
	const char *sync = json_read_text(standby, "sync");

	return strcasecmp(json_read_text(standby, "state"), "streaming") == 0 &&
	       (strcmp(sync, "Sync") == 0 || strcmp(sync, "Quorum") == 0);
}

/* So many of each group stream that a commit need not wait. */
static bool
has_its_standbys(
    const struct json_value *database, const struct json_value *primary)
{
	const struct json_value *rule =
	    json_read_first(json_read_member(database, "record"), "rules");
	const struct json_value *group;

	while (rule != NULL && rule->next != NULL)
		rule = rule->next;
	group = json_read_first(rule, "groups");
	for (; group != NULL; group = group->next) {
		const struct json_value *one = json_read_first(group, "of");
		int64_t n = 0;

		for (; one != NULL; one = one->next)
			n += is_waited_for(database, primary, one);
		if (n < json_read_number(group, "k"))
			return false;
	}
	return true;
}

static bool
is_wished(const struct handover *handover, const char *name)
{
	return handover->to[0] == '\0' ? strcmp(name, handover->from) != 0
				       : strcmp(name, handover->to) == 0;
}

static enum handover_step
find_step(const struct handover *handover, const struct json_value *database,
    const char *name)
{
	const struct json_value *primary = picture_primary(database);

	if (name[0] == '\0')
		return primary == NULL ? HANDOVER_NO_PRIMARY : HANDOVER_ASKED;
	if (primary == NULL ||
	    strcmp(json_read_text(primary, "name"), name) != 0)
		return HANDOVER_GRANTED;
	if (!is_named(database, name))
		return HANDOVER_PRIMARY;
	if (!is_wished(handover, name))
		return HANDOVER_FAILED;
	return has_its_standbys(database, primary) ? HANDOVER_DONE
						   : HANDOVER_NAMED;
}

static void
tell(const struct handover *handover, const char *name, int64_t term,
    struct why *why)
{
	switch (handover->step) {
	case HANDOVER_ASKED:
		break;
	case HANDOVER_NO_PRIMARY:
		why_set(why, "%s is a primary no more", handover->from);
		break;
	case HANDOVER_GRANTED:
		why_set(why, "term %" PRId64 " is granted to %s", term, name);
		break;
	case HANDOVER_PRIMARY:
		why_set(why,
		    "%s is the primary, its names are not in force yet", name);
		break;
	case HANDOVER_NAMED:
		why_set(why,
		    "%s is the primary, commits wait until its standbys are "
		    "back",
		    name);
		break;
	case HANDOVER_DONE:
		why_set(why, "%s acknowledges commits", name);
		break;
	case HANDOVER_FAILED:
		why_set(why, "%s is the primary%s, by term %" PRId64, name,
		    strcmp(name, handover->from) == 0 ? " again" : " instead",
		    term);
		break;
	}
}

/* They tried for a while, and nothing came of it. */
static bool
was_given_up(struct handover *handover, const struct json_value *database,
    struct why *why)
{
	bool is_wished = json_read_member(database, "wish") != NULL;

	handover->was_wished |= is_wished;
	if (is_wished || !handover->was_wished)
		return false;
	why_set(why,
	    "the keepers gave it up: %s did not become the primary in time",
	    handover->to[0] == '\0' ? "no other node" : handover->to);
	return true;
}

bool
handover_look(struct handover *handover, const struct json_value *database,
    struct why *ret_why)
{
	const struct json_value *record = json_read_member(database, "record");
	const char *name = granted_to(handover, record);
	enum handover_step step = find_step(handover, database, name);

	if (step < HANDOVER_PRIMARY &&
	    was_given_up(handover, database, ret_why)) {
		handover->step = HANDOVER_FAILED;
		return true;
	}
	/* While the keepers still try, another primary is a detour. */
	if (step <= handover->step ||
	    (step == HANDOVER_FAILED &&
		json_read_member(database, "wish") != NULL))
		return false;
	handover->step = step;
	tell(handover, name, json_read_number(record, "term"), ret_why);
	return true;
}
