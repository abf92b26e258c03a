/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cib.h - what Pacemaker's configuration says that matters here, from the XML
 * that cibadmin prints.  The only reader of XML.
 *
 * Resources of others, and what is said in templates or by references, is not
 * seen.
 */
#ifndef CLI_CIB_H
#define CLI_CIB_H

#include <stdbool.h>
#include <stddef.h>

struct why;

#define CIB_NAME_MAX   64
#define CIB_PATH_MAX   256
#define CIB_THINGS_MAX 64
#define CIB_BONDS_MAX  256

struct cib_database {
	char name[CIB_NAME_MAX];
	char clone[CIB_NAME_MAX]; /* "" when it is none */
	bool is_promotable;
	bool monitors_promoted, monitors_unpromoted;
	char datadir[CIB_PATH_MAX], gausshome[CIB_PATH_MAX];
	bool is_soft;         /* lease=soft */
	bool may_stand_alone; /* sync_least=0 */
	char watchdog_device[CIB_PATH_MAX];
};

struct cib_vip {
	char name[CIB_NAME_MAX];
	char whole[CIB_NAME_MAX]; /* the group that it is in, or itself */
	char ip[CIB_NAME_MAX];
};

/* "what" is with "with", or comes after it. */
struct cib_bond {
	char what[CIB_NAME_MAX], with[CIB_NAME_MAX];
	bool is_order;
	bool is_promoted;  /* with the promoted one; after the promotion */
	bool is_mandatory; /* INFINITY */
};

/* Left by pcs resource move and ban, and by crm_resource. */
struct cib_leftover {
	char id[CIB_NAME_MAX], what[CIB_NAME_MAX], node[CIB_NAME_MAX];
};

struct cib {
	char stonith_enabled[16], maintenance_mode[16], no_quorum_policy[16];
	unsigned nstonith; /* fencing devices */
	unsigned ndatabases, nvips, nbonds, nleftovers;
	bool is_too_large; /* there was more, which is not here */
	struct cib_database databases[CIB_THINGS_MAX];
	struct cib_vip vips[CIB_THINGS_MAX];
	struct cib_bond bonds[CIB_BONDS_MAX];
	struct cib_leftover leftovers[CIB_THINGS_MAX];
};

/*
 * Adds what one section (crm_config, resources, constraints) says; what
 * there is no room for is passed over, and told by is_too_large.  False when it
 * is no XML.
 */
bool cib_add(const char *xml, size_t n, struct cib *cib, struct why *why);

#endif
