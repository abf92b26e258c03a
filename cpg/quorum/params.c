/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/params.h"

#include <stddef.h>

#define AT(field) .offset = offsetof(struct quorum_params, field)

const struct param quorum_params_rows[] = {
	{ .name = "address",
	    .type = PARAM_TEXT,
	    AT(address),
	    .brief = "the gateways' addresses",
	    .advice = "One or more IPv4 or IPv6 addresses, separated by "
		      "blanks.  They must be routers that both halves of the "
		      "cluster would lose in the same way as their clients "
		      "do; a redundant pair that is split with the sites is "
		      "no arbitrator." },
	{ .name = "needed",
	    .type = PARAM_COUNT,
	    AT(needed),
	    .fallback = "0",
	    .min = 0,
	    .max = 8,
	    .brief = "how many of them must answer",
	    .advice = "0 stands for more than half.  Fewer than that is "
		      "refused: two halves could then each have enough." },
	{ .name = "interval_ms",
	    .type = PARAM_COUNT,
	    AT(interval_ms),
	    .fallback = "300",
	    .min = 50,
	    .max = 5000,
	    .brief = "milliseconds between two pings",
	    .advice = "What is not answered by the next ping is missed." },
	{ .name = "tries_up",
	    .type = PARAM_COUNT,
	    AT(tries_up),
	    .fallback = "2",
	    .min = 1,
	    .max = 20,
	    .brief = "answers in a row that make a gateway good",
	    .advice = "" },
	{ .name = "tries_down",
	    .type = PARAM_COUNT,
	    AT(tries_down),
	    .fallback = "3",
	    .min = 1,
	    .max = 20,
	    .brief = "misses in a row that make a gateway bad",
	    .advice = "tries_down times interval_ms should be less than the "
		      "time after which corosync gives up a node: the answer "
		      "is looked up then, and not sought." },
	{ .name = "interface",
	    .type = PARAM_TEXT,
	    AT(interface),
	    .fallback = "",
	    .brief = "the interface that pings leave by",
	    .advice = "By default the one with a route." },
	{ .name = "port",
	    .type = PARAM_COUNT,
	    AT(port),
	    .fallback = "5415",
	    .min = 1,
	    .max = 65535,
	    .brief = "the UDP port of the witness messages",
	    .advice = "The same on all nodes, and open between them." },
	{ .name = "relay",
	    .type = PARAM_CHOICE,
	    AT(relay),
	    .fallback = "on",
	    .choices = "on off required",
	    .brief = "whether words are sent through the gateway as well",
	    .advice = "on: also to the gateway's hardware address, so that it "
		      "routes them back to the other node.  required: a "
		      "gateway that did not relay while all was well is no "
		      "arbitrator; then the loss of a node stops a pair, and "
		      "two nodes that lost each other, and see such a "
		      "gateway, never both act." },
	{ .name = "decision_timeout_ms",
	    .type = PARAM_COUNT,
	    AT(decision_timeout_ms),
	    .fallback = "500",
	    .min = 50,
	    .max = 2000,
	    .brief = "how long an answer may take when life must be looked for",
	    .advice = "Corosync holds the cluster still meanwhile." },
	{ .name = "key_file",
	    .type = PARAM_TEXT,
	    AT(key_file),
	    .fallback = "",
	    .brief = "the secret that all nodes share",
	    .advice = "By default corosync's own, /etc/corosync/authkey." },
};

const unsigned quorum_params_nrows =
    sizeof(quorum_params_rows) / sizeof(quorum_params_rows[0]);
