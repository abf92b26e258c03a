/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/words.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ocf/why.h"

static int
open_family(int family, uint16_t port)
{
	int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_port = htons(port) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
		.sin6_port = htons(port) };
	const int on = 1;
	bool bound;

	if (fd < 0)
		return -1;
	if (family == AF_INET)
		bound = bind(fd, (struct sockaddr *)&in, sizeof(in)) == 0;
	else
		bound = setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on,
			    sizeof(on)) == 0 &&
			bind(fd, (struct sockaddr *)&in6, sizeof(in6)) == 0;
	if (bound)
		return fd;
	close(fd);
	return -1;
}

bool
words_open(struct words *words, uint16_t port, struct why *why)
{
	words->port = port;
	words->fd4 = open_family(AF_INET, port);
	words->fd6 = open_family(AF_INET6, port);
	if (words->fd4 >= 0)
		return true;
	why_set(why, "the witness port %u cannot be opened: %s", (unsigned)port,
	    strerror(errno));
	words_close(words);
	return false;
}

void
words_close(struct words *words)
{
	if (words->fd4 >= 0)
		close(words->fd4);
	if (words->fd6 >= 0)
		close(words->fd6);
	words->fd4 = words->fd6 = -1;
}

void
words_send(struct words *words, const struct address *to, const void *bytes,
    size_t nbytes)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_port = htons(words->port) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
		.sin6_port = htons(words->port) };

	memcpy(&in.sin_addr, to->bytes, sizeof(in.sin_addr));
	memcpy(&in6.sin6_addr, to->bytes, sizeof(in6.sin6_addr));
	if (to->family == AF_INET && words->fd4 >= 0)
		(void)sendto(words->fd4, bytes, nbytes,
		    MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&in,
		    sizeof(in));
	if (to->family == AF_INET6 && words->fd6 >= 0)
		(void)sendto(words->fd6, bytes, nbytes,
		    MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&in6,
		    sizeof(in6));
}

/* An error of an earlier send is no word. */
size_t
words_receive(int fd, void *bytes, size_t size)
{
	ssize_t n = 0;

	for (unsigned tries = 0; n <= 0 && tries < 16; tries++) {
		n = recv(fd, bytes, size, MSG_DONTWAIT);
		if (n < 0 && errno == EAGAIN)
			break;
	}
	return n > 0 ? (size_t)n : 0;
}
