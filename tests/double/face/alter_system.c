/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "postgres.h"

#include "alter_system.h"

#include <signal.h>
#include <unistd.h>

#include "access/xact.h"
#include "commands/user.h"
#include "libpq/crypt.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "postmaster/postmaster.h"
#include "tcop/utility.h"
#include "utils/guc.h"

#include "conf.h"
#include "settings.h"

static ProcessUtility_hook_type next_utility;

static void
edit(const char *name, const char *value)
{
	int lock;

	/* Lets a wrong value fail before the file has it. */
	(void)set_config_option(name, value, PGC_SIGHUP, PGC_S_FILE,
	    GUC_ACTION_SET, false, ERROR, false);
	lock = conf_lock();
	conf_write(
	    conf_with(conf_read(), name, escape_single_quotes_ascii(value)));
	if (lock >= 0)
		close(lock);
	kill(PostmasterPid, SIGHUP);
}

/* How passwords are kept is openGauss's own setting. */
static void
choose_encryption(const Node *stmt)
{
	const List *options = NIL;
	ListCell *cell;

	if (IsA(stmt, CreateRoleStmt))
		options = ((const CreateRoleStmt *)stmt)->options;
	else if (IsA(stmt, AlterRoleStmt))
		options = ((const AlterRoleStmt *)stmt)->options;
	foreach (cell, options) {
		const DefElem *option = lfirst(cell);

		if (strcmp(option->defname, "password") != 0)
			continue;
		Password_encryption = settings_md5_passwords()
					  ? PASSWORD_TYPE_MD5
					  : PASSWORD_TYPE_SCRAM_SHA_256;
		if (settings_md5_passwords())
			ereport(NOTICE,
			    (errmsg("The encrypted password contains MD5 "
				    "ciphertext, which is not secure.")));
	}
}

static void
utility(PlannedStmt *planned, const char *query, bool read_only,
    ProcessUtilityContext context, ParamListInfo params,
    QueryEnvironment *environment, DestReceiver *dest, QueryCompletion *qc)
{
	AlterSystemStmt *stmt = (AlterSystemStmt *)planned->utilityStmt;

	if (!IsA(stmt, AlterSystemStmt)) {
		choose_encryption((const Node *)stmt);
		(next_utility ? next_utility : standard_ProcessUtility)(planned,
		    query, read_only, context, params, environment, dest, qc);
		return;
	}
	PreventInTransactionBlock(
	    context == PROCESS_UTILITY_TOPLEVEL, "ALTER SYSTEM");
	if (!superuser())
		ereport(ERROR,
		    (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			errmsg("must be superuser to execute ALTER SYSTEM SET "
			       "command")));
	if (stmt->setstmt->kind != VAR_SET_VALUE)
		ereport(ERROR,
		    (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("ALTER SYSTEM SET does not support 'set to "
			       "default'.")));
	edit(stmt->setstmt->name, ExtractSetVariableArgs(stmt->setstmt));
}

void
alter_system_init(void)
{
	next_utility = ProcessUtility_hook;
	ProcessUtility_hook = utility;
}
