/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/tally.h"

#include <string.h>

#include "tests/unit/check.h"

static struct tally
nodes(unsigned n)
{
	struct tally tally = { .nvoters = n };

	for (unsigned i = 0; i < n; i++)
		tally.voters[i] = (struct tally_voter){ i + 1, 1 };
	return tally;
}

static void
three_nodes_need_two_votes(void)
{
	struct tally tally = nodes(3);
	struct tally_facts facts = { .quorum = 2 };

	tally_count(&tally, &facts);
	CHECK(tally.quorum == 2 && tally.device_votes == 0);
	CHECK(tally.not_exclusive == NULL);
}

static void
the_devices_vote_counts_while_it_is_cast(void)
{
	struct tally tally = nodes(2);
	struct tally_facts facts = {
		.quorum = 2, .has_device = true, .device_votes = 1
	};

	tally_count(&tally, &facts);
	CHECK(tally.quorum == 2 && tally.device_votes == 0);
	facts.is_cast = true;
	tally_count(&tally, &facts);
	CHECK(tally.quorum == 2 && tally.device_votes == 1);
}

static void
what_lets_a_minority_act_does_not_let_a_keeper(void)
{
	struct tally tally = nodes(2);
	struct tally_facts facts = { .quorum = 1, .two_node = true };

	tally_count(&tally, &facts);
	CHECK(tally.quorum == 2);
	CHECK(strcmp(tally.not_exclusive, "two_node") == 0);
	tally = nodes(5);
	facts = (struct tally_facts){ .quorum = 2, .last_man_standing = true };
	tally_count(&tally, &facts);
	CHECK(tally.quorum == 3 && tally.not_exclusive != NULL);
}

static void
a_device_with_many_votes_is_not_counted(void)
{
	struct tally tally = nodes(4);
	struct tally_facts facts = { .quorum = 4,
		.has_device = true,
		.device_votes = 3,
		.is_cast = true };

	tally_count(&tally, &facts);
	CHECK(tally.quorum == 4 && tally.device_votes == 0);
	CHECK(tally.not_exclusive != NULL);
}

static void
more_than_a_majority_is_asked_for_where_corosync_asks(void)
{
	struct tally tally = nodes(3);
	struct tally_facts facts = { .quorum = 3 };

	tally_count(&tally, &facts);
	CHECK(tally.quorum == 3);
}

static void
a_list_is_another_when_a_node_or_its_votes_are(void)
{
	struct tally five = nodes(5), other = nodes(5);

	five.quorum = 3;
	CHECK(tally_same_voters(&five, &other));
	other.voters[4].node = 6;
	CHECK(!tally_same_voters(&five, &other));
	other = nodes(5);
	other.voters[4].votes = 0;
	CHECK(!tally_same_voters(&five, &other));
	other = nodes(4);
	CHECK(!tally_same_voters(&five, &other));
	CHECK(!tally_same_voters(&other, &five));
}

CHECK_MAIN(three_nodes_need_two_votes, the_devices_vote_counts_while_it_is_cast,
    what_lets_a_minority_act_does_not_let_a_keeper,
    a_device_with_many_votes_is_not_counted,
    more_than_a_majority_is_asked_for_where_corosync_asks,
    a_list_is_another_when_a_node_or_its_votes_are)
