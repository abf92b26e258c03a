/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/import_plan.h"

#include <stdlib.h>
#include <string.h>

#include "cli/import_fate.h"
#include "cli/import_script.h"
#include "cli/items.h"
#include "cli/settings.h"
#include "ocf/why.h"
#include "tests/unit/check.h"

static struct node_conf conf;
static struct import_plan plan;
static struct why why;
static char shown[16384];
static const struct settings *corosync;

#define CONFIG "[config]\ndb_port=26000\ndb_datadir=/mogdb/data/db1\n"
#define TWO    "[host1]\nip=10.0.0.1\n[host2]\nip=10.0.0.2\n"

static bool
makes(const char *text)
{
	bool ok = node_conf_parse(text, &conf, &why) &&
		  import_plan_make(&conf, "/opt/og", corosync, &plan, &why);
	FILE *out = fmemopen(shown, sizeof(shown), "w");

	if (ok)
		import_script_print(&plan, &conf, out);
	fclose(out);
	return ok;
}

static bool
has(const char *line)
{
	char whole[512];

	snprintf(whole, sizeof(whole), "\n%s\n", line);
	if (strstr(shown, whole) == NULL)
		printf("no \"%s\" in:\n%s", line, shown);
	return strstr(shown, whole) != NULL;
}

static bool
is_refused(const char *text, const char *sentence)
{
	bool ok = !makes(text) && strcmp(why.text, sentence) == 0;

	if (!ok)
		printf("%s\n", why.text);
	return ok;
}

static void
a_pair_becomes_a_cluster_and_its_database(void)
{
	CHECK(makes(CONFIG TWO));
	CHECK(has("pcs host auth host1 addr=10.0.0.1 host2 addr=10.0.0.2"));
	CHECK(has("pcs cluster setup gaussha host1 addr=10.0.0.1 host2 "
		  "addr=10.0.0.2 totem token=1000 token_coefficient=0 "
		  "consensus=1200"));
	CHECK(has("pcs resource create db ocf:gaussha:opengauss "
		  "datadir=/mogdb/data/db1 gausshome=/opt/og port=26000 "
		  "sync_standbys=1 sync_least=0 op monitor interval=3s "
		  "role=Promoted op "
		  "monitor interval=4s role=Unpromoted promotable meta "
		  "migration-threshold=10 failure-timeout=180s"));
	CHECK(strstr(shown, "vip") == NULL);
	CHECK(plan.nfirst == 2);
}

static void
a_zone_has_its_address_its_nodes_and_its_gateways(void)
{
	CHECK(makes(CONFIG TWO
	    "[host3]\nip=10.0.0.3\n"
	    "[zone1]\nvip=10.0.0.100\nhosts=host1,host2\n"
	    "ping_list=10.0.0.254\n"
	    "[zone2]\nhosts=host3\nping_list=10.0.0.254, 10.0.0.25\n"));
	CHECK(has("pcs resource create vip1 ocf:gaussha:vip ip=10.0.0.100 "
		  "meta failure-timeout=60s"));
	CHECK(has("pcs constraint colocation add vip1 with Promoted db-clone "
		  "influence=false"));
	CHECK(has("pcs constraint order promote db-clone then start vip1"));
	CHECK(has("pcs constraint location vip1 avoids host3"));
	CHECK(has("pcs node attribute host3 zone=zone2"));
	/* Where the first primary is to be follows from it. */
	CHECK(strstr(shown, "pcs node attribute host3") <
	      strstr(shown, "pcs resource create db"));
	CHECK(strstr(shown, " zones=zone1,zone2 op ") != NULL);
	CHECK(has("#                 address: 10.0.0.254 10.0.0.25"));
}

static void
cascades_are_the_databases_to_know(void)
{
	CHECK(makes(CONFIG TWO "[host3]\nip=10.0.0.3\n[host4]\nip=10.0.0.4\n"
			       "[zone1]\nhosts=host1,host2,host4\n"
			       "cascades=host4\n"
			       "[zone2]\nhosts=host3\ncascades=host3\n"));
	CHECK(strstr(shown, " zones=zone1,zone2 cascades=host3,host4 op ") !=
	      NULL);
	CHECK(is_refused(CONFIG TWO "[zone1]\ncascades=host9\n",
	    "line 9: [zone1] has a cascade that is no section with an ip: "
	    "host9"));
}

static void
links_are_as_many_as_every_host_has(void)
{
	CHECK(makes(CONFIG "[host1]\nip=10.0.0.1\n"
			   "heartbeat_ips=10.0.0.1,10.1.0.1,10.2.0.1\n"
			   "[host2]\nip=10.0.0.2\nheartbeat_ips=10.1.0.2\n"));
	CHECK(has("pcs cluster setup gaussha host1 addr=10.0.0.1 "
		  "addr=10.1.0.1 host2 addr=10.0.0.2 addr=10.1.0.2 totem "
		  "token=1000 token_coefficient=0 consensus=1200"));
}

static void
a_cluster_that_is_there_has_named_its_nodes(void)
{
	static struct settings settings;

	CHECK(settings_of_file("nodelist {\nnode {\nring0_addr: 10.9.0.1\n"
			       "ring1_addr: 10.0.0.1\nname: left\n}\n}\n",
	    &settings));
	corosync = &settings;
	CHECK(makes(CONFIG TWO "[zone1]\nhosts=host1,host2\n"));
	corosync = NULL;
	CHECK(has("pcs node attribute left zone=zone1"));
	CHECK(has("pcs node attribute host2 zone=zone1"));
	CHECK(has("pcs host auth left addr=10.0.0.1 host2 addr=10.0.0.2"));
}

static void
every_setting_is_accounted_for(void)
{
	CHECK(makes(CONFIG "lite_mode=True\nwhat_is_this=1\n"
			   "[meta]\npassword=secret\n" TWO));
	CHECK(has("# [config] db_port = 26000: port of the resource db"));
	CHECK(has("# [config] what_is_this = 1: unknown, not taken over"));
	CHECK(
	    strstr(shown, "# [config] lite_mode = True: mode of the") != NULL);
	CHECK(strstr(shown, " mode=lite op ") != NULL);
	CHECK(strstr(shown, "sync_standbys") == NULL);
	CHECK(strstr(shown, "secret") == NULL);
	CHECK(strstr(shown, "# [meta] password = ...: to be written into") !=
	      NULL);
}

static void
the_metadatabase_is_named_without_its_password(void)
{
	CHECK(makes(CONFIG "[meta]\nha_name=ha_1\nhost=10.0.0.9\nport=5432\n"
			   "db=meta db\nuser=o'b\\x\npassword=secret\n"
			   "connect_timeout=3\n" TWO));
	CHECK(strstr(shown, "pcs cluster setup ha_1 host1 ") != NULL);
	CHECK(strstr(shown, " 'metadatabase=host=10.0.0.9 port=5432 "
			    "dbname='\\''meta db'\\'' "
			    "user='\\''o\\'\\''b\\\\x'\\''' op ") != NULL);
	CHECK(strstr(shown, "secret") == NULL);
	CHECK(strstr(shown, "needs the tables gaussha_history and") != NULL);
	CHECK(has("# [meta] ha_name = ha_1: the cluster's name, by which its "
		  "events are known there"));
	CHECK(makes(CONFIG "[meta]\nha_name=a b\nhost=\ndb=x\n" TWO));
	CHECK(strstr(shown, " metadatabase=") == NULL);
	CHECK(strstr(shown, "pcs cluster setup gaussha host1 ") != NULL);
}

static void
a_metadatabase_that_does_not_fit_is_refused(void)
{
	static char text[1024];

	snprintf(text, sizeof(text),
	    CONFIG "[meta]\nhost=%0150d\nuser=%0150d\n" TWO, 0, 0);
	CHECK(is_refused(text,
	    "host, port, db and user of [meta] make a connection string of "
	    "more than 255 bytes"));
}

static void
restarts_are_counted_as_before(void)
{
	CHECK(makes("[config]\ndb_datadir=/d\nrestart_strategy=5/2\n" TWO));
	CHECK(strstr(shown, "migration-threshold=5 failure-timeout=120s") !=
	      NULL);
	CHECK(strstr(shown, "on_primary_failure") == NULL);
	CHECK(makes("[config]\ndb_datadir=/d\nrestart_strategy=5/2\n"
		    "primary_down_handle_method=restart\n" TWO));
	CHECK(strstr(shown, "on_primary_failure=restart restart_limit=5 "
			    "restart_window=120 op") != NULL);
	CHECK(makes("[config]\ndb_datadir=/d\nrestart_strategy=\n" TWO));
	CHECK(strstr(shown, "migration-threshold=10 failure-timeout=180s") !=
	      NULL);
}

/* All that MogHA's own template has, and what is in the section of a zone. */
static void
no_setting_of_mogha_is_unknown(void)
{
	static const struct {
		const char *section, *names;
	} rows[] = {
		{ "config",
		    "db_port db_user db_datadir primary_info standby_info "
		    "lite_mode agent_port http_req_timeout heartbeat_interval "
		    "primary_lost_timeout primary_lonely_timeout "
		    "double_primary_timeout meta_file_type taskset "
		    "logger_format log_dir log_max_size log_backup_count "
		    "allow_ips handle_down_primary handle_down_standby "
		    "primary_down_handle_method restart_strategy "
		    "uce_error_detection uce_detect_max_lines debug_mode" },
		{ "meta",
		    "ha_name host port db user password connect_timeout" },
		{ "host9", "ip heartbeat_ips" },
		{ "zone3", "vip hosts ping_list cascades arping" },
	};
	char name[NODE_CONF_NAME_MAX];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (const char *names = rows[i].names;
		     items_take(&names, name);)
			CHECK(strstr(import_fate_of(rows[i].section, name),
				  "unknown") == NULL);
	CHECK(strcmp(import_fate_of("config", "ip"),
		  "unknown, not taken over") == 0);
}

static void
detection_is_as_before(void)
{
	CHECK(makes("[config]\ndb_datadir=/d\ndouble_primary_timeout=10\n"
		    "uce_error_detection=True\n" TWO));
	CHECK(strstr(shown, " double_primary_timeout=") == NULL);
	CHECK(strstr(shown, " uce_detection=") == NULL);
	CHECK(makes("[config]\ndb_datadir=/d\ndouble_primary_timeout=20\n"
		    "uce_error_detection=False\n" TWO));
	CHECK(strstr(shown, " double_primary_timeout=20 uce_detection=false "
			    "op ") != NULL);
	CHECK(is_refused(
	    "[config]\ndb_datadir=/d\ndouble_primary_timeout=5m\n" TWO,
	    "double_primary_timeout of [config] is no number of seconds up to "
	    "3600: 5m"));
}

static void
a_word_is_quoted_where_a_shell_would_take_it_for_more(void)
{
	CHECK(makes("[config]\ndb_datadir=/a b'c;$(d)\n" TWO));
	CHECK(strstr(shown, "'datadir=/a b'\\''c;$(d)' gausshome") != NULL);
}

static void
a_file_that_cannot_be_followed_is_refused(void)
{
	CHECK(is_refused(TWO, "[config] has no db_datadir"));
	CHECK(is_refused("", "it has no setting at all"));
	CHECK(is_refused("[config]\ndb_datadir=/d\ndb_port=70000\n" TWO,
	    "db_port of [config] is no port: 70000"));
	CHECK(is_refused(CONFIG "[host1]\nip=10.0.0.1\n",
	    "it names 1 nodes with an ip, [host1] to [host9], and a cluster "
	    "has at least 2"));
	CHECK(is_refused(CONFIG "[host1]\nip=10.0.0.256\n",
	    "line 5: ip of [host1] is no list of addresses: 10.0.0.256"));
	CHECK(is_refused(CONFIG TWO "[zone1]\nhosts=host1,host7\n",
	    "line 9: [zone1] has a host that is no section with an ip: "
	    "host1,host7"));
	CHECK(is_refused(CONFIG TWO "[zone1]\nvip=nowhere\n",
	    "line 9: vip of [zone1] is no address: nowhere"));
	CHECK(is_refused(CONFIG TWO "[zone1]\nping_list=gw\n",
	    "line 9: ping_list of [zone1] is no list of addresses: gw"));
}

/* Or it would be said of it that it is taken over, and it would not be. */
static void
a_value_of_which_nothing_can_be_made_is_refused(void)
{
	static const char *const rows[][2] = {
		{ "lite_mode=yes", "is neither True nor False: yes" },
		{ "uce_error_detection=1", "is neither True nor False: 1" },
		{ "primary_down_handle_method=wait",
		    "is neither restart nor failover: wait" },
		{ "restart_strategy=10",
		    "is not times/minutes as in 10/3, up to 999/1440: 10" },
		{ "restart_strategy=0/3",
		    "is not times/minutes as in 10/3, up to 999/1440: 0/3" },
		{ "restart_strategy=10/3x",
		    "is not times/minutes as in 10/3, up to 999/1440: 10/3x" },
		{ "restart_strategy=1000/3",
		    "is not times/minutes as in 10/3, up to 999/1440: 1000/3" },
		{ "db_port=0", "is no port: 0" },
	};
	char text[256], sentence[256];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(text, sizeof(text),
		    "[config]\ndb_datadir=/d\n%s\n" TWO, rows[i][0]);
		snprintf(sentence, sizeof(sentence), "%.*s of [config] %s",
		    (int)strcspn(rows[i][0], "="), rows[i][0], rows[i][1]);
		CHECK(is_refused(text, sentence));
	}
	CHECK(is_refused(CONFIG "[host1]\nip=10.0.0.1\n[host2]\nip=10.0.0.1\n",
	    "line 7: [host2] has the ip of [host1]: 10.0.0.1"));
	CHECK(is_refused(CONFIG TWO "[zone1]\nvip=10.0.0.9/77\n",
	    "line 9: vip of [zone1] is no address: 10.0.0.9/77"));
	CHECK(makes(CONFIG TWO "[zone1]\nvip=fd99::9/77\n"));
}

static void
a_host_or_zone_for_which_there_is_no_place_is_refused(void)
{
	CHECK(is_refused(CONFIG TWO "[host10]\nip=10.0.0.10\n",
	    "line 9: there is no place for [host10]: hosts are [host1] to "
	    "[host9], zones [zone1] to [zone3]"));
	CHECK(is_refused(CONFIG TWO "[zone4]\nvip=10.0.0.10\n",
	    "line 9: there is no place for [zone4]: hosts are [host1] to "
	    "[host9], zones [zone1] to [zone3]"));
	CHECK(makes(CONFIG TWO "[host10]\nip=\n[zone4]\nhosts=\n"));
}

/* Nine nodes with three links each, three zones: nothing is cut. */
static void
the_largest_cluster_fits(void)
{
	static char text[8192] = CONFIG;
	char line[256];

	for (int i = 1; i <= 9; i++) {
		snprintf(line, sizeof(line),
		    "[host%d]\nip=fd99::%d\nheartbeat_ips=fd98::%d,fd97::%d\n",
		    i, i, i, i);
		strcat(text, line);
	}
	for (int i = 1; i <= 3; i++) {
		snprintf(line, sizeof(line),
		    "[zone%d]\nvip=fd99::10%d\nhosts=host%d,host%d,host%d\n", i,
		    i, i * 3 - 2, i * 3 - 1, i * 3);
		strcat(text, line);
	}
	CHECK(makes(text));
	CHECK(strstr(shown, "host9 addr=fd99::9 addr=fd98::9 addr=fd97::9 "
			    "totem token=1000 token_coefficient=0 "
			    "consensus=1200\n") != NULL);
	CHECK(has("pcs constraint location vip3 avoids host1 host2 host3 "
		  "host4 host5 host6"));
	CHECK(plan.nsteps < IMPORT_STEPS_MAX);
}

CHECK_MAIN(a_pair_becomes_a_cluster_and_its_database,
    a_zone_has_its_address_its_nodes_and_its_gateways,
    cascades_are_the_databases_to_know, links_are_as_many_as_every_host_has,
    a_cluster_that_is_there_has_named_its_nodes, every_setting_is_accounted_for,
    the_metadatabase_is_named_without_its_password,
    a_metadatabase_that_does_not_fit_is_refused, restarts_are_counted_as_before,
    no_setting_of_mogha_is_unknown, detection_is_as_before,
    a_word_is_quoted_where_a_shell_would_take_it_for_more,
    a_file_that_cannot_be_followed_is_refused,
    a_value_of_which_nothing_can_be_made_is_refused,
    a_host_or_zone_for_which_there_is_no_place_is_refused,
    the_largest_cluster_fits)
