/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/params.h"

#include <string.h>

#include "gauss/sync_names.h"

#define FIELD(field)                                                           \
	.name = #field, .offset = offsetof(struct opengauss_params, field)

/* An empty value of a parameter counts as not given, so "none" needs a sign. */
#define NO_NAMES "''"

static const char *
not_absolute(const char *value)
{
	return value[0] == '/' ? NULL : "must be an absolute path";
}

static const char *
not_names(const char *value)
{
	struct sync_rule rule;

	if (strcmp(value, NO_NAMES) == 0 ||
	    sync_names_parse(value, &rule, NULL))
		return NULL;
	return "must be a list of names as in \"ANY 1 (n1,n2,n3)\", without "
	       "'*'";
}

const struct param opengauss_params[OPENGAUSS_NPARAMS] = {
	{
	    FIELD(datadir),
	    .type = PARAM_TEXT,
	    .unique = true,
	    .objection = not_absolute,
	    .brief = "Data directory",
	    .advice =
		"The data directory of the instance, the same path on every "
		"node.  Its owner is the user that openGauss runs as and the "
		"initial database user.",
	},
	{
	    FIELD(gausshome),
	    .type = PARAM_TEXT,
	    .fallback = "/opt/openGauss",
	    .objection = not_absolute,
	    .brief = "Installation of openGauss",
	    .advice = "The directory that has bin/gs_ctl and lib in it.",
	},
	{
	    FIELD(port),
	    .type = PARAM_COUNT,
	    .fallback = "0",
	    .max = 65535,
	    .brief = "Port of the database",
	    .advice = "0: the one that postgresql.conf says.",
	},
	{
	    FIELD(synchronous_standby_names),
	    .type = PARAM_TEXT,
	    .fallback = "",
	    .reloadable = true,
	    .objection = not_names,
	    .brief = "Who must have a commit before it is acknowledged",
	    .advice =
		"Written to postgresql.conf of every node, and what a failover "
		"is judged by: a standby is promoted only if it holds "
		"everything that may have been acknowledged under it.  List "
		"all nodes by their application_name, as in \"ANY 1 "
		"(n1,n2,n3)\"; that of the primary itself does no harm.  "
		"\"''\" "
		"asks for no acknowledgement; then only a primary that comes "
		"back, or a standby that is heard to have everything, is "
		"promoted.  When not given, the setting of the database is "
		"left "
		"alone, the agent does not know what was acknowledged, and "
		"what "
		"a failover may lose is the administrator's choice.  Change it "
		"only while all nodes are up and stream.",
	},
	{
	    FIELD(degraded_tries),
	    .type = PARAM_COUNT,
	    .fallback = "5",
	    .min = 1,
	    .max = 1000,
	    .reloadable = true,
	    .brief = "Monitors without an answer before it has failed",
	    .advice =
		"An instance that runs but does not answer is degraded; after "
		"so many monitors in a row it has failed.  Too many clients "
		"are never a failure.",
	},
	{
	    FIELD(rebuild),
	    .type = PARAM_CHOICE,
	    .fallback = "auto",
	    .choices = "auto never",
	    .reloadable = true,
	    .brief = "Rebuild a standby that cannot follow",
	    .advice =
		"auto: a standby whose data has diverged, or for which the "
		"primary has no WAL any more, is rebuilt from the one primary "
		"with gs_ctl build, three times at most.  never: it stays "
		"degraded until somebody does it.",
	},
};

bool
params_names(const struct opengauss_params *params, const char **ret_names)
{
	const char *given = params->synchronous_standby_names;

	if (given == NULL || given[0] == '\0')
		return false;
	*ret_names = strcmp(given, NO_NAMES) == 0 ? "" : given;
	return true;
}
