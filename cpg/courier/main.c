/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gausshad-courier - tells the metadatabase what the keeper that started it
 * gives it (cpg/keeper/errand.h), and ends.  Of no use to anybody else.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cpg/courier/delivery.h"
#include "cpg/keeper/birth.h"
#include "cpg/keeper/errand.h"
#include "gauss/owner_life.h"

/* Texts end where they should, whoever sent them. */
static void
end_texts(struct errand *errand)
{
	errand->conninfo[sizeof(errand->conninfo) - 1] = '\0';
	errand->cluster[sizeof(errand->cluster) - 1] = '\0';
	errand->database[sizeof(errand->database) - 1] = '\0';
	errand->node[sizeof(errand->node) - 1] = '\0';
	for (unsigned i = 0; i < HISTORY_MAX; i++) {
		struct promotion_entry *entry = &errand->entries[i];

		entry->from[sizeof(entry->from) - 1] = '\0';
		entry->to[sizeof(entry->to) - 1] = '\0';
		entry->cause[sizeof(entry->cause) - 1] = '\0';
	}
	for (unsigned i = 0; i < FENCINGS_MAX; i++) {
		struct fencing *entry = &errand->fencings.entries[i];

		entry->target[sizeof(entry->target) - 1] = '\0';
		entry->by[sizeof(entry->by) - 1] = '\0';
		entry->device[sizeof(entry->device) - 1] = '\0';
		entry->proof[sizeof(entry->proof) - 1] = '\0';
	}
}

static bool
say(const struct errand_answer *answer)
{
	return send(BIRTH_FD, answer, sizeof(*answer), MSG_NOSIGNAL) ==
	       (ssize_t)sizeof(*answer);
}

static void
carry_out(struct errand *errand)
{
	struct errand_answer answer = { .word = ERRAND_DONE };

	if (!delivery_make(errand, say, &answer.why))
		answer.word = ERRAND_FAILED;
	(void)say(&answer);
}

int
main(int argc, char **argv)
{
	static struct errand errand;
	ssize_t n;

	(void)argv;
	do
		n = argc == 1 ? recv(BIRTH_FD, &errand, sizeof(errand), 0) : -1;
	while (n < 0 && argc == 1 && errno == EINTR);
	if (n != (ssize_t)sizeof(errand)) {
		fprintf(stderr, "gausshad-courier: gausshad starts this\n");
		return EXIT_FAILURE;
	}
	end_texts(&errand);
	owner_life_begin(&errand.instance, BIRTH_FD, errand.parent);
	carry_out(&errand);
	return EXIT_SUCCESS;
}
