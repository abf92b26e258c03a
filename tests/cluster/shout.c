/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * shout.c - a stranger in the keepers' group, for tests: joins, says
 * something, and stays until it is killed.
 *
 * usage: shout garbage | empty | version
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cpg/group.h"
#include "cpg/wire.h"
#include "ocf/why.h"

static void
on_members(void *context, const uint32_t *nodeids, unsigned n)
{
	(void)context;
	(void)nodeids;
	(void)n;
}

static void
on_ring(void *context, struct ring ring)
{
	(void)context;
	(void)ring;
}

static void
on_message(void *context, uint32_t sender, const void *bytes, size_t nbytes)
{
	(void)context;
	(void)sender;
	(void)bytes;
	(void)nbytes;
}

static size_t
make(const char *what, unsigned char *buf, size_t size)
{
	struct wire_out out = wire_begin(buf, size, 1, "db");
	size_t n;

	wire_put_text(&out, "whatever a later version says");
	n = wire_end(&out);
	if (strcmp(what, "version") == 0)
		buf[4] = 2;
	else if (strcmp(what, "empty") == 0)
		n = 1;
	else
		memset(buf, 0x5a, n);
	return n;
}

int
main(int argc, char **argv)
{
	static const struct group_listener listener = { on_members, on_ring,
		on_message };
	unsigned char buf[256];
	struct why why = { "" };
	struct group *group;
	size_t n;

	if (argc != 2)
		return 2;
	group = group_open("gaussha", &listener, NULL, &why);
	if (group == NULL) {
		fprintf(stderr, "%s\n", why.text);
		return 1;
	}
	n = make(argv[1], buf, sizeof(buf));
	for (int i = 0; i < 3; i++)
		while (group_send(group, buf, n) == GROUP_LATER)
			usleep(10000);
	puts("said");
	fflush(stdout);
	for (;;)
		pause();
}
