/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/conflict.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "agents/vip/arp.h"
#include "agents/vip/facts.h"
#include "agents/vip/ndisc.h"
#include "agents/vip/netlink.h"
#include "agents/vip/nlmsg.h"
#include "agents/vip/packet.h"
#include "agents/vip/params.h"
#include "ocf/why.h"

/* The hardware address that answered. */
struct answer {
	unsigned nmac; /* 0: nobody did */
	uint8_t mac[MAC_MAX];
};

/* A question, ready to be sent as often as it takes. */
struct question {
	const struct link *link;
	const struct ip *ip;
	struct packet packet;
	uint8_t bytes[NDISC_BYTES_MAX];
	size_t size;
	uint8_t to[MAC_MAX];
	unsigned nto;
};

_Static_assert(ARP_BYTES_MAX <= NDISC_BYTES_MAX, "either kind must fit");

static bool
prepare(struct question *question, struct why *why)
{
	const struct link *link = question->link;

	if (!packet_open(&question->packet, link, question->ip->family, why))
		return false;
	if (question->ip->family == AF_INET) {
		question->size =
		    arp_build_probe(link, question->ip, question->bytes);
		memcpy(question->to, link->broadcast, link->nmac);
		question->nto = link->nmac;
		return true;
	}
	question->size =
	    ndisc_build_probe(question->ip, question->bytes, question->to);
	question->nto = NDISC_MAC;
	return packet_join(&question->packet, question->to, why);
}

static bool
is_answer4(const struct question *question, const struct packet_frame *frame,
    struct answer *answer)
{
	struct arp arp;

	if (!arp_parse(frame->bytes, frame->size, &arp) ||
	    !arp_contests(&arp, question->link, question->ip))
		return false;
	answer->nmac = arp.nmac;
	memcpy(answer->mac, arp.sender_mac, arp.nmac);
	return true;
}

static bool
is_answer6(const struct question *question, const struct packet_frame *frame,
    struct answer *answer)
{
	struct ndisc ndisc;

	if (frame->nmac != NDISC_MAC ||
	    !ndisc_parse(frame->bytes, frame->size, &ndisc) ||
	    !ndisc_contests(&ndisc, question->link, frame->from, question->ip))
		return false;
	answer->nmac = NDISC_MAC;
	memcpy(answer->mac, ndisc.has_mac ? ndisc.mac : frame->from, NDISC_MAC);
	return true;
}

/* Ends with the first answer, or at `until`. */
static void
listen_for_answer(
    struct question *question, struct moment until, struct answer *answer)
{
	struct packet_frame frame;

	while (packet_hear(&question->packet, until, &frame))
		if (question->ip->family == AF_INET
			? is_answer4(question, &frame, answer)
			: is_answer6(question, &frame, answer))
			return;
}

/* Silence counts only when it was listened to in full. */
static bool
ask(struct question *question, const struct vip_params *params,
    struct moment deadline, struct answer *answer, struct why *why)
{
	for (unsigned i = 0; i < params->probe_tries && answer->nmac == 0;
	     i++) {
		struct moment until =
		    moment_after(moment_now(), params->probe_wait_ms);

		if (moment_between_ms(until, deadline) < 0) {
			why_set(why, "there is no time left to ask whether "
				     "another machine has the address");
			return false;
		}
		if (!packet_send(&question->packet, question->to, question->nto,
			question->bytes, question->size, why))
			return false;
		listen_for_answer(question, until, answer);
	}
	return true;
}

struct search {
	const struct answer *answer;
	const struct link *asked;
	char *ret_name;
};

static void
compare_link(const struct link *link, void *context)
{
	struct search *search = context;

	if (link->index != search->asked->index &&
	    link->nmac == search->answer->nmac &&
	    memcmp(link->mac, search->answer->mac, link->nmac) == 0)
		memcpy(search->ret_name, link->name, sizeof(link->name));
}

/* Leaves the name empty when it cannot be found out: it is a hint only. */
static void
find_own_nic(struct facts *facts, const struct link *asked,
    const struct answer *answer, struct moment deadline)
{
	struct search search = { answer, asked, facts->prober_nic };
	struct netlink_visitor visitor = { .link = compare_link,
		.context = &search };
	struct nlmsg_socket netlink;

	if (!netlink_open(&netlink, deadline, NULL))
		return;
	(void)netlink_list_links(&netlink, &visitor);
	nlmsg_close(&netlink);
}

static void
write_mac(const struct answer *answer, char *text, size_t size)
{
	size_t used = 0;

	for (unsigned i = 0; i < answer->nmac && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%02x",
		    i == 0 ? "" : ":", answer->mac[i]);
}

bool
conflict_ask(struct facts *facts, const struct link *link,
    const struct vip_params *params, struct moment deadline, struct why *why)
{
	struct question question = { .link = link, .ip = &facts->target.ip };
	struct answer answer = { 0 };
	bool asked = prepare(&question, why) &&
		     ask(&question, params, deadline, &answer, why);

	packet_close(&question.packet);
	if (!asked)
		return false;
	facts->prober_mac[0] = facts->prober_nic[0] = '\0';
	facts->probe = answer.nmac == 0 ? PROBE_SILENT : PROBE_ANSWERED;
	if (facts->probe == PROBE_SILENT)
		return true;
	write_mac(&answer, facts->prober_mac, sizeof(facts->prober_mac));
	find_own_nic(facts, link, &answer, deadline);
	return true;
}
