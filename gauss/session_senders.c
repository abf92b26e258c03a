/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/sender_query.h"
#include "gauss/session.h"

struct sender_list {
	struct sender *senders;
	unsigned n;
};

static bool
take_sender(void *context, const char *const columns[])
{
	struct sender_list *list = context;

	if (list->n < SENDERS_MAX &&
	    sender_query_read(columns, &list->senders[list->n]))
		list->n++;
	return true;
}

bool
session_senders(struct session *session, struct moment deadline,
    struct sender ret_senders[SENDERS_MAX], unsigned *ret_nsenders,
    struct why *why)
{
	struct sender_list list = { ret_senders, 0 };

	if (!session_ask(session, deadline, sender_query_sql(),
		SENDER_QUERY_COLUMNS, take_sender, &list, why))
		return false;
	*ret_nsenders = list.n;
	return true;
}
