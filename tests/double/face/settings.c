/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "settings.h"

#include <dlfcn.h>
#include <libgen.h>

#include "miscadmin.h"
#include "postmaster/postmaster.h"
#include "replication/walreceiver.h"
#include "utils/guc.h"

#include "interpose.h"
#include "probe.h"
#include "sync_config.h"

bool settings_most_available_sync;
bool settings_stream_replication;
char *settings_sync_config_strategy;
char *settings_wal_range;
int settings_connect_timeout_s;

static char *replconninfo[PEERS_MAX];
static char *socket_directory;
static char *node_name;
static char *listen_addresses_shown;
static int wal_keep_segments;
static int password_encryption_type;
static enum face_role role_asked = FACE_UNKNOWN;

/* What only a receiver and its peer say to each other. */
#define HIDDEN (GUC_NO_SHOW_ALL | GUC_NOT_IN_SAMPLE | GUC_DISALLOW_IN_FILE)

struct text_setting {
	const char *name;
	const char *value;
	GucContext context;
	char **variable;
};
struct bool_setting {
	const char *name;
	bool value;
	GucContext context;
	bool *variable;
};
struct int_setting {
	const char *name;
	int value;
	GucContext context;
	int *variable;
};

/* Where nothing here reads a setting, it is only kept for who asks. */
static char *kept_text[32];
static bool kept_bool[32];
static int kept_int[32];

/* clang-format off */
static const struct text_setting texts[] = {
	{ "unix_socket_directory", "/tmp", PGC_POSTMASTER, &socket_directory },
	{ "pgxc_node_name", "dn1", PGC_POSTMASTER, &node_name },
	{ "sync_config_strategy", "all_node", PGC_POSTMASTER,
	    &settings_sync_config_strategy },
	{ "remote_read_mode", "authentication", PGC_POSTMASTER, NULL },
	{ "available_zone", "", PGC_POSTMASTER, NULL },
	{ "repl_auth_mode", "default", PGC_SIGHUP, NULL },
	{ "repl_uuid", "", PGC_SIGHUP, NULL },
	{ "remotetype", "", PGC_USERSET, NULL },
	{ "audit_directory", "pg_audit", PGC_POSTMASTER, NULL },
	{ "alarm_component", "", PGC_POSTMASTER, NULL },
	{ "sql_compatibility", "A", PGC_USERSET, NULL },
	{ "thread_pool_attr", "16,2,(nobind)", PGC_POSTMASTER, NULL },
	{ "dcf_config", "", PGC_POSTMASTER, NULL },
	{ "xlog_file_path", "", PGC_POSTMASTER, NULL },
	{ "audit_file_remain_time", "90", PGC_SIGHUP, NULL },
	{ "cstore_buffers", "16MB", PGC_POSTMASTER, NULL },
	{ "max_process_memory", "2GB", PGC_POSTMASTER, NULL },
	{ "max_size_for_xlog_prune", "256GB", PGC_SIGHUP, NULL },
};
static const struct bool_setting bools[] = {
	{ "most_available_sync", false, PGC_SIGHUP,
	    &settings_most_available_sync },
	{ "enable_stream_replication", true, PGC_SIGHUP,
	    &settings_stream_replication },
	{ "xc_maintenance_mode", false, PGC_USERSET, NULL },
	{ "enable_dcf", false, PGC_POSTMASTER, NULL },
	{ "enable_slot_log", false, PGC_USERSET, NULL },
	{ "ha_module_debug", false, PGC_USERSET, NULL },
	{ "enable_availablezone", false, PGC_POSTMASTER, NULL },
	{ "enable_incremental_checkpoint", true, PGC_POSTMASTER, NULL },
	{ "enable_double_write", true, PGC_POSTMASTER, NULL },
	{ "enable_save_confirmed_lsn", false, PGC_POSTMASTER, NULL },
	{ "enable_thread_pool", false, PGC_POSTMASTER, NULL },
	{ "enable_xlog_prune", true, PGC_SIGHUP, NULL },
	{ "use_workload_manager", true, PGC_SIGHUP, NULL },
	{ "enable_alarm", false, PGC_POSTMASTER, NULL },
	{ "audit_enabled", true, PGC_SIGHUP, NULL },
	{ "support_extended_features", false, PGC_POSTMASTER, NULL },
};
static const struct int_setting ints[] = {
	{ "replication_type", 1, PGC_POSTMASTER, NULL },
	{ "keep_sync_window", 0, PGC_SIGHUP, NULL },
	{ "session_timeout", 600, PGC_USERSET, NULL },
	{ "catchup2normal_wait_time", -1, PGC_SIGHUP, NULL },
	{ "wal_keep_segments", 16, PGC_SIGHUP, &wal_keep_segments },
	{ "wal_receiver_connect_timeout", 2, PGC_SIGHUP,
	    &settings_connect_timeout_s },
	{ "wal_receiver_connect_retries", 1, PGC_SIGHUP, NULL },
	{ "password_encryption_type", 2, PGC_SIGHUP,
	    &password_encryption_type },
	{ "local_syscache_threshold", 262144, PGC_SIGHUP, NULL },
	{ "max_inner_tool_connections", 50, PGC_POSTMASTER, NULL },
	{ "sysadmin_reserved_connections", 3, PGC_POSTMASTER, NULL },
	{ "recovery_time_target", 0, PGC_SIGHUP, NULL },
	{ "recovery_max_workers", 1, PGC_POSTMASTER, NULL },
	{ "recovery_parse_workers", 1, PGC_POSTMASTER, NULL },
	{ "password_policy", 1, PGC_SIGHUP, NULL },
	{ "operation_mode", 0, PGC_SIGHUP, NULL },
	{ "comm_proxy_attr", 0, PGC_SIGHUP, NULL },
	{ "session_history_memory", 10, PGC_POSTMASTER, NULL },
};
/* clang-format on */

static void
define_text(const char *name, const char *value, GucContext context,
    char **variable, GucShowHook show)
{
	DefineCustomStringVariable(name, "openGauss", NULL, variable, value,
	    context, show ? HIDDEN : 0, NULL, NULL, show);
}

static void
define_tables(void)
{
	for (size_t i = 0; i < lengthof(texts); i++)
		define_text(texts[i].name, texts[i].value, texts[i].context,
		    texts[i].variable ? texts[i].variable : &kept_text[i],
		    NULL);
	for (size_t i = 0; i < lengthof(bools); i++)
		DefineCustomBoolVariable(bools[i].name, "openGauss", NULL,
		    bools[i].variable ? bools[i].variable : &kept_bool[i],
		    bools[i].value, bools[i].context, 0, NULL, NULL, NULL);
	for (size_t i = 0; i < lengthof(ints); i++)
		DefineCustomIntVariable(ints[i].name, "openGauss", NULL,
		    ints[i].variable ? ints[i].variable : &kept_int[i],
		    ints[i].value, -1, INT_MAX, ints[i].context, 0, NULL, NULL,
		    NULL);
}

void
settings_define(void)
{
	static char name[PEERS_MAX][sizeof("replconninfo1")];
	Dl_info self;

	/* PGC_POSTMASTER variables are refused outside the preload phase. */
	process_shared_preload_libraries_in_progress = true;
	define_tables();
	for (int i = 0; i < PEERS_MAX; i++) {
		snprintf(name[i], sizeof(name[i]), "replconninfo%d", i + 1);
		define_text(name[i], "", PGC_SIGHUP, &replconninfo[i], NULL);
	}
	define_text("gaussface.wal", "", PGC_USERSET, &settings_wal_range,
	    probe_show_wal);
	define_text("gaussface.identity", "", PGC_INTERNAL, &kept_text[30],
	    probe_show_identity);
	define_text("gaussface.config", "", PGC_INTERNAL, &kept_text[29],
	    sync_config_show);
	define_text("gaussface.demote", "", PGC_INTERNAL, &kept_text[31],
	    probe_show_demote);
	process_shared_preload_libraries_in_progress = false;

	if (dladdr((void *)settings_define, &self) != 0)
		SetConfigOption("shared_preload_libraries",
		    psprintf("libpqwalreceiver,%s", self.dli_fname),
		    PGC_POSTMASTER, PGC_S_ARGV);
}

static void
override(const char *name, const char *value)
{
	SetConfigOption(name, value, PGC_POSTMASTER, PGC_S_OVERRIDE);
}

/* Every listen address, and every own one of replconninfo, on port + 1. */
static void
open_ha_addresses(void)
{
	char *all = pstrdup(ListenAddresses);
	char *rest, *host;
	char *list = pstrdup(ListenAddresses);
	struct peer peer;

	listen_addresses_shown = strdup(ListenAddresses);
	for (host = strtok_r(list, ", ", &rest); host != NULL;
	     host = strtok_r(NULL, ", ", &rest))
		all = psprintf("%s,%s%s", all, INTERPOSE_HA_PREFIX, host);
	for (int i = 1; i <= PEERS_MAX; i++) {
		if (!settings_peer(i, &peer) || strstr(all, "*") != NULL)
			continue;
		host = psprintf("%s%s", INTERPOSE_HA_PREFIX, peer.local_host);
		if (strstr(all, host) == NULL)
			all = psprintf("%s,%s", all, host);
	}
	override("listen_addresses", all);
}

void
settings_apply(void)
{
	char megabytes[32];
	Dl_info self;

	snprintf(megabytes, sizeof(megabytes), "%dMB", wal_keep_segments * 16);
	override("wal_keep_size", megabytes);
	override("unix_socket_directories",
	    psprintf("%s,.", socket_directory[0] ? socket_directory : "/tmp"));
	if (settings_npeers() > 0)
		open_ha_addresses();
	/* What the receiver does with it is decided in receiver.c. */
	override("primary_conninfo", "application_name=gaussdb");
	override("wal_retrieve_retry_interval", "400ms");
	override("recovery_target_timeline", "latest");
	/* Below the data directory: what a killed server leaves goes with it.
	 */
	override("dynamic_shared_memory_type", "mmap");
	/* openGauss is one process: what kills a part of it kills it. */
	override("restart_after_crash", "off");
	if (dladdr((void *)settings_apply, &self) != 0)
		override("dynamic_library_path",
		    psprintf("%s:$libdir", dirname(pstrdup(self.dli_fname))));
}

void
settings_hide_ha_addresses(void)
{
	if (listen_addresses_shown != NULL)
		override("listen_addresses", listen_addresses_shown);
}

bool
settings_md5_passwords(void)
{
	return password_encryption_type < 2;
}

void
settings_take_role(const char *word)
{
	static const struct {
		const char *word;
		enum face_role role;
	} words[] = {
		{ "primary", FACE_PRIMARY },
		{ "standby", FACE_STANDBY },
		{ "cascade_standby", FACE_CASCADE },
		{ "pending", FACE_PENDING },
		{ "normal", FACE_NORMAL },
	};

	for (size_t i = 0; i < lengthof(words); i++)
		if (strcmp(words[i].word, word) == 0)
			role_asked = words[i].role;
	if (role_asked == FACE_UNKNOWN)
		ereport(FATAL, (errmsg("the options of -M is not recognized")));
}

enum face_role
settings_role(void)
{
	if (role_asked == FACE_UNKNOWN)
		return settings_npeers() > 0 ? FACE_PRIMARY : FACE_NORMAL;
	return role_asked;
}

int
settings_npeers(void)
{
	struct peer peer;
	int npeers = 0;

	for (int i = 1; i <= PEERS_MAX; i++)
		npeers += settings_peer(i, &peer);
	return npeers;
}

/* The value of word= in a replconninfo; false where it is missing. */
static bool
take_word(const char *text, const char *word, char *buf, size_t size)
{
	size_t len = strlen(word);

	for (const char *at = text; (at = strstr(at, word)) != NULL; at++) {
		if ((at != text && at[-1] != ' ') || at[len] != '=')
			continue;
		snprintf(buf, size, "%.*s", (int)strcspn(at + len + 1, " "),
		    at + len + 1);
		return buf[0] != '\0';
	}
	return false;
}

bool
settings_peer(int index, struct peer *ret_peer)
{
	const char *text = replconninfo[index - 1];
	char port[16], local_port[16];

	if (text == NULL ||
	    !take_word(text, "remotehost", ret_peer->host, FACE_HOST_MAX) ||
	    !take_word(text, "remoteport", port, sizeof(port)) ||
	    !take_word(
		text, "localhost", ret_peer->local_host, FACE_HOST_MAX) ||
	    !take_word(text, "localport", local_port, sizeof(local_port)))
		return false;
	ret_peer->port = atoi(port);
	ret_peer->local_port = atoi(local_port);
	return true;
}

const char *
settings_standby_name(void)
{
	return application_name && application_name[0] ? application_name
						       : "walreceiver";
}

void
settings_slot_name(const struct peer *peer, char *buf, size_t size)
{
	if (application_name && application_name[0])
		snprintf(buf, size, "%s", application_name);
	else
		snprintf(buf, size, "%s_%s_%d", node_name, peer->local_host,
		    peer->local_port);
	/* PostgreSQL allows fewer letters in a slot's name than openGauss. */
	for (char *at = buf; *at != '\0'; at++)
		*at = isalnum((unsigned char)*at)
			  ? (char)pg_tolower((unsigned char)*at)
			  : '_';
}
