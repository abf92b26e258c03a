/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * replies.h - what the keeper does about each request of request.h.
 */
#ifndef KEEPER_REPLIES_H
#define KEEPER_REPLIES_H

#include "cpg/request.h"

/* A server_answer. */
void replies_to(const struct request *request, struct answer *ret_answer,
    char text[ANSWER_TEXT_MAX]);

#endif
