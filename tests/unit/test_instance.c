/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/instance.h"

#include "ocf/why.h"
#include "tests/unit/check.h"
#include "tests/unit/scratch.h"

static struct instance instance;
static struct why why;

static enum ocf_status
open_it(const struct scratch *scratch)
{
	why.text[0] = '\0';
	return instance_open(
	    scratch->datadir, scratch->gausshome, 0, &instance, &why);
}

/* The status, when a sentence with the words came with it; else SUCCESS. */
static enum ocf_status
refused(const struct scratch *scratch, const char *words)
{
	enum ocf_status status = open_it(scratch);

	if (strstr(why.text, words) != NULL)
		return status;
	printf("said: %s\n", why.text);
	return OCF_SUCCESS;
}

static void
an_instance_is_known_by_its_directory_alone(void)
{
	struct scratch scratch = scratch_make();

	CHECK(open_it(&scratch) == OCF_SUCCESS);
	CHECK(strcmp(instance.datadir, scratch.datadir) == 0);
	CHECK(instance.uid == scratch.uid && instance.port == 15400);
	CHECK(strcmp(instance.socket_dir, "/tmp") == 0);
	CHECK(strcmp(instance.application_name, "walreceiver") == 0);
	scratch_drop(&scratch);
}

static void
settings_are_taken_from_the_file_and_the_port_from_the_caller(void)
{
	struct scratch scratch = scratch_make();

	scratch_file(&scratch, "postgresql.conf",
	    "unix_socket_directory = '/run/x'\napplication_name = 'node1'\n");
	CHECK(open_it(&scratch) == OCF_SUCCESS);
	CHECK(instance.port == 5432);
	CHECK(strcmp(instance.socket_dir, "/run/x") == 0);
	CHECK(strcmp(instance.application_name, "node1") == 0);
	CHECK(instance_open(scratch.datadir, scratch.gausshome, 7000, &instance,
		  &why) == OCF_SUCCESS);
	CHECK(instance.port == 7000);
	scratch_drop(&scratch);
}

static void
a_link_to_the_directory_is_followed(void)
{
	struct scratch scratch = scratch_make();
	char link[128];

	snprintf(link, sizeof(link), "%s/link", scratch.root);
	CHECK(symlink(scratch.datadir, link) == 0);
	CHECK(instance_open(link, scratch.gausshome, 0, &instance, &why) ==
	      OCF_SUCCESS);
	CHECK(strcmp(instance.datadir, scratch.datadir) == 0);
	scratch_drop(&scratch);
}

static void
what_is_no_data_directory_is_not_installed_here(void)
{
	struct scratch scratch = scratch_make();
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/PG_VERSION", scratch.datadir);
	CHECK(unlink(path) == 0);
	CHECK(refused(&scratch, "no PG_VERSION") == OCF_ERR_INSTALLED);
	snprintf(
	    scratch.datadir, sizeof(scratch.datadir), "%s/none", scratch.root);
	CHECK(refused(&scratch, "No such file") == OCF_ERR_INSTALLED);
	strcpy(scratch.datadir, "data");
	CHECK(refused(&scratch, "absolute") == OCF_ERR_CONFIGURED);
	scratch_drop(&scratch);
}

static void
a_directory_that_a_build_has_cleared_is_one_still(void)
{
	struct scratch scratch = scratch_make();
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/PG_VERSION", scratch.datadir);
	CHECK(unlink(path) == 0);
	scratch_file(&scratch, "gs_build.pid", "77");
	CHECK(open_it(&scratch) == OCF_SUCCESS);
	CHECK(!instance_is_half_built(&instance));
	scratch_file(&scratch, "build_completed.start", "");
	CHECK(open_it(&scratch) == OCF_SUCCESS);
	CHECK(instance_is_half_built(&instance));
	scratch_drop(&scratch);
}

static void
a_directory_that_the_server_would_not_start_in_is_refused(void)
{
	struct scratch scratch = scratch_make();

	CHECK(chmod(scratch.datadir, 0750) == 0);
	CHECK(refused(&scratch, "chmod 0700") == OCF_ERR_PERM);
	CHECK(chmod(scratch.datadir, 0700) == 0);
	if (geteuid() == 0) {
		CHECK(chown(scratch.datadir, 0, 0) == 0);
		CHECK(refused(&scratch, "root") == OCF_ERR_PERM);
		CHECK(chown(scratch.datadir, 54321, 54321) == 0);
		CHECK(refused(&scratch, "no user here") == OCF_ERR_PERM);
		CHECK(chown(scratch.datadir, 2, 2) == 0);
		CHECK(refused(&scratch, "another user") == OCF_ERR_PERM);
	}
	scratch_drop(&scratch);
}

static void
another_major_version_than_the_installation_s_is_refused(void)
{
	struct scratch scratch = scratch_make();
	char path[PATH_MAX];

	scratch_file(&scratch, "PG_VERSION", "15\n");
	CHECK(refused(&scratch, "version 15") == OCF_ERR_INSTALLED);
	/* What cannot be compared is the server's to refuse. */
	snprintf(path, sizeof(path), "%s/share/postgresql/postgres.bki",
	    scratch.gausshome);
	CHECK(unlink(path) == 0);
	CHECK(open_it(&scratch) == OCF_SUCCESS);
	scratch_drop(&scratch);
}

static void
an_installation_without_gs_ctl_is_none(void)
{
	struct scratch scratch = scratch_make();
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/bin/gs_ctl", scratch.gausshome);
	CHECK(chmod(path, 0644) == 0);
	CHECK(refused(&scratch, "not a program") == OCF_ERR_INSTALLED);
	CHECK(unlink(path) == 0);
	CHECK(refused(&scratch, "gs_ctl") == OCF_ERR_INSTALLED);
	strcpy(scratch.gausshome, "opt");
	CHECK(refused(&scratch, "absolute") == OCF_ERR_CONFIGURED);
	scratch_drop(&scratch);
}

static void
a_port_that_is_none_is_refused(void)
{
	static const char *const ports[] = { "0", "65536", "'5432x'", "-1" };
	struct scratch scratch = scratch_make();

	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		char text[64];

		snprintf(text, sizeof(text), "port = %s\n", ports[i]);
		scratch_file(&scratch, "postgresql.conf", text);
		CHECK(refused(&scratch, "no port") == OCF_ERR_INSTALLED);
	}
	scratch_drop(&scratch);
}

static void
the_programs_of_openGauss_get_its_libraries_and_we_do_not(void)
{
	struct scratch scratch = scratch_make();
	const char *const *environment;
	char libraries[256];
	int found = 0;

	CHECK(open_it(&scratch) == OCF_SUCCESS);
	environment = instance_environment(&instance);
	snprintf(libraries, sizeof(libraries), "LD_LIBRARY_PATH=%s/lib",
	    scratch.gausshome);
	for (; *environment != NULL; environment++)
		found += strcmp(*environment, libraries) == 0 ||
			 strcmp(*environment, "LANG=C") == 0;
	CHECK(found == 2);
	scratch_drop(&scratch);
}

static void
signal_files_are_removed_and_others_are_not(void)
{
	static const char *const names[] = { "failover", "switchover",
		"switchover_timeout", "primary", "standby", "cascade_standby",
		"term_file" };
	struct scratch scratch = scratch_make();

	CHECK(open_it(&scratch) == OCF_SUCCESS);
	CHECK(instance_remove_signal_files(&instance, &why));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		scratch_file(&scratch, names[i], "");
	CHECK(instance_remove_signal_files(&instance, &why));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		CHECK(!scratch_has(&scratch, names[i]));
	CHECK(scratch_has(&scratch, "postgresql.conf"));
	scratch_drop(&scratch);
	CHECK(!instance_remove_signal_files(&instance, &why));
}

CHECK_MAIN(an_instance_is_known_by_its_directory_alone,
    settings_are_taken_from_the_file_and_the_port_from_the_caller,
    a_link_to_the_directory_is_followed,
    what_is_no_data_directory_is_not_installed_here,
    a_directory_that_a_build_has_cleared_is_one_still,
    a_directory_that_the_server_would_not_start_in_is_refused,
    another_major_version_than_the_installation_s_is_refused,
    an_installation_without_gs_ctl_is_none, a_port_that_is_none_is_refused,
    the_programs_of_openGauss_get_its_libraries_and_we_do_not,
    signal_files_are_removed_and_others_are_not)
