/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/messenger.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/unit/check.h"

/* The keeper's end, and the one that a child would have. */
static struct messenger messenger;
static int child;

static void
begin(void)
{
	int ends[2];

	CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
	messenger = (struct messenger){ .fd = ends[0] };
	child = ends[1];
}

static void
end(void)
{
	close(messenger.fd);
	if (child >= 0)
		close(child);
}

static enum helper_heard
hear(struct messenger_news *news, size_t *ret_nbytes)
{
	const void *bytes;

	return messenger_receive(&messenger, news, &bytes, ret_nbytes);
}

/* Its corosync hangs: it takes nothing and says nothing. */
static void
one_that_hangs_holds_nobody(void)
{
	static const char bytes[4096];
	static struct messenger_news news;
	enum group_sent sent = GROUP_SENT;
	size_t nbytes;

	begin();
	for (int i = 0; i < 10000 && sent == GROUP_SENT; i++)
		sent = messenger_send(&messenger, bytes, sizeof(bytes));
	CHECK(sent == GROUP_LATER);
	messenger_ask(&messenger);
	CHECK(hear(&news, &nbytes) == HELPER_NOTHING);
	end();
}

static void
one_that_has_ended_is_gone(void)
{
	static struct messenger_news news;
	size_t nbytes;

	begin();
	close(child);
	child = -1;
	CHECK(hear(&news, &nbytes) == HELPER_GONE);
	CHECK(messenger_send(&messenger, "x", 1) == GROUP_GONE);
	end();
}

static void
news_come_whole_with_the_largest_message(void)
{
	static unsigned char big[GROUP_MESSAGE_MAX];
	static struct messenger_news said = { .kind = MESSENGER_MESSAGE,
		.node = 7 };
	static struct messenger_news news;
	struct iovec parts[2] = {
		{ .iov_base = &said, .iov_len = sizeof(said) },
		{ .iov_base = big, .iov_len = sizeof(big) },
	};
	const void *bytes = NULL;
	size_t nbytes = 0;

	begin();
	memset(big, 5, sizeof(big));
	CHECK(writev(child, parts, 2) > 0);
	CHECK(messenger_receive(&messenger, &news, &bytes, &nbytes) ==
	      HELPER_MESSAGE);
	CHECK(news.kind == MESSENGER_MESSAGE && news.node == 7);
	CHECK(nbytes == sizeof(big) && memcmp(bytes, big, nbytes) == 0);
	end();
}

CHECK_MAIN(one_that_hangs_holds_nobody, one_that_has_ended_is_gone,
    news_come_whole_with_the_largest_message)
