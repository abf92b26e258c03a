/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * facts.h - what one action knows when it decides.
 *
 * observe.c and conflict.c fill it in, decide_*.c read it; nothing else writes
 * to it.  Plain data, no pointers: a test writes one down as an initializer.
 */
#ifndef VIP_FACTS_H
#define VIP_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "agents/vip/target.h"
#include "ocf/pacemaker.h"
#include "ocf/why.h"

#define MAC_MAX      20 /* bytes: InfiniBand's; Ethernet has 6 */
#define HOLDERS_MAX  8
#define NETWORKS_MAX 32

/* An interface. */
struct link {
	int index; /* 0: not known */
	char name[NIC_NAME_MAX];
	bool up;           /* switched on */
	bool running;      /* and has carrier */
	bool resolves;     /* speaks ARP or neighbour discovery */
	unsigned hardware; /* ARPHRD_... */
	unsigned nmac;     /* bytes of mac and broadcast */
	uint8_t mac[MAC_MAX];
	uint8_t broadcast[MAC_MAX];
};

/* A place of this host where the address is now. */
struct holder {
	struct link link;
	unsigned prefix;
	bool tentative;      /* IPv6: not yet usable */
	bool dad_failed;     /* IPv6: the kernel saw another holder */
	unsigned nfollowers; /* IPv4: other addresses of the same network that
				the kernel hangs on this one */
};

/* A connected network of this host that holds the address. */
struct network {
	struct link link;
	unsigned prefix;
	uint32_t metric; /* of its route; lower is better */
	bool by_address; /* known from an address other than ours, else from a
			    route */
};

enum probe_state { PROBE_NOT_ASKED, PROBE_SILENT, PROBE_ANSWERED };

struct facts {
	struct target target;
	bool nic_found;  /* the interface that target.nic names exists */
	struct link nic; /* it */
	unsigned nholders;
	struct holder holders[HOLDERS_MAX];
	unsigned nnetworks;
	struct network networks[NETWORKS_MAX];

	bool wants_probe;
	enum probe_state probe;
	char prober_mac[MAC_MAX * 3];    /* who answered, "52:54:00:..." */
	char prober_nic[NIC_NAME_MAX];   /* our own interface with that MAC */
	char prober_node[NODE_NAME_MAX]; /* the member that says it has it */
	struct why fencing; /* of that node: what was answered; "" */
};

#endif
