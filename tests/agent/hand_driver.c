/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hand_driver - a keeper's hand, moved by a test in another language.
 * usage: hand_driver DATADIR GAUSSHOME NODE
 * Reads "VERB MILLISECONDS [ARGUMENT...]" lines; the answer to each is a
 * number of key=value lines, ended by an empty one.  "pid" tells the child's.
 */
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cpg/keeper/hand.h"
#include "tests/unit/hand_here.h"

static const struct {
	const char *verb;
	enum hand_deed deed;
} verbs[] = {
	{ "observe", HAND_OBSERVE },
	{ "refuse", HAND_REFUSE },
	{ "follow", HAND_FOLLOW },
	{ "release", HAND_RELEASE },
	{ "name", HAND_NAME },
	{ "prove", HAND_NAME },
	{ "from-nothing", HAND_NAME },
	{ "repair", HAND_REPAIR },
	{ "renew", HAND_RENEW },
	{ "raise-term", HAND_RAISE_TERM },
};

static const char *const outcomes[] = { "done", "failed", "unanswered" };

static void
tell_senders(const struct hand_observation *seen)
{
	char buf[LSN_TEXT_MAX];

	for (unsigned i = 0; i < seen->nsenders; i++)
		printf("sender_%s=%s\n", seen->senders[i].name,
		    lsn_text(seen->senders[i].flushed, buf));
}

static void
tell_seen(const struct hand_observation *seen)
{
	char buf[LSN_TEXT_MAX], gaps[256];

	printf("run=%" PRId64 "\nfailure=%d\nrole=%s\nterm=%" PRIu64 "\n",
	    seen->run, (int)seen->failure, role_text(seen->state.role),
	    seen->state.term);
	printf("lsn=%s\nreceiving=%d\nfollowing=%d\nrefusing=%d\nnames=%s\n",
	    lsn_text(seen->state.lsn, buf), seen->state.receiving,
	    (int)seen->following, seen->is_refusing, seen->guard.names);
	printf("gaps=%s\nold=%d\nincarnation=%016" PRIx64 "\nha=%s:%u\n",
	    guard_text(seen->guard.gaps, gaps, sizeof(gaps)),
	    seen->is_statement_old, seen->incarnation, seen->ha_host,
	    seen->ha_port);
	tell_senders(seen);
}

static void
tell(const struct hand_answer *answer)
{
	char buf[LSN_TEXT_MAX];

	printf("outcome=%s\nwhy=%s\n", outcomes[answer->outcome],
	    answer->why.text);
	if (answer->deed == HAND_OBSERVE || answer->deed == HAND_REFUSE)
		tell_seen(&answer->seen);
	if (answer->deed == HAND_NAME)
		printf("since=%" PRId64 "\nmark=%s\nwaited=%d\n", answer->since,
		    lsn_text(answer->mark, buf), answer->probe_waited);
	if (answer->deed == HAND_RENEW)
		printf("incarnation=%016" PRIx64 "\n", answer->incarnation);
	printf("\n");
	fflush(stdout);
}

/* The rest of the line, whatever it is for. */
static void
take_argument(struct hand_request *request, const char *rest)
{
	snprintf(request->names, sizeof(request->names), "%s", rest);
	request->since = strtoll(rest, NULL, 10);
	request->term = strtoull(rest, NULL, 10);
	(void)sscanf(rest, "%63s %u", request->host, &request->port);
}

/* False: not sent. */
static bool
send_line(struct hand *hand, const char *verb, long ms, const char *rest)
{
	struct hand_request request = { 0 };
	struct moment now = moment_now();
	size_t i = 0;

	while (i < sizeof(verbs) / sizeof(verbs[0]) &&
	       strcmp(verbs[i].verb, verb) != 0)
		i++;
	if (i == sizeof(verbs) / sizeof(verbs[0]))
		exit(2);
	request.deed = verbs[i].deed;
	request.deadline = moment_after(now, ms);
	request.prove = strcmp(verb, "prove") == 0;
	request.from_nothing = strcmp(verb, "from-nothing") == 0;
	take_argument(&request, rest);
	return hand_send(hand, &request, now) != 0;
}

static void
obey(struct hand *hand, const char *line)
{
	char verb[32] = "";
	long ms = 0;
	int used = 0;

	if (sscanf(line, "%31s %ld %n", verb, &ms, &used) < 1)
		exit(2);
	if (strcmp(verb, "pid") == 0)
		printf("pid=%d\n\n", (int)hand->pid);
	else if (!send_line(hand, verb, ms, line + used))
		printf("outcome=unsent\n\n");
	fflush(stdout);
}

int
main(int argc, char **argv)
{
	static struct hand hand;
	struct instance instance;
	struct why why = { "" };
	char line[2048];

	if (argc != 4)
		return 2;
	if (instance_open(argv[1], argv[2], 0, &instance, &why) !=
		OCF_SUCCESS ||
	    !hand_start(&hand, &instance, argv[3], moment_now(), &why)) {
		fprintf(stderr, "%s\n", why.text);
		return 1;
	}
	setvbuf(stdin, NULL, _IONBF, 0);
	for (;;) {
		struct pollfd fds[] = { { .fd = STDIN_FILENO,
					    .events = POLLIN },
			{ .fd = hand_fd(&hand), .events = POLLIN } };
		struct moment now = moment_now();
		const struct hand_answer *answer;

		(void)poll(
		    fds, 2, (int)moment_left_ms(hand_due(&hand, now), now));
		while ((answer = hand_receive(&hand, moment_now())) != NULL)
			tell(answer);
		if (fds[0].revents == 0)
			continue;
		if (fgets(line, sizeof(line), stdin) == NULL)
			break;
		line[strcspn(line, "\n")] = '\0';
		obey(&hand, line);
	}
	hand_stop(&hand);
	return 0;
}
