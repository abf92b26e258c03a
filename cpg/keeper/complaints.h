/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * complaints.h - one line a minute, sender and kind about packets that cannot
 * be used: what is sent in a loop must not fill the log.
 */
#ifndef KEEPER_COMPLAINTS_H
#define KEEPER_COMPLAINTS_H

#include "cpg/wire.h"
#include "ocf/moment.h"

void complaints_about(uint32_t sender, enum wire_fault fault, unsigned version,
    struct moment now);

#endif
