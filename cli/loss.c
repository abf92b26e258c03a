/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/loss.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "cli/picture.h"
#include "cli/table.h"
#include "gauss/lsn.h"
#include "ocf/why.h"

enum loss
loss_judge(
    const struct json_value *database, const char *name, struct why *ret_why)
{
	const struct json_value *node = picture_node(database, name);
	const struct json_value *primary = picture_primary(database);
	const char *objection = json_read_text(node, "objection");

	if (node == NULL)
		why_set(ret_why, "no keeper has told of a node \"%s\"", name);
	else if (!picture_is_heard(node))
		why_set(ret_why, "%s is %s", name,
		    json_read_text(node, "presence"));
	else if (!json_read_flag(node, "running") ||
		 !json_read_flag(node, "answered"))
		why_set(ret_why, "the database of %s does not answer", name);
	else if (node == primary)
		why_set(ret_why, "%s is the primary already", name);
	else if (primary != NULL)
		why_set(ret_why,
		    "%s is the primary and is heard: gaussha switchover "
		    "loses nothing",
		    json_read_text(primary, "name"));
	else if (objection[0] == '\0') {
		why_set(
		    ret_why, "%s may be promoted, nothing would be lost", name);
		return LOSS_OF_NOTHING;
	} else {
		why_set(ret_why, "%s", objection);
		return LOSS_POSSIBLE;
	}
	return LOSS_NO_MATTER;
}

static const struct json_value *
node_by_id(const struct json_value *database, int64_t id)
{
	const struct json_value *node = json_read_first(database, "nodes");

	while (node != NULL && json_read_number(node, "id") != id)
		node = node->next;
	return node;
}

/* Why this member of a rule cannot speak for what it had; NULL if it can. */
static const char *
silence_of(const struct json_value *database, const struct json_value *member)
{
	const struct json_value *node =
	    node_by_id(database, json_read_number(member, "id"));

	if (node == NULL)
		return "never heard";
	if (!picture_is_heard(node))
		return json_read_text(node, "presence");
	if (!json_read_flag(node, "running"))
		return "its database is not running";
	if (strcmp(json_read_text(node, "data"),
		json_read_text(member, "data")) != 0)
		return "its data is not what it was";
	if (json_read_flag(node, "building"))
		return "being built";
	return NULL;
}

static void
append(struct why *line, const char *text)
{
	size_t n = strlen(line->text);

	snprintf(line->text + n, sizeof(line->text) - n, "%s", text);
}

static void
print_member(const struct json_value *database, const struct json_value *member,
    struct why *line)
{
	const char *silence = silence_of(database, member);
	char buf[32];

	append(line, picture_name(member, buf));
	if (silence != NULL) {
		append(line, " (");
		append(line, silence);
		append(line, ")");
	}
}

/* "commits of n1 are on 1 of n2, n3 (away) before they are acknowledged" */
static void
print_rule(
    const struct json_value *database, const struct json_value *rule, FILE *out)
{
	const struct json_value *owner = json_read_member(rule, "owner");
	const struct json_value *group = json_read_first(rule, "groups");
	struct why line;

	if (group == NULL) {
		why_set(&line, "commits may have been acknowledged alone by ");
		print_member(database, owner, &line);
		table_say(out, line.text);
	}
	for (; group != NULL; group = group->next) {
		char buf[32];

		why_set(&line, "commits of %s are on %" PRId64 " of ",
		    picture_name(owner, buf), json_read_number(group, "k"));
		for (const struct json_value *member =
			 json_read_first(group, "of");
		     member != NULL; member = member->next) {
			print_member(database, member, &line);
			append(&line, member->next == NULL ? "" : ", ");
		}
		table_say(out, line.text);
	}
}

static void
print_longer(
    const struct json_value *node, const struct json_value *other, FILE *out)
{
	struct lsn ours = { 0 }, theirs = { 0 };
	struct why line;
	char buf[32], other_buf[32];
	int64_t term = json_read_number(node, "term");
	int64_t other_term = json_read_number(other, "term");

	if (other == node || !lsn_parse(json_read_text(node, "lsn"), &ours) ||
	    !lsn_parse(json_read_text(other, "lsn"), &theirs))
		return;
	if (other_term > term)
		why_set(&line,
		    "the log of %s, when last heard, was of term %" PRId64
		    ", that of %s is of term %" PRId64,
		    picture_name(other, other_buf), other_term,
		    picture_name(node, buf), term);
	else if (other_term == term && lsn_cmp(theirs, ours) > 0)
		why_set(&line,
		    "the log of %s, when last heard, was %" PRIu64
		    " bytes longer than that of %s",
		    picture_name(other, other_buf), theirs.bytes - ours.bytes,
		    picture_name(node, buf));
	else
		return;
	table_say(out, line.text);
}

void
loss_print(const struct json_value *database, const char *name, FILE *out)
{
	const struct json_value *node = picture_node(database, name);
	const struct json_value *rule =
	    json_read_first(json_read_member(database, "record"), "rules");

	for (; rule != NULL; rule = rule->next)
		print_rule(database, rule, out);
	for (const struct json_value *other =
		 json_read_first(database, "nodes");
	     other != NULL; other = other->next)
		print_longer(node, other, out);
}
