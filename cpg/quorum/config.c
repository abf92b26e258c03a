/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/config.h"

#include <string.h>

static bool
has_same_addresses(const struct config_node *a, const struct config_node *b)
{
	if (a->naddresses != b->naddresses)
		return false;
	for (unsigned i = 0; i < a->naddresses; i++)
		if (a->addresses[i].family != b->addresses[i].family ||
		    memcmp(a->addresses[i].bytes, b->addresses[i].bytes,
			sizeof(a->addresses[i].bytes)) != 0)
			return false;
	return true;
}

static bool
has_same_nodes(const struct config *a, const struct config *b)
{
	if (a->nnodes != b->nnodes || a->self != b->self)
		return false;
	for (unsigned i = 0; i < a->nnodes && i < VOTE_NODES_MAX; i++)
		if (a->nodes[i].id != b->nodes[i].id ||
		    a->nodes[i].votes != b->nodes[i].votes ||
		    strcmp(a->nodes[i].name, b->nodes[i].name) != 0 ||
		    !has_same_addresses(&a->nodes[i], &b->nodes[i]))
			return false;
	return true;
}

static bool
has_same_rows(const struct config *a, const struct config *b)
{
	if (a->nrows != b->nrows)
		return false;
	for (unsigned i = 0; i < a->nrows; i++)
		if (strcmp(a->rows[i].name, b->rows[i].name) != 0 ||
		    strcmp(a->rows[i].value, b->rows[i].value) != 0)
			return false;
	return true;
}

bool
config_equal(const struct config *a, const struct config *b)
{
	return a->has_device == b->has_device &&
	       a->device_votes == b->device_votes && has_same_nodes(a, b) &&
	       has_same_rows(a, b) &&
	       strcmp(a->not_exclusive, b->not_exclusive) == 0 &&
	       a->waits_for_all == b->waits_for_all &&
	       a->timeout_ms == b->timeout_ms &&
	       a->sync_timeout_ms == b->sync_timeout_ms &&
	       strcmp(a->key_file, b->key_file) == 0;
}
