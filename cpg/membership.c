/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/membership.h"

#include <stdlib.h>

#include <corosync/quorum.h>

#include "ocf/why.h"

struct membership {
	quorum_handle_t handle;
	int fd;
	void (*heard)(void *context, const struct verdict *verdict);
	void *context;
};

static void
quorum_changed(quorum_handle_t handle, uint32_t quorate,
    struct quorum_ring_id id, uint32_t nmembers, const uint32_t *members)
{
	const void *context = NULL;
	const struct membership *membership;
	struct verdict verdict = {
		.ring = { .node = id.nodeid, .seq = id.seq },
		.quorate = quorate != 0,
	};

	if (quorum_context_get(handle, &context) != CS_OK)
		return;
	membership = context;
	for (uint32_t i = 0; i < nmembers && i < RING_MEMBERS_MAX; i++)
		verdict.members[verdict.nmembers++] = members[i];
	membership->heard(membership->context, &verdict);
}

static bool
refused(struct why *why, const char *what, cs_error_t error)
{
	why_set(
	    why, "corosync's quorum service: %s: %s", what, cs_strerror(error));
	return false;
}

static bool
follow(struct membership *membership, uint32_t type, struct why *why)
{
	cs_error_t error;

	if (type != QUORUM_SET) {
		why_set(why, "corosync has no quorum provider: "
			     "corosync.conf needs quorum.provider");
		return false;
	}
	error = quorum_fd_get(membership->handle, &membership->fd);
	if (error != CS_OK)
		return refused(why, "descriptor", error);
	error = quorum_trackstart(
	    membership->handle, CS_TRACK_CURRENT | CS_TRACK_CHANGES);
	return error == CS_OK || refused(why, "follow", error);
}

struct membership *
membership_open(void (*heard)(void *context, const struct verdict *verdict),
    void *context, struct why *why)
{
	static quorum_model_v1_data_t model = {
		.model = QUORUM_MODEL_V1,
		.quorum_notify_fn = quorum_changed,
	};
	struct membership *membership = calloc(1, sizeof(*membership));
	uint32_t type;
	cs_error_t error;

	if (membership == NULL) {
		why_set(why, "out of memory");
		return NULL;
	}
	membership->heard = heard;
	membership->context = context;
	error = quorum_model_initialize(&membership->handle, QUORUM_MODEL_V1,
	    (quorum_model_data_t *)&model, &type, membership);
	if (error != CS_OK) {
		refused(why, "connect", error);
		free(membership);
		return NULL;
	}
	if (!follow(membership, type, why)) {
		membership_close(membership);
		return NULL;
	}
	return membership;
}

void
membership_close(struct membership *membership)
{
	if (membership == NULL)
		return;
	(void)quorum_finalize(membership->handle);
	free(membership);
}

int
membership_fd(const struct membership *membership)
{
	return membership->fd;
}

bool
membership_dispatch(struct membership *membership, struct why *why)
{
	cs_error_t error = quorum_dispatch(membership->handle, CS_DISPATCH_ALL);

	return error == CS_OK || error == CS_ERR_TRY_AGAIN ||
	       refused(why, "dispatch", error);
}
