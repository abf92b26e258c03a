/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/databases.h"

#include <string.h>

#include "cpg/keeper/footing.h"
#include "cpg/keeper/store.h"
#include "cpg/wire.h"
#include "ocf/log.h"

static struct {
	const struct database_outlets *outlets;
	unsigned n;
	struct database databases[DATABASES_MAX];
	uint32_t self;
	struct view_group group;
	struct view_verdict verdict;
	const char *not_exclusive;
} all;

static struct database *
add(const char *name, const struct ledger *found, const struct history *history)
{
	struct database *database;

	if (all.n == DATABASES_MAX) {
		log_error("%s: a keeper keeps at most %d databases", name,
		    DATABASES_MAX);
		return NULL;
	}
	database = &all.databases[all.n];
	database_init(
	    database, name, DATABASE_TAGS * all.n, all.outlets, found, history);
	all.n++;
	return database;
}

static void
load(const char *directory, const char *name)
{
	static struct ledger ledger;
	static struct history history;
	struct why why;
	enum store_found found =
	    store_read_ledger(directory, name, &ledger, &why);

	if (found == STORE_BROKEN)
		log_error("%s: this node is no witness until it has met the "
			  "others",
		    why.text);
	if (store_read_history(directory, name, &history, &why) == STORE_BROKEN)
		log_warning("%s", why.text);
	if (store_read_told(directory, name, &history, &why) == STORE_BROKEN)
		log_warning("%s", why.text);
	(void)add(name, found == STORE_FOUND ? &ledger : NULL, &history);
}

void
databases_init(const struct database_outlets *outlets, const char *directory)
{
	char names[DATABASES_MAX][WIRE_NAME_MAX];
	unsigned n = store_list(directory, names, DATABASES_MAX);

	memset(&all, 0, sizeof(all));
	all.outlets = outlets;
	for (unsigned i = 0; i < n; i++)
		load(directory, names[i]);
}

void
databases_done(void)
{
	for (unsigned i = 0; i < all.n; i++)
		database_done(&all.databases[i]);
}

void
databases_on_group(
    uint32_t self, const struct view_group *group, struct moment now)
{
	all.self = self;
	all.group = *group;
	for (unsigned i = 0; i < all.n; i++)
		database_on_group(&all.databases[i], self, group, now);
}

void
databases_on_verdict(const struct view_verdict *verdict,
    const char *not_exclusive, struct moment now)
{
	all.verdict = *verdict;
	all.not_exclusive = not_exclusive;
	for (unsigned i = 0; i < all.n; i++)
		database_on_verdict(
		    &all.databases[i], verdict, not_exclusive, now);
}

static bool
has_same_members(const struct record *a, const struct record *b)
{
	return a->nmembers == b->nmembers &&
	       memcmp(a->members, b->members,
		   a->nmembers * sizeof(a->members[0])) == 0;
}

/* One without a view yet stands on nothing, and says nothing. */
static const struct database *
find_first(void)
{
	const struct database *first = NULL;

	for (unsigned i = 0; i < all.n; i++) {
		const struct database *one = &all.databases[i];

		if (view_last_record(&one->view)->view != 0 &&
		    (first == NULL || strcmp(one->name, first->name) < 0))
			first = one;
	}
	return first;
}

void
databases_view(struct footing_view *ret_view)
{
	const struct database *first = find_first();

	*ret_view = (struct footing_view){ .record = NULL };
	if (first == NULL)
		return;
	ret_view->record = view_last_record(&first->view);
	ret_view->is_active = true;
	ret_view->is_common = true;
	for (unsigned i = 0; i < all.n; i++) {
		const struct view *view = &all.databases[i].view;

		if (view_last_record(view)->view == 0)
			continue;
		ret_view->is_active &= view_is_active(view);
		ret_view->is_common &=
		    has_same_members(view_last_record(view), ret_view->record);
	}
}

struct database *
databases_find(const char *name)
{
	for (unsigned i = 0; i < all.n; i++)
		if (strcmp(all.databases[i].name, name) == 0)
			return &all.databases[i];
	return NULL;
}

struct database *
databases_add(const char *name, struct moment now)
{
	struct database *database = databases_find(name);

	if (database != NULL || !wire_is_name(name))
		return database;
	database = add(name, NULL, NULL);
	if (database == NULL)
		return NULL;
	log_info("%s: a record is kept of this database", name);
	database_on_verdict(database, &all.verdict, all.not_exclusive, now);
	if (all.group.nnodes > 0)
		database_on_group(database, all.self, &all.group, now);
	return database;
}

struct database *
databases_at(unsigned i)
{
	return i < all.n ? &all.databases[i] : NULL;
}

bool
databases_on_packet(
    uint32_t sender, const struct wire_packet *packet, struct moment now)
{
	struct database *database = databases_add(packet->database, now);

	return database == NULL ||
	       database_on_packet(database, sender, packet, now);
}

void
databases_on_written(uint32_t tag, bool ok, struct moment now)
{
	uint32_t i = tag / DATABASE_TAGS;

	if (i < all.n)
		database_on_written(&all.databases[i], tag, ok, now);
}

void
databases_tick(struct moment now)
{
	for (unsigned i = 0; i < all.n; i++)
		database_tick(&all.databases[i], now);
}

bool
databases_are_busy(void)
{
	for (unsigned i = 0; i < all.n; i++)
		if (database_is_busy(&all.databases[i]))
			return true;
	return false;
}

bool
databases_are_stuck(struct moment now)
{
	for (unsigned i = 0; i < all.n; i++)
		if (database_is_stuck(&all.databases[i], now))
			return true;
	return false;
}
