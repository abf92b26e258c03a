#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The opengauss agent as Pacemaker calls it, on instances of the double.

usage: tests/agent/test_opengauss.py [part of a test's name]
"""
import glob
import os
import shutil
import signal
import subprocess
import sys
import time
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import opengauss_bed as lab  # noqa: E402
from opengauss_bed import wait_for  # noqa: E402

CLOSED = "ANY 1 (gaussha_none)"


def expect(answer, code, *words):
    """The exit code, and words that the reason must have in it."""
    assert answer.code == code, f"expected {code}: {answer}"
    for word in words:
        assert word in answer.reason, f"no \"{word}\" in: {answer}"
    return answer


def cluster(bed, count=3):
    """n1 is the primary, the others stream."""
    nodes = bed.make_nodes(count)
    for node in nodes:
        expect(node.agent("start"), lab.OK)
    expect(nodes[0].agent("promote"), lab.OK)
    for node in nodes[1:]:
        node.await_streaming()
    return nodes


def wal_of(node):
    return os.path.realpath(node.datadir + "/pg_xlog")


def read(path):
    """"" while it is not there."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def names(node):
    return node.sql("show synchronous_standby_names")


# What is usual.

def a_stopped_instance_is_not_running_and_stops_at_once(bed):
    node, = bed.make_nodes(1)
    expect(node.probe(), lab.NOT_RUNNING)
    assert not bed.keeper.asked(node), bed.keeper.asked(node)
    expect(node.monitor(), lab.NOT_RUNNING)
    answer = expect(node.agent("stop"), lab.OK)
    assert answer.seconds < 5, answer


def an_instance_starts_as_a_standby_and_twice_is_as_good(bed):
    node, _ = bed.make_nodes(2)
    expect(node.agent("start"), lab.OK)
    expect(node.agent("start"), lab.OK)
    node.await_up()
    assert node.role() == "Standby"
    expect(node.monitor(), lab.OK)
    expect(node.probe(), lab.OK)
    # What is new to Pacemaker is told anew.
    anew = "register-anew"
    asked = bed.keeper.asked(node)
    assert asked == [anew, anew, anew, "register", anew], asked
    expect(node.agent("stop"), lab.OK)
    assert not node.processes()


def an_instance_that_starts_acknowledges_nothing(bed):
    n1, n2 = cluster(bed, 2)
    assert names(n1) == "ANY 1 (n2)"
    expect(n1.agent("stop"), lab.OK)
    expect(n1.agent("start"), lab.OK)
    n1.await_up()
    assert names(n1) == CLOSED and names(n2) == CLOSED


def a_primary_accepts_writes_when_promote_returns(bed):
    node, _ = cluster(bed, 2)
    assert node.sql("create table t(i int)") == ""
    expect(node.monitor(), lab.PROMOTED)
    expect(node.probe(), lab.PROMOTED)
    expect(node.agent("promote"), lab.OK)
    assert names(node) == "ANY 1 (n2)"
    assert not os.path.exists(node.datadir + "/failover")


def the_next_primary_has_every_row_and_the_old_one_follows(bed):
    n1, n2, n3 = cluster(bed)
    n1.sql("create table t as select generate_series(1,1000) i")
    term = "select term from pg_last_xlog_replay_location()"
    first = int(n1.sql(term))
    expect(n1.agent("demote"), lab.OK)
    wait_for("n1 is a standby", lambda: n1.monitor().code == lab.OK)
    expect(n2.agent("promote"), lab.OK)
    assert n2.sql("select count(*) from t") == "1000"
    assert int(n2.sql(term)) > first
    n1.await_streaming()
    n3.await_streaming()


def a_monitor_starts_no_process(bed):
    n1, n2 = cluster(bed, 2)
    for _ in range(3):
        expect(n1.monitor(), lab.PROMOTED)
        expect(n2.monitor(), lab.OK)
    assert not bed.calls(), bed.calls()


# What the keeper is told, and what it says.

def who_ends_an_instance_tells_the_keeper_first(bed):
    n1, n2 = cluster(bed, 2)
    before = len(bed.keeper.asked(n1))
    expect(n1.agent("demote"), lab.OK)
    assert bed.keeper.asked(n1)[before:] == ["stand-down", "register"]
    expect(n2.agent("stop"), lab.OK)
    assert bed.keeper.asked(n2)[-2:] == ["stand-down", "unregister"]


def what_the_keeper_complains_of_is_shown(bed):
    n1, n2 = cluster(bed, 2)
    bed.keeper.say("complain", "commits wait: 1 of the standbys must stream")
    expect(n1.monitor(), lab.DEGRADED_PROMOTED, "commits wait")
    expect(n2.monitor(), lab.DEGRADED, "commits wait")
    bed.keeper.say_no_more("complain")
    expect(n1.monitor(), lab.PROMOTED)


def new_values_reach_the_keeper(bed):
    n1, _ = cluster(bed, 2)
    before = len(bed.keeper.asked(n1))
    expect(n1.agent("reload-agent", sync_least=0), lab.OK)
    assert bed.keeper.asked(n1)[before:] == ["reload", "register"]


def numbers_that_do_not_fit_are_shown_and_harm_nothing(bed):
    n1, _ = cluster(bed, 2)
    bed.params = {"sync_acks": 3}
    expect(n1.agent("reload-agent"), lab.OK)
    expect(n1.monitor(), lab.DEGRADED_PROMOTED, "sync_acks=3")
    expect(n1.agent("stop"), lab.OK)
    # lab.CONFIGURED would have Pacemaker stop it on all nodes.
    expect(n1.agent("start"), lab.ARGS, "sync_acks=3")


def numbers_that_do_not_fit_keep_no_standby_from_taking_over(bed):
    n1, n2 = cluster(bed, 2)
    bed.params = {"sync_acks": 3, "degraded_tries": "many"}
    expect(n1.agent("stop"), lab.OK)
    expect(n2.agent("promote"), lab.OK)
    expect(n2.monitor(), lab.DEGRADED_PROMOTED)


def a_metadatabase_that_makes_no_sense_is_shown_and_holds_nothing_up(bed):
    n1, _ = cluster(bed, 2)
    bed.params = {"metadatabase": "host=meta password=secret"}
    expect(n1.agent("validate-all"), lab.CONFIGURED, "password must not stand in it")
    expect(n1.agent("reload-agent"), lab.OK)
    expect(n1.monitor(), lab.DEGRADED_PROMOTED, "metadatabase: password must not stand in it")
    expect(n1.agent("stop"), lab.OK)
    expect(n1.agent("start"), lab.OK)
    n1.await_up()
    expect(n1.agent("promote"), lab.OK)
    bed.params = {"metadatabase": "x" * 300}
    expect(n1.monitor(), lab.DEGRADED_PROMOTED, "more than 255 bytes")


def without_a_keeper_a_standby_is_degraded_and_not_to_be_promoted(bed):
    node, _ = bed.make_nodes(2)
    bed.keeper.end()
    expect(node.agent("start"), lab.OK)
    node.set_score(200)
    expect(node.monitor(), lab.DEGRADED, "no keeper")
    assert node.score() == lab.NEVER
    expect(node.agent("promote"), lab.ERROR, "not promoted", "no keeper")
    node.await_up()
    assert node.role() == "Standby" and names(node) == CLOSED
    bed.keeper.start()
    expect(node.monitor(), lab.OK)
    expect(node.monitor(), lab.OK)
    assert bed.keeper.asked(node) == ["register-anew", "register"]


def without_a_keeper_a_primary_goes_on_and_still_ends(bed):
    n1, n2 = cluster(bed, 2)
    n1.set_score(1000)
    bed.keeper.end()
    expect(n1.monitor(), lab.DEGRADED_PROMOTED, "no keeper")
    assert n1.score() == 1000
    assert n1.sql("create table t(i int)") == ""
    expect(n1.agent("demote"), lab.OK)
    assert n1.score() == lab.NEVER
    expect(n1.agent("stop"), lab.OK)
    expect(n2.agent("stop"), lab.OK)
    assert not n1.processes() and not n2.processes()


def a_keeper_that_hangs_holds_up_nothing(bed):
    n1, n2 = cluster(bed, 2)
    n2.set_score(200)
    bed.keeper.signal(signal.SIGSTOP)
    # Two seconds each; the agent would be killed 10 s after the timeout.
    answer = expect(n1.monitor(timeout=30), lab.DEGRADED_PROMOTED, "did not answer in time")
    assert answer.seconds < 12, answer
    expect(n2.monitor(timeout=30), lab.DEGRADED, "did not answer in time")
    assert n2.score() == lab.NEVER
    expect(n2.agent("promote", timeout=30), lab.ERROR, "did not answer in time")
    answer = expect(n1.agent("stop", timeout=30), lab.OK)
    assert answer.seconds < 24 and not n1.processes(), answer


# A death.

def a_death_that_the_keeper_has_told_is_no_second_failure(bed):
    n1, n2, n3 = cluster(bed)
    n1.sql("create table t as select generate_series(1,1000) i")
    n1.kill()
    wait_for("the end of n1", lambda: not n1.postmaster())
    # A monitor in the window before the demotion adds no failure to it.
    expect(n1.monitor(), lab.PROMOTED)
    expect(n1.probe(), lab.NOT_RUNNING)
    expect(n1.agent("demote"), lab.OK)
    expect(n2.agent("promote"), lab.OK)
    assert n2.sql("select count(*) from t") == "1000"
    n1.await_streaming()
    n3.await_streaming()
    expect(n1.monitor(), lab.OK)
    assert not n1.calls(), n1.calls()


def what_pacemaker_does_not_act_upon_is_told_again(bed):
    n1, _ = cluster(bed, 2)
    n1.kill()
    wait_for("the monitor says it", lambda: n1.monitor().code == lab.NOT_RUNNING)


def a_dead_standby_is_not_running_and_starts_again(bed):
    n1, n2 = cluster(bed, 2)
    n2.kill()
    wait_for("the end of n2", lambda: not n2.postmaster())
    wait_for("the monitor says it", lambda: n2.monitor().code == lab.NOT_RUNNING)
    expect(n2.agent("stop"), lab.OK)
    expect(n2.agent("start"), lab.OK)
    n2.await_streaming()
    expect(n1.monitor(), lab.PROMOTED)


def a_dead_primary_without_a_successor_is_promoted_again(bed):
    n1, n2 = cluster(bed, 2)
    n1.sql("create table t as select generate_series(1,10) i")
    expect(n2.agent("stop"), lab.OK)
    n1.kill()
    wait_for("the end of n1", lambda: not n1.postmaster())
    expect(n1.agent("demote"), lab.OK)
    expect(n1.agent("promote"), lab.OK)
    assert n1.sql("select count(*) from t") == "10"


# What becomes of a grant.

def promote_is_refused_with_the_keepers_sentence(bed):
    _, n2 = cluster(bed, 2)
    bed.keeper.say("refuse", "n1 is the primary and is heard")
    expect(n2.agent("promote"), lab.ERROR, "not promoted: n1 is the primary and is heard")
    assert bed.keeper.asked(n2)[-1] == "grant-over"
    assert n2.role() == "Standby"
    expect(n2.monitor(), lab.OK)


def a_grant_that_does_not_come_ends_with_the_operation(bed):
    node, _ = bed.make_nodes(2)
    expect(node.agent("start"), lab.OK)
    bed.keeper.say("wait", "waiting until all databases refuse")
    expect(node.agent("promote", timeout=12), lab.ERROR, "not promoted", "waiting until all")
    assert bed.keeper.asked(node)[-1] == "grant-over"
    node.await_up()
    assert node.role() == "Standby"


def taken_back(bed, what):
    """A grant is withdrawn, so a standby with closed names is what remains."""
    node, _ = bed.make_nodes(2)
    expect(node.agent("start"), lab.OK)
    bed.keeper.say(what, "another node was granted it")
    expect(node.agent("promote", timeout=40), lab.ERROR, "not promoted: another node")
    assert not os.path.exists(node.datadir + "/failover")
    assert bed.keeper.asked(node)[-1] == "grant-over"
    node.await_up()
    assert node.role() == "Standby" and names(node) == CLOSED
    bed.keeper.say_no_more(what)
    expect(node.agent("promote"), lab.OK)


def a_grant_withdrawn_at_once_leaves_a_standby(bed):
    taken_back(bed, "withdraw")


def a_grant_withdrawn_from_a_primary_leaves_a_standby(bed):
    taken_back(bed, "withdraw_late")


def a_keeper_that_dies_takes_its_grant_with_it(bed):
    node, _ = bed.make_nodes(2)
    expect(node.agent("start"), lab.OK)
    bed.keeper.say("wait", "waiting until all databases refuse")
    promote = node.begin("promote", timeout=40)
    wait_for("the question", lambda: "grant-state" in bed.keeper.asked(node))
    bed.keeper.end()
    _, errors = promote.communicate(timeout=50)
    assert promote.returncode == lab.ERROR and "keeper" in errors, errors
    node.await_up()
    assert node.role() == "Standby"


def a_killed_promotion_does_not_promote_at_the_next_start(bed):
    node, _ = bed.make_nodes(2)
    expect(node.agent("start"), lab.OK)
    # As gs_ctl does; the server obeys the file, or finds it at its start.
    node.home = fake_home(bed, f"""echo $$ >{node.datadir}/promoter
while [ $1 = failover ]; do
    touch {node.datadir}/failover
    sleep 0.1
done
""")
    bed.keeper.say("withdraw_late", "too late")
    promote = node.begin("promote", timeout=40)
    pid = wait_for("gs_ctl", lambda: read(node.datadir + "/promoter"))
    promote.kill()
    promote.communicate()
    wait_for("the end of gs_ctl", lambda: not os.path.exists(f"/proc/{int(pid)}/exe"))
    node.home = lab.HOME
    expect(node.agent("stop"), lab.OK)
    node.write("failover", "")
    expect(node.agent("start"), lab.OK)
    node.await_up()
    assert node.role() == "Standby" and names(node) == CLOSED
    assert not os.path.exists(node.datadir + "/failover")


def a_forgotten_order_to_fail_over_promotes_nobody(bed):
    node, _ = bed.make_nodes(2)
    for name in ("failover", "switchover", "primary", "term_file"):
        node.write(name, "")
    expect(node.agent("start"), lab.OK)
    node.await_up()
    assert node.role() == "Standby"
    assert not os.path.exists(os.path.join(node.datadir, "failover"))


# What is slow, or in the wrong role.

def a_hung_primary_is_degraded_then_failed_and_still_stops(bed):
    n1, _ = cluster(bed, 2)
    expect(n1.monitor(), lab.PROMOTED)
    for pid in n1.processes():
        os.kill(pid, signal.SIGSTOP)
    more = {"degraded_tries": 2}
    expect(n1.monitor(**more), lab.DEGRADED_PROMOTED, "stopped", "1 of 2")
    expect(n1.monitor(**more), lab.FAILED_PROMOTED, "2 of 2")
    answer = expect(n1.agent("stop"), lab.OK)
    assert answer.seconds < 20 and not n1.processes(), answer


def an_instance_that_somebody_started_without_a_role_has_failed(bed):
    node, _ = bed.make_nodes(2)
    conf = node.datadir + "/postgresql.conf"
    with open(conf, encoding="utf-8") as file:
        text = file.read()
    with open(conf, "a", encoding="utf-8") as file:
        file.write("replconninfo1 = ''\n")
    node.gs_ctl("start")
    node.await_up()
    expect(node.monitor(), lab.ERROR, "Normal")
    node.write("postgresql.conf", text)
    expect(node.agent("start"), lab.OK)
    node.await_up()
    assert node.role() == "Standby"


# What is wrong with the host.

def untouched(node):
    """All names and sizes below the data directory that a start must not change."""
    return sorted((os.path.relpath(os.path.join(top, name), node.datadir))
                  for top, _, names in os.walk(node.datadir) for name in names)


def an_absent_data_directory_is_not_installed(bed):
    node, = bed.make_nodes(1)
    gone = {"datadir": node.datadir + "-gone"}
    expect(node.agent("start", **gone), lab.INSTALLED, "no data directory")
    expect(node.agent("validate-all", level=10, **gone), lab.INSTALLED)
    expect(node.agent("validate-all", **gone), lab.OK)
    expect(node.probe(**gone), lab.NOT_RUNNING)
    expect(node.agent("stop", **gone), lab.OK)
    assert not os.path.exists(gone["datadir"])


def an_empty_data_directory_is_not_installed_and_stays_empty(bed):
    node, = bed.make_nodes(1)
    shutil.rmtree(node.datadir)
    os.mkdir(node.datadir, 0o700)
    os.chown(node.datadir, lab.OWNER.pw_uid, lab.OWNER.pw_gid)
    expect(node.agent("start"), lab.INSTALLED, "is not a data directory")
    expect(node.probe(), lab.NOT_RUNNING)
    expect(node.agent("stop"), lab.OK)
    assert os.listdir(node.datadir) == []


def a_directory_of_root_is_refused(bed):
    node, = bed.make_nodes(1)
    os.chown(node.datadir, 0, 0)
    before = untouched(node)
    expect(node.agent("start"), lab.PERM, "root")
    expect(node.probe(), lab.NOT_RUNNING)
    expect(node.agent("stop"), lab.OK)
    assert untouched(node) == before


def a_directory_of_another_version_is_refused(bed):
    node, = bed.make_nodes(1)
    home = os.path.join(bed.top, "home")
    os.makedirs(home + "/bin", exist_ok=True)
    os.makedirs(home + "/share/postgresql", exist_ok=True)
    shutil.copy(lab.HOME + "/bin/gs_ctl", home + "/bin/gs_ctl")
    with open(home + "/share/postgresql/postgres.bki", "w", encoding="ascii") as file:
        file.write("# PostgreSQL 9.3\n")
    node.home = home
    before = untouched(node)
    expect(node.agent("start"), lab.INSTALLED, "9.2", "9.3")
    expect(node.probe(), lab.NOT_RUNNING)
    assert untouched(node) == before


def a_half_built_directory_waits_for_a_primary(bed):
    node, _ = bed.make_nodes(2)
    node.write("build_completed.start", "")
    node.write("gs_build.pid", "4194303")
    before = untouched(node)
    expect(node.agent("start"), lab.OK)
    expect(node.monitor(), lab.DEGRADED, "waits for a primary")
    expect(node.probe(), lab.NOT_RUNNING)
    expect(node.agent("stop"), lab.OK)
    expect(node.monitor(), lab.NOT_RUNNING)
    expect(node.agent("start", rebuild="never"), lab.ERROR, "rebuild=never")
    assert untouched(node) == before and not node.processes()


def a_half_built_directory_is_built_from_the_primary(bed):
    n1, n2 = cluster(bed, 2)
    n1.sql("create table t as select generate_series(1,10) i")
    expect(n2.agent("stop"), lab.OK)
    n2.write("build_completed.start", "")
    n2.write("gs_build.pid", "4194303")
    expect(n2.agent("start"), lab.OK)
    wait_for("the end of the build", lambda: n2.monitor().code == lab.OK, 60)
    n2.await_streaming()
    assert n2.sql("select count(*) from t") == "10" and names(n2) == CLOSED
    asked = bed.keeper.asked(n2)
    assert "stand-down" in asked[asked.index("unregister"):], asked


def data_that_a_rule_counts_on_is_not_rebuilt(bed):
    _, n2 = cluster(bed, 2)
    expect(n2.agent("stop"), lab.OK)
    n2.write("build_completed.start", "")
    n2.write("gs_build.pid", "4194303")
    before = untouched(n2)
    bed.keeper.say("forbid_build", "the rule of n1 counts on n2")
    expect(n2.agent("start"), lab.OK)
    expect(n2.monitor(), lab.DEGRADED, "may not yet: the rule of n1 counts on n2")
    bed.keeper.end()
    expect(n2.monitor(), lab.DEGRADED, "no keeper")
    assert untouched(n2) == before and not n2.processes()


def fake_home(bed, script):
    """An installation whose gs_ctl is a script of the test."""
    home = os.path.join(bed.top, "fake")
    os.makedirs(home + "/bin", exist_ok=True)
    guc = (f"export GAUSSHOME={lab.HOME} LD_LIBRARY_PATH={lab.HOME}/lib\n"
           f'exec {lab.HOME}/bin/gs_guc "$@"\n')
    for name, text in (("gs_ctl", script), ("gs_guc", guc)):
        with open(f"{home}/bin/{name}", "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\n" + text)
        os.chmod(f"{home}/bin/{name}", 0o755)
    return home


def without_gs_ctl_nothing_starts_and_what_runs_is_stopped(bed):
    node, _ = bed.make_nodes(2)
    expect(node.agent("start", gausshome="/nonexistent"), lab.INSTALLED, "gs_ctl")
    expect(node.probe(gausshome="/nonexistent"), lab.NOT_RUNNING)
    expect(node.agent("start"), lab.OK)
    expect(node.agent("stop", gausshome="/nonexistent"), lab.OK)
    assert not node.processes()


def a_gs_ctl_that_hangs_ends_with_the_operation(bed):
    node, _ = bed.make_nodes(2)
    node.home = fake_home(bed, f"echo $$ >>{bed.top}/pids; exec sleep 1000\n")
    with open(f"{bed.top}/pids", "w", encoding="ascii"):
        os.chmod(f"{bed.top}/pids", 0o666)
    expect(node.agent("start", timeout=8), lab.ERROR, "did not come up in time")
    with open(f"{bed.top}/pids", encoding="ascii") as file:
        pids = file.read().split()
    assert pids and not any(os.path.exists(f"/proc/{pid}/exe") for pid in pids), pids
    assert not node.processes()


def a_gs_ctl_that_is_killed_is_told(bed):
    node, _ = bed.make_nodes(2)
    node.home = fake_home(bed, "kill -9 $$\n")
    answer = expect(node.agent("start", timeout=60), lab.ERROR, "did not start")
    assert answer.seconds < 30, answer


def a_hung_gs_ctl_does_not_keep_an_instance_from_being_stopped(bed):
    n1, _ = cluster(bed, 2)
    n1.home = fake_home(bed, "exec sleep 1000\n")
    answer = expect(n1.agent("stop", timeout=15), lab.OK)
    assert answer.seconds < 15 and not n1.processes(), answer


def a_lying_gs_ctl_is_not_believed(bed):
    node, _ = bed.make_nodes(2)
    node.home = fake_home(
        bed, 'echo "Another gs_ctl command is still running,start failed !"\nexit 0\n')
    expect(node.agent("start"), lab.ERROR, "still running")


def a_port_that_is_taken_is_named(bed):
    n1, n2 = bed.make_nodes(2)
    expect(n1.agent("start"), lab.OK)
    with open(n2.datadir + "/postgresql.conf", "a", encoding="utf-8") as file:
        file.write(f"port = {n1.port}\n")
    before = untouched(n2)
    expect(n2.agent("start", port=n1.port), lab.ERROR, "did not start", f"port {n1.port} is taken")
    expect(n2.probe(port=n1.port), lab.NOT_RUNNING)
    expect(n2.agent("promote", port=n1.port), lab.ERROR, "the database is not running")
    expect(n2.agent("stop", port=n1.port), lab.OK)
    assert not n2.processes()
    assert not set(before) - set(untouched(n2))
    expect(n1.monitor(), lab.OK)


def a_line_that_the_server_cannot_read_is_told(bed):
    node, _ = bed.make_nodes(2)
    with open(node.datadir + "/postgresql.conf", "a", encoding="utf-8") as file:
        file.write("shared_buffers = many\n")
    expect(node.agent("start"), lab.ERROR, "did not start: configuration file")
    assert not node.processes()


def a_full_file_system_is_named(bed):
    n1, n2 = cluster(bed, 2)
    for node in (n1, n2):
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m,mode=0700,uid="
                        f"{lab.OWNER.pw_uid},gid={lab.OWNER.pw_gid}", "none", wal_of(node)],
                       check=True)
    try:
        expect(n1.monitor(), lab.DEGRADED_PROMOTED, wal_of(n1), "is full, 4 MB are left")
        expect(n2.monitor(), lab.DEGRADED, wal_of(n2), "is full, 4 MB are left")
        # A probe only says what runs.
        expect(n2.probe(), lab.OK)
    finally:
        for node in (n1, n2):
            subprocess.run(["umount", wal_of(node)], check=False)
    expect(n1.monitor(), lab.PROMOTED)
    expect(n2.monitor(), lab.OK)


def a_memory_error_in_the_log_is_named_until_the_server_is_started_again(bed):
    n1, n2 = cluster(bed, 2)
    for node in (n1, n2):
        log = sorted(glob.glob(node.datadir + "/pg_log/*.log"))[-1]
        with open(log, "a", encoding="utf-8") as file:
            file.write("2026-11-25 10:00:00.001 x 1 SR001 WARNING:  Uncorrected Error occurred at "
                       "clean page\n")
    expect(n1.monitor(), lab.DEGRADED_PROMOTED, "a memory error: Uncorrected Error occurred")
    expect(n2.monitor(), lab.DEGRADED, "a memory error: Uncorrected Error occurred")
    expect(n2.monitor(uce_detection="false"), lab.OK)
    expect(n2.agent("stop"), lab.OK)
    expect(n2.agent("start"), lab.OK)
    n2.await_streaming()
    expect(n2.monitor(), lab.OK)


def a_full_disk_is_told(bed):
    node, _ = bed.make_nodes(2)
    subprocess.run(["mv", node.datadir, node.datadir + ".full"], check=True)
    os.mkdir(node.datadir)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m,mode=0700,uid="
                    f"{lab.OWNER.pw_uid},gid={lab.OWNER.pw_gid}", "none", node.datadir],
                   check=True)
    try:
        subprocess.run(["cp", "-a", node.datadir + ".full/.", node.datadir], check=True)
        with open(node.datadir + "/filler", "wb") as file:
            try:
                while True:
                    file.write(bytes(65536))
                    file.flush()
            except OSError:
                pass
    except OSError:
        pass
    try:
        before = untouched(node)
        expect(node.agent("start"), lab.ERROR, "No space left")
        expect(node.probe(), lab.NOT_RUNNING)
        expect(node.agent("stop"), lab.OK)
        assert not node.processes()
        assert not set(before) - set(untouched(node)), set(before) - set(untouched(node))
    finally:
        for pid in node.processes():
            os.kill(pid, signal.SIGKILL)
        subprocess.run(["umount", "-l", node.datadir], check=False)


def a_pid_file_that_names_a_stranger_harms_nobody(bed):
    node, _ = bed.make_nodes(2)
    with subprocess.Popen(["sleep", "100"], cwd="/") as stranger:
        node.write("postmaster.pid", f"{stranger.pid}\n{node.datadir}\n1\n{node.port}\n\n\n")
        expect(node.probe(), lab.NOT_RUNNING)
        expect(node.agent("stop"), lab.OK)
        expect(node.agent("start"), lab.OK)
        node.await_up()
        assert stranger.poll() is None
        stranger.kill()


def an_empty_pid_file_is_no_obstacle(bed):
    node, _ = bed.make_nodes(2)
    node.write("postmaster.pid", "")
    expect(node.probe(), lab.NOT_RUNNING)
    expect(node.agent("stop"), lab.OK)
    expect(node.agent("start"), lab.OK)
    node.await_up()


def bad_parameters_are_refused_and_named(bed):
    node, = bed.make_nodes(1)
    expect(node.agent("validate-all", datadir=None), lab.CONFIGURED, "datadir")
    expect(node.agent("validate-all", datadir="relative"), lab.CONFIGURED, "datadir")
    expect(node.agent("validate-all", sync_standbys=9), lab.CONFIGURED, "sync_standbys")
    expect(node.agent("validate-all", sync_acks=3), lab.CONFIGURED, "sync_acks=3")
    expect(node.agent("validate-all", sync_least=2), lab.CONFIGURED, "sync_least=2")
    expect(node.agent("validate-all", sync_standbys=0, sync_acks=0, sync_least=0), lab.OK)
    expect(node.agent("validate-all", rebuild="perhaps"), lab.CONFIGURED, "rebuild")
    expect(node.agent("validate-all", level=10), lab.OK)
    expect(node.agent("frobnicate"), lab.UNIMPLEMENTED)


def a_build_that_runs_is_ended_by_a_stop(bed):
    n1, n2 = cluster(bed, 2)
    expect(n2.agent("stop"), lab.OK)
    n2.write("build_completed.start", "")
    # It builds for ever, under the name that a build is known by.
    n2.home = fake_home(bed, f"""case $1 in
build)  echo "$@" >>{n2.datadir}/built
        echo $$ >{n2.datadir}/gs_build.pid
        exec python3 -c 'import time; time.sleep(1000)' gs_ctl;;
esac
""")
    with open(n2.home + "/bin/gs_ctl", encoding="utf-8") as file:
        text = file.read()
    # Read on by the shell itself, so that its command line keeps its name.
    text = text.replace("exec python3 -c 'import time; time.sleep(1000)' gs_ctl",
                        "while :; do sleep 1; done")
    with open(n2.home + "/bin/gs_ctl", "w", encoding="utf-8") as file:
        file.write(text)
    expect(n2.agent("start"), lab.OK)
    wait_for("the build", lambda: os.path.exists(n2.datadir + "/gs_build.pid"))
    expect(n2.monitor(), lab.DEGRADED, "is being rebuilt")
    expect(n2.monitor(), lab.DEGRADED, "is being rebuilt")
    expect(n2.probe(), lab.DEGRADED)
    with open(n2.datadir + "/built", encoding="utf-8") as file:
        built = file.read().splitlines()
    assert len(built) == 1 and "-b auto" in built[0] and "-q" in built[0], built
    with open(n2.datadir + "/gs_build.pid", encoding="ascii") as file:
        pid = int(file.read())
    expect(n2.agent("stop"), lab.OK)
    wait_for("the end of the build", lambda: not os.path.exists(f"/proc/{pid}/exe"))
    expect(n1.monitor(), lab.PROMOTED)


TESTS = [value for name, value in list(globals().items())
         if callable(value) and getattr(value, "__module__", "") == "__main__"
         and value.__code__.co_varnames[:1] == ("bed",)
         and name not in ("cluster", "fake_home", "taken_back")]


def main():
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    lab.leave_network()
    bed = lab.Bed()
    passed = failed = 0
    try:
        for test in TESTS:
            name = test.__name__.replace("_", " ")
            if wanted not in name and wanted not in test.__name__:
                continue
            begun = time.monotonic()
            try:
                bed.keeper.start()
                test(bed)
                passed += 1
                print(f"ok   {name} ({time.monotonic() - begun:.1f} s)", flush=True)
            except Exception:  # whatever it was, the others are to be seen as well
                failed += 1
                print(f"FAIL {name}\n{traceback.format_exc()}", flush=True)
            bed.clear()
    finally:
        bed.close()
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed != 0)


main()
