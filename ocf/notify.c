/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ocf/notify.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "ocf/log.h"

#define ALIVE_EVERY_MS 1000

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

/* True when it was told, or when there is nobody to tell. */
static bool
tell(const char *state)
{
	struct sockaddr_un address;
	socklen_t length = find_address(&address);
	ssize_t n;
	int fd;

	if (length == 0)
		return true;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	n = sendto(fd, state, strlen(state), MSG_DONTWAIT | MSG_NOSIGNAL,
	    (const struct sockaddr *)&address, length);
	close(fd);
	return n >= 0;
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
