/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "postgres.h"

/* Its header may be absent, and struct Port is the same without it. */
#undef ENABLE_GSS

#include "admit.h"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "common/username.h"
#include "libpq/auth.h"
#include "libpq/crypt.h"
#include "libpq/libpq-be.h"
#include "libpq/libpq.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "postmaster/postmaster.h"
#include "replication/walsender.h"

#include "board.h"
#include "settings.h"

static ClientAuthentication_hook_type next_authentication;

/* Inner tools are known by the name they give in the startup packet. */
static bool
is_inner_tool(const Port *port)
{
	static const char *const names[] = { "gs_ctl", "cm_agent", "gs_rewind",
		"gs_clean", "OM" };

	if (port->application_name != NULL)
		for (size_t i = 0; i < lengthof(names); i++)
			if (strcmp(port->application_name, names[i]) == 0)
				return true;
	return port->cmdline_options != NULL &&
	       strstr(port->cmdline_options, "remotetype=internaltool") != NULL;
}

static bool
came_by_ha_port(const Port *port)
{
	const struct sockaddr *address =
	    (const struct sockaddr *)&port->laddr.addr;

	if (address->sa_family == AF_INET)
		return ntohs(((const struct sockaddr_in *)address)->sin_port) !=
		       PostPortNumber;
	if (address->sa_family == AF_INET6)
		return ntohs(
			   ((const struct sockaddr_in6 *)address)->sin6_port) !=
		       PostPortNumber;
	return false;
}

/*
 * What openGauss asks of a user whom it will not simply trust is a message
 * that vanilla libpq takes for SASL, of a mechanism it does not know.
 */
static void
refuse_vanilla(void)
{
	StringInfoData buf;

	pq_beginmessage(&buf, 'R');
	pq_sendint32(&buf, AUTH_REQ_SASL);
	pq_sendstring(&buf, "sha256");
	pq_sendbyte(&buf, 0);
	pq_endmessage(&buf);
	pq_flush();
	ereport(FATAL, (errcode(ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION),
			   errmsg("Invalid username/password,login denied.")));
}

static bool
is_owner_at_socket(const Port *port)
{
	uid_t uid;
	gid_t gid;
	const char *owner = get_user_name_or_exit("gaussdb");

	return port->raddr.addr.ss_family == AF_UNIX &&
	       getpeereid(port->sock, &uid, &gid) == 0 && uid == geteuid() &&
	       strcmp(port->user_name, owner) == 0;
}

static bool
is_loopback(const Port *port)
{
	return strcmp(port->remote_host, "127.0.0.1") == 0 ||
	       strcmp(port->remote_host, "::1") == 0;
}

static bool
is_peer(const Port *port)
{
	struct peer peer;

	for (int i = 1; i <= PEERS_MAX; i++)
		if (settings_peer(i, &peer) &&
		    strcmp(peer.host, port->remote_host) == 0)
			return true;
	return false;
}

/* "trust" holds for the owner at the socket and for inner tools of peers. */
static void
check_trust(const Port *port)
{
	bool local = port->raddr.addr.ss_family == AF_UNIX;

	if (local ? is_owner_at_socket(port) : false)
		return;
	if (!local && is_inner_tool(port)) {
		if (is_loopback(port) || is_peer(port))
			return;
		ereport(FATAL,
		    (errcode(ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION),
			errmsg("Forbid remote connection via internal "
			       "maintenance tools.")));
	}
	if (local || is_loopback(port))
		refuse_vanilla();
	ereport(
	    FATAL, (errcode(ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION),
		       errmsg("Forbid remote connection with trust method!")));
}

/* A password kept in openGauss's own form is nothing for vanilla libpq. */
static void
check_password(const Port *port)
{
	const char *detail = NULL;
	char *kept = get_role_password(port->user_name, &detail);

	if (kept != NULL &&
	    get_password_type(kept) == PASSWORD_TYPE_SCRAM_SHA_256)
		refuse_vanilla();
}

static void
authenticate(Port *port, int status)
{
	if (next_authentication)
		next_authentication(port, status);
	/* A thread of openGauss's does not outlive it. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (status != STATUS_OK || am_walsender)
		return;
	if (board != NULL && board->role == FACE_PENDING &&
	    !is_inner_tool(port))
		ereport(FATAL,
		    (errcode(ERRCODE_CANNOT_CONNECT_NOW),
			errmsg("can not accept connection in pending mode.")));
	if (came_by_ha_port(port) && !is_inner_tool(port))
		ereport(FATAL,
		    (errcode(ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION),
			errmsg("Normal user is not allowed to use HA "
			       "channel!")));
	if (port->hba->auth_method == uaTrust)
		check_trust(port);
	else if (port->hba->auth_method == uaMD5 ||
		 port->hba->auth_method == uaSCRAM)
		check_password(port);
}

void
admit_init(void)
{
	next_authentication = ClientAuthentication_hook;
	ClientAuthentication_hook = authenticate;
}
