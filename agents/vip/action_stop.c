/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/actions.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "agents/vip/facts.h"
#include "agents/vip/farewell.h"
#include "agents/vip/netlink.h"
#include "agents/vip/nlmsg.h"
#include "agents/vip/observe.h"
#include "agents/vip/params.h"
#include "agents/vip/proof.h"
#include "agents/vip/sock_diag.h"
#include "agents/vip/target.h"
#include "agents/vip/turn.h"
#include "ocf/agent.h"
#include "ocf/log.h"

enum {
	TURN_MS = 300,   /* an announcement takes a fraction of one */
	RESET_MS = 2000, /* longer, and the address itself stays too long */
	ROUNDS = 4,      /* each takes HOLDERS_MAX places away */
};

/* The sentence about what the kernel cannot do is told once. */
static void
reset_connections(
    const struct target *target, struct moment deadline, bool warn)
{
	struct moment until =
	    moment_earlier(deadline, moment_after(moment_now(), RESET_MS));
	struct why why = { "" };
	unsigned nreset;

	if (!sock_diag_reset(&target->ip, until, &nreset, &why) && warn)
		log_warning("Connections of clients of %s may linger: %s",
		    target->text, why.text);
	if (nreset > 0)
		log_info(
		    "%u connections of %s were reset", nreset, target->text);
}

/*
 * Where our address came first in its network, Linux takes all others of that
 * network on the interface away with it, unless it is told to promote the next
 * one.  Distributions set that; where it is not set, we do, for the others'
 * sake, and leave it so: unset, the next one to go would take the rest along.
 */
static void
protect_followers(const struct holder *holder)
{
	char path[80], value = '0';
	int fd;

	snprintf(path, sizeof(path),
	    "/proc/sys/net/ipv4/conf/%s/promote_secondaries",
	    holder->link.name);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd >= 0 && read(fd, &value, 1) == 1 && value == '1') {
		close(fd);
		return;
	}
	if (fd >= 0 && pwrite(fd, "1", 1, 0) == 1)
		log_info("%s is set now, so that other addresses stay", path);
	else
		log_warning("%s cannot be set: %u other addresses of the same "
			    "network may go as well",
		    path, holder->nfollowers);
	if (fd >= 0)
		close(fd);
}

static bool
take_away(struct nlmsg_socket *netlink, const struct target *target,
    const struct holder *holder, struct why *why)
{
	int result;

	if (holder->nfollowers > 0)
		protect_followers(holder);
	result = netlink_delete_address(
	    netlink, holder->link.index, &target->ip, holder->prefix);
	if (result == 0 || result == -EADDRNOTAVAIL || result == -ENODEV) {
		log_info(
		    "%s is no longer on %s", target->text, holder->link.name);
		return true;
	}
	why_set(why, "%s cannot be taken from %s: %s", target->text,
	    holder->link.name, strerror(-result));
	return false;
}

/* Until it is seen to be gone. */
static bool
take_away_all(
    struct nlmsg_socket *netlink, struct facts *facts, struct why *why)
{
	const struct target target = facts->target;

	for (int round = 0; facts->nholders > 0; round++) {
		if (round == ROUNDS) {
			why_set(why,
			    "%s comes back as often as it is taken from %s",
			    target.text, facts->holders[0].link.name);
			return false;
		}
		for (unsigned i = 0; i < facts->nholders; i++)
			if (!take_away(
				netlink, &target, &facts->holders[i], why))
				return false;
		if (!observe_host(&target, netlink->deadline, facts, why))
			return false;
	}
	return true;
}

/*
 * Connections are reset while the address is still here, since the kernel
 * sends the reset from it, but the host no longer listens to it: a client that
 * connects again at once, as they do, would otherwise get in once more, and
 * hang on a connection that nobody can tell it is over.
 */
static void
reset_while_here(struct nlmsg_socket *netlink, const struct facts *facts)
{
	for (unsigned i = 0; i < facts->nholders; i++) {
		int result = netlink_silence_address(
		    netlink, facts->holders[i].link.index, &facts->target.ip);

		if (result != 0)
			log_info("Clients of %s may come back while it leaves "
				 "%s: %s",
			    facts->target.text, facts->holders[i].link.name,
			    strerror(-result));
	}
	reset_connections(&facts->target, netlink->deadline, true);
}

/* Without it, clients who come at a bad time only wait longer. */
static void
say_farewell(const struct farewell *farewell, const char *text, int turn)
{
	struct why why = { "" };

	if (farewell->nears > 0 && !farewell_begin(farewell, turn, &why))
		log_info(
		    "Clients who still come for %s are not told that it has "
		    "left: %s",
		    text, why.text);
}

/*
 * Listens for latecomers before the host is deaf to the address: clients come
 * back within a fraction of a millisecond after their reset.
 */
static void
listen_for_latecomers(struct farewell *farewell, const struct facts *facts)
{
	struct why why = { "" };

	if (!farewell_listen(farewell, facts, &why))
		log_info("Not all who still come for %s will be told that it "
			 "has left: %s",
		    facts->target.text, why.text);
}

/* The turn is held throughout: no announcement may follow the address. */
static bool
give_up(const struct vip_params *params, struct facts *facts,
    struct moment deadline, struct why *why)
{
	struct nlmsg_socket netlink;
	struct farewell farewell = { 0 };
	struct moment until =
	    moment_earlier(deadline, moment_after(moment_now(), TURN_MS));
	int turn;
	bool gone;

	if (!netlink_open(&netlink, deadline, why))
		return false;
	if (turn_begin(&facts->target.ip, until, &turn) == TURN_BUSY)
		log_warning("Somebody still announces %s", facts->target.text);
	if (params->reset_connections) {
		listen_for_latecomers(&farewell, facts);
		reset_while_here(&netlink, facts);
	}
	gone = take_away_all(&netlink, facts, why);
	if (gone)
		say_farewell(&farewell, facts->target.text, turn);
	farewell_close(&farewell);
	turn_end(turn);
	nlmsg_close(&netlink);
	return gone;
}

/*
 * The address goes from wherever it is on this host: what counts is that the
 * next holder is the only one.
 */
enum ocf_status
action_stop(const void *params_any, const struct call *call, struct why *why)
{
	const struct vip_params *params = params_any;
	struct target target;
	struct facts facts;
	bool was_here;

	if (!target_from_ip(params, &target, why))
		return OCF_ERR_CONFIGURED;
	if (!observe_host(&target, call->deadline, &facts, why))
		return OCF_ERR_GENERIC;
	was_here = facts.nholders > 0;
	if (was_here && !give_up(params, &facts, call->deadline, why))
		return OCF_ERR_GENERIC;
	/* Also what an address left behind that went without us. */
	if (params->reset_connections)
		reset_connections(&target, call->deadline, !was_here);
	proof_left(target.text, params->database, call->deadline);
	return OCF_SUCCESS;
}
