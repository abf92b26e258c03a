/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ocf/notify.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "ocf/log.h"

#define ALIVE_EVERY_MS 1000
#define KEPT_FROM      3 /* systemd puts them there */

/* '@' stands for the zero byte of an abstract address.  0: no address. */
static socklen_t
find_address(struct sockaddr_un *ret_address)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t length = path == NULL ? 0 : strlen(path);

	if (length < 2 || length >= sizeof(address.sun_path) ||
	    (path[0] != '/' && path[0] != '@'))
		return 0;
	memcpy(address.sun_path, path, length);
	if (path[0] == '@')
		address.sun_path[0] = '\0';
	*ret_address = address;
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
}

/* With a descriptor, or -1. */
static bool
send_to(
    struct sockaddr_un *address, socklen_t length, const char *state, int with)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = { .header = { .cmsg_len = CMSG_LEN(sizeof(int)),
			  .cmsg_level = SOL_SOCKET,
			  .cmsg_type = SCM_RIGHTS } };
	struct iovec text = { (void *)(uintptr_t)state, strlen(state) };
	struct msghdr message = { .msg_name = address,
		.msg_namelen = length,
		.msg_iov = &text,
		.msg_iovlen = 1 };
	ssize_t n;
	int fd;

	if (with >= 0) {
		memcpy(CMSG_DATA(&control.header), &with, sizeof(with));
		message.msg_control = &control;
		message.msg_controllen = sizeof(control);
	}
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	n = sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
	close(fd);
	return n >= 0;
}

/* True when it was told, or when there is nobody to tell. */
static bool
tell(const char *state)
{
	struct sockaddr_un address;
	socklen_t length = find_address(&address);

	return length == 0 || send_to(&address, length, state, -1);
}

void
notify_ready(void)
{
	if (!tell("READY=1"))
		log_error("systemd was not told that this daemon is ready, and "
			  "will start it anew: %s",
		    strerror(errno));
}

void
notify_stopping(void)
{
	(void)tell("STOPPING=1");
}

void
notify_alive(struct moment now)
{
	static struct moment next;

	if (getenv("WATCHDOG_USEC") == NULL || moment_left_ms(next, now) > 0)
		return;
	/* Told again in a moment where it was not told now. */
	if (tell("WATCHDOG=1"))
		next = moment_after(now, ALIVE_EVERY_MS);
}

bool
notify_keep(int fd, const char *name)
{
	struct sockaddr_un address;
	socklen_t length = find_address(&address);
	char state[96];

	snprintf(state, sizeof(state), "FDSTORE=1\nFDNAME=%s", name);
	return length != 0 && send_to(&address, length, state, fd);
}

void
notify_drop(const char *name)
{
	char state[96];

	snprintf(state, sizeof(state), "FDSTOREREMOVE=1\nFDNAME=%s", name);
	(void)tell(state);
}

/* The place of a name in "a:b:c"; -1: it is not there. */
static int
find_name(const char *names, const char *name)
{
	size_t length = strlen(name);

	for (int place = 0; names != NULL; place++) {
		size_t n = strcspn(names, ":");

		if (n == length && strncmp(names, name, n) == 0)
			return place;
		names = names[n] == ':' ? names + n + 1 : NULL;
	}
	return -1;
}

int
notify_kept(const char *name)
{
	const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
	int place = find_name(getenv("LISTEN_FDNAMES"), name);

	if (pid == NULL || count == NULL || place < 0 ||
	    strtol(pid, NULL, 10) != (long)getpid() ||
	    place >= (int)strtol(count, NULL, 10) ||
	    fcntl(KEPT_FROM + place, F_SETFD, FD_CLOEXEC) != 0)
		return -1;
	return KEPT_FROM + place;
}
