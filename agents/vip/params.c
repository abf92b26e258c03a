/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/params.h"

#include <stddef.h>
#include <string.h>

#include "agents/vip/target.h"
#include "ocf/param.h"

#define FIELD(field)                                                           \
	.name = #field, .offset = offsetof(struct vip_params, field)

static const char *
not_a_name(const char *value)
{
	return strlen(value) < 64 ? NULL : "is too long for a resource";
}

const struct param vip_params[] = {
	{
	    FIELD(ip),
	    .type = PARAM_TEXT,
	    .unique = true,
	    .objection = target_object_to_ip,
	    .brief = "The address that clients connect to",
	    .advice =
		"IPv4 or IPv6, with or without a prefix length behind it: "
		"192.168.10.100, or 192.168.10.100/24. An IPv6 address is not "
		"preferred as the source of connections that the node itself "
		"makes, since they would break when it leaves.",
	},
	{
	    FIELD(cidr_netmask),
	    .type = PARAM_TEXT,
	    .fallback = "",
	    .objection = target_object_to_netmask,
	    .brief = "Prefix length of the address's network",
	    .advice =
		"As in 24; a mask such as 255.255.255.0 will do as well. Not "
		"given: that of the connected network that holds the address, "
		"which is right nearly always.",
	},
	{
	    FIELD(nic),
	    .type = PARAM_TEXT,
	    .fallback = "",
	    .objection = target_object_to_nic,
	    .brief = "Network interface that carries the address",
	    .advice =
		"Not given: the one with the connected network that holds the "
		"address. If several have it, the longest prefix counts, then "
		"carrier, then the lower route metric. To be set when no "
		"interface has such a network, and for IPv6 link-local "
		"addresses.",
	},
	{
	    FIELD(iflabel),
	    .type = PARAM_TEXT,
	    .fallback = "",
	    .objection = target_object_to_label,
	    .brief = "Label of the address, for IPv4 only",
	    .advice =
		"Put behind the interface's name and a colon, for programs "
		"that look for such names; all three together have 15 "
		"characters at most.",
	},
	{
	    FIELD(probe_tries),
	    .type = PARAM_COUNT,
	    .fallback = "2",
	    .max = 10,
	    .reloadable = true,
	    .brief = "How often to ask whether another machine has the address",
	    .advice =
		"By ARP probes (RFC 5227), or neighbour solicitations as in "
		"IPv6 duplicate address detection. All clients wait while it "
		"asks, probe_tries times probe_wait_ms when nobody answers. "
		"More tries guard against lost packets. 0 asks nothing: where "
		"a router answers for every address (proxy ARP), or where the "
		"network drops such questions.",
	},
	{
	    FIELD(probe_wait_ms),
	    .type = PARAM_COUNT,
	    .fallback = "30",
	    .min = 5,
	    .max = 5000,
	    .reloadable = true,
	    .brief = "Milliseconds to wait for an answer to each question",
	    .advice =
		"A machine on the same network that is awake answers within "
		"one or two milliseconds, so the default leaves ample room "
		"for busy ones. Raise it where the network is stretched over "
		"a long distance, or where hosts sleep. The seconds that the "
		"RFCs prescribe are meant for networks of any kind at boot, "
		"and are outage here. A probe finds careless configuration "
		"and an old holder that still serves; it is no proof that "
		"there is none: that is what fencing is for.",
	},
	{
	    FIELD(probe_patience_s),
	    .type = PARAM_SECONDS,
	    .fallback = "3",
	    .max = 60,
	    .reloadable = true,
	    .brief = "How long start hopes that another holder goes away",
	    .advice =
		"While another machine answers, start asks again for this "
		"long before it fails. A failed start keeps the address from "
		"this node until the failure is cleaned up or expires, so a "
		"holder that is a moment late should not cause one. 0 fails "
		"at the first answer.",
	},
	{
	    FIELD(announcements),
	    .type = PARAM_COUNT,
	    .fallback = "5",
	    .max = 60,
	    .reloadable = true,
	    .brief = "How often to announce the address",
	    .advice =
		"By gratuitous ARP, request and reply, or by unsolicited "
		"neighbour advertisements. The first goes out before start "
		"returns, the others follow without holding it up, as long as "
		"the address is here. Raise it where switches drop packets "
		"after a change. 0 announces nothing.",
	},
	{
	    FIELD(announce_interval_ms),
	    .type = PARAM_COUNT,
	    .fallback = "500",
	    .min = 10,
	    .max = 10000,
	    .reloadable = true,
	    .brief = "Milliseconds between two announcements",
	    .advice =
		"Longer, with more announcements, reaches neighbours whose "
		"port takes some seconds to forward again.",
	},
	{
	    FIELD(reset_connections),
	    .type = PARAM_FLAG,
	    .fallback = "true",
	    .reloadable = true,
	    .brief = "Reset connections through the address when it leaves",
	    .advice =
		"Every TCP connection with the address as its local end is "
		"ended, and the client told so by a reset; programs that "
		"listen on the address are not touched. Clients that connect "
		"until another machine announces the address, within three "
		"seconds, are refused. Needs a kernel with "
		"CONFIG_INET_DIAG_DESTROY, as distributions have it; without, "
		"a warning is logged, and clients that wait for an answer "
		"find out by their own keepalive.",
	},
	{
	    FIELD(database),
	    .type = PARAM_TEXT,
	    .fallback = "auto",
	    .objection = not_a_name,
	    .brief = "The database resource whose address it is",
	    .advice =
		"The address is put on a node only while that holds the lease "
		"by which its keeper (gausshad) lets a primary live, and when "
		"no other node can still have it, whatever Pacemaker has "
		"fenced; a node whose lease ends gives it up by itself. auto: "
		"of whatever database is kept on the node, if any is. none: "
		"the address has nothing to do with a database, and goes "
		"where Pacemaker puts it.",
	},
};

_Static_assert(sizeof(vip_params) / sizeof(vip_params[0]) == VIP_NPARAMS,
    "VIP_NPARAMS is the number of rows");
