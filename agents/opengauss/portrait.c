/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/portrait.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "agents/opengauss/decide_score.h"
#include "agents/opengauss/facts.h"
#include "agents/opengauss/run_dir.h"
#include "ocf/why.h"

#define FORGET_MS 1000

void
portrait_set(struct portrait *portrait, enum shown which, const char *value)
{
	portrait->known[which] = true;
	snprintf(portrait->value[which], ATTRIBUTE_MAX, "%s", value);
}

static void
set_number(
    struct portrait *portrait, enum shown which, unsigned long long number)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", number);
	portrait_set(portrait, which, number == 0 ? "" : text);
}

static void
paint_build(const struct facts *facts, struct portrait *portrait)
{
	char text[32] = "building";

	if (facts->build_percent >= 0)
		snprintf(
		    text, sizeof(text), "building %d%%", facts->build_percent);
	portrait_set(portrait, SHOWN_STATE, text);
}

/*
 * "Standby Need repair (Disconnected)": the reason where there is one.  A
 * standby alone connects and is disconnected in turn, all the time; that is
 * one state, since each change of an attribute has Pacemaker think again.
 */
static void
paint_role(const struct server_state *server, struct portrait *portrait)
{
	char text[ATTRIBUTE_MAX];
	enum detail detail = server->detail == DETAIL_CONNECTING
				 ? DETAIL_DISCONNECTED
				 : server->detail;
	bool bare = detail == DETAIL_NORMAL || detail == DETAIL_UNKNOWN;

	snprintf(text, sizeof(text), "%s %s%s%s%s", role_text(server->role),
	    db_state_text(server->db_state), bare ? "" : " (",
	    bare ? "" : detail_text(detail), bare ? "" : ")");
	portrait_set(portrait, SHOWN_STATE, text);
}

static void
paint_silence(const struct facts *facts, struct portrait *portrait)
{
	static const char *const words[] = {
		[SESSION_REFUSED] = "does not listen",
		[SESSION_STARTING] = "starting",
		[SESSION_STOPPING] = "stopping",
		[SESSION_NO_ANSWER] = "does not answer",
		[SESSION_DENIED] = "does not answer the agent",
	};

	portrait_set(portrait, SHOWN_STATE, words[facts->failure]);
}

static void
paint_state(const struct facts *facts, struct portrait *portrait)
{
	if (facts->build == BUILD_RUNNING)
		paint_build(facts, portrait);
	else if (facts->memory.rebuilding && facts->presence == PROCESS_ABSENT)
		portrait_set(portrait, SHOWN_STATE, "waits for a rebuild");
	else if (facts->presence == PROCESS_ABSENT)
		portrait_set(portrait, SHOWN_STATE, "");
	else if (facts->answers)
		paint_role(&facts->server, portrait);
	else
		paint_silence(facts, portrait);
}

/* "n2=Quorum n3=Async" */
static void
paint_sync(const struct facts *facts, struct portrait *portrait)
{
	char text[ATTRIBUTE_MAX] = "";
	size_t n = 0;

	for (unsigned i = 0; i < facts->nsenders && n < sizeof(text); i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s=%s",
		    n > 0 ? " " : "", facts->senders[i].name,
		    facts->senders[i].sync_state);
	portrait_set(portrait, SHOWN_SYNC, text);
}

/* Bytes of WAL that the primary has and this node has not. */
static void
paint_lag(const struct facts *facts, struct portrait *portrait)
{
	portrait_set(portrait, SHOWN_LAG, "");
	for (unsigned i = 0; i < facts->npeers; i++) {
		const struct peer *peer = &facts->peers[i];
		uint64_t ours = facts->server.lsn.bytes;
		char text[24];

		if (!peer->heard || peer->role != ROLE_PRIMARY || ours == 0)
			continue;
		snprintf(text, sizeof(text), "%llu",
		    peer->lsn.bytes > ours
			? (unsigned long long)(peer->lsn.bytes - ours)
			: 0ull);
		portrait_set(portrait, SHOWN_LAG, text);
	}
}

static void
paint_positions(const struct facts *facts, struct portrait *portrait)
{
	char text[LSN_TEXT_MAX];

	if (facts->server.lsn.bytes != 0)
		portrait_set(
		    portrait, SHOWN_LSN, lsn_text(facts->server.lsn, text));
	if (facts->server.role == ROLE_PRIMARY) {
		portrait_set(portrait, SHOWN_LAG, "");
		if (facts->senders_known)
			paint_sync(facts, portrait);
	} else {
		portrait_set(portrait, SHOWN_SYNC, "");
		if (facts->asked)
			paint_lag(facts, portrait);
	}
}

void
portrait_paint(
    const struct facts *facts, bool all, struct portrait *ret_portrait)
{
	memset(ret_portrait, 0, sizeof(*ret_portrait));
	paint_state(facts, ret_portrait);
	set_number(ret_portrait, SHOWN_SCORE, decide_score(facts));
	if (!facts->answers)
		return;
	if (facts->server.term != 0)
		set_number(ret_portrait, SHOWN_TERM, facts->server.term);
	if (facts->address[0] != '\0')
		portrait_set(ret_portrait, SHOWN_NODE, facts->address);
	if (all || facts->asked)
		paint_positions(facts, ret_portrait);
}

void
portrait_paint_down(struct portrait *ret_portrait)
{
	memset(ret_portrait, 0, sizeof(*ret_portrait));
	portrait_set(ret_portrait, SHOWN_SCORE, "");
	portrait_set(ret_portrait, SHOWN_STATE, "");
	portrait_set(ret_portrait, SHOWN_SYNC, "");
	portrait_set(ret_portrait, SHOWN_LAG, "");
}

void
portrait_name(
    const char *resource, enum shown which, char ret_name[ATTRIBUTE_MAX])
{
	static const char *const suffixes[] = {
		[SHOWN_STATE] = "state",
		[SHOWN_TERM] = "term",
		[SHOWN_LSN] = "lsn",
		[SHOWN_SYNC] = "sync",
		[SHOWN_LAG] = "lag",
		[SHOWN_NODE] = "node",
	};

	if (which == SHOWN_SCORE)
		pacemaker_score_attribute(resource, ret_name);
	else
		snprintf(ret_name, ATTRIBUTE_MAX, "%s-%s", resource,
		    suffixes[which]);
}

/* What did not arrive is told again next time. */
static void
forget_what_was_told(const char *resource)
{
	struct memory_file file;

	(void)memory_open(
	    resource, moment_after(moment_now(), FORGET_MS), &file);
	memset(file.told, 0, sizeof(file.told));
	memory_close(&file);
}

bool
portrait_publish(const struct portrait *portrait, const char *resource,
    bool force, struct moment deadline, struct why *why)
{
	char names[SHOWN_COUNT][ATTRIBUTE_MAX];
	struct attribute changed[SHOWN_COUNT];
	struct memory_file file;
	unsigned nchanged = 0;
	bool told = true;
	/* One tells at a time, and nobody has to wait for that to look into
	 * the memory. */
	int telling = run_dir_take(resource, "telling", deadline);

	(void)memory_open(resource, deadline, &file);
	for (unsigned i = 0; i < SHOWN_COUNT; i++) {
		const char *value = portrait->value[i];

		if (!portrait->known[i] ||
		    (!force && strcmp(file.told[i], value) == 0))
			continue;
		portrait_name(resource, (enum shown)i, names[nchanged]);
		changed[nchanged].name = names[nchanged];
		changed[nchanged].value = value[0] != '\0' ? value : NULL;
		nchanged++;
		strcpy(file.told[i], value);
	}
	memory_close(&file);
	if (nchanged > 0)
		told =
		    pacemaker_set_attributes(changed, nchanged, deadline, why);
	if (!told)
		forget_what_was_told(resource);
	if (telling >= 0)
		close(telling);
	return told;
}
