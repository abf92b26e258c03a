/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cib.h"

#include <string.h>

#include "ocf/why.h"
#include "tests/unit/captures.h"
#include "tests/unit/check.h"

static struct cib cib;

static bool
add(const char *xml)
{
	struct why why;

	return cib_add(xml, strlen(xml), &cib, &why);
}

static void
resources_of_ours_are_found(void)
{
	memset(&cib, 0, sizeof(cib));
	CHECK(add(capture("cib-resources")));
	CHECK(cib.nstonith == 1 && cib.ndatabases == 1 && cib.nvips == 1);
	CHECK(strcmp(cib.databases[0].name, "db") == 0);
	CHECK(strcmp(cib.databases[0].clone, "db-clone") == 0);
	CHECK(strcmp(cib.databases[0].datadir, "/var/lib/opengauss/db") == 0);
	CHECK(strcmp(cib.databases[0].gausshome, "/opt/openGauss") == 0);
	CHECK(!cib.databases[0].is_soft && !cib.databases[0].may_stand_alone);
	CHECK(strcmp(cib.databases[0].watchdog_device, "/dev/watchdog") == 0);
	CHECK(cib.databases[0].is_promotable);
	CHECK(cib.databases[0].monitors_promoted);
	CHECK(cib.databases[0].monitors_unpromoted);
	CHECK(strcmp(cib.vips[0].ip, "10.99.0.100") == 0);
	CHECK(strcmp(cib.vips[0].whole, "vip") == 0);
}

static void
constraints_are_bonds_or_leftovers(void)
{
	memset(&cib, 0, sizeof(cib));
	CHECK(add(capture("cib-constraints")));
	CHECK(cib.nbonds == 2 && cib.nleftovers == 1);
	CHECK(!cib.bonds[0].is_order && cib.bonds[0].is_promoted);
	CHECK(cib.bonds[1].is_order && cib.bonds[1].is_promoted);
	CHECK(cib.bonds[0].is_mandatory && cib.bonds[1].is_mandatory);
	CHECK(strcmp(cib.bonds[1].what, "vip") == 0);
	CHECK(strcmp(cib.bonds[1].with, "db-clone") == 0);
	CHECK(strcmp(cib.leftovers[0].what, "db-clone") == 0);
	CHECK(strcmp(cib.leftovers[0].node, "n3") == 0);
}

static void
properties_are_read(void)
{
	memset(&cib, 0, sizeof(cib));
	CHECK(add(capture("cib-crm_config")));
	CHECK(strcmp(cib.stonith_enabled, "true") == 0);
	CHECK(strcmp(cib.maintenance_mode, "") == 0);
}

static void
older_words_and_groups_are_understood(void)
{
	memset(&cib, 0, sizeof(cib));
	CHECK(add("<resources>"
		  "<master id='ms'><primitive id='db' class='ocf' "
		  "provider='gaussha' type='opengauss'><operations><op id='o' "
		  "name='monitor' role='Master'/></operations></primitive>"
		  "</master>"
		  "<group id='front'><primitive id='ip' class='ocf' "
		  "provider='gaussha' type='vip'/><primitive id='x' "
		  "class='ocf' provider='heartbeat' type='Dummy'/></group>"
		  "<clone id='c'><group id='g'><primitive id='db2' class='ocf' "
		  "provider='gaussha' type='opengauss'><instance_attributes "
		  "id='i'><nvpair id='a' name='lease' value='soft'/><nvpair "
		  "id='b' name='sync_least' value='0'/><nvpair id='c' "
		  "name='watchdog_device' value='/dev/watchdog1'/>"
		  "</instance_attributes></primitive></group></clone>"
		  "</resources>"));
	CHECK(cib.ndatabases == 2 && cib.nvips == 1);
	CHECK(cib.databases[0].is_promotable);
	CHECK(cib.databases[0].monitors_promoted &&
	      !cib.databases[0].monitors_unpromoted);
	CHECK(strcmp(cib.vips[0].whole, "front") == 0);
	CHECK(strcmp(cib.databases[1].clone, "c") == 0);
	CHECK(!cib.databases[1].is_promotable);
	CHECK(cib.databases[1].is_soft && cib.databases[1].may_stand_alone);
	CHECK(strcmp(cib.databases[1].watchdog_device, "/dev/watchdog1") == 0);
	CHECK(add("<constraints><rsc_order id='o' first='ms' "
		  "first-action='promote' then='front' kind='Optional'/>"
		  "<rsc_colocation id='c' rsc='front' with-rsc='ms' "
		  "with-rsc-role='Master' score='100'/></constraints>"));
	CHECK(!cib.bonds[0].is_mandatory && !cib.bonds[1].is_mandatory);
	CHECK(cib.bonds[0].is_promoted && cib.bonds[1].is_promoted);
}

static void
many_resources_and_constraints_are_seen(void)
{
	static char xml[65536] = "<constraints>";

	memset(&cib, 0, sizeof(cib));
	for (int i = 0; i < 40; i++)
		strcat(xml, "<rsc_colocation id='c' rsc='v' with-rsc='d'/>"
			    "<rsc_order id='o' first='d' then='v'/>");
	CHECK(add(strcat(xml, "</constraints>")));
	CHECK(cib.nbonds == 80 && !cib.is_too_large);
}

static void
more_than_there_is_room_for_is_passed_over_and_told(void)
{
	static char xml[65536] = "<constraints>";

	memset(&cib, 0, sizeof(cib));
	for (int i = 0; i < CIB_BONDS_MAX + 3; i++)
		strcat(xml, "<rsc_location id='cli-ban-a' rsc='a'/>"
			    "<rsc_order id='o' first='a' then='b'/>");
	CHECK(add(strcat(xml, "</constraints>")));
	CHECK(cib.nbonds == CIB_BONDS_MAX);
	CHECK(cib.nleftovers == CIB_THINGS_MAX && cib.is_too_large);
}

static void
what_is_no_xml_is_refused(void)
{
	struct why why;

	CHECK(!cib_add("<a", 2, &cib, &why));
	CHECK(strcmp(why.text, "what cibadmin printed is no XML") == 0);
	CHECK(!cib_add("", 0, &cib, &why));
}

CHECK_MAIN(resources_of_ours_are_found, constraints_are_bonds_or_leftovers,
    properties_are_read, older_words_and_groups_are_understood,
    many_resources_and_constraints_are_seen,
    more_than_there_is_room_for_is_passed_over_and_told,
    what_is_no_xml_is_refused)
