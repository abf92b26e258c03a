/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * client.h - a connection that keeps its own deadlines, whatever the network
 * does.  With hosts.c the only files that meet libpq.
 */
#ifndef WRITER_CLIENT_H
#define WRITER_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/writer/attempt.h"
#include "tests/writer/hosts.h"

struct pg_conn;
struct pg_result;

struct client {
	const struct hosts *hosts;
	unsigned at; /* the host in use, or to be tried next */
	struct pg_conn *conn;
	bool warned; /* the server warned during this statement */
	char said[256];
};

/* hosts must outlive the client. */
void client_init(struct client *client, const struct hosts *hosts);
void client_close(struct client *client);

/*
 * Connected already, or now, to the host whose turn it is; on failure the next
 * one has its turn next time.  The reason is in `said`.
 */
bool client_connect(struct client *client, int64_t deadline_ms);

/* One host after the other, for those who can wait until somebody answers. */
bool client_reach(struct client *client, int64_t deadline_ms);

/*
 * Sends one statement that commits by itself and tells its outcome.  After
 * anything but a plain success the connection is closed: what still comes on it
 * belongs to nobody, and one that refuses may have become a standby.
 */
enum outcome client_write(
    struct client *client, const char *statement, int64_t deadline_ms);

/*
 * The same, with what the statement returned; the caller's to PQclear(), NULL
 * if nothing came.
 */
enum outcome client_ask(struct client *client, const char *statement,
    int64_t deadline_ms, struct pg_result **ret_rows);

/*
 * The rows of a query, the caller's to PQclear(); NULL, the connection closed
 * and the reason in `said`, on failure.
 */
struct pg_result *client_read(
    struct client *client, const char *query, int64_t deadline_ms);

#endif
