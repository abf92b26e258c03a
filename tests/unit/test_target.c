/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/target.h"

#include <string.h>

#include "agents/vip/params.h"
#include "ocf/why.h"
#include "tests/unit/check.h"

static struct vip_params
given(const char *ip)
{
	return (struct vip_params){
		.ip = ip,
		.cidr_netmask = "",
		.nic = "",
		.iflabel = "",
	};
}

static bool
refused(const struct vip_params *params, const char *word)
{
	struct target target;
	struct why why = { "" };

	return !target_from_params(params, &target, &why) &&
	       strstr(why.text, word) != NULL;
}

static unsigned
prefix_of(const struct vip_params *params)
{
	struct target target = { 0 };

	CHECK(target_from_params(params, &target, NULL));
	return target.prefix;
}

static void
the_prefix_is_unset_unless_one_of_two_places_says_it(void)
{
	struct vip_params params = given("192.0.2.1");

	CHECK(prefix_of(&params) == 0);
	params.cidr_netmask = "24";
	CHECK(prefix_of(&params) == 24);
	params.cidr_netmask = "255.255.240.0";
	CHECK(prefix_of(&params) == 20);
	params = given("192.0.2.1/27");
	CHECK(prefix_of(&params) == 27);
	params.cidr_netmask = "27";
	CHECK(prefix_of(&params) == 27);
}

static void
a_contradiction_is_refused(void)
{
	struct vip_params params = given("192.0.2.1/27");

	params.cidr_netmask = "24";
	CHECK(refused(&params, "/27"));
	params = given("192.0.2.1");
	params.cidr_netmask = "64";
	CHECK(refused(&params, "64"));
	params = given("2001:db8::1");
	params.iflabel = "db";
	CHECK(refused(&params, "IPv4 only"));
	params = given("fe80::1");
	CHECK(refused(&params, "nic"));
}

static void
label_and_interface_fit_into_15_characters_together(void)
{
	struct vip_params params = given("192.0.2.1");
	struct target target;

	params.nic = "enp0s31f6";
	params.iflabel = "datab";
	CHECK(target_from_params(&params, &target, NULL));
	params.iflabel = "databa";
	CHECK(refused(&params, "15 characters"));
}

static void
the_address_alone_is_had_from_parameters_that_contradict(void)
{
	struct vip_params params = given("192.0.2.1/27");
	struct target target;

	params.cidr_netmask = "24";
	CHECK(target_from_ip(&params, &target, NULL));
	CHECK(strcmp(target.text, "192.0.2.1") == 0 && target.prefix == 0);
}

static void
each_row_objects_to_what_cannot_be(void)
{
	CHECK(target_object_to_ip("192.0.2.1") == NULL);
	CHECK(target_object_to_ip("2001:db8::1/64") == NULL);
	CHECK(target_object_to_ip("192.0.2.1/33") != NULL);
	CHECK(target_object_to_ip("192.0.2.1/0") != NULL);
	CHECK(target_object_to_ip("192.0.2.1/2x") != NULL);
	CHECK(target_object_to_ip("192.0.2.1/") != NULL);
	CHECK(target_object_to_ip("ff02::1") != NULL);
	CHECK(target_object_to_ip("fe80::1%eth0") != NULL);
	CHECK(target_object_to_ip(
		  "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb") !=
	      NULL);
	CHECK(target_object_to_netmask("") == NULL);
	CHECK(target_object_to_netmask("24") == NULL);
	CHECK(target_object_to_netmask("255.255.255.255") == NULL);
	CHECK(target_object_to_netmask("129") != NULL);
	CHECK(target_object_to_netmask("4294967297") != NULL);
	CHECK(target_object_to_netmask("0.0.0.0") != NULL);
	CHECK(target_object_to_netmask("255.0.255.0") != NULL);
	CHECK(target_object_to_netmask("-1") != NULL);
	CHECK(target_object_to_nic("bond0.100") == NULL);
	CHECK(target_object_to_nic("eth0:1") != NULL);
	CHECK(target_object_to_nic("a/b") != NULL);
	CHECK(target_object_to_label("db") == NULL);
	CHECK(target_object_to_label("d b") != NULL);
	CHECK(target_object_to_label("fourteen-chars") != NULL);
}

CHECK_MAIN(the_prefix_is_unset_unless_one_of_two_places_says_it,
    a_contradiction_is_refused,
    label_and_interface_fit_into_15_characters_together,
    the_address_alone_is_had_from_parameters_that_contradict,
    each_row_objects_to_what_cannot_be)
