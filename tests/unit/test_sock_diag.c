/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/sock_diag.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <string.h>
#include <sys/socket.h>

#include "agents/vip/ip.h"
#include "tests/unit/check.h"

static struct inet_diag_msg
with_source(int family, const char *text)
{
	struct inet_diag_msg msg = { .idiag_family = (uint8_t)family };

	CHECK(inet_pton(family, text, msg.id.idiag_src) == 1);
	return msg;
}

static bool
is(const struct inet_diag_msg *msg, const char *text)
{
	struct ip local, wanted;

	CHECK(ip_parse(text, &wanted));
	return sock_diag_parse(msg, sizeof(*msg), &local) &&
	       ip_equal(&local, &wanted);
}

static void
the_local_end_is_read_in_both_families(void)
{
	struct inet_diag_msg four = with_source(AF_INET, "192.0.2.1");
	struct inet_diag_msg six = with_source(AF_INET6, "2001:db8::1");

	CHECK(is(&four, "192.0.2.1"));
	CHECK(is(&six, "2001:db8::1"));
}

static void
a_mapped_address_is_the_ipv4_address_it_stands_for(void)
{
	struct inet_diag_msg msg = with_source(AF_INET6, "::ffff:192.0.2.1");

	CHECK(is(&msg, "192.0.2.1"));
}

static void
what_is_cut_or_of_another_family_is_refused(void)
{
	struct inet_diag_msg msg = with_source(AF_INET, "192.0.2.1");
	struct ip local;

	CHECK(!sock_diag_parse(&msg, sizeof(msg) - 1, &local));
	msg.idiag_family = AF_UNIX;
	CHECK(!sock_diag_parse(&msg, sizeof(msg), &local));
}

CHECK_MAIN(the_local_end_is_read_in_both_families,
    a_mapped_address_is_the_ipv4_address_it_stands_for,
    what_is_cut_or_of_another_family_is_refused)
