/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cib.h"

#include <stdio.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "ocf/why.h"

static bool
is_named(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE &&
	       strcmp((const char *)node->name, name) == 0;
}

/* The attribute's value, cut where it does not fit; "" without one. */
static void
copy(const xmlNode *node, const char *name, char *ret_value, size_t size)
{
	xmlChar *value = xmlGetProp(node, (const xmlChar *)name);

	snprintf(
	    ret_value, size, "%s", value == NULL ? "" : (const char *)value);
	xmlFree(value);
}

static bool
has(const xmlNode *node, const char *name, const char *wanted)
{
	char value[CIB_NAME_MAX];

	copy(node, name, value, sizeof(value));
	return strcmp(value, wanted) == 0;
}

/* One more of n, where there is room for it. */
static bool
has_room(unsigned *n, unsigned max, struct cib *cib)
{
	if (*n == max) {
		cib->is_too_large = true;
		return false;
	}
	(*n)++;
	return true;
}

/* Promoted since Pacemaker 2.1, Master before. */
static bool
is_promoted_role(const xmlNode *node, const char *name)
{
	return has(node, name, "Promoted") || has(node, name, "Master");
}

/* In the nvpairs of a set of that kind; the first that has it. */
static bool
find_value(const xmlNode *of, const char *set, const char *name,
    char *ret_value, size_t size)
{
	for (const xmlNode *s = of->children; s != NULL; s = s->next)
		for (const xmlNode *pair = is_named(s, set) ? s->children
							    : NULL;
		     pair != NULL; pair = pair->next)
			if (is_named(pair, "nvpair") &&
			    has(pair, "name", name)) {
				copy(pair, "value", ret_value, size);
				return true;
			}
	return false;
}

static void
add_properties(const xmlNode *section, struct cib *cib)
{
	static const char set[] = "cluster_property_set";

	(void)find_value(section, set, "stonith-enabled", cib->stonith_enabled,
	    sizeof(cib->stonith_enabled));
	(void)find_value(section, set, "maintenance-mode",
	    cib->maintenance_mode, sizeof(cib->maintenance_mode));
	(void)find_value(section, set, "no-quorum-policy",
	    cib->no_quorum_policy, sizeof(cib->no_quorum_policy));
}

static void
note_monitors(const xmlNode *primitive, struct cib_database *database)
{
	for (const xmlNode *set = primitive->children; set != NULL;
	     set = set->next)
		for (const xmlNode *op =
			 is_named(set, "operations") ? set->children : NULL;
		     op != NULL; op = op->next) {
			if (!is_named(op, "op") || !has(op, "name", "monitor"))
				continue;
			if (is_promoted_role(op, "role"))
				database->monitors_promoted = true;
			else
				database->monitors_unpromoted = true;
		}
}

/* Where a resource stands: in a group, in a clone, or by itself. */
struct parents {
	const xmlNode *clone, *group;
};

static void
note_lease(
    const xmlNode *primitive, const char *set, struct cib_database *database)
{
	char value[16] = "";

	database->is_soft =
	    find_value(primitive, set, "lease", value, sizeof(value)) &&
	    strcmp(value, "soft") == 0;
	database->may_stand_alone =
	    find_value(primitive, set, "sync_least", value, sizeof(value)) &&
	    strcmp(value, "0") == 0;
	if (!find_value(primitive, set, "watchdog_device",
		database->watchdog_device, sizeof(database->watchdog_device)))
		strcpy(database->watchdog_device, "/dev/watchdog");
}

static void
add_database(const xmlNode *primitive, struct parents parents, struct cib *cib)
{
	struct cib_database *database = &cib->databases[cib->ndatabases];
	static const char set[] = "instance_attributes";
	char promotable[8] = "";

	if (!has_room(&cib->ndatabases, CIB_THINGS_MAX, cib))
		return;
	memset(database, 0, sizeof(*database));
	copy(primitive, "id", database->name, sizeof(database->name));
	(void)find_value(primitive, set, "datadir", database->datadir,
	    sizeof(database->datadir));
	if (!find_value(primitive, set, "gausshome", database->gausshome,
		sizeof(database->gausshome)))
		strcpy(database->gausshome, "/opt/openGauss");
	note_lease(primitive, set, database);
	note_monitors(primitive, database);
	if (parents.clone == NULL)
		return;
	copy(parents.clone, "id", database->clone, sizeof(database->clone));
	(void)find_value(parents.clone, "meta_attributes", "promotable",
	    promotable, sizeof(promotable));
	database->is_promotable = strcmp(promotable, "true") == 0 ||
				  is_named(parents.clone, "master");
}

static void
add_vip(const xmlNode *primitive, struct parents parents, struct cib *cib)
{
	struct cib_vip *vip = &cib->vips[cib->nvips];

	if (!has_room(&cib->nvips, CIB_THINGS_MAX, cib))
		return;
	memset(vip, 0, sizeof(*vip));
	copy(primitive, "id", vip->name, sizeof(vip->name));
	copy(parents.group != NULL ? parents.group : primitive, "id",
	    vip->whole, sizeof(vip->whole));
	(void)find_value(
	    primitive, "instance_attributes", "ip", vip->ip, sizeof(vip->ip));
}

static void
add_primitive(const xmlNode *primitive, struct parents parents, struct cib *cib)
{
	if (has(primitive, "class", "stonith"))
		cib->nstonith++;
	else if (!has(primitive, "provider", "gaussha"))
		return;
	else if (has(primitive, "type", "opengauss"))
		add_database(primitive, parents, cib);
	else if (has(primitive, "type", "vip"))
		add_vip(primitive, parents, cib);
}

/* A clone may hold a group, and both may hold primitives. */
static void
add_resources(const xmlNode *of, struct parents parents, struct cib *cib)
{
	for (const xmlNode *one = of->children; one != NULL; one = one->next) {
		struct parents inner = parents;

		if (is_named(one, "primitive")) {
			add_primitive(one, parents, cib);
			continue;
		}
		if (is_named(one, "group"))
			inner.group = one;
		else if (is_named(one, "clone") || is_named(one, "master"))
			inner.clone = one;
		else
			continue;
		add_resources(one, inner, cib);
	}
}

static bool
is_infinite(const xmlNode *node, const char *name)
{
	return has(node, name, "INFINITY") || has(node, name, "+INFINITY");
}

static void
add_bond(const xmlNode *node, bool is_order, struct cib *cib)
{
	struct cib_bond *bond = &cib->bonds[cib->nbonds];

	if (!has_room(&cib->nbonds, CIB_BONDS_MAX, cib))
		return;
	memset(bond, 0, sizeof(*bond));
	bond->is_order = is_order;
	copy(node, is_order ? "then" : "rsc", bond->what, sizeof(bond->what));
	copy(node, is_order ? "first" : "with-rsc", bond->with,
	    sizeof(bond->with));
	bond->is_promoted = is_order ? has(node, "first-action", "promote")
				     : is_promoted_role(node, "with-rsc-role");
	if (is_order)
		bond->is_mandatory =
		    has(node, "kind", "Mandatory") ||
		    is_infinite(node, "score") ||
		    (has(node, "kind", "") && has(node, "score", ""));
	else
		bond->is_mandatory = is_infinite(node, "score");
}

static void
add_leftover(const xmlNode *node, struct cib *cib)
{
	struct cib_leftover *leftover = &cib->leftovers[cib->nleftovers];
	char id[CIB_NAME_MAX];

	copy(node, "id", id, sizeof(id));
	if (strncmp(id, "cli-ban-", 8) != 0 &&
	    strncmp(id, "cli-prefer-", 11) != 0)
		return;
	if (!has_room(&cib->nleftovers, CIB_THINGS_MAX, cib))
		return;
	memcpy(leftover->id, id, sizeof(id));
	copy(node, "rsc", leftover->what, sizeof(leftover->what));
	copy(node, "node", leftover->node, sizeof(leftover->node));
}

static void
add_constraints(const xmlNode *section, struct cib *cib)
{
	for (const xmlNode *one = section->children; one != NULL;
	     one = one->next) {
		if (is_named(one, "rsc_colocation"))
			add_bond(one, false, cib);
		else if (is_named(one, "rsc_order"))
			add_bond(one, true, cib);
		else if (is_named(one, "rsc_location"))
			add_leftover(one, cib);
	}
}

bool
cib_add(const char *xml, size_t n, struct cib *cib, struct why *why)
{
	xmlDoc *document = n > 0x7fffffff
			       ? NULL
			       : xmlReadMemory(xml, (int)n, "cib", NULL,
				     XML_PARSE_NONET | XML_PARSE_NOERROR |
					 XML_PARSE_NOWARNING);
	const xmlNode *root;

	if (document == NULL) {
		why_set(why, "what cibadmin printed is no XML");
		return false;
	}
	root = xmlDocGetRootElement(document);
	if (is_named(root, "crm_config"))
		add_properties(root, cib);
	else if (is_named(root, "resources"))
		add_resources(root, (struct parents){ NULL }, cib);
	else if (is_named(root, "constraints"))
		add_constraints(root, cib);
	xmlFreeDoc(document);
	return true;
}
