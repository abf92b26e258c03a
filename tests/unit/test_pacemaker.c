/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/check.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "ocf/pacemaker.h"
#include "ocf/why.h"

/*
 * A folder of false tools, first in PATH.  Each writes its arguments into
 * "said", one line per call, and then does what the test has it do.
 */
static char folder[] = "/tmp/test_pacemaker.XXXXXX";
static struct why why;

static void
path_of(const char *name, char path[128])
{
	snprintf(path, 128, "%s/%s", folder, name);
}

static void
pretend(const char *tool, const char *deed)
{
	char path[128];
	FILE *file;

	path_of(tool, path);
	file = fopen(path, "w");
	if (file == NULL)
		return;
	fprintf(file, "#!/bin/sh\necho %s \"$@\" >>%s/said\n%s\n", tool, folder,
	    deed);
	fclose(file);
	chmod(path, 0755);
}

/* What all tools together were called with, sorted by nothing. */
static const char *
said(void)
{
	static char text[8192];
	char path[128];
	FILE *file;
	size_t n = 0;

	path_of("said", path);
	file = fopen(path, "r");
	if (file != NULL) {
		n = fread(text, 1, sizeof(text) - 1, file);
		fclose(file);
	}
	text[n] = '\0';
	return text;
}

static void
set_scene(const char *node)
{
	char path[128];

	path_of("said", path);
	unlink(path);
	why.text[0] = '\0';
	if (node != NULL)
		setenv("OCF_RESKEY_CRM_meta_on_node", node, 1);
	else
		unsetenv("OCF_RESKEY_CRM_meta_on_node");
}

static struct moment
later(void)
{
	return moment_after(moment_now(), 20000);
}

static void
an_agent_knows_its_nodes_name_without_asking(void)
{
	char name[NODE_NAME_MAX];

	set_scene("n7");
	CHECK(pacemaker_node_name(name, later(), &why));
	CHECK(strcmp(name, "n7") == 0);
	CHECK(pacemaker_is_there(later()));
	CHECK(said()[0] == '\0');
}

static void
elsewhere_crm_node_is_asked_for_the_name(void)
{
	char name[NODE_NAME_MAX];

	set_scene(NULL);
	pretend("crm_node", "echo n3");
	CHECK(pacemaker_node_name(name, later(), &why));
	CHECK(strcmp(name, "n3") == 0);
	CHECK(strcmp(said(), "crm_node --name\n") == 0);
}

static void
inside_an_agent_all_nodes_are_asked_not_this_one_alone(void)
{
	struct node_attribute found[NODES_MAX];
	unsigned nfound = 0;

	/* As attrd_updater of 2.1.5 behaves. */
	set_scene("n1");
	pretend("attrd_updater", "echo 'name=\"a\" host=\"n1\" value=\"x\"'\n"
				 "[ -n \"$OCF_RESKEY_CRM_meta_on_node\" ] ||\n"
				 "echo 'name=\"a\" host=\"n2\" value=\"y z\"'");
	CHECK(pacemaker_get_everywhere("a", found, &nfound, later()));
	CHECK(nfound == 2);
	CHECK(strcmp(found[1].node, "n2") == 0);
	CHECK(strcmp(found[1].value, "y z") == 0);
}

static void
outside_a_cluster_the_host_name_will_do(void)
{
	char name[NODE_NAME_MAX];
	struct utsname host;

	uname(&host);
	set_scene(NULL);
	pretend("crm_node", "echo 'Could not connect' >&2; exit 102");
	CHECK(pacemaker_node_name(name, later(), &why));
	CHECK(strcmp(name, host.nodename) == 0);
	CHECK(!pacemaker_is_there(later()));
}

static void
a_cluster_that_does_not_answer_is_not_guessed_at(void)
{
	char name[NODE_NAME_MAX] = "before";

	set_scene(NULL);
	pretend("crm_node", "exec sleep 100");
	CHECK(
	    !pacemaker_node_name(name, moment_after(moment_now(), 200), &why));
	CHECK(strcmp(name, "before") == 0);
	CHECK(strstr(why.text, "crm_node had not ended") != NULL);
}

static void
members_are_the_words_that_crm_node_prints(void)
{
	struct nodes members = { .n = 99 };

	set_scene(NULL);
	pretend("crm_node", "echo 'n1 n2 n3 '");
	CHECK(pacemaker_members(&members, later(), &why));
	CHECK(members.n == 3);
	CHECK(strcmp(members.name[0], "n1") == 0);
	CHECK(strcmp(members.name[2], "n3") == 0);
	CHECK(strcmp(said(), "crm_node --partition\n") == 0);
}

static void
members_stay_untouched_when_they_cannot_be_had(void)
{
	struct nodes members = { .n = 99 };

	set_scene(NULL);
	pretend("crm_node", "echo");
	CHECK(!pacemaker_members(&members, later(), &why));
	pretend("crm_node", "seq 33");
	CHECK(!pacemaker_members(&members, later(), &why));
	pretend("crm_node", "exit 1");
	CHECK(!pacemaker_members(&members, later(), &why));
	CHECK(members.n == 99);
	pretend("crm_node", "seq 32");
	CHECK(pacemaker_members(&members, later(), &why));
	CHECK(members.n == 32);
}

static void
attributes_are_set_all_at_the_same_time(void)
{
	const struct attribute attributes[] = { { "db-state", "a b" },
		{ "master-db", "-1000" }, { "db-lag", NULL } };
	struct moment begun = moment_now();

	set_scene("n1");
	pretend("attrd_updater", "sleep 0.4");
	CHECK(pacemaker_set_attributes(attributes, 3, later(), &why));
	CHECK(moment_between_ms(begun, moment_now()) < 3 * 400);
	CHECK(strstr(said(), "attrd_updater --name=db-state --update=a b\n"));
	CHECK(
	    strstr(said(), "attrd_updater --name=master-db --update=-1000\n"));
	CHECK(strstr(said(), "attrd_updater --name=db-lag --delete\n"));
}

static void
one_attribute_that_is_refused_is_told(void)
{
	const struct attribute attributes[] = { { "a", "1" }, { "b", "2" } };

	set_scene("n1");
	pretend("attrd_updater",
	    "test \"$1\" = --name=a || { echo refused >&2; exit 68; }");
	CHECK(!pacemaker_set_attributes(attributes, 2, later(), &why));
	CHECK(strcmp(why.text, "attrd_updater ended with status 68: refused") ==
	      0);
	CHECK(pacemaker_set_attributes(attributes, 1, later(), &why));
	CHECK(!pacemaker_set_attributes(attributes, 33, later(), &why));
}

static void
an_attribute_that_lasts_is_the_only_one_of_its_name(void)
{
	const struct attribute attribute = { "master-db", "800" };

	set_scene("n1");
	pretend("crm_node",
	    "echo '1 n1 member'; echo '2 n2 lost'; echo '3 n3 member'");
	pretend("crm_attribute", "true");
	CHECK(pacemaker_keep_attribute(&attribute, "n1", later(), &why));
	CHECK(strstr(said(), "crm_node --list\n"));
	CHECK(strstr(said(), "crm_attribute --type=nodes --node=n1 "
			     "--name=master-db --update=800\n"));
	CHECK(strstr(said(), "crm_attribute --type=nodes --node=n2 "
			     "--name=master-db --delete\n"));
	CHECK(strstr(said(), "crm_attribute --type=nodes --node=n3 "
			     "--name=master-db --delete\n"));
	CHECK(!strstr(said(), "--node=n1 --name=master-db --delete"));
}

static void
an_attribute_that_lasts_no_more_is_deleted_here_alone(void)
{
	const struct attribute attribute = { "master-db", NULL };

	set_scene("n1");
	pretend("crm_attribute", "true");
	CHECK(pacemaker_keep_attribute(&attribute, "n1", later(), &why));
	CHECK(strcmp(said(), "crm_attribute --type=nodes --node=n1 "
			     "--name=master-db --delete\n") == 0);
	pretend("crm_attribute", "exit 1");
	CHECK(!pacemaker_keep_attribute(&attribute, "n1", later(), &why));
}

static void
an_attribute_is_read_from_what_attrd_updater_prints(void)
{
	char value[ATTRIBUTE_MAX] = "before";

	set_scene("n1");
	pretend("attrd_updater", "echo 'name=\"db-state\" host=\"n2\" "
				 "value=\"running as it must\"'");
	CHECK(pacemaker_get_attribute("n2", "db-state", value, later()));
	CHECK(strcmp(value, "running as it must") == 0);
	CHECK(strcmp(said(),
		  "attrd_updater --query --name=db-state --node=n2\n") == 0);
}

static void
an_attribute_that_is_deleted_absent_or_garbled_has_no_value(void)
{
	static const char *const outputs[] = {
		"echo 'name=\"x\" host=\"n2\" value=\"\"'",
		"echo 'could not query'; exit 105",
		"echo 'name=\"x\" host=\"n2\" value=\"no end'",
		"echo 'name=\"x\" host=\"n2\" value='",
		"true",
	};
	char value[ATTRIBUTE_MAX] = "before";

	for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++) {
		set_scene("n1");
		pretend("attrd_updater", outputs[i]);
		CHECK(!pacemaker_get_attribute("n2", "x", value, later()));
	}
	CHECK(strcmp(value, "before") == 0);
}

static void
the_score_has_the_name_that_crm_attribute_uses(void)
{
	char name[ATTRIBUTE_MAX];

	pacemaker_score_attribute("db", name);
	CHECK(strcmp(name, "master-db") == 0);
}

static void
a_failure_is_reported_of_this_node(void)
{
	set_scene("n2");
	pretend("crm_resource", "true");
	CHECK(pacemaker_report_failure("db", later(), &why));
	CHECK(strcmp(said(), "crm_resource --fail --resource=db --node=n2\n") ==
	      0);
	pretend("crm_resource", "exit 105");
	CHECK(!pacemaker_report_failure("db", later(), &why));
	CHECK(strcmp(why.text, "crm_resource ended with status 105") == 0);
}

static void
a_fencing_is_asked_for_and_what_is_answered_is_told(void)
{
	set_scene("n1");
	pretend("stonith_admin", "true");
	CHECK(pacemaker_fence("n2", later(), &why));
	CHECK(strcmp(said(), "stonith_admin --reboot=n2\n") == 0);
	pretend("stonith_admin", "echo 'No such device' >&2; exit 105");
	CHECK(!pacemaker_fence("n2", later(), &why));
	CHECK(strstr(why.text, "No such device"));
}

static void
a_controller_has_joined_when_it_says_so(void)
{
	set_scene("n1");
	pretend("crmadmin", "echo 'Controller on n1 in state S_PENDING: ok'");
	CHECK(!pacemaker_has_joined("n1", later(), &why));
	pretend("crmadmin", "echo 'Controller on n1 in state S_NOT_DC: ok'");
	CHECK(pacemaker_has_joined("n1", later(), &why));
	pretend("crmadmin", "exit 102");
	CHECK(!pacemaker_has_joined("n1", later(), &why));
}

/* Both ends of the scene are cases, since a case is all that check.h knows. */
static void
false_tools_are_first_in_path(void)
{
	char path[4096];

	CHECK(mkdtemp(folder) != NULL);
	snprintf(path, sizeof(path), "%s:%s", folder, getenv("PATH"));
	CHECK(setenv("PATH", path, 1) == 0);
}

static void
false_tools_are_removed(void)
{
	static const char *const names[] = { "said", "crm_node",
		"attrd_updater", "crm_resource", "crm_attribute",
		"stonith_admin", "crmadmin" };
	char path[128];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		path_of(names[i], path);
		unlink(path);
	}
	CHECK(rmdir(folder) == 0);
}

CHECK_MAIN(false_tools_are_first_in_path,
    an_agent_knows_its_nodes_name_without_asking,
    elsewhere_crm_node_is_asked_for_the_name,
    outside_a_cluster_the_host_name_will_do,
    inside_an_agent_all_nodes_are_asked_not_this_one_alone,
    a_cluster_that_does_not_answer_is_not_guessed_at,
    members_are_the_words_that_crm_node_prints,
    members_stay_untouched_when_they_cannot_be_had,
    attributes_are_set_all_at_the_same_time,
    one_attribute_that_is_refused_is_told,
    an_attribute_that_lasts_is_the_only_one_of_its_name,
    an_attribute_that_lasts_no_more_is_deleted_here_alone,
    an_attribute_is_read_from_what_attrd_updater_prints,
    an_attribute_that_is_deleted_absent_or_garbled_has_no_value,
    the_score_has_the_name_that_crm_attribute_uses,
    a_fencing_is_asked_for_and_what_is_answered_is_told,
    a_controller_has_joined_when_it_says_so, a_failure_is_reported_of_this_node,
    false_tools_are_removed)
