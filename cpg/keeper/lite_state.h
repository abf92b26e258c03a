/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lite_state.h - since when the server has the names that it has, in mode=lite.
 */
#ifndef KEEPER_LITE_STATE_H
#define KEEPER_LITE_STATE_H

#include <stdint.h>

#include "gauss/guard.h"
#include "ocf/moment.h"

struct lite {
	struct guard guard;  /* as seen since then; of this server's life */
	struct moment since; /* 0: not seen yet */
	/* The server's clock in us when every session knew them; 0: not yet,
	 * or nobody asks.  What began before may still obey others. */
	int64_t settled_at;
	unsigned nlooks; /* that were answered by then */
};

#endif
