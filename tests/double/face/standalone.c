/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "postgres.h"

#include "standalone.h"

#include "access/xlog.h"
#include "replication/syncrep.h"
#include "replication/walsender_private.h"
#include "storage/lwlock.h"
#include "utils/memutils.h"

#include "board.h"
#include "settings.h"

static int
standbys_in_sync(void)
{
	SyncRepStandbyData *standbys = NULL;
	int n = SyncRepGetCandidateStandbys(&standbys);

	if (standbys != NULL)
		pfree(standbys);
	return n;
}

static bool
may_stand_alone(void)
{
	if (SyncRepStandbyNames == NULL || SyncRepStandbyNames[0] == '\0' ||
	    SyncRepConfig == NULL)
		return false; /* nobody waits anyhow */
	if (board_role() == FACE_NORMAL || !settings_stream_replication)
		return true;
	return settings_most_available_sync &&
	       standbys_in_sync() < SyncRepConfig->num_sync;
}

/* The flag that waiting backends look at, and their release. */
static void
set_waiting(bool on)
{
	char *names = SyncRepStandbyNames;

	if (!on)
		SyncRepStandbyNames = "";
	SyncRepUpdateSyncStandbysDefined();
	SyncRepStandbyNames = names;
}

void
standalone_step(void)
{
	static bool alone;

	if (RecoveryInProgress())
		return;
	if (may_stand_alone()) {
		/* The checkpointer sets the flag again at every reload. */
		if (WalSndCtl->sync_standbys_status & SYNC_STANDBY_DEFINED)
			set_waiting(false);
		if (!alone)
			ereport(LOG,
			    (errmsg("synchronous master is now standalone")));
		alone = true;
	} else if (alone) {
		set_waiting(true);
		alone = false;
	}
}
