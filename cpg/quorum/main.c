/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gaussha-quorumd - corosync's quorum device: the gateway stands in for an
 * arbitrator.  doc/quorum.md has the rules and their reasons.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpg/loop.h"
#include "cpg/quorum/privilege.h"
#include "cpg/quorum/service.h"
#include "ocf/log.h"
#include "ocf/notify.h"
#include "ocf/why.h"

static void
ended(void *context)
{
	(void)context;
	log_info("the quorum device ends, as it was told to");
	loop_end();
}

static int
fail(const struct why *why)
{
	log_error("the quorum device cannot start: %s", why->text);
	fprintf(stderr, "gaussha-quorumd: %s\n", why->text);
	return EXIT_FAILURE;
}

static int
serve(void)
{
	struct why why = { "no event loop" };

	if (!privilege_keep_memory())
		log_warning("the quorum device's memory cannot be locked");
	if (!service_prepare(&why) || !privilege_drop(&why))
		return fail(&why);
	if (!loop_open() || !loop_on_signals(ended, NULL))
		return fail(&why);
	if (!service_start(&why))
		return fail(&why);
	log_info("the quorum device (version %s) runs", GAUSSHA_VERSION);
	notify_ready();
	loop_run();
	notify_stopping();
	service_stop();
	return EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
	int status;

	if (argc > 1 && strcmp(argv[1], "--version") == 0) {
		printf("gaussha-quorumd %s\n", GAUSSHA_VERSION);
		return EXIT_SUCCESS;
	}
	if (argc > 1 && strcmp(argv[1], "--help") == 0) {
		printf("usage: gaussha-quorumd [--help | --version]\n");
		return EXIT_SUCCESS;
	}
	if (argc > 1) {
		fprintf(
		    stderr, "usage: gaussha-quorumd [--help | --version]\n");
		return EXIT_FAILURE;
	}
	log_open("gaussha-quorumd");
	status = serve();
	log_close();
	return status;
}
