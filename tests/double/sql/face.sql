-- openGauss's names over PostgreSQL's catalogue.  Run once in template1 by
-- gs_initdb, with allow_system_table_mods; a statement ends with ";" and an
-- empty line.

-- What openGauss answers otherwise goes out of the way.

UPDATE pg_proc SET proname = 'face_pg_' || proname
WHERE pronamespace = 'pg_catalog'::regnamespace AND proname IN (
	'pg_stat_get_wal_senders', 'pg_stat_get_wal_receiver', 'version',
	'pg_get_replication_slots', 'pg_control_system');

DROP VIEW pg_catalog.pg_stat_wal_receiver;

DROP VIEW pg_catalog.pg_stat_replication;

DROP VIEW pg_catalog.pg_replication_slots CASCADE;

DROP VIEW pg_catalog.pg_stat_activity;

CREATE FUNCTION pg_catalog.version() RETURNS text LANGUAGE sql STABLE AS $$
SELECT '(openGauss 6.0.2 build 6285c0ef) compiled at 2026-11-21 19:16:26 commit 0 last mr 8059  on x86_64-unknown-linux-gnu, compiled by g++ (Debian 12.2.0-14+deb12u1) 12.2.0, 64-bit'::text
$$;

-- The state of this instance.

CREATE FUNCTION pg_catalog.pg_stat_get_stream_replications(
	OUT local_role text, OUT static_connections int4, OUT db_state text,
	OUT detail_information text)
LANGUAGE c STABLE AS 'gaussface', 'face_stream_replications';

CREATE FUNCTION pg_catalog.face_local_role() RETURNS text
LANGUAGE c STABLE AS 'gaussface', 'face_local_role';

CREATE FUNCTION pg_catalog.face_own_address(text) RETURNS text
LANGUAGE c STABLE STRICT AS 'gaussface', 'face_own_address';

CREATE FUNCTION pg_catalog.pg_control_system(
	OUT pg_control_version int4, OUT catalog_version_no int4,
	OUT system_identifier int8, OUT pg_control_last_modified timestamptz)
LANGUAGE sql STABLE AS $$
SELECT 923, 201611171, system_identifier, pg_control_last_modified
FROM pg_catalog.face_pg_pg_control_system()
$$;

-- Positions.

CREATE FUNCTION pg_catalog.pg_last_xlog_replay_location(
	OUT term text, OUT lsn text)
LANGUAGE c VOLATILE AS 'gaussface', 'face_replay_location';

CREATE FUNCTION pg_catalog.pg_last_xlog_receive_location() RETURNS text
LANGUAGE c VOLATILE AS 'gaussface', 'face_receive_location';

CREATE FUNCTION pg_catalog.pg_current_xlog_location() RETURNS text
LANGUAGE c VOLATILE AS 'gaussface', 'face_current_location';

CREATE FUNCTION pg_catalog.pg_current_xlog_insert_location() RETURNS text
LANGUAGE c VOLATILE AS 'gaussface', 'face_insert_location';

CREATE FUNCTION pg_catalog.pg_get_flush_lsn() RETURNS text
LANGUAGE c VOLATILE AS 'gaussface', 'face_flush_location';

CREATE FUNCTION pg_catalog.pg_switch_xlog() RETURNS text
LANGUAGE c VOLATILE AS 'gaussface', 'face_switch_xlog';

CREATE FUNCTION pg_catalog.gs_get_recv_locations(
	OUT received_lsn text, OUT write_lsn text, OUT flush_lsn text,
	OUT replay_lsn text)
LANGUAGE c VOLATILE AS 'gaussface', 'face_recv_locations';

CREATE FUNCTION pg_catalog.pg_xlog_location_diff(text, text) RETURNS numeric
LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT $1::pg_lsn - $2::pg_lsn $$;

CREATE FUNCTION pg_catalog.pg_xlogfile_name(text) RETURNS text
LANGUAGE sql STABLE STRICT AS $$ SELECT pg_walfile_name($1::pg_lsn) $$;

CREATE FUNCTION pg_catalog.pg_is_xlog_replay_paused() RETURNS bool
LANGUAGE sql STABLE AS $$ SELECT pg_is_wal_replay_paused() $$;

CREATE FUNCTION pg_catalog.pg_xlog_replay_pause() RETURNS void
LANGUAGE sql VOLATILE AS $$ SELECT pg_wal_replay_pause() $$;

CREATE FUNCTION pg_catalog.pg_xlog_replay_resume() RETURNS void
LANGUAGE sql VOLATILE AS $$ SELECT pg_wal_replay_resume() $$;

-- Who follows whom.

CREATE FUNCTION pg_catalog.disable_conn(text, text, int4) RETURNS void
LANGUAGE c VOLATILE STRICT AS 'gaussface', 'face_disable_conn';

CREATE FUNCTION pg_catalog.read_disable_conn_file(
	OUT disconn_mode text, OUT disconn_host text, OUT disconn_port text,
	OUT local_host text, OUT local_port text, OUT redo_finished text)
LANGUAGE c VOLATILE AS 'gaussface', 'face_read_disable_conn';

CREATE FUNCTION pg_catalog.face_wal_receiver(
	OUT receiver_pid int4, OUT local_role text, OUT peer_role text,
	OUT sent text, OUT received text, OUT flushed text, OUT replayed text,
	OUT channel text)
LANGUAGE c VOLATILE AS 'gaussface', 'face_wal_receiver';

CREATE FUNCTION pg_catalog.pg_stat_get_wal_receiver(
	OUT receiver_pid int4, OUT local_role text, OUT peer_role text,
	OUT peer_state text, OUT state text, OUT sender_sent_location text,
	OUT sender_write_location text, OUT sender_flush_location text,
	OUT sender_replay_location text, OUT receiver_received_location text,
	OUT receiver_write_location text, OUT receiver_flush_location text,
	OUT receiver_replay_location text, OUT sync_percent text,
	OUT channel text)
RETURNS SETOF record LANGUAGE sql VOLATILE AS $$
SELECT receiver_pid, local_role, peer_role, 'Normal', 'Normal', sent, sent,
	sent, sent, received, received, flushed, replayed, '100%', channel
FROM pg_catalog.face_wal_receiver() WHERE receiver_pid IS NOT NULL
$$;

CREATE FUNCTION pg_catalog.pg_stat_get_wal_senders(
	OUT pid int8, OUT sender_pid int4, OUT local_role text,
	OUT peer_role text, OUT peer_state text, OUT state text,
	OUT catchup_start timestamptz, OUT catchup_end timestamptz,
	OUT sender_sent_location text, OUT sender_write_location text,
	OUT sender_flush_location text, OUT sender_replay_location text,
	OUT receiver_received_location text, OUT receiver_write_location text,
	OUT receiver_flush_location text, OUT receiver_replay_location text,
	OUT sync_percent text, OUT sync_state text, OUT sync_priority int4,
	OUT sync_most_available text, OUT channel text)
RETURNS SETOF record LANGUAGE sql VOLATILE AS $$
SELECT s.pid::int8, s.pid, face_local_role(),
	CASE face_local_role() WHEN 'Primary' THEN 'Standby'
		ELSE 'Cascade Standby' END,
	'Normal', initcap(s.state), a.backend_start, a.backend_start,
	coalesce(s.sent_lsn, '0/0')::text, coalesce(s.sent_lsn, '0/0')::text,
	coalesce(s.sent_lsn, '0/0')::text, coalesce(s.sent_lsn, '0/0')::text,
	coalesce(s.write_lsn, '0/0')::text, coalesce(s.write_lsn, '0/0')::text,
	coalesce(s.flush_lsn, '0/0')::text, coalesce(s.replay_lsn, '0/0')::text,
	'100%', initcap(s.sync_state), s.sync_priority,
	initcap(current_setting('most_available_sync')),
	face_own_address(host(a.client_addr)) || '-->' ||
	host(a.client_addr) || ':' || a.client_port
FROM face_pg_pg_stat_get_wal_senders() s
JOIN pg_stat_get_activity(NULL) a ON a.pid = s.pid
WHERE s.state = 'backup'
	OR (a.application_name <> 'gs_ctl' AND s.state <> 'startup')
$$;

CREATE VIEW pg_catalog.pg_stat_replication AS
SELECT s.pid::int8 AS pid, a.usesysid, u.rolname AS usename,
	CASE WHEN s.state = 'backup' THEN 'WalSender to Build'
		ELSE 'WalSender to Standby[' || a.application_name || ']' END
		AS application_name,
	a.client_addr, a.client_hostname, a.client_port, a.backend_start,
	initcap(s.state) AS state,
	coalesce(s.sent_lsn, '0/0')::text AS sender_sent_location,
	coalesce(s.write_lsn, '0/0')::text AS receiver_write_location,
	coalesce(s.flush_lsn, '0/0')::text AS receiver_flush_location,
	coalesce(s.replay_lsn, '0/0')::text AS receiver_replay_location,
	s.sync_priority, initcap(s.sync_state) AS sync_state
FROM face_pg_pg_stat_get_wal_senders() s
JOIN pg_stat_get_activity(NULL) a ON a.pid = s.pid
LEFT JOIN pg_authid u ON u.oid = a.usesysid
WHERE s.state = 'backup'
	OR (a.application_name <> 'gs_ctl' AND s.state <> 'startup');

GRANT SELECT ON pg_catalog.pg_stat_replication TO PUBLIC;

CREATE FUNCTION pg_catalog.pg_stat_get_data_senders(OUT pid int8)
RETURNS SETOF int8 LANGUAGE sql AS $$ SELECT 1::int8 WHERE false $$;

CREATE FUNCTION pg_catalog.pg_get_replication_slots(
	OUT slot_name text, OUT plugin text, OUT slot_type text,
	OUT datoid oid, OUT active bool, OUT xmin xid, OUT catalog_xmin xid,
	OUT restart_lsn text, OUT dummy_standby bool, OUT confirmed_flush text)
RETURNS SETOF record LANGUAGE sql STABLE AS $$
SELECT slot_name, plugin, slot_type, coalesce(datoid, 0::oid), active, xmin,
	catalog_xmin, restart_lsn::text, false, confirmed_flush_lsn::text
FROM pg_catalog.face_pg_pg_get_replication_slots() WHERE NOT temporary
$$;

CREATE VIEW pg_catalog.pg_replication_slots AS
SELECT s.slot_name, s.plugin, s.slot_type, s.datoid, d.datname AS database,
	s.active, s.xmin, s.catalog_xmin, s.restart_lsn, s.dummy_standby,
	s.confirmed_flush
FROM pg_catalog.pg_get_replication_slots() s
LEFT JOIN pg_database d ON s.datoid = d.oid;

GRANT SELECT ON pg_catalog.pg_replication_slots TO PUBLIC;

CREATE VIEW pg_catalog.pg_stat_activity AS
SELECT s.datid, d.datname, s.pid::int8 AS pid, s.pid::int8 AS sessionid,
	s.usesysid, u.rolname AS usename, s.application_name, s.client_addr,
	s.client_hostname, s.client_port, s.backend_start, s.xact_start,
	s.query_start, s.state_change,
	coalesce(s.wait_event_type = 'Lock', false) AS waiting,
	NULL::text AS enqueue, s.state, 'default_pool'::name AS resource_pool,
	coalesce(s.query_id, 0) AS query_id, s.query,
	NULL::text AS connection_info, 0::int8 AS unique_sql_id,
	NULL::text AS trace_id
FROM pg_stat_get_activity(NULL) s
LEFT JOIN pg_database d ON s.datid = d.oid
LEFT JOIN pg_authid u ON s.usesysid = u.oid
WHERE s.backend_type = 'client backend';

GRANT SELECT ON pg_catalog.pg_stat_activity TO PUBLIC;

-- What the threads wait for; only the waits for standbys have a name here.

CREATE VIEW pg_catalog.pg_thread_wait_status AS
SELECT current_setting('pgxc_node_name') AS node_name, d.datname::text AS db_name,
	s.application_name AS thread_name, coalesce(s.query_id, 0) AS query_id,
	s.pid::int8 AS tid, s.pid::int8 AS sessionid, s.pid AS lwtid,
	NULL::int8 AS psessionid, 0 AS tlevel, 0 AS smpid,
	CASE WHEN s.wait_event = 'SyncRep' THEN 'wait wal sync'
		ELSE 'none' END AS wait_status,
	'none'::text AS wait_event, NULL::text AS locktag,
	NULL::text AS lockmode, NULL::int8 AS block_sessionid,
	NULL::text AS global_sessionid
FROM pg_stat_get_activity(NULL) s
LEFT JOIN pg_database d ON s.datid = d.oid;

GRANT SELECT ON pg_catalog.pg_thread_wait_status TO PUBLIC;
