/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/votes.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <corosync/cmap.h>
#include <corosync/votequorum.h>

#include "cpg/lease_time.h"
#include "ocf/why.h"

struct votes {
	uint32_t nodeid;
	votequorum_handle_t votequorum;
	cmap_handle_t cmap;
	bool is_listed; /* the voters of tally are known */
	struct tally tally;
};

static bool
refused(struct why *why, const char *what, cs_error_t error)
{
	why_set(why, "corosync's %s: %s", what, cs_strerror(error));
	return false;
}

static void
list_changed(cmap_handle_t handle, cmap_track_handle_t track, int32_t event,
    const char *key, struct cmap_notify_value now,
    struct cmap_notify_value before, void *context)
{
	struct votes *votes = context;

	(void)handle;
	(void)track;
	(void)event;
	(void)key;
	(void)now;
	(void)before;
	votes->is_listed = false;
}

static bool
open_map(struct votes *votes, struct why *why)
{
	const int32_t changes = CMAP_TRACK_ADD | CMAP_TRACK_DELETE |
				CMAP_TRACK_MODIFY | CMAP_TRACK_PREFIX;
	cmap_track_handle_t track;
	cs_error_t error = cmap_initialize(&votes->cmap);

	if (error != CS_OK)
		return refused(why, "configuration map", error);
	error = cmap_track_add(
	    votes->cmap, "nodelist.", changes, list_changed, votes, &track);
	if (error == CS_OK)
		return true;
	(void)cmap_finalize(votes->cmap);
	return refused(why, "configuration map", error);
}

struct votes *
votes_open(uint32_t nodeid, struct why *why)
{
	static votequorum_callbacks_t deaf;
	struct votes *votes = calloc(1, sizeof(*votes));
	cs_error_t error;

	if (votes == NULL) {
		why_set(why, "out of memory");
		return NULL;
	}
	votes->nodeid = nodeid;
	error = votequorum_initialize(&votes->votequorum, &deaf);
	if (error != CS_OK) {
		refused(why, "votequorum", error);
		free(votes);
		return NULL;
	}
	if (!open_map(votes, why)) {
		(void)votequorum_finalize(votes->votequorum);
		free(votes);
		return NULL;
	}
	return votes;
}

void
votes_close(struct votes *votes)
{
	if (votes == NULL)
		return;
	(void)cmap_finalize(votes->cmap);
	(void)votequorum_finalize(votes->votequorum);
	free(votes);
}

static uint32_t
number(struct votes *votes, const char *key, uint32_t fallback)
{
	uint32_t value;

	return cmap_get_uint32(votes->cmap, key, &value) == CS_OK ? value
								  : fallback;
}

/* Where corosync does not say, its own defaults. */
static void
read_device(struct votes *votes, struct tally *tally)
{
	char *model = NULL;
	uint32_t sync_ms = 0;

	tally->is_gateway = false;
	if (cmap_get_string(votes->cmap, "quorum.device.model", &model) ==
	    CS_OK) {
		tally->is_gateway = strcmp(model, "gateway") == 0;
		sync_ms = number(votes, "quorum.device.sync_timeout", 30000);
		free(model);
	}
	tally->lease_ms =
	    lease_time_ms(number(votes, "runtime.config.totem.token", 3000),
		number(votes, "runtime.config.totem.consensus", 3600), sync_ms);
}

/* nodelist.node.<i>.<what>; fallback where it is not set. */
static uint32_t
node_number(
    struct votes *votes, unsigned i, const char *what, uint32_t fallback)
{
	char key[CMAP_KEYNAME_MAXLEN + 1];
	uint32_t value;

	snprintf(key, sizeof(key), "nodelist.node.%u.%s", i, what);
	return cmap_get_uint32(votes->cmap, key, &value) == CS_OK ? value
								  : fallback;
}

/* After a node was taken out of the list, its place may be empty. */
static bool
read_voters(struct votes *votes, struct tally *tally, struct why *why)
{
	uint32_t own;

	tally->nvoters = 0;
	if (cmap_get_uint32(votes->cmap, "nodelist.local_node_pos", &own) !=
	    CS_OK) {
		why_set(why, "corosync.conf has no nodelist with this node");
		return false;
	}
	for (unsigned i = 0; i < RING_MEMBERS_MAX; i++) {
		uint32_t node = node_number(votes, i, "nodeid", 0);

		if (node != 0)
			tally->voters[tally->nvoters++] = (struct tally_voter){
				.node = node,
				.votes =
				    node_number(votes, i, "quorum_votes", 1),
			};
	}
	return true;
}

bool
votes_read(struct votes *votes, bool with_list, struct tally *ret_tally,
    struct why *why)
{
	const unsigned casts = VOTEQUORUM_INFO_QDEVICE_REGISTERED |
			       VOTEQUORUM_INFO_QDEVICE_ALIVE |
			       VOTEQUORUM_INFO_QDEVICE_CAST_VOTE;
	struct votequorum_info info;
	struct tally_facts facts = { 0 };
	cs_error_t error;

	error = votequorum_getinfo(votes->votequorum, votes->nodeid, &info);
	if (error != CS_OK)
		return refused(why, "votequorum", error);
	error = cmap_dispatch(votes->cmap, CS_DISPATCH_ALL);
	if (error != CS_OK && error != CS_ERR_TRY_AGAIN)
		return refused(why, "configuration map", error);
	with_list |= !votes->is_listed;
	if (with_list && !read_voters(votes, &votes->tally, why))
		return false;
	if (with_list)
		read_device(votes, &votes->tally);
	votes->is_listed = true;
	facts.quorum = info.quorum;
	facts.has_device = info.qdevice_votes > 0;
	facts.device_votes = info.qdevice_votes;
	facts.is_cast = (info.flags & casts) == casts;
	facts.two_node = info.flags & VOTEQUORUM_INFO_TWONODE;
	facts.auto_tie_breaker = info.flags & VOTEQUORUM_INFO_AUTO_TIE_BREAKER;
	facts.last_man_standing =
	    info.flags & VOTEQUORUM_INFO_LAST_MAN_STANDING;
	facts.allow_downscale = info.flags & VOTEQUORUM_INFO_ALLOW_DOWNSCALE;
	facts.master_wins = info.flags & VOTEQUORUM_INFO_QDEVICE_MASTER_WINS;
	*ret_tally = votes->tally;
	tally_count(ret_tally, &facts);
	return true;
}

static bool
read_text(struct votes *votes, unsigned i, const char *what, char *ret_text,
    size_t size)
{
	char key[CMAP_KEYNAME_MAXLEN + 1];
	char *text = NULL;
	bool has;

	snprintf(key, sizeof(key), "nodelist.node.%u.%s", i, what);
	has = cmap_get_string(votes->cmap, key, &text) == CS_OK;
	if (has)
		snprintf(ret_text, size, "%s", text);
	free(text);
	return has;
}

/* After a node was taken out of the list, its place may be empty. */
bool
votes_node_at(struct votes *votes, unsigned i, uint32_t *ret_node,
    char *ret_name, size_t size)
{
	for (unsigned place = 0; place < RING_MEMBERS_MAX; place++) {
		*ret_node = node_number(votes, place, "nodeid", 0);
		if (*ret_node == 0 || i-- > 0)
			continue;
		return read_text(votes, place, "name", ret_name, size) ||
		       read_text(votes, place, "ring0_addr", ret_name, size);
	}
	return false;
}

bool
votes_cluster(struct votes *votes, char *ret_name, size_t size)
{
	char *name = NULL;
	cs_error_t error =
	    cmap_get_string(votes->cmap, "totem.cluster_name", &name);

	if (error != CS_OK && error != CS_ERR_NOT_EXIST)
		return false;
	snprintf(ret_name, size, "%s", error == CS_OK ? name : "");
	free(name);
	return true;
}

uint32_t
votes_node_of(struct votes *votes, const char *name)
{
	char text[NAME_MAX + 1];
	uint32_t node;

	for (unsigned i = 0; votes_node_at(votes, i, &node, text, sizeof(text));
	     i++)
		if (strcmp(text, name) == 0)
			return node;
	return 0;
}
