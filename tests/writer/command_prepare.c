/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <libpq-fe.h>
#include <stdio.h>

#include "tests/writer/client.h"
#include "tests/writer/clock.h"
#include "tests/writer/command.h"
#include "tests/writer/options.h"

#define DEADLINE_MS 10000

int
command_prepare(const struct options *options)
{
	int64_t deadline_ms = clock_now_ms() + DEADLINE_MS;
	struct pg_result *result = NULL;
	struct client client;

	client_init(&client, &options->hosts);
	if (client_reach(&client, deadline_ms))
		result = client_read(&client,
		    "create table if not exists " WRITER_TABLE
		    " (run bigint, session int, seq bigint)",
		    deadline_ms);
	if (result == NULL)
		fprintf(stderr, "writer: %s\n", client.said);
	PQclear(result);
	client_close(&client);
	return result == NULL;
}
