/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/import_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/import_check.h"
#include "cli/import_fate.h"
#include "cli/import_meta.h"
#include "cli/import_step.h"
#include "cli/items.h"
#include "cli/restarts.h"
#include "cli/settings.h"
#include "cpg/quorum/decide_device_votes.h"
#include "ocf/why.h"

/* Beside the first; a line of nine nodes with more does not fit. */
#define LINKS_MAX 2
/* As the agent's own rows have it. */
#define DOUBLE_PRIMARY_S 10

/* The i-th address of a host that is not its own ip again; false behind. */
static bool
take_link(const char **list, const char *ip, char ret_link[NODE_CONF_NAME_MAX])
{
	while (items_take(list, ret_link))
		if (strcmp(ret_link, ip) != 0)
			return true;
	return false;
}

/* Corosync wants the same number everywhere: that of the host with the least.
 */
static unsigned
count_links(const struct plan_of *of)
{
	unsigned least = IMPORT_WORDS_MAX;

	for (unsigned i = 0; i < of->nhosts; i++) {
		const char *list =
		    node_conf_value(of->conf, of->hosts[i], "heartbeat_ips");
		char link[NODE_CONF_NAME_MAX];
		unsigned n = 0;

		while (take_link(
		    &list, node_conf_value(of->conf, of->hosts[i], "ip"), link))
			n++;
		least = n < least ? n : least;
	}
	return least < LINKS_MAX ? least : LINKS_MAX;
}

static void
plan_cluster(const struct plan_of *of)
{
	struct import_plan *plan = of->plan;
	unsigned nlinks = count_links(of);

	import_step_begin(plan, "pcs host auth");
	for (unsigned i = 0; i < of->nhosts; i++) {
		import_step_word(plan, "%s", of->names[i]);
		import_step_word(plan, "addr=%s",
		    node_conf_value(of->conf, of->hosts[i], "ip"));
	}
	import_step_begin(plan, "pcs cluster setup");
	import_step_word(plan, "%s", import_meta_cluster(of->conf));
	for (unsigned i = 0; i < of->nhosts; i++) {
		const char *more =
		    node_conf_value(of->conf, of->hosts[i], "heartbeat_ips");
		const char *ip = node_conf_value(of->conf, of->hosts[i], "ip");
		char link[NODE_CONF_NAME_MAX];

		import_step_word(plan, "%s", of->names[i]);
		import_step_word(plan, "addr=%s", ip);
		for (unsigned l = 0; l < nlinks && take_link(&more, ip, link);
		     l++)
			import_step_word(plan, "addr=%s", link);
	}
	import_step_word(plan, "totem");
	import_step_word(plan, "token=1000");
	import_step_word(plan, "token_coefficient=0");
	import_step_word(plan, "consensus=1200");
	plan->nfirst = plan->nsteps;
}

/* Every gateway once. */
static void
plan_quorum(const struct plan_of *of)
{
	char *gateways = of->plan->gateways, zone[NODE_CONF_NAME_MAX];

	for (unsigned i = 1; i <= ZONES_MAX; i++) {
		const char *list = node_conf_value(
		    of->conf, import_check_zone(i, zone), "ping_list");
		char item[NODE_CONF_NAME_MAX];

		while (items_take(&list, item)) {
			if (!items_have(gateways, item))
				items_append(
				    gateways, sizeof(of->plan->gateways), item);
		}
	}
	if (gateways[0] != '\0')
		snprintf(of->plan->quorum, sizeof(of->plan->quorum),
		    "quorum {\n    provider: corosync_votequorum\n"
		    "    wait_for_all: 0\n    device {\n"
		    "        model: gateway\n        votes: %u\n"
		    "        sync_timeout: 2000\n        gateway {\n"
		    "            address:%s\n        }\n    }\n}\n",
		    decide_device_votes(of->nhosts), gateways);
}

static void
add_restarts(const struct plan_of *of)
{
	unsigned times, seconds;

	restarts_read(of->conf, &times, &seconds);
	import_step_word(of->plan, "migration-threshold=%u", times);
	import_step_word(of->plan, "failure-timeout=%us", seconds);
}

static void
add_restart_in_place(const struct plan_of *of)
{
	unsigned times, seconds;

	if (strcmp(node_conf_value(
		       of->conf, "config", "primary_down_handle_method"),
		"restart") != 0)
		return;
	restarts_read(of->conf, &times, &seconds);
	import_step_word(of->plan, "on_primary_failure=restart");
	import_step_word(of->plan, "restart_limit=%u", times);
	import_step_word(of->plan, "restart_window=%u", seconds);
}

/* Where there is one zone only, nobody is farther than another. */
static void
add_zones(const struct plan_of *of)
{
	char zones[IMPORT_WORD_MAX] = "zones=", zone[NODE_CONF_NAME_MAX];
	unsigned n = 0;

	for (unsigned i = 1; i <= ZONES_MAX; i++) {
		if (node_conf_value(of->conf, import_check_zone(i, zone),
			"hosts")[0] == '\0')
			continue;
		if (n++ > 0)
			strcat(zones, ",");
		strcat(zones, zone);
	}
	if (n > 1)
		import_step_word(of->plan, "%s", zones);
}

static bool
is_cascade(const struct plan_of *of, const char *host)
{
	char zone[NODE_CONF_NAME_MAX];

	for (unsigned i = 1; i <= ZONES_MAX; i++)
		if (items_have(node_conf_value(of->conf,
				   import_check_zone(i, zone), "cascades"),
			host))
			return true;
	return false;
}

static void
add_cascades(const struct plan_of *of)
{
	char cascades[IMPORT_WORD_MAX] = "cascades=";
	size_t n = strlen(cascades);

	for (unsigned h = 0; h < of->nhosts; h++) {
		if (!is_cascade(of, of->hosts[h]) ||
		    n + strlen(of->names[h]) + 2 > sizeof(cascades))
			continue;
		n += (size_t)snprintf(cascades + n, sizeof(cascades) - n,
		    "%s%s", cascades[n - 1] == '=' ? "" : ",", of->names[h]);
	}
	if (cascades[n - 1] != '=')
		import_step_word(of->plan, "%s", cascades);
}

static bool
is_lite(const struct plan_of *of)
{
	return strcasecmp(node_conf_value(of->conf, "config", "lite_mode"),
		   "true") == 0;
}

static bool
is_false(const struct plan_of *of, const char *name)
{
	return strcasecmp(node_conf_value(of->conf, "config", name), "false") ==
	       0;
}

/* Only what is not our own default. */
static void
add_detection(const struct plan_of *of)
{
	unsigned seconds =
	    (unsigned)atoi(import_check_double_primary(of->conf));

	if (seconds != DOUBLE_PRIMARY_S)
		import_step_word(
		    of->plan, "double_primary_timeout=%u", seconds);
	if (is_false(of, "uce_error_detection"))
		import_step_word(of->plan, "uce_detection=false");
}

static void
add_metadatabase(const struct plan_of *of)
{
	char conninfo[CONNINFO_MAX];

	if (!import_meta_conninfo(of->conf, conninfo) || conninfo[0] == '\0')
		return;
	of->plan->has_metadatabase = true;
	import_step_word(of->plan, "metadatabase=%s", conninfo);
}

static void
plan_database(const struct plan_of *of, const char *gausshome)
{
	struct import_plan *plan = of->plan;
	const char *port = node_conf_value(of->conf, "config", "db_port");

	import_step_begin(plan, "pcs resource create db ocf:gaussha:opengauss");
	import_step_word(plan, "datadir=%s",
	    node_conf_value(of->conf, "config", "db_datadir"));
	import_step_word(plan, "gausshome=%s", gausshome);
	if (port[0] != '\0')
		import_step_word(plan, "port=%s", port);
	if (is_lite(of))
		import_step_word(plan, "mode=lite");
	else if (of->nhosts == 2) {
		/* Of two one goes on alone, as with MogHA. */
		import_step_word(plan, "sync_standbys=1");
		import_step_word(plan, "sync_least=0");
	}
	add_zones(of);
	add_cascades(of);
	add_restart_in_place(of);
	add_detection(of);
	add_metadatabase(of);
	import_step_word(plan, "op");
	import_step_word(plan, "monitor");
	import_step_word(plan, "interval=3s");
	import_step_word(plan, "role=Promoted");
	import_step_word(plan, "op");
	import_step_word(plan, "monitor");
	import_step_word(plan, "interval=4s");
	import_step_word(plan, "role=Unpromoted");
	import_step_word(plan, "promotable");
	import_step_word(plan, "meta");
	add_restarts(of);
}

static bool
is_in_zone(const struct plan_of *of, const char *zone, const char *host)
{
	return items_have(node_conf_value(of->conf, zone, "hosts"), host);
}

/* Nobody is outside of a zone that lists nobody. */
static bool
is_outside(const struct plan_of *of, const char *zone, const char *host)
{
	return node_conf_value(of->conf, zone, "hosts")[0] != '\0' &&
	       !is_in_zone(of, zone, host);
}

static void
plan_vip(const struct plan_of *of, unsigned i, const char *zone)
{
	struct import_plan *plan = of->plan;
	bool stays = false;

	import_step_begin(plan, "pcs resource create");
	import_step_word(plan, "vip%u", i);
	import_step_word(plan, "ocf:gaussha:vip");
	import_step_word(plan, "ip=%s", node_conf_value(of->conf, zone, "vip"));
	import_step_word(plan, "meta");
	import_step_word(plan, "failure-timeout=60s");
	import_step_begin(plan, "pcs constraint colocation add");
	import_step_word(plan, "vip%u", i);
	import_step_word(plan, "with");
	import_step_word(plan, "Promoted");
	import_step_word(plan, "db-clone");
	for (unsigned h = 0; h < of->nhosts; h++)
		stays |= is_outside(of, zone, of->hosts[h]);
	/* Or where it may be would outweigh who should be the primary. */
	if (stays)
		import_step_word(plan, "influence=false");
	import_step_begin(
	    plan, "pcs constraint order promote db-clone then start");
	import_step_word(plan, "vip%u", i);
	if (!stays)
		return;
	import_step_begin(plan, "pcs constraint location");
	import_step_word(plan, "vip%u", i);
	import_step_word(plan, "avoids");
	for (unsigned h = 0; h < of->nhosts; h++)
		if (is_outside(of, zone, of->hosts[h]))
			import_step_word(plan, "%s", of->names[h]);
}

/* Before there is a database: where the first primary is to be follows from
 * them, and no later attribute moves it. */
static void
plan_places(const struct plan_of *of)
{
	char zone[NODE_CONF_NAME_MAX];

	for (unsigned i = 1; i <= ZONES_MAX; i++) {
		import_check_zone(i, zone);
		for (unsigned h = 0; h < of->nhosts; h++) {
			if (!is_in_zone(of, zone, of->hosts[h]))
				continue;
			import_step_begin(of->plan, "pcs node attribute");
			import_step_word(of->plan, "%s", of->names[h]);
			import_step_word(of->plan, "zone=%s", zone);
		}
	}
}

static void
plan_vips(const struct plan_of *of)
{
	char zone[NODE_CONF_NAME_MAX];

	for (unsigned i = 1; i <= ZONES_MAX; i++) {
		import_check_zone(i, zone);
		if (node_conf_value(of->conf, zone, "vip")[0] != '\0')
			plan_vip(of, i, zone);
	}
}

bool
import_plan_make(const struct node_conf *conf, const char *gausshome,
    const struct settings *corosync, struct import_plan *ret_plan,
    struct why *why)
{
	struct plan_of of = { .conf = conf, .plan = ret_plan, .why = why };

	memset(ret_plan, 0, sizeof(*ret_plan));
	if (!import_check(&of, corosync))
		return false;
	plan_cluster(&of);
	plan_quorum(&of);
	plan_places(&of);
	plan_database(&of, gausshome);
	plan_vips(&of);
	for (unsigned i = 0; i < conf->n; i++)
		snprintf(ret_plan->fates[i], IMPORT_FATE_MAX, "%s",
		    import_fate_of(conf->list[i].section, conf->list[i].name));
	return true;
}
