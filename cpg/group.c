/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/group.h"

#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include <corosync/cpg.h>

#include "ocf/why.h"

struct group {
	cpg_handle_t handle;
	uint32_t nodeid;
	int fd;
	const struct group_listener *listener;
	void *context;
};

static struct group *
group_of(cpg_handle_t handle)
{
	void *group = NULL;

	return cpg_context_get(handle, &group) == CS_OK ? group : NULL;
}

static void
deliver(cpg_handle_t handle, const struct cpg_name *name, uint32_t nodeid,
    uint32_t pid, void *bytes, size_t nbytes)
{
	struct group *group = group_of(handle);

	(void)name;
	(void)pid;
	group->listener->message(group->context, nodeid, bytes, nbytes);
}

static void
members_changed(cpg_handle_t handle, const struct cpg_name *name,
    const struct cpg_address *members, size_t nmembers,
    const struct cpg_address *left, size_t nleft,
    const struct cpg_address *joined, size_t njoined)
{
	struct group *group = group_of(handle);
	uint32_t nodeids[RING_MEMBERS_MAX];
	unsigned n = 0;

	(void)name;
	(void)left;
	(void)nleft;
	(void)joined;
	(void)njoined;
	for (size_t i = 0; i < nmembers && n < RING_MEMBERS_MAX; i++)
		nodeids[n++] = members[i].nodeid;
	group->listener->members(group->context, nodeids, n);
}

static void
ring_changed(cpg_handle_t handle, struct cpg_ring_id id, uint32_t nmembers,
    const uint32_t *members)
{
	struct group *group = group_of(handle);

	(void)nmembers;
	(void)members;
	group->listener->ring(
	    group->context, (struct ring){ .node = id.nodeid, .seq = id.seq });
}

static bool
refused(struct why *why, const char *what, cs_error_t error)
{
	why_set(
	    why, "corosync's process groups: %s: %s", what, cs_strerror(error));
	return false;
}

static bool
join(struct group *group, const char *name, struct why *why)
{
	struct cpg_name group_name;
	cs_error_t error;
	size_t length = strlen(name);

	if (length >= sizeof(group_name.value)) {
		why_set(why, "a process group's name has at most %zu letters",
		    sizeof(group_name.value) - 1);
		return false;
	}
	memset(&group_name, 0, sizeof(group_name));
	memcpy(group_name.value, name, length);
	group_name.length = (uint32_t)length;
	error = cpg_local_get(group->handle, &group->nodeid);
	if (error != CS_OK)
		return refused(why, "this node's id", error);
	error = cpg_fd_get(group->handle, &group->fd);
	if (error != CS_OK)
		return refused(why, "descriptor", error);
	error = cpg_join(group->handle, &group_name);
	return error == CS_OK || refused(why, "join", error);
}

struct group *
group_open(const char *name, const struct group_listener *listener,
    void *context, struct why *why)
{
	static cpg_model_v1_data_t model = {
		.model = CPG_MODEL_V1,
		.cpg_deliver_fn = deliver,
		.cpg_confchg_fn = members_changed,
		.cpg_totem_confchg_fn = ring_changed,
		/* The first ring is told as well, not only the changes. */
		.flags = CPG_MODEL_V1_DELIVER_INITIAL_TOTEM_CONF,
	};
	struct group *group = calloc(1, sizeof(*group));
	cs_error_t error;

	if (group == NULL) {
		why_set(why, "out of memory");
		return NULL;
	}
	group->listener = listener;
	group->context = context;
	error = cpg_model_initialize(
	    &group->handle, CPG_MODEL_V1, (cpg_model_data_t *)&model, group);
	if (error != CS_OK) {
		refused(why, "connect", error);
		free(group);
		return NULL;
	}
	if (!join(group, name, why)) {
		group_close(group);
		return NULL;
	}
	return group;
}

void
group_close(struct group *group)
{
	if (group == NULL)
		return;
	(void)cpg_finalize(group->handle);
	free(group);
}

int
group_fd(const struct group *group)
{
	return group->fd;
}

bool
group_dispatch(struct group *group, struct why *why)
{
	cs_error_t error = cpg_dispatch(group->handle, CS_DISPATCH_ALL);

	/* TRY_AGAIN is what a busy corosync says; the descriptor polls again.
	 */
	return error == CS_OK || error == CS_ERR_TRY_AGAIN ||
	       refused(why, "dispatch", error);
}

enum group_sent
group_send(struct group *group, const void *bytes, size_t nbytes)
{
	struct iovec piece = { .iov_base = (void *)(uintptr_t)bytes,
		.iov_len = nbytes };
	cs_error_t error;

	error = cpg_mcast_joined(group->handle, CPG_TYPE_AGREED, &piece, 1);
	if (error == CS_OK)
		return GROUP_SENT;
	return error == CS_ERR_TRY_AGAIN ? GROUP_LATER : GROUP_GONE;
}

uint32_t
group_nodeid(const struct group *group)
{
	return group->nodeid;
}
