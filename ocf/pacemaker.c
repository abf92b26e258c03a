/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ocf/pacemaker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "ocf/fence_history.h"
#include "ocf/run.h"
#include "ocf/why.h"

#define OPTION_MAX 600 /* "--update=" and a value */
#define BLANKS     " \t\r\n"

/* Pacemaker tells its agents the name, so that they need no process for it. */
static const char *
name_from_environment(void)
{
	const char *name = getenv("OCF_RESKEY_CRM_meta_on_node");

	return name != NULL && name[0] != '\0' ? name : NULL;
}

/* Copies the next word, if it fits, and returns what follows it. */
static const char *
next_word(const char *text, char *ret_word, size_t size)
{
	size_t length;

	text += strspn(text, BLANKS);
	length = strcspn(text, BLANKS);
	if (length == 0 || length >= size)
		return NULL;
	memcpy(ret_word, text, length);
	ret_word[length] = '\0';
	return text + length;
}

bool
pacemaker_node_name(
    char ret_name[NODE_NAME_MAX], struct moment deadline, struct why *why)
{
	const char *const argv[] = { "crm_node", "--name", NULL };
	struct run node = { .argv = argv, .deadline = deadline };
	const char *given = name_from_environment();
	struct utsname host;

	if (given != NULL && next_word(given, ret_name, NODE_NAME_MAX) != NULL)
		return true;
	if (run(&node, why) &&
	    next_word(node.output, ret_name, NODE_NAME_MAX) != NULL)
		return true;
	/* A cluster that only did not answer in time may know another name. */
	if (node.timed_out || uname(&host) != 0)
		return false;
	return next_word(host.nodename, ret_name, NODE_NAME_MAX) != NULL;
}

bool
pacemaker_is_there(struct moment deadline)
{
	const char *const argv[] = { "crm_node", "--quorum", NULL };
	struct run quorum = { .argv = argv, .deadline = deadline };

	return name_from_environment() != NULL || run(&quorum, NULL);
}

bool
pacemaker_members(
    struct nodes *ret_members, struct moment deadline, struct why *why)
{
	const char *const argv[] = { "crm_node", "--partition", NULL };
	struct run partition = { .argv = argv, .deadline = deadline };
	struct nodes members = { .n = 0 };
	const char *rest = partition.output;

	if (!run(&partition, why))
		return false;
	while (members.n < NODES_MAX &&
	       (rest = next_word(
		    rest, members.name[members.n], NODE_NAME_MAX)) != NULL)
		members.n++;
	if (members.n == 0 || (rest != NULL && rest[strspn(rest, BLANKS)])) {
		why_set(why, "crm_node names no members that can be used: %s",
		    partition.output);
		return false;
	}
	*ret_members = members;
	return true;
}

bool
pacemaker_set_attributes(const struct attribute *attributes, size_t nattributes,
    struct moment deadline, struct why *why)
{
	/* Too much for a stack that a daemon has locked into memory. */
	static struct run updates[RUNS_MAX];
	static char names[RUNS_MAX][OPTION_MAX], values[RUNS_MAX][OPTION_MAX];
	static const char *argv[RUNS_MAX][4];

	if (nattributes > RUNS_MAX) {
		why_set(why, "%zu node attributes at once are too many",
		    nattributes);
		return false;
	}
	for (size_t i = 0; i < nattributes; i++) {
		const struct attribute *attribute = &attributes[i];

		/* With "=", since a value such as -1000 is no option. */
		snprintf(names[i], OPTION_MAX, "--name=%s", attribute->name);
		snprintf(values[i], OPTION_MAX, "--update=%s",
		    attribute->value != NULL ? attribute->value : "");
		argv[i][0] = "attrd_updater";
		argv[i][1] = names[i];
		argv[i][2] = attribute->value != NULL ? values[i] : "--delete";
		argv[i][3] = NULL;
		updates[i].argv = argv[i];
		updates[i].deadline = deadline;
	}
	return run_all(updates, nattributes, why);
}

/* "1 n1 member", "2 n2 lost"; without what it may say of a node beside that. */
static bool
list_known(struct nodes *ret_known, struct moment deadline, struct why *why)
{
	const char *const argv[] = { "crm_node", "--list", NULL };
	struct run list = { .argv = argv, .deadline = deadline };
	char *rest = list.output, *line, id[NODE_NAME_MAX];
	const char *name;

	ret_known->n = 0;
	if (!run(&list, why))
		return false;
	while (
	    ret_known->n < NODES_MAX && (line = strsep(&rest, "\n")) != NULL) {
		name = next_word(line, id, sizeof(id));
		if (name != NULL &&
		    next_word(name, ret_known->name[ret_known->n],
			NODE_NAME_MAX) != NULL)
			ret_known->n++;
	}
	return true;
}

struct keeping {
	char node[OPTION_MAX], name[OPTION_MAX], value[OPTION_MAX];
	const char *argv[6];
};

static void
keep(struct keeping *keeping, const struct attribute *attribute,
    const char *node, bool has_it)
{
	snprintf(keeping->node, OPTION_MAX, "--node=%.255s", node);
	snprintf(keeping->name, OPTION_MAX, "--name=%s", attribute->name);
	snprintf(keeping->value, OPTION_MAX, "--update=%s",
	    has_it ? attribute->value : "");
	keeping->argv[0] = "crm_attribute";
	keeping->argv[1] = "--type=nodes";
	keeping->argv[2] = keeping->node;
	keeping->argv[3] = keeping->name;
	keeping->argv[4] = has_it ? keeping->value : "--delete";
	keeping->argv[5] = NULL;
}

/* By crm_attribute and not by cibadmin: after a foreign hand in the section of
 * the nodes Pacemaker from 2.1.6 on has its controllers elect and join anew. */
bool
pacemaker_keep_attribute(const struct attribute *attribute, const char *node,
    struct moment deadline, struct why *why)
{
	static struct run runs[RUNS_MAX];
	static struct keeping keepings[RUNS_MAX];
	struct nodes known = { .n = 0 };
	size_t n = 0;

	if (attribute->value != NULL && !list_known(&known, deadline, why))
		return false;
	keep(&keepings[n++], attribute, node, attribute->value != NULL);
	for (unsigned i = 0; i < known.n && n < RUNS_MAX; i++)
		if (strcmp(known.name[i], node) != 0)
			keep(&keepings[n++], attribute, known.name[i], false);
	for (size_t i = 0; i < n; i++) {
		runs[i].argv = keepings[i].argv;
		runs[i].deadline = deadline;
	}
	return run_all(runs, n, why);
}

bool
pacemaker_has_joined(const char *node, struct moment deadline, struct why *why)
{
	static const char *const joined[] = { "S_NOT_DC", "S_IDLE",
		"S_POLICY_ENGINE", "S_TRANSITION_ENGINE" };
	char option[OPTION_MAX];
	const char *const argv[] = { "crmadmin", option, NULL };
	struct run status = { .argv = argv, .deadline = deadline };

	snprintf(option, sizeof(option), "--status=%s", node);
	if (!run(&status, why))
		return false;
	for (size_t i = 0; i < sizeof(joined) / sizeof(joined[0]); i++)
		if (strstr(status.output, joined[i]) != NULL)
			return true;
	why_set(why, "Pacemaker's controller here has not joined the others");
	return false;
}

bool
pacemaker_refresh_attributes(struct moment deadline, struct why *why)
{
	const char *const argv[] = { "attrd_updater", "--refresh", NULL };
	struct run refresh = { .argv = argv, .deadline = deadline };

	return run(&refresh, why);
}

/* name="state" host="n1" value="running" */
static bool
parse_value(const char *output, char ret_value[ATTRIBUTE_MAX])
{
	const char *value = strstr(output, " value=\""), *end;
	size_t length;

	if (value == NULL)
		return false;
	value += strlen(" value=\"");
	end = strchr(value, '\n');
	length = end != NULL ? (size_t)(end - value) : strlen(value);
	while (length > 0 && value[length - 1] != '"')
		length--;
	/* Nothing but the quote: deleted, which attrd remembers as empty. */
	if (length < 2 || length > ATTRIBUTE_MAX)
		return false;
	memcpy(ret_value, value, length - 1);
	ret_value[length - 1] = '\0';
	return true;
}

bool
pacemaker_get_attribute(const char *node, const char *name,
    char ret_value[ATTRIBUTE_MAX], struct moment deadline)
{
	char name_option[OPTION_MAX], node_option[OPTION_MAX];
	const char *const argv[] = { "attrd_updater", "--query", name_option,
		node_option, NULL };
	struct run query = { .argv = argv, .deadline = deadline };

	snprintf(name_option, sizeof(name_option), "--name=%s", name);
	snprintf(node_option, sizeof(node_option), "--node=%s", node);
	return run(&query, NULL) && parse_value(query.output, ret_value);
}

bool
pacemaker_get_property(const char *node, const char *name,
    char ret_value[ATTRIBUTE_MAX], struct moment deadline)
{
	char name_option[OPTION_MAX], node_option[OPTION_MAX];
	const char *const argv[] = { "crm_attribute", "--type=nodes", "--query",
		"--quiet", "--default=", name_option, node_option, NULL };
	struct run query = { .argv = argv, .deadline = deadline };

	snprintf(name_option, sizeof(name_option), "--name=%s", name);
	snprintf(node_option, sizeof(node_option), "--node=%s", node);
	if (!run(&query, NULL))
		return false;
	query.output[strcspn(query.output, "\n")] = '\0';
	if (strlen(query.output) >= ATTRIBUTE_MAX)
		return false;
	strcpy(ret_value, query.output);
	return true;
}

static bool
parse_host(const char *line, char ret_node[NODE_NAME_MAX])
{
	const char *host = strstr(line, " host=\"");
	size_t length;

	if (host == NULL)
		return false;
	host += strlen(" host=\"");
	length = strcspn(host, "\"\n");
	if (length == 0 || length >= NODE_NAME_MAX)
		return false;
	memcpy(ret_node, host, length);
	ret_node[length] = '\0';
	return true;
}

#define ENVIRONMENT_MAX 1024

/*
 * Inside an agent attrd_updater takes CRM_meta_on_node for the node that is
 * meant, and --query --all then tells of that one alone (Pacemaker 2.1.5).
 */
static const char *const *
environment_of_nobody(void)
{
	static const char *variables[ENVIRONMENT_MAX + 1];
	static const char on_node[] = "OCF_RESKEY_CRM_meta_on_node";
	size_t n = 0;

	for (char **p = environ; *p != NULL && n < ENVIRONMENT_MAX; p++)
		if (strncmp(*p, on_node, sizeof(on_node) - 1) != 0)
			variables[n++] = *p;
	variables[n] = NULL;
	return variables;
}

bool
pacemaker_get_everywhere(const char *name,
    struct node_attribute ret_found[NODES_MAX], unsigned *ret_nfound,
    struct moment deadline)
{
	char name_option[OPTION_MAX];
	const char *const argv[] = { "attrd_updater", "--query", "--all",
		name_option, NULL };
	struct run query = { .argv = argv,
		.env = environment_of_nobody(),
		.deadline = deadline };
	unsigned nfound = 0;
	char *rest = query.output, *line;

	snprintf(name_option, sizeof(name_option), "--name=%s", name);
	if (!run(&query, NULL))
		return false;
	while (nfound < NODES_MAX && (line = strsep(&rest, "\n")) != NULL)
		if (parse_host(line, ret_found[nfound].node) &&
		    parse_value(line, ret_found[nfound].value))
			nfound++;
	*ret_nfound = nfound;
	return nfound > 0;
}

void
pacemaker_score_attribute(const char *resource, char ret_name[ATTRIBUTE_MAX])
{
	snprintf(ret_name, ATTRIBUTE_MAX, "master-%s", resource);
}

bool
pacemaker_report_failure(
    const char *resource, struct moment deadline, struct why *why)
{
	char node[NODE_NAME_MAX], resource_option[OPTION_MAX],
	    node_option[OPTION_MAX];
	const char *const argv[] = { "crm_resource", "--fail", resource_option,
		node_option, NULL };
	struct run fail = { .argv = argv, .deadline = deadline };

	if (!pacemaker_node_name(node, deadline, why))
		return false;
	snprintf(resource_option, sizeof(resource_option), "--resource=%s",
	    resource);
	snprintf(node_option, sizeof(node_option), "--node=%s", node);
	return run(&fail, why);
}

bool
pacemaker_fence(const char *node, struct moment deadline, struct why *why)
{
	char node_option[OPTION_MAX];
	const char *const argv[] = { "stonith_admin", node_option, NULL };
	struct run fence = { .argv = argv, .deadline = deadline };

	snprintf(node_option, sizeof(node_option), "--reboot=%s", node);
	return run(&fence, why);
}

bool
pacemaker_fencings(
    struct fence_event *ret_events, unsigned *ret_n, struct moment deadline)
{
	const char *const argv[] = { "stonith_admin", "--history=*",
		"--verbose", "--output-as=xml", NULL };
	static struct run history;

	memset(&history, 0, sizeof(history));
	history.argv = argv;
	history.deadline = deadline;
	if (!run(&history, NULL))
		return false;
	*ret_n = fence_history_list(history.output, ret_events);
	return true;
}

int64_t
pacemaker_fenced_at(const char *node, struct moment deadline)
{
	char history_option[OPTION_MAX];
	/* Without --verbose it prints one event only, and that the oldest. */
	const char *const argv[] = { "stonith_admin", history_option,
		"--verbose", "--output-as=xml", NULL };
	struct run history = { .argv = argv, .deadline = deadline };

	snprintf(history_option, sizeof(history_option), "--history=%s", node);
	return run(&history, NULL) ? fence_history_newest(history.output, node)
				   : 0;
}
