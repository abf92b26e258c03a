/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/names_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cpg/keeper/board.h"
#include "ocf/why.h"

/* Without regard to case, as the server compares. */
static bool
is_shared(const struct board *board, const struct board_slot *slot)
{
	for (unsigned i = 0; i < board->nslots; i++) {
		const struct board_slot *other = &board->slots[i];

		if (other->node != slot->node && other->is_member &&
		    strcasecmp(other->report.application_name,
			slot->report.application_name) == 0)
			return true;
	}
	return false;
}

static const char *
find_name(const struct board *board, uint32_t node, struct why *why)
{
	const struct board_slot *slot = board_slot(board, node);

	if (slot == NULL || slot->report.application_name[0] == '\0') {
		why_set(why, "the application_name of %s is not known",
		    board_name(board, node));
		return NULL;
	}
	if (strchr(slot->report.application_name, '"') != NULL) {
		why_set(why, "the application_name of %s has a quote in it",
		    board_name(board, node));
		return NULL;
	}
	if (is_shared(board, slot)) {
		why_set(why, "another database has the application_name %s too",
		    slot->report.application_name);
		return NULL;
	}
	return slot->report.application_name;
}

/* Only what the server's own grammar takes for a word goes without quotes. */
static bool
is_plain(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";
	static const char more[] = "abcdefghijklmnopqrstuvwxyz_0123456789";

	return strspn(name, letters) > 0 && name[strspn(name, more)] == '\0' &&
	       strcmp(name, "any") != 0 && strcmp(name, "first") != 0;
}

struct text {
	char *at;
	size_t left;
	bool ok;
};

static void __attribute__((format(printf, 2, 3)))
append(struct text *text, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(text->at, text->left, format, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= text->left) {
		text->ok = false;
		return;
	}
	text->at += n;
	text->left -= (size_t)n;
}

static bool
append_group(struct text *text, const struct rule_group *group,
    const struct board *board, struct why *why)
{
	append(text, "ANY %u (", group->k);
	for (unsigned i = 0; i < group->nmembers; i++) {
		const char *name =
		    find_name(board, group->members[i].node, why);
		const char *quote;

		if (name == NULL)
			return false;
		quote = is_plain(name) ? "" : "\"";
		append(text, "%s%s%s%s", i > 0 ? "," : "", quote, name, quote);
	}
	append(text, ")");
	return true;
}

bool
names_text_of_rule(const struct rule *rule, const struct board *board,
    char ret_names[HAND_NAMES_MAX], struct why *why)
{
	struct text text = { ret_names, HAND_NAMES_MAX, true };

	ret_names[0] = '\0';
	for (unsigned i = 0; i < rule->ngroups; i++) {
		if (i > 0)
			append(&text, ",");
		if (!append_group(&text, &rule->groups[i], board, why))
			return false;
	}
	if (!text.ok)
		why_set(why, "the names of the standbys are too long for "
			     "synchronous_standby_names");
	return text.ok;
}
