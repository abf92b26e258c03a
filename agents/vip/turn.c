/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/turn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agents/vip/ip.h"

#define DIRECTORY "/run/gaussha"
#define AGAIN_MS  2

static int
open_file(const struct ip *ip)
{
	char text[IP_TEXT_MAX], path[sizeof(DIRECTORY) + 8 + IP_TEXT_MAX];

	(void)mkdir(DIRECTORY, 0755);
	snprintf(path, sizeof(path), DIRECTORY "/vip-%s", ip_text(ip, text));
	return open(
	    path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
}

/* There is no lock with a deadline, so it is tried again and again. */
static enum turn
lock(int fd, struct moment until)
{
	while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return TURN_IMPOSSIBLE;
		if (moment_left_ms(until, moment_now()) == 0)
			return TURN_BUSY;
		(void)poll(NULL, 0, AGAIN_MS);
	}
	return TURN_OURS;
}

enum turn
turn_begin(const struct ip *ip, struct moment until, int *ret_fd)
{
	*ret_fd = open_file(ip);
	return *ret_fd < 0 ? TURN_IMPOSSIBLE : lock(*ret_fd, until);
}

void
turn_end(int fd)
{
	if (fd >= 0)
		close(fd);
}
