/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/import_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/import_meta.h"
#include "cli/import_values.h"
#include "cli/items.h"
#include "ocf/why.h"

#define DOUBLE_PRIMARY_TEXT "10"

const char *
import_check_zone(unsigned i, char buf[NODE_CONF_NAME_MAX])
{
	snprintf(buf, NODE_CONF_NAME_MAX, "zone%u", i);
	return buf;
}

static bool
all_are(const struct node_conf_entry *entry, const struct plan_of *of,
    bool (*fits)(const struct plan_of *of, const char *item))
{
	const char *list = entry->value;
	char item[NODE_CONF_NAME_MAX];

	while (list[strspn(list, " ,")] != '\0')
		if (!items_take(&list, item) || !fits(of, item))
			return false;
	return true;
}

static bool
is_address(const struct plan_of *of, const char *item)
{
	(void)of;
	return items_is_ip(item);
}

static bool
are_ips(const struct plan_of *of, const char *section, const char *name)
{
	const struct node_conf_entry *entry =
	    node_conf_find(of->conf, section, name);

	if (entry == NULL || all_are(entry, of, is_address))
		return true;
	why_set(of->why, "line %u: %s of [%s] is no list of addresses: %s",
	    entry->line, name, section, entry->value);
	return false;
}

/* The name of the node that has this address on a link; NULL without one. */
static const char *
node_with(const struct settings *corosync, const char *ip)
{
	for (unsigned node = 0; node < SETTINGS_NODES_MAX; node++)
		for (unsigned link = 0; link < SETTINGS_LINKS_MAX; link++) {
			char name[SETTINGS_NAME_MAX];
			const char *address;

			snprintf(name, sizeof(name),
			    "nodelist.node.%u.ring%u_addr", node, link);
			address = settings_find(corosync, name);
			if (address == NULL || strcmp(address, ip) != 0)
				continue;
			snprintf(
			    name, sizeof(name), "nodelist.node.%u.name", node);
			return settings_find(corosync, name);
		}
	return NULL;
}

/* As the cluster that is here calls it, else as its section is called. */
static void
add_host(
    struct plan_of *of, const char *section, const struct settings *corosync)
{
	const char *name =
	    corosync == NULL
		? NULL
		: node_with(corosync, node_conf_value(of->conf, section, "ip"));

	snprintf(of->names[of->nhosts], sizeof(of->names[0]), "%s",
	    name == NULL ? section : name);
	strcpy(of->hosts[of->nhosts++], section);
}

static bool
is_new_ip(const struct plan_of *of, const char *section)
{
	const struct node_conf_entry *ip =
	    node_conf_find(of->conf, section, "ip");

	for (unsigned i = 0; i < of->nhosts; i++)
		if (strcmp(node_conf_value(of->conf, of->hosts[i], "ip"),
			ip->value) == 0) {
			why_set(of->why, "line %u: [%s] has the ip of [%s]: %s",
			    ip->line, section, of->hosts[i], ip->value);
			return false;
		}
	return true;
}

static bool
find_hosts(struct plan_of *of, const struct settings *corosync)
{
	for (unsigned i = 1; i <= HOSTS_MAX; i++) {
		char section[NODE_CONF_NAME_MAX];

		snprintf(section, sizeof(section), "host%u", i);
		if (node_conf_value(of->conf, section, "ip")[0] == '\0')
			continue;
		if (!are_ips(of, section, "ip") ||
		    !are_ips(of, section, "heartbeat_ips") ||
		    !is_new_ip(of, section))
			return false;
		add_host(of, section, corosync);
	}
	if (of->nhosts >= 2)
		return true;
	why_set(of->why,
	    "it names %u nodes with an ip, [host1] to [host9], and a cluster "
	    "has at least 2",
	    of->nhosts);
	return false;
}

static bool
is_host(const struct plan_of *of, const char *name)
{
	for (unsigned i = 0; i < of->nhosts; i++)
		if (strcmp(of->hosts[i], name) == 0)
			return true;
	return false;
}

/* Of an address of either kind, behind its '/'. */
static bool
is_prefix(const char *text, bool is_ipv6)
{
	return text[0] != '\0' && text[0] != '0' && strlen(text) <= 3 &&
	       strspn(text, "0123456789") == strlen(text) &&
	       atoi(text) <= (is_ipv6 ? 128 : 32);
}

/* A VIP may have its prefix length with it. */
static bool
is_vip(const char *text)
{
	size_t n = strcspn(text, "/");
	char address[NODE_CONF_VALUE_MAX];

	snprintf(address, sizeof(address), "%.*s", (int)n, text);
	return items_is_ip(address) && strlen(text) < NODE_CONF_NAME_MAX &&
	       (text[n] == '\0' ||
		   is_prefix(text + n + 1, strchr(address, ':') != NULL));
}

static bool
check_zone(const struct plan_of *of, const char *section)
{
	const struct node_conf_entry *hosts =
	    node_conf_find(of->conf, section, "hosts");
	const struct node_conf_entry *vip =
	    node_conf_find(of->conf, section, "vip");
	const struct node_conf_entry *cascades =
	    node_conf_find(of->conf, section, "cascades");

	if (hosts != NULL && !all_are(hosts, of, is_host)) {
		why_set(of->why,
		    "line %u: [%s] has a host that is no section with an ip: "
		    "%s",
		    hosts->line, section, hosts->value);
		return false;
	}
	if (cascades != NULL && !all_are(cascades, of, is_host)) {
		why_set(of->why,
		    "line %u: [%s] has a cascade that is no section with an "
		    "ip: %s",
		    cascades->line, section, cascades->value);
		return false;
	}
	if (vip != NULL && vip->value[0] != '\0' && !is_vip(vip->value)) {
		why_set(of->why, "line %u: vip of [%s] is no address: %s",
		    vip->line, section, vip->value);
		return false;
	}
	return are_ips(of, section, "ping_list");
}

const char *
import_check_double_primary(const struct node_conf *conf)
{
	const char *text =
	    node_conf_value(conf, "config", "double_primary_timeout");

	return text[0] == '\0' ? DOUBLE_PRIMARY_TEXT : text;
}

static bool
is_behind(const char *section, const char *stem, int last)
{
	size_t n = strlen(stem);

	return strncmp(section, stem, n) == 0 && section[n] != '\0' &&
	       strspn(section + n, "0123456789") == strlen(section + n) &&
	       (strlen(section + n) > 1 || atoi(section + n) > last);
}

static bool
is_behind_the_last(const char *section)
{
	return is_behind(section, "host", HOSTS_MAX) ||
	       is_behind(section, "zone", ZONES_MAX);
}

/* "[host12]" would be told of as if it were in the plan. */
static bool
check_sections(const struct plan_of *of)
{
	for (unsigned i = 0; i < of->conf->n; i++) {
		const struct node_conf_entry *entry = &of->conf->list[i];

		if (entry->value[0] == '\0' ||
		    !is_behind_the_last(entry->section))
			continue;
		why_set(of->why,
		    "line %u: there is no place for [%s]: hosts are [host1] to "
		    "[host%d], zones [zone1] to [zone%d]",
		    entry->line, entry->section, HOSTS_MAX, ZONES_MAX);
		return false;
	}
	return true;
}

/* The file can be followed; what is said of it below needs no look back. */
bool
import_check(struct plan_of *of, const struct settings *corosync)
{
	const char *datadir = node_conf_value(of->conf, "config", "db_datadir");
	char zone[NODE_CONF_NAME_MAX], conninfo[CONNINFO_MAX];

	if (of->conf->n == 0) {
		why_set(of->why, "it has no setting at all");
		return false;
	}
	if (datadir[0] == '\0') {
		why_set(of->why, "[config] has no db_datadir");
		return false;
	}
	if (datadir[0] != '/' || strlen(datadir) > IMPORT_WORD_MAX - 16) {
		why_set(of->why,
		    "db_datadir of [config] is not an absolute path: \"%s\"",
		    datadir);
		return false;
	}
	if (!import_meta_conninfo(of->conf, conninfo)) {
		why_set(of->why,
		    "host, port, db and user of [meta] make a connection "
		    "string of more than %d bytes",
		    CONNINFO_MAX - 1);
		return false;
	}
	if (!import_values_check(of->conf, of->why) || !check_sections(of) ||
	    !find_hosts(of, corosync))
		return false;
	for (unsigned i = 1; i <= ZONES_MAX; i++)
		if (!check_zone(of, import_check_zone(i, zone)))
			return false;
	return true;
}
