/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/hand/deed.h"

#include <stdlib.h>
#include <string.h>

#include "gauss/instance.h"
#include "gauss/replconninfo.h"

bool
deed_is_standby(enum role role)
{
	return role == ROLE_STANDBY || role == ROLE_CASCADE_STANDBY ||
	       role == ROLE_MAIN_STANDBY;
}

static bool
take_run(void *context, const char *const columns[])
{
	int64_t *run = context;

	*run = columns[0] == NULL ? 0 : strtoll(columns[0], NULL, 10);
	return *run != 0;
}

/* Once a session, as a session does not outlive the run. */
static bool
ask_run(struct deed_context *context, struct moment deadline, struct why *why)
{
	return session_ask(context->session, deadline,
	    "select (extract(epoch from pg_postmaster_start_time())"
	    " * 1000000)::int8",
	    1, take_run, &context->run, why);
}

/* The same for all peers but where a host has a network for each. */
static void
find_ha_address(struct deed_context *context)
{
	struct peer_address peers[PEERS_MAX];
	unsigned npeers = 0;

	context->ha_host[0] = '\0';
	context->ha_port = 0;
	if (!replconninfo_read(context->instance, peers, &npeers, NULL) ||
	    npeers == 0)
		return;
	memcpy(context->ha_host, peers[0].local_host, HAND_HOST_MAX);
	context->ha_port = peers[0].local_port;
}

void
deed_disconnect(struct deed_context *context)
{
	session_close(context->session);
	context->session = NULL;
	context->run = 0;
}

bool
deed_connect(struct deed_context *context, struct moment deadline,
    enum session_failure *ret_failure, struct why *why)
{
	if (context->session != NULL && !session_is_broken(context->session))
		return true;
	deed_disconnect(context);
	context->session =
	    session_open(context->instance, deadline, ret_failure, why);
	if (context->session == NULL)
		return false;
	if (!ask_run(context, deadline, why)) {
		deed_disconnect(context);
		*ret_failure = SESSION_NO_ANSWER;
		return false;
	}
	find_ha_address(context);
	return true;
}
