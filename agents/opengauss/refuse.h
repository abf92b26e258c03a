/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * refuse.h - the other standbys give up their streams before one is promoted.
 *
 * While a standby streams, where its WAL ends may still change, and what it
 * confirms may still be acknowledged by the old primary.  From the moment it
 * refuses both are over.  And a standby of a node without power does not know
 * it for seconds, in which it would not look for its new primary.
 */
#ifndef OPENGAUSS_REFUSE_H
#define OPENGAUSS_REFUSE_H

#include <stdbool.h>

#include "ocf/moment.h"

struct facts;
struct observer;

/*
 * Has every heard standby that streams give its stream up, all at the same
 * time.  True when there was any: then the peers have to be asked anew, and
 * refuse_end() has to follow.  One that could not streams on, and is seen to.
 */
bool refuse_begin(const struct observer *observer, const struct facts *facts,
    struct moment deadline);

/*
 * Those heard follow this node, or where it was not promoted look for a primary
 * again.  Who misses it does so by itself after a while.
 */
void refuse_end(const struct observer *observer, const struct facts *facts,
    bool promoted, struct moment deadline);

#endif
