/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/named_process.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/unit/check.h"

/* 17 letters, of which the kernel keeps 15. */
#define LONG "gaussha-a-program"

static double
boot_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
one_is_found_by_its_name_however_long_and_is_not_when_it_has_ended(void)
{
	double started_s = 0;
	int ready[2];
	pid_t pid;
	char byte;

	CHECK(!named_process_runs(LONG));
	CHECK(pipe(ready) == 0);
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_NAME, LONG);
		(void)!write(ready[1], "", 1);
		pause();
	}
	CHECK(read(ready[0], &byte, 1) == 1);
	CHECK(named_process(LONG, &started_s) == pid);
	CHECK(started_s > boot_s() - 60 && started_s <= boot_s());
	CHECK(!named_process_runs("gaussha-a"));
	CHECK(kill(pid, SIGKILL) == 0 && waitpid(pid, NULL, 0) == pid);
	CHECK(!named_process_runs(LONG));
	close(ready[0]);
	close(ready[1]);
}

CHECK_MAIN(one_is_found_by_its_name_however_long_and_is_not_when_it_has_ended)
