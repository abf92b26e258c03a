/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * agent.h - a resource agent as a table: its parameters, its actions.
 *
 * agent_main() is the part every agent shares: reading the action, meta-data,
 * unknown actions, reading the parameters, the time left, exit code and reason.
 */
#ifndef OCF_AGENT_H
#define OCF_AGENT_H

#include <stdbool.h>
#include <stddef.h>

#include "ocf/moment.h"
#include "ocf/status.h"
#include "ocf/why.h"

struct param;

/* What an action is given besides its parameters. */
struct call {
	const char *action; /* "monitor" */
	const char
	    *instance; /* OCF_RESOURCE_INSTANCE without ":0"; never NULL */
	unsigned check_level; /* OCF_CHECK_LEVEL, 0 when absent */
	bool probe;           /* a monitor that does not recur */
	struct moment begun;
	struct moment deadline; /* a little before Pacemaker's own timeout */
};

struct agent_action {
	const char *name;
	unsigned timeout_s;  /* suggested, in the meta-data */
	unsigned interval_s; /* of a recurring monitor, else 0 */
	unsigned depth;      /* OCF_CHECK_LEVEL of a monitor */
	const char *role;    /* "Promoted", "Unpromoted" or NULL */
	/*
	 * params is the agent's own struct.  NULL: agent_main() answers, with
	 * success when the parameters are good.
	 */
	enum ocf_status (*run)(
	    const void *params, const struct call *call, struct why *why);
};

struct agent {
	const char *name;    /* "opengauss" */
	const char *version; /* of the agent */
	const char *brief;   /* one line */
	const char *advice;  /* the long description, paragraphs by "\n\n" */
	const struct param *params;
	size_t nparams;
	size_t params_size; /* of the struct that the rows fill */
	/* One row per line of the meta-data: two monitors are two rows. */
	const struct agent_action *actions;
	size_t nactions;
};

/*
 * Runs the action that argv names and returns the exit code.  A status other
 * than success, not-running at a probe, and running-promoted is told with the
 * sentence in why, or in general words when that is empty.
 *
 * Bad parameters are OCF_ERR_CONFIGURED.  But what is about a resource that
 * runs goes on with the default of a parameter that has one, and start refuses
 * such a value by OCF_ERR_ARGS, for its node only.  Where a required one is
 * missing or senseless, stop finds nothing to stop and a probe nothing running.
 *
 * metadata_text is what metadata_print() made of the same agent when the
 * program was built, so that no monitor pays for libxml2.
 */
int agent_main(const struct agent *agent, const char *metadata_text, int argc,
    char **argv);

#endif
