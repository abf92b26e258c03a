/* SPDX-License-Identifier: GPL-2.0-or-later */
/* admit.h - who is let in besides what pg_hba.conf says. */
#ifndef DOUBLE_ADMIT_H
#define DOUBLE_ADMIT_H

void admit_init(void);

#endif
