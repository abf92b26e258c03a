/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"

#include "admit.h"
#include "alter_system.h"
#include "board.h"
#include "receiver.h"
#include "settings.h"
#include "switchover.h"
#include "sync_config.h"
#include "sync_groups.h"
#include "term.h"
#include "worker.h"

PG_MODULE_MAGIC;

PGDLLEXPORT void _PG_init(void);

void
_PG_init(void)
{
	if (!process_shared_preload_libraries_in_progress)
		return;
	/* A single-user server at initdb's time has no other side. */
	if (IsPostmasterEnvironment)
		settings_apply();
	board_init();
	term_init();
	receiver_init();
	admit_init();
	alter_system_init();
	worker_init();
	switchover_init();
	sync_config_init();
	sync_groups_init();
}
