/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rusage RUNS PROGRAM [ARGUMENT...] - what one run of a program costs.
 *
 * Prints for each run: CPU time in microseconds (user and system, of the
 * program and all children it waited for), wall time in microseconds, exit
 * status.  The program's own words are thrown away.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long
microseconds(struct timeval tv)
{
	return (long long)tv.tv_sec * 1000000 + tv.tv_usec;
}

static long long
now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void
become(char **argv)
{
	int null = open("/dev/null", O_RDWR);

	for (int fd = 0; null >= 0 && fd <= 2; fd++)
		dup2(null, fd);
	execv(argv[0], argv);
	_exit(127);
}

static int
run_once(char **argv)
{
	long long begun = now_us();
	struct rusage used;
	pid_t pid = fork();
	int status;

	if (pid == 0)
		become(argv);
	while (pid > 0 && wait4(pid, &status, 0, &used) < 0)
		if (errno != EINTR)
			pid = -1;
	if (pid < 0) {
		fprintf(stderr, "rusage: %s\n", strerror(errno));
		return 1;
	}
	printf("%lld %lld %d\n",
	    microseconds(used.ru_utime) + microseconds(used.ru_stime),
	    now_us() - begun,
	    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	return 0;
}

int
main(int argc, char **argv)
{
	int failed = 0;

	if (argc < 3) {
		fprintf(stderr, "usage: rusage RUNS PROGRAM [ARGUMENT...]\n");
		return 2;
	}
	for (long i = strtol(argv[1], NULL, 10); i > 0 && !failed; i--)
		failed = run_once(argv + 2);
	return failed;
}
