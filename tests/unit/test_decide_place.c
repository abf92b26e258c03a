/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/decide_place.h"

#include <stdlib.h>
#include <string.h>

#include "agents/vip/facts.h"
#include "ocf/why.h"
#include "tests/unit/check.h"

static struct link
link_of(int index, const char *name)
{
	struct link link = {
		.index = index, .up = true, .running = true, .resolves = true
	};

	memcpy(link.name, name, strlen(name) + 1);
	return link;
}

/* A host with one network that holds the address; each case changes it. */
static struct facts
plain(void)
{
	return (struct facts){
		.target = { .text = "192.0.2.100" },
		.nnetworks = 1,
		.networks = { { .link = link_of(2, "eth0"),
		    .prefix = 24,
		    .metric = 100 } },
	};
}

static void
add_network(
    struct facts *facts, struct link link, unsigned prefix, uint32_t metric)
{
	facts->networks[facts->nnetworks++] = (struct network){
		.link = link,
		.prefix = prefix,
		.metric = metric,
	};
}

static bool
is_at(const struct facts *facts, const char *nic, unsigned prefix)
{
	struct place place;

	return decide_place(facts, &place) == PLACE_FOUND &&
	       strcmp(place.link->name, nic) == 0 && place.prefix == prefix;
}

static void
the_network_tells_interface_and_prefix(void)
{
	struct facts facts = plain();

	CHECK(is_at(&facts, "eth0", 24));
}

static void
what_the_user_says_comes_first(void)
{
	struct facts facts = plain();

	facts.target.prefix = 32;
	CHECK(is_at(&facts, "eth0", 32));
	memcpy(facts.target.nic, "eth1", 5);
	facts.nic = link_of(3, "eth1");
	facts.nic_found = true;
	CHECK(is_at(&facts, "eth1", 32));
	facts.target.prefix = 0;
	add_network(&facts, link_of(3, "eth1"), 20, 500);
	CHECK(is_at(&facts, "eth1", 20));
}

static void
the_longest_prefix_goes_before_carrier_and_metric(void)
{
	struct facts facts = plain();
	struct link dead = link_of(3, "eth1");

	dead.running = false;
	add_network(&facts, dead, 28, 9999);
	CHECK(is_at(&facts, "eth1", 28));
}

static void
carrier_goes_before_the_metric(void)
{
	struct facts facts = plain();

	facts.networks[0].link.running = false;
	add_network(&facts, link_of(3, "eth1"), 24, 9999);
	CHECK(is_at(&facts, "eth1", 24));
}

static void
the_lower_metric_decides_between_equals(void)
{
	struct facts facts = plain();

	add_network(&facts, link_of(3, "eth1"), 24, 50);
	CHECK(is_at(&facts, "eth1", 24));
}

static void
what_is_missing_is_told(void)
{
	struct facts facts = plain();
	struct place place;
	struct why why = { "" };

	facts.nnetworks = 0;
	CHECK(decide_place(&facts, &place) == PLACE_NO_NETWORK);
	CHECK(place.link == NULL);
	decide_place_tell(PLACE_NO_NETWORK, &facts, &why);
	CHECK(strstr(why.text, "192.0.2.100") != NULL);
	memcpy(facts.target.nic, "eth1", 5);
	CHECK(decide_place(&facts, &place) == PLACE_NO_SUCH_NIC);
	decide_place_tell(PLACE_NO_SUCH_NIC, &facts, &why);
	CHECK(strstr(why.text, "no interface eth1") != NULL);
	facts.nic = link_of(3, "eth1");
	facts.nic_found = true;
	CHECK(decide_place(&facts, &place) == PLACE_NO_PREFIX);
	CHECK(place.link == NULL);
	decide_place_tell(PLACE_NO_PREFIX, &facts, &why);
	CHECK(strstr(why.text, "set cidr_netmask") != NULL);
}

/* Two nodes that list the same networks in another order agree. */
static void
the_order_of_the_networks_does_not_matter(void)
{
	for (unsigned seed = 0; seed < 10000; seed++) {
		struct facts one = { .nnetworks = 0 }, two = one;
		struct place here, there;

		srandom(seed);
		for (int i = 0; i < 4; i++) {
			struct link link = link_of(i + 1, "eth");

			link.running = random() % 2;
			add_network(&one, link, 20 + (unsigned)random() % 3,
			    (uint32_t)random() % 2);
		}
		two.nnetworks = 4;
		for (int i = 0; i < 4; i++)
			two.networks[i] = one.networks[3 - i];
		CHECK(decide_place(&one, &here) == PLACE_FOUND);
		CHECK(decide_place(&two, &there) == PLACE_FOUND);
		CHECK(here.link->index == there.link->index);
		CHECK(here.prefix == there.prefix);
	}
}

CHECK_MAIN(the_network_tells_interface_and_prefix,
    what_the_user_says_comes_first,
    the_longest_prefix_goes_before_carrier_and_metric,
    carrier_goes_before_the_metric, the_lower_metric_decides_between_equals,
    what_is_missing_is_told, the_order_of_the_networks_does_not_matter)
