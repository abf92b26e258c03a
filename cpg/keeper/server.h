/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * server.h - answers agents and tools of this node.  The only file that meets
 * libqb's IPC from the answering side.
 *
 * Root may ask for anything; members of haclient for what may be seen, and for
 * what they could do with Pacemaker's own tools as well: switch over, hold.
 */
#ifndef KEEPER_SERVER_H
#define KEEPER_SERVER_H

#include "cpg/request.h"

struct why;

/*
 * answer_to() fills *ret_answer, and text, of which there is ANSWER_TEXT_MAX.
 * It is called from the loop, and must not wait.
 */
typedef void server_answer(const struct request *request,
    struct answer *ret_answer, char text[ANSWER_TEXT_MAX]);

bool server_start(server_answer *answer_to, struct why *why);
void server_stop(void);

/* May somebody who is not root ask this? */
bool server_is_open_to_group(uint32_t kind);

#endif
