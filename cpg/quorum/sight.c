/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/sight.h"

#include <string.h>

void
sight_begin(struct sight *sight, struct moment now)
{
	sight->since = now;
}

static bool
is_within(struct moment then, struct moment now, int64_t window_ms)
{
	return moment_between_ms(then, now) < window_ms;
}

void
sight_hear(struct sight *sight, unsigned place, enum sight_sign sign,
    struct moment now)
{
	sight->peers[place].was_heard[sign] = true;
	sight->peers[place].heard[sign] = now;
}

bool
sight_listen(struct sight *sight, unsigned place, const struct witness *word,
    bool is_missing, struct moment now)
{
	struct sight_peer *peer = &sight->peers[place];

	if (!witness_is_new(&peer->past, word))
		return false;
	sight_hear(sight, place,
	    word->way == WITNESS_RELAYED ? SIGHT_RELAYED : SIGHT_WORD, now);
	/* The two ways may overtake each other. */
	if (peer->has_said && peer->said.life == word->life &&
	    word->counter <= peer->said.counter)
		return true;
	peer->has_said = true;
	peer->said = *word;
	peer->said_at = now;
	if (is_missing && word->yields > peer->yields)
		peer->yields = word->yields;
	return true;
}

void
sight_meet(struct sight *sight, unsigned place)
{
	sight->peers[place].yields = 0;
}

bool
sight_lives(const struct sight *sight, unsigned place, struct moment now)
{
	const struct sight_peer *peer = &sight->peers[place];

	if (is_within(sight->since, now, SIGHT_WINDOW_MS))
		return true;
	for (unsigned i = 0; i < SIGHT_SIGNS; i++)
		if (peer->was_heard[i] &&
		    is_within(peer->heard[i], now, SIGHT_WINDOW_MS))
			return true;
	return false;
}

/* Some words have come only directly since. */
static bool
is_behind(const struct sight_peer *peer)
{
	return peer->was_heard[SIGHT_WORD] &&
	       moment_between_ms(peer->heard[SIGHT_RELAYED],
		   peer->heard[SIGHT_WORD]) >= SIGHT_BEHIND_MS;
}

bool
sight_hears_relay(const struct sight *sight, unsigned place, struct moment now)
{
	const struct sight_peer *peer = &sight->peers[place];

	return peer->was_heard[SIGHT_RELAYED] && !is_behind(peer) &&
	       is_within(peer->heard[SIGHT_RELAYED], now, SIGHT_RELAY_MS);
}

bool
sight_is_relayed(
    const struct sight *sight, unsigned place, uint32_t self, struct moment now)
{
	const struct sight_peer *peer = &sight->peers[place];

	if (!peer->has_said || !is_within(peer->said_at, now, SIGHT_RELAY_MS))
		return false;
	for (unsigned i = 0; i < peer->said.relayed.n; i++)
		if (peer->said.relayed.ids[i] == self)
			return true;
	return false;
}
