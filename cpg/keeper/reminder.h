/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reminder.h - sees that Pacemaker has forgotten what it was told of this node.
 *
 * Its attribute manager, when it is started again after a crash, deletes all
 * transient attributes of its node; when the controller of a node is lost, the
 * others' controllers do so.  Nobody but their owner sets them again.
 */
#ifndef KEEPER_REMINDER_H
#define KEEPER_REMINDER_H

#include <stdbool.h>

#include "ocf/moment.h"

/* forgotten() is called whenever one of the two has ended. */
void reminder_init(void (*forgotten)(bool is_controller));

/* To be called often. */
void reminder_review(struct moment now);

void reminder_done(void);

#endif
