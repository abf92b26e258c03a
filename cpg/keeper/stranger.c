/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/stranger.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cpg/keeper/database.h"
#include "cpg/keeper/naming_facts.h"
#include "ocf/log.h"

/* A look at a busy server takes some seconds, and so does the end of a stream
 * that is dead; a standby of ours must not be given up for that. */
#define CONTRARY_MS 10000

/* A database that cannot be asked may stream all the same. */
bool
stranger_is_contrary(const struct report *report, struct lsn flushed)
{
	if (!report->has_database)
		return false;
	if (!report->running)
		return true;
	return report->answered &&
	       (!report->receiving || lsn_cmp(report->lsn, flushed) < 0);
}

/* What streams under this node's name; NULL for nothing. */
static const struct sender *
find_stream(const struct database *database, const struct board_slot *slot)
{
	const struct hand_observation *seen = &database->observer.seen;

	for (unsigned i = 0; i < seen->nsenders; i++)
		if (strcasecmp(seen->senders[i].name,
			slot->report.application_name) == 0 &&
		    naming_facts_is_streaming(&seen->senders[i]) &&
		    naming_facts_sender(&database->board, &seen->senders[i]) ==
			slot)
			return &seen->senders[i];
	return NULL;
}

static unsigned
place_of(const struct strangers *strangers, uint32_t node)
{
	unsigned i = 0;

	while (i < RECORD_NODES_MAX && strangers->contrary[i].node != node)
		i++;
	return i;
}

static void
forget(struct strangers *strangers, uint32_t node)
{
	unsigned i = place_of(strangers, node);

	if (i < RECORD_NODES_MAX)
		strangers->contrary[i].node = 0;
}

/* What was noted when the words began to differ is what must come true. */
static struct lsn
due(const struct strangers *strangers, uint32_t node,
    const struct sender *sender)
{
	unsigned i = place_of(strangers, node);

	return i < RECORD_NODES_MAX ? strangers->contrary[i].flushed
				    : sender->flushed;
}

static void
note(struct strangers *strangers, uint32_t node, const struct sender *sender,
    struct moment now)
{
	unsigned i = place_of(strangers, 0);

	if (i == RECORD_NODES_MAX ||
	    place_of(strangers, node) < RECORD_NODES_MAX)
		return;
	strangers->contrary[i].node = node;
	strangers->contrary[i].since = now;
	strangers->contrary[i].flushed = sender->flushed;
	snprintf(strangers->contrary[i].address,
	    sizeof(strangers->contrary[i].address), "%s", sender->address);
}

static bool
differs(const struct database *database, const struct board_slot *slot,
    const struct sender *sender, struct moment now)
{
	return slot->node != database->self &&
	       board_presence(slot, now) == BOARD_HEARD &&
	       stranger_is_contrary(&slot->report,
		   due(&database->naming.strangers, slot->node, sender));
}

void
stranger_watch(struct database *database, struct moment now)
{
	const struct board *board = &database->board;
	struct strangers *strangers = &database->naming.strangers;

	for (unsigned i = 0; i < board->nslots; i++) {
		const struct board_slot *slot = &board->slots[i];
		const struct sender *sender = find_stream(database, slot);

		if (sender != NULL && differs(database, slot, sender, now))
			note(strangers, slot->node, sender, now);
		else
			forget(strangers, slot->node);
	}
}

const char *
stranger_of(const struct database *database, uint32_t node, struct moment now)
{
	const struct strangers *strangers = &database->naming.strangers;
	unsigned i = place_of(strangers, node);

	if (i == RECORD_NODES_MAX ||
	    moment_between_ms(strangers->contrary[i].since, now) < CONTRARY_MS)
		return NULL;
	return strangers->contrary[i].address;
}
