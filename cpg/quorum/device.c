/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/device.h"

#include <stdlib.h>

#include <corosync/votequorum.h>

#include "ocf/why.h"

struct device {
	votequorum_handle_t handle;
	int fd;
	device_ring *on_ring;
	void *context;
};

static void
nodelist_changed(votequorum_handle_t handle, uint64_t given,
    votequorum_ring_id_t ring, uint32_t nnodes, uint32_t nodes[])
{
	const void *context = NULL;
	const struct device *device;

	(void)given;
	if (votequorum_context_get(handle, (void **)&context) != CS_OK)
		return;
	device = context;
	device->on_ring(device->context,
	    (struct ring){ .node = ring.nodeid, .seq = ring.seq }, nodes,
	    nnodes);
}

static bool
refused(struct why *why, const char *what, cs_error_t error)
{
	why_set(why, "corosync's votequorum: %s: %s", what, cs_strerror(error));
	return false;
}

/* Who died and came back is registered still. */
static bool
begin(struct device *device, struct why *why)
{
	cs_error_t error =
	    votequorum_qdevice_register(device->handle, DEVICE_NAME);

	if (error == CS_ERR_EXIST) {
		why_set(why, "another quorum device is registered in this "
			     "cluster");
		return false;
	}
	if (error != CS_OK)
		return refused(why, "register", error);
	error = votequorum_context_set(device->handle, device);
	if (error != CS_OK)
		return refused(why, "context", error);
	error = votequorum_fd_get(device->handle, &device->fd);
	if (error != CS_OK)
		return refused(why, "descriptor", error);
	error = votequorum_trackstart(
	    device->handle, 0, CS_TRACK_CURRENT | CS_TRACK_CHANGES);
	return error == CS_OK || refused(why, "follow", error);
}

struct device *
device_open(device_ring *on_ring, void *context, struct why *why)
{
	static votequorum_callbacks_t callbacks = {
		.votequorum_nodelist_notify_fn = nodelist_changed,
	};
	struct device *device = calloc(1, sizeof(*device));
	cs_error_t error;

	if (device == NULL) {
		why_set(why, "out of memory");
		return NULL;
	}
	device->on_ring = on_ring;
	device->context = context;
	error = votequorum_initialize(&device->handle, &callbacks);
	if (error != CS_OK) {
		refused(why, "connect", error);
		free(device);
		return NULL;
	}
	if (begin(device, why))
		return device;
	device_close(device);
	return NULL;
}

void
device_close(struct device *device)
{
	if (device == NULL)
		return;
	(void)votequorum_finalize(device->handle);
	free(device);
}

void
device_retire(struct device *device)
{
	(void)votequorum_qdevice_unregister(device->handle, DEVICE_NAME);
	device_close(device);
}

int
device_fd(const struct device *device)
{
	return device->fd;
}

bool
device_dispatch(struct device *device, struct why *why)
{
	cs_error_t error = votequorum_dispatch(device->handle, CS_DISPATCH_ALL);

	return error == CS_OK || error == CS_ERR_TRY_AGAIN ||
	       refused(why, "dispatch", error);
}

bool
device_vote(struct device *device, struct ring ring, bool cast, struct why *why)
{
	votequorum_ring_id_t id = { .nodeid = ring.node, .seq = ring.seq };
	cs_error_t error = votequorum_qdevice_poll(
	    device->handle, DEVICE_NAME, cast ? 1 : 0, id);

	/* The ring has changed, or corosync is busy: it will be asked again. */
	return error == CS_OK || error == CS_ERR_MESSAGE_ERROR ||
	       error == CS_ERR_TRY_AGAIN || refused(why, "vote", error);
}
