/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/replconninfo.h"

#include "gauss/instance.h"
#include "ocf/why.h"
#include "tests/unit/check.h"
#include "tests/unit/scratch.h"

#define CANONICAL                                                              \
	"localhost=10.0.0.1 localport=15401 localheartbeatport=15405 "         \
	"localservice=15404 remotehost=10.0.0.2 remoteport=15421 "             \
	"remoteheartbeatport=15425 remoteservice=15424"

static void
the_canonical_value_names_both_ends(void)
{
	struct peer_address peer;
	struct why why = { "" };

	CHECK(replconninfo_parse(CANONICAL, &peer, &why));
	CHECK(strcmp(peer.host, "10.0.0.2") == 0 && peer.port == 15421);
	CHECK(strcmp(peer.local_host, "10.0.0.1") == 0);
	CHECK(peer.local_port == 15401 && !peer.cascade);
}

static void
blanks_order_and_a_second_channel_do_not_matter(void)
{
	struct peer_address peer;
	struct why why = { "" };

	CHECK(replconninfo_parse(
	    " remoteport = 2  remotehost=fe80::1%eth0 localport= 1 "
	    "localhost=::1 iscascade=true , localhost=x",
	    &peer, &why));
	CHECK(strcmp(peer.host, "fe80::1%eth0") == 0 && peer.port == 2);
	CHECK(strcmp(peer.local_host, "::1") == 0 && peer.cascade);
}

static void
what_names_no_peer_is_refused_with_a_sentence(void)
{
	static const char *const values[] = { "", "localhost",
		"localhost=", "localhost=a localport=1 remotehost=b",
		"localhost=a localport=1 remotehost=b remoteport=0",
		"localhost=a localport=1 remotehost=b remoteport=65536",
		"localhost=a localport=1x remotehost=b remoteport=2",
		"localhost=a localport=1 remotehost=b remoteport=-1" };

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct peer_address peer;
		struct why why = { "" };

		CHECK(!replconninfo_parse(values[i], &peer, &why));
		CHECK(why.text[0] != '\0');
	}
}

static void
all_peers_of_the_file_are_found_in_order(void)
{
	struct scratch scratch = scratch_make();
	struct instance instance = { 0 };
	struct peer_address peers[PEERS_MAX];
	struct why why = { "" };
	unsigned n = 42;

	strcpy(instance.datadir, scratch.datadir);
	CHECK(replconninfo_read(&instance, peers, &n, &why) && n == 0);
	scratch_file(&scratch, "postgresql.conf",
	    "replconninfo3 = 'localhost=a localport=1 remotehost=c "
	    "remoteport=3'\nreplconninfo1 = '" CANONICAL "'\n"
	    "replconninfo2 = ''\n");
	CHECK(replconninfo_read(&instance, peers, &n, &why) && n == 2);
	CHECK(strcmp(peers[0].host, "10.0.0.2") == 0);
	CHECK(strcmp(peers[1].host, "c") == 0);
	scratch_drop(&scratch);
}

static void
a_bad_one_is_named(void)
{
	struct scratch scratch = scratch_make();
	struct instance instance = { 0 };
	struct peer_address peers[PEERS_MAX];
	struct why why = { "" };
	unsigned n = 42;

	strcpy(instance.datadir, scratch.datadir);
	scratch_file(
	    &scratch, "postgresql.conf", "replconninfo7 = 'localhost=a'\n");
	CHECK(!replconninfo_read(&instance, peers, &n, &why) && n == 42);
	CHECK(strstr(why.text, "replconninfo7") != NULL);
	scratch_drop(&scratch);
}

CHECK_MAIN(the_canonical_value_names_both_ends,
    blanks_order_and_a_second_channel_do_not_matter,
    what_names_no_peer_is_refused_with_a_sentence,
    all_peers_of_the_file_are_found_in_order, a_bad_one_is_named)
