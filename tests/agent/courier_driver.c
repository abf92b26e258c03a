/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * courier_driver - a courier, sent by a test in another language.
 * usage: courier_driver COURIER OWNER CONNINFO CLUSTER DATABASE NODE
 * Reads events as "TERM WHEN FROM TO CAUSE..." or "fencing WHEN TARGET BY
 * DEVICE PROOF..." lines, "-" for an empty word; prints what the courier says,
 * a line each.
 */
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cpg/keeper/birth.h"
#include "cpg/keeper/errand.h"

static struct errand errand;

static void
take(char *to, size_t size, const char *word)
{
	snprintf(to, size, "%s", strcmp(word, "-") == 0 ? "" : word);
}

static bool
is_fencing(const char *line)
{
	struct fencing *entry = &errand.fencings.entries[errand.fencings.n];
	int at = 0;

	if (errand.fencings.n == FENCINGS_MAX ||
	    sscanf(line, "fencing %" SCNd64 " %63s %63s %31s %n",
		&entry->when_s, entry->target, entry->by, entry->device,
		&at) != 4)
		return false;
	take(entry->proof, sizeof(entry->proof), line + at);
	errand.fencings.n++;
	return true;
}

static void
read_events(void)
{
	static char line[512];
	char from[64], to[64];

	while (errand.n < HISTORY_MAX &&
	       fgets(line, sizeof(line), stdin) != NULL) {
		struct promotion_entry *entry = &errand.entries[errand.n];
		int at = 0;

		line[strcspn(line, "\n")] = '\0';
		if (is_fencing(line))
			continue;
		if (sscanf(line, "%" SCNu64 " %" SCNd64 " %63s %63s %n",
			&entry->term, &entry->when_s, from, to, &at) != 4)
			continue;
		take(entry->from, sizeof(entry->from), from);
		take(entry->to, sizeof(entry->to), to);
		take(entry->cause, sizeof(entry->cause), line + at);
		entry->lsn.bytes = 0x3000148;
		entry->duration_ms = 412;
		errand.n++;
	}
}

static bool
take_owner(const char *name)
{
	const struct passwd *owner = getpwnam(name);

	if (owner == NULL)
		return false;
	take(errand.instance.owner, sizeof(errand.instance.owner), name);
	errand.instance.uid = owner->pw_uid;
	errand.instance.gid = owner->pw_gid;
	return true;
}

static void __attribute__((noreturn)) become(const char *courier, int fd)
{
	char *const argv[] = { "gausshad-courier", NULL };
	char *const env[] = { "LC_ALL=C", NULL };

	if (dup2(fd, BIRTH_FD) >= 0)
		execve(courier, argv, env);
	_exit(1);
}

static bool
send_it(const char *courier, const int ends[2])
{
	pid_t pid;

	errand.parent = getpid();
	if (send(ends[0], &errand, sizeof(errand), 0) !=
	    (ssize_t)sizeof(errand))
		return false;
	pid = fork();
	if (pid == 0)
		become(courier, ends[1]);
	close(ends[1]);
	return pid > 0;
}

static void
print(const struct errand_answer *answer)
{
	switch (answer->word) {
	case ERRAND_TOLD:
		printf("told %" PRIu64 "\n", answer->term);
		break;
	case ERRAND_DONE:
		printf("done\n");
		break;
	case ERRAND_FAILED:
		printf("failed %s\n", answer->why.text);
		break;
	}
}

int
main(int argc, char **argv)
{
	static struct errand_answer answer;
	int ends[2];

	if (argc != 7 || !take_owner(argv[2]) ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0)
		return EXIT_FAILURE;
	take(errand.conninfo, sizeof(errand.conninfo), argv[3]);
	take(errand.cluster, sizeof(errand.cluster), argv[4]);
	take(errand.database, sizeof(errand.database), argv[5]);
	take(errand.node, sizeof(errand.node), argv[6]);
	read_events();
	if (!send_it(argv[1], ends))
		return EXIT_FAILURE;
	while (recv(ends[0], &answer, sizeof(answer), 0) ==
	       (ssize_t)sizeof(answer))
		print(&answer);
	(void)wait(NULL);
	return EXIT_SUCCESS;
}
