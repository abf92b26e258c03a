/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * server_words.h - what the texts of a server mean that session.c hands on.
 */
#ifndef GAUSS_SERVER_WORDS_H
#define GAUSS_SERVER_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "gauss/session.h"

/*
 * Why a connection did not come about, from libpq's message at verbosity
 * "verbose", which holds the SQLSTATE.  libpq offers no code for it.
 */
enum session_failure server_words_failure(const char *message);

/*
 * One line for people out of such a message: without libpq's preface, the
 * SQLSTATE, and the lines about source code.  Cut to size.
 */
void server_words_sentence(const char *message, char *ret_text, size_t size);

/*
 * "WalSender to Standby[node1]" -> "node1"; a text without brackets is a name
 * as it is.  False for a walsender that serves no standby (a build's), and for
 * a name that does not fit.
 */
bool server_words_standby(const char *application_name, char ret_name[64]);

/*
 * "10.0.0.2:41390<--10.0.0.1:15401", a receiver's channel, -> "10.0.0.1".
 * "" where there is none.
 */
void server_words_upstream(const char *channel, char ret_address[64]);

#endif
