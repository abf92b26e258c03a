/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lab-delay MS - holds back what is sent to netfilter's queue MS, each packet
 * for a time of its own from MS/2 to MS*3/2, so that they overtake each other.
 *
 * Goes on in the background and prints its pid: 0 when it serves the queue, 1
 * with a sentence on stderr.  SIGTERM lets go of all at once and ends it.  The
 * kernel of this lab's hosts has no netem.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libnetfilter_queue/libnetfilter_queue.h>
#include <linux/netfilter.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HELD_MAX 16384
#define MS_MAX   10000

/* Soonest first. */
static struct held {
	uint32_t id;
	int64_t due_us;
} all_held[HELD_MAX];
static int nheld;
static long mean_ms;

static void fail(const char *what) __attribute__((noreturn));

static void
fail(const char *what)
{
	fprintf(stderr, "lab-delay: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int64_t
now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void
let_go(struct nfq_q_handle *queue, int64_t until_us)
{
	int n = 0;

	while (n < nheld && all_held[n].due_us <= until_us)
		nfq_set_verdict(queue, all_held[n++].id, NF_ACCEPT, 0, NULL);
	nheld -= n;
	memmove(all_held, all_held + n, (size_t)nheld * sizeof(all_held[0]));
}

static int
hold(struct nfq_q_handle *queue, struct nfgenmsg *message,
    struct nfq_data *data, void *context)
{
	const struct nfqnl_msg_packet_hdr *header =
	    nfq_get_msg_packet_hdr(data);
	struct held one = { .id = ntohl(header->packet_id) };
	int i = nheld;

	(void)message;
	(void)context;
	if (nheld == HELD_MAX)
		return nfq_set_verdict(queue, one.id, NF_ACCEPT, 0, NULL);
	one.due_us = now_us() + mean_ms * 500 + random() % (mean_ms * 1000 + 1);
	for (; i > 0 && all_held[i - 1].due_us > one.due_us; i--)
		all_held[i] = all_held[i - 1];
	all_held[i] = one;
	nheld++;
	return 0;
}

static struct nfq_q_handle *
open_queue(struct nfq_handle *library)
{
	const int on = 1;
	struct nfq_q_handle *queue;

	queue = nfq_create_queue(library, (uint16_t)mean_ms, hold, NULL);
	if (queue == NULL)
		fail("no queue");
	if (nfq_set_mode(queue, NFQNL_COPY_META, 0) < 0 ||
	    nfq_set_queue_maxlen(queue, HELD_MAX) < 0)
		fail("the queue cannot be set");
	/* What does not fit is lost, and no error of reading. */
	(void)setsockopt(
	    nfq_fd(library), SOL_NETLINK, NETLINK_NO_ENOBUFS, &on, sizeof(on));
	return queue;
}

static int
ms_until_next(void)
{
	int64_t left_us;

	if (nheld == 0)
		return -1;
	left_us = all_held[0].due_us - now_us();
	return left_us <= 0 ? 0 : (int)((left_us + 999) / 1000);
}

static void
serve(struct nfq_handle *library, struct nfq_q_handle *queue, int signals)
{
	static char buffer[1 << 16] __attribute__((aligned));
	struct pollfd fds[] = { { .fd = nfq_fd(library), .events = POLLIN },
		{ .fd = signals, .events = POLLIN } };
	ssize_t n;

	while (fds[1].revents == 0) {
		if (poll(fds, 2, ms_until_next()) < 0 && errno != EINTR)
			return;
		if (fds[0].revents != 0 &&
		    (n = recv(
			 fds[0].fd, buffer, sizeof(buffer), MSG_DONTWAIT)) > 0)
			nfq_handle_packet(library, buffer, (int)n);
		let_go(queue, now_us());
	}
	let_go(queue, INT64_MAX);
}

/* Whoever reads what was printed waits for its end. */
static void
leave_terminal(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = STDIN_FILENO; null >= 0 && fd <= STDERR_FILENO; fd++)
		(void)dup2(null, fd);
}

int
main(int argc, char **argv)
{
	struct nfq_handle *library;
	struct nfq_q_handle *queue;
	sigset_t mask;
	pid_t pid;

	mean_ms = argc == 2 ? strtol(argv[1], NULL, 10) : 0;
	if (mean_ms < 1 || mean_ms > MS_MAX) {
		fprintf(stderr, "usage: lab-delay MS (1 to %d)\n", MS_MAX);
		return 1;
	}
	library = nfq_open();
	if (library == NULL)
		fail("netfilter's queues");
	queue = open_queue(library);
	sigemptyset(&mask);
	sigaddset(&mask, SIGTERM);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	pid = fork();
	if (pid < 0)
		fail("fork");
	if (pid > 0) {
		printf("%d\n", (int)pid);
		return 0;
	}
	setsid();
	leave_terminal();
	serve(library, queue, signalfd(-1, &mask, SFD_CLOEXEC));
	return 0;
}
