/* SPDX-License-Identifier: GPL-2.0-or-later */
/* alter_system.h - ALTER SYSTEM edits postgresql.conf itself and reloads. */
#ifndef DOUBLE_ALTER_SYSTEM_H
#define DOUBLE_ALTER_SYSTEM_H

void alter_system_init(void);

#endif
