/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/nlmsg.h"

#include <linux/netlink.h>
#include <string.h>

#include "tests/unit/check.h"

#define TYPE 20

/* A request with a fixed head and two attributes, as the kernel would send. */
static struct nlmsg_request
example(void)
{
	struct nlmsg_request request;
	uint32_t head = 7, number = 42, size;

	nlmsg_begin(&request, TYPE, 0, &head, sizeof(head));
	nlmsg_add(&request, 1, &number, sizeof(number));
	nlmsg_add(&request, 2, "eth0", 5); /* padded by three */
	size = (uint32_t)request.size;
	memcpy(request.bytes, &size, sizeof(size));
	return request;
}

static bool
first(const struct nlmsg_request *request, size_t size, struct nlmsg *ret_msg)
{
	struct nlmsg_cursor cursor = { request->bytes, size };

	return nlmsg_next(&cursor, ret_msg);
}

static void
what_is_written_is_read_back(void)
{
	struct nlmsg_request request = example();
	struct nlmsg_cursor cursor;
	struct nlmsg_attr attr;
	struct nlmsg msg;
	uint32_t head, number;
	char name[5];

	CHECK(first(&request, request.size, &msg) && msg.type == TYPE);
	cursor = (struct nlmsg_cursor){ msg.body, msg.size };
	CHECK(nlmsg_head(&cursor, &head, sizeof(head)) && head == 7);
	CHECK(nlmsg_next_attr(&cursor, &attr) && attr.type == 1);
	CHECK(nlmsg_u32(&attr, &number) && number == 42);
	CHECK(nlmsg_next_attr(&cursor, &attr) && attr.type == 2);
	CHECK(attr.size == 5 && nlmsg_string(&attr, name, sizeof(name)));
	CHECK(strcmp(name, "eth0") == 0);
	CHECK(!nlmsg_string(&attr, name, 4));
	CHECK(!nlmsg_u32(&attr, &number));
	CHECK(!nlmsg_next_attr(&cursor, &attr));
}

static void
a_message_that_is_cut_is_not_read(void)
{
	struct nlmsg_request request = example();
	struct nlmsg msg;

	for (size_t size = 0; size < request.size; size++)
		CHECK(!first(&request, size, &msg));
}

static void
a_message_shorter_than_its_own_header_is_not_read(void)
{
	struct nlmsg_request request = example();
	struct nlmsg msg;

	for (uint32_t size = 0; size < sizeof(struct nlmsghdr); size++) {
		memcpy(request.bytes, &size, sizeof(size));
		CHECK(!first(&request, request.size, &msg));
	}
}

static void
an_attribute_that_reaches_beyond_the_message_is_not_read(void)
{
	struct nlmsg_request request = example();
	uint16_t size = 25; /* there are 24 left from the first one on */
	struct nlmsg_cursor cursor;
	struct nlmsg_attr attr;
	uint32_t head;

	memcpy(request.bytes + 20, &size, sizeof(size));
	cursor = (struct nlmsg_cursor){ request.bytes + 16, request.size - 16 };
	CHECK(nlmsg_head(&cursor, &head, sizeof(head)));
	CHECK(!nlmsg_next_attr(&cursor, &attr));
	size = 3; /* less than its header */
	memcpy(request.bytes + 20, &size, sizeof(size));
	CHECK(!nlmsg_next_attr(&cursor, &attr));
}

static void
the_bits_beside_an_attributes_type_are_left_out(void)
{
	struct nlmsg_request request = example();
	uint16_t type = 1 | NLA_F_NESTED;
	struct nlmsg_cursor cursor;
	struct nlmsg_attr attr;

	memcpy(request.bytes + 22, &type, sizeof(type));
	cursor = (struct nlmsg_cursor){ request.bytes + 20, request.size - 20 };
	CHECK(nlmsg_next_attr(&cursor, &attr) && attr.type == 1);
}

CHECK_MAIN(what_is_written_is_read_back, a_message_that_is_cut_is_not_read,
    a_message_shorter_than_its_own_header_is_not_read,
    an_attribute_that_reaches_beyond_the_message_is_not_read,
    the_bits_beside_an_attributes_type_are_left_out)
