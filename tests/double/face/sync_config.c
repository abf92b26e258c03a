/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "postgres.h"

#include "sync_config.h"

#include <libpq-fe.h>
#include <signal.h>
#include <unistd.h>

#include "common/hashfn.h"
#include "common/username.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "postmaster/bgworker.h"
#include "postmaster/interrupt.h"
#include "postmaster/postmaster.h"
#include "replication/walsender.h"
#include "storage/latch.h"
#include "tcop/tcopprot.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/wait_event.h"

#include "board.h"
#include "conf.h"
#include "settings.h"

#define LOOK_MS 2000

static void
append_line(const char *name, const char *value, void *to)
{
	appendStringInfo(to, "%s = %s\n", name, value);
}

const char *
sync_config_show(void)
{
	StringInfoData lines;

	if (!am_walsender)
		return "";
	initStringInfo(&lines);
	conf_each(conf_read(), append_line, &lines);
	return lines.data;
}

/* What a node keeps for itself. */
static bool
is_reserved(const char *name)
{
	static const char *const names[] = { "application_name", "port",
		"listen_addresses", "log_directory", "audit_directory",
		"available_zone", "synchronous_standby_names",
		"archive_command", "archive_dest", "recovery_min_apply_delay",
		"sync_config_strategy", "local_bind_address",
		"cluster_run_mode", "repl_uuid" };

	if (strncmp(name, "replconninfo", 12) == 0 ||
	    strncmp(name, "ssl", 3) == 0)
		return true;
	for (size_t i = 0; i < lengthof(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

struct merge {
	char *text;
	const char *name; /* looked for */
	char value[CONF_VALUE_MAX];
	bool found, changed;
};

static void
find_value(const char *name, const char *value, void *to)
{
	struct merge *merge = to;

	if (pg_strcasecmp(name, merge->name) != 0)
		return;
	strlcpy(merge->value, value, sizeof(merge->value));
	merge->found = true;
}

/* The value of a line without the quotes around it; inner ones stay double. */
static const char *
bare(const char *value)
{
	static char text[CONF_VALUE_MAX];
	size_t len = strlen(value);

	if (len < 2 || value[0] != '\'')
		return value;
	snprintf(text, sizeof(text), "%.*s", (int)len - 2, value + 1);
	return text;
}

static void
merge_line(const char *name, const char *value, void *to)
{
	struct merge *merge = to;

	if (is_reserved(name))
		return;
	merge->name = name;
	merge->found = false;
	conf_each(merge->text, find_value, merge);
	if (merge->found && strcmp(merge->value, value) == 0)
		return;
	merge->text = conf_with(merge->text, name, bare(value));
	merge->changed = true;
}

static void
take_over(const char *theirs)
{
	int lock = conf_lock();
	struct merge merge = { .text = conf_read() };

	conf_each(theirs, merge_line, &merge);
	if (merge.changed)
		conf_write(merge.text);
	if (lock >= 0)
		close(lock);
	if (merge.changed)
		kill(PostmasterPid, SIGHUP);
}

/* The primary's lines, malloced; NULL where it does not answer. */
static char *
fetch(void)
{
	char conninfo[256];
	PGconn *conn;
	PGresult *result;
	char *text = NULL;

	snprintf(conninfo, sizeof(conninfo),
	    "host=%s port=%d user=%s replication=true connect_timeout=2 "
	    "application_name=gs_ctl",
	    board->peer_host, board->peer_port,
	    get_user_name_or_exit("gaussdb"));
	conn = PQconnectdb(conninfo);
	result = PQstatus(conn) == CONNECTION_OK
		     ? PQexec(conn, "SHOW gaussface.config")
		     : NULL;
	if (result != NULL && PQresultStatus(result) == PGRES_TUPLES_OK)
		text = strdup(PQgetvalue(result, 0, 0));
	PQclear(result);
	PQfinish(conn);
	return text;
}

/* Once at every connect, and whenever the primary's file changes. */
static void
look(void)
{
	static uint32 last_hash;
	static bool connected;
	char *theirs;
	uint32 hash;

	if (!board->streaming || board->role != FACE_STANDBY ||
	    strcmp(settings_sync_config_strategy, "none_node") == 0) {
		connected = false;
		return;
	}
	theirs = fetch();
	if (theirs == NULL || theirs[0] == '\0') {
		free(theirs);
		return;
	}
	hash = hash_bytes((unsigned char *)theirs, (int)strlen(theirs));
	if (!connected || hash != last_hash)
		take_over(theirs);
	last_hash = hash;
	connected = true;
	free(theirs);
}

PGDLLEXPORT void sync_config_main(Datum arg);

void
sync_config_main(Datum arg)
{
	MemoryContext context = AllocSetContextCreate(
	    TopMemoryContext, "sync config", ALLOCSET_DEFAULT_SIZES);

	(void)arg;
	pqsignal(SIGTERM, die);
	pqsignal(SIGHUP, SignalHandlerForConfigReload);
	BackgroundWorkerUnblockSignals();
	board_enter_worker(WORKER_CONFIG);
	for (;;) {
		CHECK_FOR_INTERRUPTS();
		if (ConfigReloadPending) {
			ConfigReloadPending = false;
			ProcessConfigFile(PGC_SIGHUP);
		}
		MemoryContextSwitchTo(context);
		look();
		MemoryContextReset(context);
		(void)WaitLatch(MyLatch,
		    WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, LOOK_MS,
		    PG_WAIT_EXTENSION);
		ResetLatch(MyLatch);
	}
}

void
sync_config_init(void)
{
	BackgroundWorker worker = {
		.bgw_name = "gaussdb config worker",
		.bgw_type = "gaussdb config worker",
		.bgw_flags = BGWORKER_SHMEM_ACCESS,
		.bgw_start_time = BgWorkerStart_ConsistentState,
		.bgw_restart_time = 1,
		.bgw_library_name = "gaussface",
		.bgw_function_name = "sync_config_main",
	};

	RegisterBackgroundWorker(&worker);
}
