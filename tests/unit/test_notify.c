/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/check.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "ocf/notify.h"

static char heard_text[64];

/* The listener of an abstract address, as systemd's may be. */
static int
listen_at(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t length = strlen(name);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	memcpy(address.sun_path, name, length);
	address.sun_path[0] = '\0';
	CHECK(bind(fd, (const struct sockaddr *)&address,
		  (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
			      length)) == 0);
	CHECK(setenv("NOTIFY_SOCKET", name, 1) == 0);
	return fd;
}

/* The next datagram; "" when there is none. */
static const char *
heard(int fd)
{
	ssize_t n = recv(fd, heard_text, sizeof(heard_text) - 1, 0);

	heard_text[n > 0 ? n : 0] = '\0';
	return heard_text;
}

static void
each_word_is_one_datagram(void)
{
	int fd = listen_at("@gaussha-test-notify-words");

	notify_ready();
	notify_stopping();
	CHECK(strcmp(heard(fd), "READY=1") == 0);
	CHECK(strcmp(heard(fd), "STOPPING=1") == 0);
	CHECK(strcmp(heard(fd), "") == 0);
	close(fd);
}

static void
that_the_loop_runs_is_told_once_a_second_and_only_where_it_is_asked_for(void)
{
	int fd = listen_at("@gaussha-test-notify-alive");
	struct moment now = { 1000 };

	unsetenv("WATCHDOG_USEC");
	notify_alive(now);
	CHECK(strcmp(heard(fd), "") == 0);
	CHECK(setenv("WATCHDOG_USEC", "10000000", 1) == 0);
	notify_alive(now);
	notify_alive(moment_after(now, 999));
	CHECK(strcmp(heard(fd), "WATCHDOG=1") == 0);
	CHECK(strcmp(heard(fd), "") == 0);
	notify_alive(moment_after(now, 1000));
	CHECK(strcmp(heard(fd), "WATCHDOG=1") == 0);
	unsetenv("WATCHDOG_USEC");
	close(fd);
}

/* Nothing to hear: that it returns, without a sanitizer's word, is the test. */
static void
nobody_there_and_nonsense_harm_nobody(void)
{
	char long_path[300] = "/";

	memset(long_path + 1, 'x', sizeof(long_path) - 2);
	unsetenv("NOTIFY_SOCKET");
	notify_stopping();
	for (int i = 0; i < 4; i++) {
		const char *const paths[] = { "", "@", "relative", long_path };

		CHECK(setenv("NOTIFY_SOCKET", paths[i], 1) == 0);
		notify_stopping();
	}
	CHECK(setenv("NOTIFY_SOCKET", "/nonexistent/notify", 1) == 0);
	notify_stopping();
	unsetenv("NOTIFY_SOCKET");
}

/* A listener that does not read must not hold who tells. */
static void
a_full_queue_is_not_waited_for(void)
{
	int fd = listen_at("@gaussha-test-notify-full");

	for (int i = 0; i < 2000; i++)
		notify_stopping();
	CHECK(strcmp(heard(fd), "STOPPING=1") == 0);
	close(fd);
	unsetenv("NOTIFY_SOCKET");
}

/* The next datagram's descriptor; -1: it had none. */
static int
heard_descriptor(int fd)
{
	char control[CMSG_SPACE(sizeof(int))];
	struct iovec text = { heard_text, sizeof(heard_text) - 1 };
	struct msghdr message = { .msg_iov = &text,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control) };
	ssize_t n = recvmsg(fd, &message, 0);
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	int got = -1;

	heard_text[n > 0 ? n : 0] = '\0';
	if (header != NULL)
		memcpy(&got, CMSG_DATA(header), sizeof(got));
	return got;
}

static void
a_descriptor_is_given_into_keeping_and_taken_back(void)
{
	int fd = listen_at("@gaussha-test-notify-keep");
	int ends[2], got;
	char byte = 0;

	CHECK(pipe(ends) == 0);
	CHECK(notify_keep(ends[1], "watchdog"));
	got = heard_descriptor(fd);
	CHECK(strcmp(heard_text, "FDSTORE=1\nFDNAME=watchdog") == 0);
	CHECK(write(got, "x", 1) == 1 && read(ends[0], &byte, 1) == 1);
	CHECK(byte == 'x');
	notify_drop("watchdog");
	CHECK(heard_descriptor(fd) == -1);
	CHECK(strcmp(heard_text, "FDSTOREREMOVE=1\nFDNAME=watchdog") == 0);
	unsetenv("NOTIFY_SOCKET");
	CHECK(!notify_keep(ends[1], "watchdog"));
	close(got);
	close(ends[0]);
	close(ends[1]);
	close(fd);
}

static void
a_successor_finds_by_name_what_was_kept_for_it_alone(void)
{
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	CHECK(notify_kept("watchdog") == -1);
	setenv("LISTEN_FDS", "2", 1);
	setenv("LISTEN_FDNAMES", "other:watchdog", 1);
	setenv("LISTEN_PID", "1", 1);
	CHECK(notify_kept("watchdog") == -1);
	setenv("LISTEN_PID", pid, 1);
	CHECK(dup2(STDOUT_FILENO, 3) == 3 && dup2(STDOUT_FILENO, 4) == 4);
	CHECK(notify_kept("watchdog") == 4);
	CHECK(fcntl(4, F_GETFD) == FD_CLOEXEC);
	CHECK(notify_kept("other") == 3);
	CHECK(notify_kept("watch") == -1);
	setenv("LISTEN_FDS", "1", 1);
	CHECK(notify_kept("watchdog") == -1);
	close(3);
	close(4);
	CHECK(notify_kept("other") == -1);
	unsetenv("LISTEN_PID");
}

CHECK_MAIN(each_word_is_one_datagram,
    that_the_loop_runs_is_told_once_a_second_and_only_where_it_is_asked_for,
    nobody_there_and_nonsense_harm_nobody, a_full_queue_is_not_waited_for,
    a_descriptor_is_given_into_keeping_and_taken_back,
    a_successor_finds_by_name_what_was_kept_for_it_alone)
