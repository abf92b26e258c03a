/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/hba.h"

#include "tests/unit/check.h"

static void
a_line_for_the_address_lets_in(void)
{
	CHECK(
	    hba_trusts("host all omm 10.0.0.2/32 trust\n", "omm", "10.0.0.2"));
	CHECK(
	    !hba_trusts("host all omm 10.0.0.2/32 trust\n", "omm", "10.0.0.3"));
	CHECK(
	    !hba_trusts("host all omm 10.0.0.2/32 trust\n", "app", "10.0.0.2"));
	CHECK(!hba_trusts(
	    "host all omm 10.0.0.2/32 sha256\n", "omm", "10.0.0.2"));
	CHECK(!hba_trusts("local all omm trust\n", "omm", "10.0.0.2"));
	CHECK(!hba_trusts("", "omm", "10.0.0.2"));
}

static void
networks_and_masks_are_understood(void)
{
	CHECK(hba_trusts(
	    "host all all 10.0.0.0/9 trust", "omm", "10.127.255.255"));
	CHECK(
	    !hba_trusts("host all all 10.0.0.0/9 trust", "omm", "10.128.0.1"));
	CHECK(hba_trusts(
	    "host all all 10.0.0.0 255.255.255.0 trust", "omm", "10.0.0.77"));
	CHECK(!hba_trusts(
	    "host all all 10.0.0.0 255.255.255.0 trust", "omm", "10.0.1.77"));
	CHECK(hba_trusts("hostssl all all 0.0.0.0/0 trust", "omm", "1.2.3.4"));
	CHECK(hba_trusts("host all all ::/0 trust", "omm", "fd99::1"));
	CHECK(!hba_trusts("host all all ::/0 trust", "omm", "1.2.3.4"));
	CHECK(hba_trusts("host all all all trust", "omm", "fd99::1"));
	CHECK(!hba_trusts("host all all 10.0.0.0/33 trust", "omm", "10.0.0.0"));
	CHECK(!hba_trusts("host all all 10.0.0.0/x trust", "omm", "10.0.0.0"));
}

static void
the_first_line_that_matches_decides(void)
{
	static const char text[] = "# comment\n"
				   "host all omm 10.0.0.3/32 reject # no\n"
				   "host all omm 10.0.0.0/24 trust\n";

	CHECK(hba_trusts(text, "omm", "10.0.0.2"));
	CHECK(!hba_trusts(text, "omm", "10.0.0.3"));
}

static void
lists_and_quotes_are_understood(void)
{
	CHECK(hba_trusts("host app,postgres \"omm\",app 10.0.0.2/32 trust",
	    "omm", "10.0.0.2"));
	CHECK(!hba_trusts(
	    "host replication omm 10.0.0.2/32 trust", "omm", "10.0.0.2"));
	CHECK(!hba_trusts(
	    "host all ommega 10.0.0.2/32 trust", "omm", "10.0.0.2"));
}

static void
names_match_nothing(void)
{
	CHECK(!hba_trusts("host all all samenet trust", "omm", "10.0.0.2"));
	CHECK(!hba_trusts("host all all n2 trust", "omm", "n2"));
}

CHECK_MAIN(a_line_for_the_address_lets_in, networks_and_masks_are_understood,
    the_first_line_that_matches_decides, lists_and_quotes_are_understood,
    names_match_nothing)
