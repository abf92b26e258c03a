#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds the double to what a real openGauss 6.0.2 printed: each command of
captures/ is run again, in the same situation, and compared."""
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
import bed as beds  # noqa: E402
from scenario import Scenario  # noqa: E402

SQL_BOTH = (
    "02-{}-select---from-pg_stat_get_stream_replications",
    "03-{}-select-local_role--static_connections--db_state",
    "04-{}-select---from-pg_stat_replication",
    "05-{}-select---from-pg_stat_get_wal_senders",
    "06-{}-select---from-pg_stat_get_wal_receiver",
    "08-{}-select-pg_is_in_recovery",
    "10-{}-select-pg_last_xlog_receive_location----pg_last_",
    "11-{}-select-pg_last_xact_replay_timestamp",
    "12-{}-show-synchronous_standby_names",
    "13-{}-show-synchronous_commit",
    "14-{}-show-most_available_sync",
    "16-{}-select---from-pg_replication_slots",
    "17-{}-select---from-pg_get_replication_slots",
    "19-{}-select---from-pg_control_system",
    "23-{}-select-pg_postmaster_start_time",
    "24-{}-select---from-pg_stat_get_data_senders",
    "25-{}-select-pg_xlog_location_diff--0-4000148---0-2000",
    "28-{}-create-table-if-not-exists-labt-i-int",
)
# openGauss adds a line to an error that PostgreSQL has not.
NO_CONTEXT = (r"^CONTEXT:", r"^LINE 1:", r"^ +\^$", r"does not exist")
# A slot's name may hold no dot in PostgreSQL.
NO_SLOT_NAME = (r"^slot_name ",)
# The numbers of a start that failed are those of another system.
SERVER_TALK = (r"LOG: ", r"WARNING: ", r"HINT: ", r"^\t*$", r"^\.*$", r"^\.\d* ?$")


def make_both(s):
    s.bed.make(s.names["dn1"], s.port("dn1"), [s.port("dn2")])
    s.bed.make(s.names["dn2"], s.port("dn2"), [s.port("dn1")])


def pair(s, primary="dn1", standby="dn2"):
    """One streams from the other."""
    make_both(s)
    s.ctl(f"start -D /data/{primary} -M primary -l /var/log/omm/{primary}.log")
    s.ctl(f"build -D /data/{standby} -b full -M standby")
    s.await_normal(standby)


def primary_and_standby(s):
    """Two instances, as the first captures found them."""
    make_both(s)
    s.ctl("start -D /data/dn1 -M primary -l /var/log/omm/dn1.log")
    s.replay("gs_ctl-build-01-standby-full-first", subset=True, drop=SERVER_TALK)
    s.await_normal("dn2")


def views(s):
    s.replay("gs_ctl-query-01-primary-with-standby")
    s.replay("gs_ctl-query-02-standby")
    s.replay("gs_ctl-status-01-running-primary")
    s.replay("gs_ctl-status-02-running-standby")
    s.replay("gsql-01-socket")
    s.replay("pg_isready-01-primary")
    s.replay("psql-01-vanilla-connect-socket")
    s.replay("psql-01c-vanilla-connect-tcp")
    for name in SQL_BOTH:
        for side in ("primary", "standby"):
            s.replay("sql-" + name.format(side), drop=NO_SLOT_NAME)
    s.replay("sql-09-primary-select-pg_current_xlog_location")
    s.replay("sql-09-standby-select-pg_current_xlog_location", drop=NO_CONTEXT)
    s.replay("sql-22-primary-select-pg_switch_xlog")
    s.replay("sql-22-standby-select-pg_switch_xlog", drop=NO_CONTEXT)
    s.replay("sql-07-primary-select---from-pg_stat_wal_receiver", drop=NO_CONTEXT)
    controldata("pg_controldata-01-running-primary", s)
    controldata("pg_controldata-02-running-standby", s)


def controldata(name, s):
    """The names of all lines, and the values that are words."""
    s.replay(name, drop=(
        r"Next|oldest|setting:|Minimum|alignment|per segment|chunk|TimeLine:|Backup"
        r"|Database system identifier",))


def standby_stops_and_starts(s):
    s.replay("gs_ctl-start-01-standby-already-running")
    s.replay("gs_ctl-stop-01-standby-fast")
    s.replay("gs_ctl-query-03-stopped-standby")
    s.replay("gs_ctl-query-04-primary-standby-stopped-fast")
    s.replay("gs_ctl-status-03-stopped-standby")
    s.replay("gs_ctl-stop-02-already-stopped")
    s.replay("gs_ctl-stop-03-already-stopped-immediate")
    controldata("pg_controldata-03-standby-stopped-fast", s)
    s.replay("sql-30-primary-standby-stopped-stream_replications", drop=NO_SLOT_NAME)
    s.replay("sql-32-primary-no-standby-local-commit")
    s.bed.ok(f"gs_guc reload -D {s.directory('dn1')} -c most_available_sync=on")
    time.sleep(0.4)
    s.expect("with most_available_sync a commit returns without a standby", s.bed.sql(
        s.port("dn1"), "insert into labt values (5001)") == "INSERT 0 1")
    s.bed.ok(f"gs_guc reload -D {s.directory('dn1')} -c most_available_sync=off")
    s.replay("gs_ctl-start-02-standby")
    s.replay("gs_ctl-stop-04-standby-immediate")
    s.replay("gs_ctl-query-05-standby-stopped-immediate")
    s.replay("gs_ctl-status-04-standby-stopped-immediate")
    s.replay("gs_ctl-start-03-standby-after-immediate")
    s.await_normal("dn2")
    s.replay("gs_ctl-query-06-standby-3s-after-start")


def standby_is_killed(s):
    s.bed.kill9(s.names["dn2"])
    s.replay("kill9-standby-05-primary-query-right-after")
    s.replay("kill9-standby-12-query")
    s.replay("kill9-standby-13-status")
    s.replay("kill9-standby-14-stop-fast")
    s.replay("kill9-standby-15-psql")
    s.replay("kill9-standby-16-restart-M-standby", subset=True, drop=SERVER_TALK)
    s.await_normal("dn2")
    s.replay("kill9-standby-17-query-after-restart")


def primary_is_killed(s):
    s.bed.wait(lambda: s.bed.sql(s.port("dn1"), "select pg_current_xlog_location()") ==
               s.bed.sql(s.port("dn2"), "select lsn from pg_last_xlog_replay_location()"), 20)
    s.bed.kill9(s.names["dn1"])
    s.replay("kill9-primary-01-query")
    s.replay("kill9-primary-02-status")
    controldata("kill9-primary-03-controldata", s)
    s.bed.await_state(s.port("dn2"), "Standby|Need repair|Disconnected")
    s.replay("kill9-primary-06-standby-sql", drop=(r"Connecting|Disconnected",))
    s.replay("kill9-primary-05-standby-query-right-after", drop=(r"detail_information",))
    begun = time.monotonic()
    s.replay("failover-01-standby-primary-dead")
    s.expect("gs_ctl failover returns after a second",
             0.9 < time.monotonic() - begun < 4, time.monotonic() - begun)
    s.replay("failover-02-query-new-primary")
    s.replay("failover-05-sql")
    s.replay("failover-06-status-new-primary")
    s.replay("failover-07-again-on-primary")
    controldata("failover-03-controldata-new-primary", s)
    s.replay("rejoin-01-old-primary-start-M-standby-no-divergence")
    s.await_normal("dn1")
    s.replay("rejoin-04-old-primary-query-full")
    s.replay("rejoin-03-new-primary-query")


def two_primaries(s):
    s.replay("splitbrain-01-failover-standby-while-primary-alive")
    s.replay("splitbrain-02-query-dn1-promoted")
    s.replay("splitbrain-03-query-dn2-old-primary-still-primary")
    s.replay("splitbrain-05-sql-both")
    s.bed.sql(s.port("dn2"), "set synchronous_commit=local;"
              "create table if not exists labt(i int)")
    s.replay("splitbrain-06-both-accept-local-commits")
    s.replay("diverged-01-stop-fast-with-hung-sync-commit")
    s.replay("diverged-02-start-diverged-as-standby")
    s.bed.await_state(s.port("dn2"), "Standby|Need repair|WAL segment removed")
    s.replay("diverged-03-query-n2")
    s.replay("diverged-05-primary-query")
    s.replay("build-02-incremental-diverged", subset=True, drop=SERVER_TALK)
    s.await_normal("dn2")
    s.replay("build-03-after-incremental-query")
    s.replay("gs_ctl-querybuild-01-standby-after-build")
    s.replay("gs_ctl-querybuild-02-primary-never-built")


def switched_over(s):
    s.replay("switchover-02-healthy", drop=(r"^\[T\]\[P\]\[N\]\[gs_ctl\]: waiting",))
    s.await_normal("dn1")
    s.replay("switchover-04-query-dn1-after")
    s.replay("switchover-05-query-dn2-after")
    s.replay("gs_ctl-reload-01")


def named(s):
    """The standby gets a name, and the primary's list is set to it."""
    s.bed.ok(f"gs_guc reload -D {s.directory('dn1')} -c \"application_name='node1'\"")
    s.ctl("restart -D /data/dn1")
    s.await_normal("dn1")
    s.replay("sync-01-gs_guc-reload-synchronous_standby_names")
    time.sleep(0.3)
    s.replay("sync-02-names-match", drop=(r"slot_name|active|RECORD",))
    for value, name in (("ANY 1 (node1)", "ANY_1__node1_"),
                        ("ANY 1 (node1,node2)", "ANY_1__node1_node2_"),
                        ("FIRST 1 (node1)", "FIRST_1__node1_"), ("nobody", "nobody"),
                        ("", "empty"), ("*", "_")):
        s.bed.ok(f"gs_guc reload -D {s.directory('dn2')} "
                 f"-c \"synchronous_standby_names='{value}'\"")
        time.sleep(0.3)
        s.replay("sync-03-names-value-" + name)
    s.replay("sync-05-pg_reload_conf")


def built(s):
    """From a second primary back to a standby, every way."""
    s.replay("twoprimaries-01-restart-standby-as-primary", subset=True, drop=SERVER_TALK)
    s.replay("twoprimaries-05-restart-back-M-standby", subset=True, drop=SERVER_TALK)
    s.bed.await_state(s.port("dn1"), "Standby|Need repair|WAL segment removed")
    s.replay("twoprimaries-06-query-dn1-after")
    s.replay("build-04-auto", subset=True)
    s.replay("build-05-after-q-status-not-started", drop=(r"^0000", r"^backup_label"))
    s.replay("pending-01-start-M-pending")
    s.replay("pending-02-query")
    s.replay("pending-03-sql")
    s.replay("pending-04-failover-while-pending")
    s.replay("pending-05-notify-standby")
    s.await_normal("dn1")
    s.replay("pending-06-query-after-notify")
    s.replay("pending-07-notify-again-when-standby")


def stopped_cleanly(s):
    s.replay("cleanstop-01-primary-stop-fast")
    s.replay("cleanstop-06-start-stopped-primary-as-standby-no-primary")
    s.replay("cleanstop-07-query-both-standby", drop=(r"detail_information",))
    s.replay("cleanstop-09-failover-dn2")
    s.await_normal("dn1")
    s.replay("cleanstop-10-query-both-after")
    s.replay("gs_ctl-stop-05-dn1-fast")
    s.replay("normal-01-start-without-M")
    s.replay("normal-02-query")
    s.replay("normal-03-sql")
    s.replay("normal-04-failover")
    s.replay("normal-05-restart-M-standby", subset=True, drop=SERVER_TALK)
    s.bed.await_state(s.port("dn1"), "Standby|Need repair|WAL segment removed")
    s.replay("normal-06-query-standby-after")
    s.replay("diverged-10-failover-diverged-standby-while-primary-alive")
    s.replay("diverged-11-query")
    s.replay("build-09-full-refused-on-running-primary")


def interrupted(s):
    """A full build is killed in the middle, here by a slow source."""
    s.ctl("stop -D /data/dn1 -m immediate")
    s.bed.shell("timeout -s KILL 0.9 " + s.translated(
        "gs_ctl build -D /data/dn1 -b full -M standby"), GAUSSDB_BUILD_WAIT_S="5")
    s.replay("build-12-start-M-standby-after-interrupted-full")
    s.replay("build-13-start-M-primary-after-interrupted-full")
    s.replay("build-14-querybuild-after-interrupted-full-later")
    s.replay("build-15-incremental-after-interrupted-full")
    s.replay("build-16-auto-after-interrupted-full", subset=True, drop=SERVER_TALK)
    s.await_normal("dn1")
    s.replay("build-17-query")


def story_of_failures(s):
    for part in (primary_and_standby, views, standby_stops_and_starts, standby_is_killed,
                 primary_is_killed, two_primaries):
        part(s)


def story_of_builds(s):
    pair(s)
    for part in (switched_over, named, built, stopped_cleanly, interrupted):
        part(s)


def dead_primary(s):
    """switchover waits in vain, and locks the others out meanwhile."""
    bed = s.bed
    pair(s, "dn2", "dn1")
    bed.kill9(s.names["dn2"])
    slow = Scenario(bed, {"dn2": s.names["dn1"]}, {15420: s.port("dn1")},
                    lambda t: t.replay("switchover-01-when-primary-is-dead"))
    slow.start()
    bed.wait(lambda: os.path.exists(os.path.join(s.directory("dn1"), "switchover")))
    s.replay("lock-01-failover-while-switchover-waits")
    s.replay("lock-02-start-while-switchover-waits")
    s.replay("lock-03-restart-while-switchover-waits")
    slow.join()
    s.results += slow.results
    s.replay("lock-05-failover-after-switchover-timeout")


def frozen(s):
    """A stopped process keeps its role in the state file, and its port."""
    os.kill(s.bed.pid(s.names["dn1"]), 19)
    time.sleep(0.1)
    s.expect("every process of a stopped server is stopped", all(
        open(f"/proc/{pid}/stat", encoding="ascii").read().rpartition(")")[2].split()[0] == "T"
        for pid in s.bed.servers_in(s.names["dn1"])))
    s.replay("sigstop-02-status", drop=(r'"-M"',))
    s.replay("sigstop-01-query-stopped-process", drop=(r"local_role",))
    s.replay("sigstop-05-stop-immediate")
    s.replay("gs_ctl-start-04-after-forced-kill")


def story_of_waiting(s):
    dead_primary(s)
    frozen(s)


def single(s):
    bed = s.bed
    bed.make("single", s.ports[15440])
    s.replay("single-01-start-no-M-no-replconninfo")
    s.replay("single-02-query")
    s.expect("without replication nobody waits for a standby", bed.sql(
        s.ports[15440], "create table t(i int)") == "CREATE TABLE")
    s.replay("single-03-stop")
    s.replay("single-04-start-M-primary-no-replconninfo")
    s.replay("single-05-query")
    bed.ok(f"gs_ctl stop -D {bed.path('single')}")
    s.replay("single-06-start-M-standby-no-replconninfo")
    s.replay("single-07-query")
    output, status = bed.shell(f"gs_ctl failover -t 2 -D {bed.path('single')}")
    s.expect("a standby without a peer cannot be promoted",
             status == 1 and "failover timeout after 2 seconds" in output, output)
    bed.ok(f"gs_ctl stop -D {bed.path('single')}")


def bad_starts(s):
    bed = s.bed
    bed.make(s.names["dn3"], s.port("dn3"), [s.port("dn1")])
    s.replay("start-bad-01-config-error", drop=(r"cannot access",))
    clean = f"env -i LD_LIBRARY_PATH={bed.home}/lib {bed.home}/bin/"
    output, status = bed.shell(f"{clean}gs_ctl start -D {s.directory('dn3')} -M standby "
                               f"-l {bed.path('x.log')}")
    s.expect("without GAUSSHOME a start fails and leaves an empty pid file", status == 1 and
             os.path.getsize(os.path.join(s.directory("dn3"), "postmaster.pid")) == 0, output)
    s.replay("emptypid-01-status")
    s.replay("emptypid-02-stop-immediate")
    output, status = bed.shell(f"env -i {bed.home}/bin/gs_ctl status -D {s.directory('dn3')}")
    s.expect("without LD_LIBRARY_PATH the loader complains", status == 127 and
             "libboundscheck.so" in output, output)


def refuse_root(s):
    if os.geteuid() != 0:
        return
    home, directory = s.bed.home, s.directory("dn3")
    done = os.popen(f"LD_LIBRARY_PATH={home}/lib {home}/bin/gs_ctl query -D {directory};"
                    "echo status $?").read()
    s.expect("gs_ctl refuses root with status 1",
             "cannot be run as root" in done and "status 1" in done, done)


def story_of_one(s):
    single(s)
    bad_starts(s)
    refuse_root(s)


def main():
    bed = beds.Bed(10)
    ports = bed.ports

    def scenario(prefix, at, story):
        return Scenario(bed, {f"dn{i}": f"{prefix}{i}" for i in (1, 2, 3)},
                        {15400: ports[at], 15420: ports[at + 1], 15440: ports[at + 2]}, story)

    scenarios = [scenario("two", 0, story_of_failures), scenario("build", 2, story_of_builds),
                 scenario("wait", 4, story_of_waiting), scenario("one", 6, story_of_one)]
    try:
        for each in scenarios:
            each.start()
        for each in scenarios:
            each.join()
    finally:
        if not os.environ.get("KEEP"):
            bed.done()
    passed = failed = 0
    for each in scenarios:
        for sentence, good, detail in each.results:
            passed, failed = passed + good, failed + (not good)
            if not good:
                print(f"FAILED {sentence}\n    " + detail.replace("\n", "\n    "))
    print(f"{passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
