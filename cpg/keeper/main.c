/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gausshad - one a node: knows the state of every node's database, and decides
 * from it.  doc/architecture.md says which file answers which question.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "cpg/keeper/daemon.h"
#include "cpg/keeper/replies.h"
#include "cpg/keeper/server.h"
#include "cpg/keeper/store.h"
#include "cpg/loop.h"
#include "ocf/log.h"
#include "ocf/notify.h"
#include "ocf/why.h"

static void
ended(void *context)
{
	(void)context;
	log_info("the keeper ends, as it was told to");
	loop_end();
}

static int
fail(const struct why *why)
{
	log_error("the keeper cannot start: %s", why->text);
	fprintf(stderr, "gausshad: %s\n", why->text);
	return EXIT_FAILURE;
}

static int
keep(void)
{
	struct why why = { "no event loop" };

	if (!loop_open() || !loop_on_signals(ended, NULL))
		return fail(&why);
	if (!daemon_start(STORE_DIRECTORY, &why))
		return fail(&why);
	if (!server_start(replies_to, &why)) {
		(void)daemon_stop();
		return fail(&why);
	}
	/* A keeper that waits for its pages cannot say that it lives.  Those
	 * that it never touches need not be there. */
	if (mlockall(MCL_CURRENT | MCL_ONFAULT) != 0)
		log_warning("the keeper's memory cannot be locked");
	log_info("the keeper (version %s) runs", GAUSSHA_VERSION);
	/* Agents may ask from now on: what is ordered after it may start. */
	notify_ready();
	loop_run();
	notify_stopping();
	server_stop();
	return daemon_stop() ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
main(int argc, char **argv)
{
	int status;

	if (argc > 1 && strcmp(argv[1], "--version") == 0) {
		printf("gausshad %s\n", GAUSSHA_VERSION);
		return EXIT_SUCCESS;
	}
	if (argc > 1 && strcmp(argv[1], "--help") == 0) {
		printf("usage: gausshad [--help | --version]\n");
		return EXIT_SUCCESS;
	}
	if (argc > 1) {
		fprintf(stderr, "usage: gausshad [--help | --version]\n");
		return EXIT_FAILURE;
	}
	log_open("gausshad");
	status = keep();
	log_close();
	return status;
}
