/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * client.h - a question to the keeper of this node, and its answer.  The only
 * file that meets libqb's IPC from the asking side.
 *
 * Every call ends at its deadline, also when the keeper is stopped or hangs:
 * the talking is done by a child process, which is killed then.
 */
#ifndef CPG_CLIENT_H
#define CPG_CLIENT_H

#include <stddef.h>

#include "cpg/request.h"
#include "ocf/moment.h"

enum client_outcome {
	CLIENT_ANSWERED,
	CLIENT_NO_KEEPER, /* none runs here, or it may not be asked */
	CLIENT_LATE,      /* one runs, and did not answer in time */
	CLIENT_FAILED,    /* anything else */
};

/*
 * Unless ANSWERED there is a sentence in *why.  text takes what follows the
 * answer, with a NUL; NULL with size 0 where nothing is expected.
 */
enum client_outcome client_ask(const struct request *request,
    struct moment deadline, struct answer *ret_answer, char *text, size_t size,
    struct why *why);

#endif
