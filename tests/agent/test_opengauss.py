#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The opengauss agent as Pacemaker calls it, on instances of the double.

usage: tests/agent/test_opengauss.py [part of a test's name]
"""
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

RULE = "ANY 1 (n1,n2,n3)"


def expect(answer, code, *words):
    """The exit code, and words that the reason must have in it."""
    assert answer.code == code, f"expected {code}: {answer}"
    for word in words:
        assert word in answer.reason, f"no \"{word}\" in: {answer}"
    return answer


def cluster(bed, count=3, rule=RULE):
    """n1 is the primary, the others stream."""
    nodes = bed.make_nodes(count)
    bed.params = {"synchronous_standby_names": rule}
    for node in nodes:
        expect(node.agent("start"), lab.OK)
    wait_for("n1 has a score", nodes[0].score)
    expect(nodes[0].agent("promote"), lab.OK)
    for node in nodes[1:]:
        node.await_streaming()
    wait_for("all have scores",
             lambda: [n.score() for n in nodes] == [1000] + [200] * (count - 1))
    return nodes


# What is usual.

def a_stopped_instance_is_not_running_and_stops_at_once(bed):
    node, = bed.make_nodes(1)
    expect(node.probe(), lab.NOT_RUNNING)
    expect(node.monitor(), lab.NOT_RUNNING)
    answer = expect(node.agent("stop"), lab.OK)
    assert answer.seconds < 0.5, answer


def an_instance_starts_as_a_standby_and_twice_is_as_good(bed):
    node, _ = bed.make_nodes(2)
    expect(node.agent("start"), lab.OK)
    expect(node.agent("start"), lab.OK)
    node.await_up()
    assert node.sql("select local_role from pg_stat_get_stream_replications()") == "Standby"
    expect(node.monitor(), lab.OK)
    expect(node.probe(), lab.OK)
    assert node.watcher()
    expect(node.agent("stop"), lab.OK)
    assert not node.processes() and not node.watcher()
    assert node.score() == 0


def a_primary_accepts_writes_when_promote_returns(bed):
    node, _ = cluster(bed, 2, "ANY 1 (n1,n2)")
    assert node.sql("create table t(i int)") == ""
    expect(node.monitor(), lab.PROMOTED)
    expect(node.probe(), lab.PROMOTED)
    expect(node.agent("promote"), lab.OK)
    assert node.attribute("state") == "Primary Normal"
    assert int(node.attribute("term")) > 1
    assert node.sql("show synchronous_standby_names") == "ANY 1 (n1,n2)"


def the_next_primary_has_every_row_and_the_old_one_follows(bed):
    n1, n2, n3 = cluster(bed)
    n1.sql("create table t as select generate_series(1,1000) i")
    first = int(n1.sql("select term from pg_last_xlog_replay_location()"))
    expect(n1.agent("demote"), lab.OK)
    expect(n1.monitor(), lab.OK)
    expect(n2.agent("promote"), lab.OK)
    assert n2.sql("select count(*) from t") == "1000"
    n1.await_streaming()
    n3.await_streaming()
    wait_for("a later term is shown", lambda: int(n2.attribute("term")) > first)


def level_10_shows_lag_and_synchronous_standbys(bed):
    n1, n2, n3 = cluster(bed)
    expect(n1.monitor(level=10), lab.PROMOTED)
    expect(n2.monitor(level=10), lab.OK)
    assert sorted(n1.attribute("sync").split()) == ["n2=Quorum", "n3=Quorum"]
    assert n2.attribute("lag").isdigit() and "/" in n2.attribute("lsn")
    expect(n3.agent("stop"), lab.OK)
    expect(n2.agent("stop"), lab.OK)
    expect(n1.monitor(level=10), lab.DEGRADED_PROMOTED, "commits wait", "1 of", "0 stream")
    expect(n1.monitor(), lab.PROMOTED)


def a_monitor_of_what_has_not_changed_starts_no_process(bed):
    n1, n2 = cluster(bed, 2, "ANY 1 (n1,n2)")
    n1.monitor()
    n2.monitor()
    wait_for("the watchers have told all", lambda: n1.attribute("lsn") and n2.attribute("lsn"))
    time.sleep(2.0)
    before = len(bed.calls())
    for _ in range(3):
        expect(n1.monitor(), lab.PROMOTED)
        expect(n2.monitor(), lab.OK)
    assert len(bed.calls()) == before, bed.calls()[before:]


# A death.

def a_dead_primary_loses_its_score_at_once_and_no_failure_is_told(bed):
    n1, n2, n3 = cluster(bed)
    n1.sql("create table t as select generate_series(1,1000) i")
    begun = time.monotonic()
    n1.kill()
    wait_for("the score is gone", lambda: n1.score() == 0, 1.0)
    assert time.monotonic() - begun < 1.0
    # A monitor in the window before the demotion adds no failure to it.
    expect(n1.monitor(), lab.PROMOTED)
    assert not n1.calls("crm_resource")
    expect(n1.agent("demote"), lab.OK)
    expect(n2.agent("promote"), lab.OK)
    assert n2.sql("select count(*) from t") == "1000"
    n1.await_streaming()
    n3.await_streaming()
    expect(n1.monitor(), lab.OK)
    wait_for("all have scores",
             lambda: [n.score() for n in (n1, n2, n3)] == [200, 1000, 200])


def what_pacemaker_does_not_act_upon_is_told_again(bed):
    n1, _ = cluster(bed, 2, "ANY 1 (n1,n2)")
    n1.kill()
    wait_for("the score is gone", lambda: n1.score() == 0)
    wait_for("the monitor says it", lambda: n1.monitor().code == lab.NOT_RUNNING, 8)


def a_dead_standby_is_reported_as_failed(bed):
    n1, n2 = cluster(bed, 2, "ANY 1 (n1,n2)")
    n2.kill()
    wait_for("the failure is told", lambda: n2.calls("crm_resource"))
    assert n2.calls("crm_resource")[0][1:3] == ["--fail", "--resource=db"]
    assert n2.score() == 0 and n1.score() == 1000
    expect(n2.monitor(), lab.NOT_RUNNING)
    expect(n2.agent("stop"), lab.OK)
    expect(n2.agent("start"), lab.OK)
    n2.await_streaming()


def a_stop_and_a_demotion_are_no_death(bed):
    n1, n2 = cluster(bed, 2, "ANY 1 (n1,n2)")
    expect(n1.agent("demote"), lab.OK)
    expect(n2.agent("stop"), lab.OK)
    expect(n1.agent("stop"), lab.OK)
    time.sleep(0.5)
    assert not n1.calls("crm_resource") and not n2.calls("crm_resource")


def a_dead_primary_without_a_successor_is_promoted_again(bed):
    n1, n2 = cluster(bed, 2, "ANY 1 (n1,n2)")
    n1.sql("create table t as select generate_series(1,10) i")
    expect(n2.agent("stop"), lab.OK)
    n1.kill()
    wait_for("the score is gone", lambda: n1.score() == 0)
    expect(n1.agent("demote"), lab.OK)
    wait_for("the score is back", lambda: n1.score() == 200)
    expect(n1.agent("promote"), lab.OK)
    assert n1.sql("select count(*) from t") == "10"


def of_two_standbys_the_one_that_has_more_is_wanted(bed):
    n1, n2, n3 = cluster(bed)
    expect(n2.agent("stop"), lab.OK)
    n1.sql("create table t as select generate_series(1,1000) i")
    n1.kill()
    wait_for("the score is gone", lambda: n1.score() == 0)
    expect(n2.agent("start"), lab.OK)
    wait_for("n3 is wanted", lambda: n3.score() == 200)
    n2.await_up()
    time.sleep(1.2)
    assert n2.score() == 0 and n3.score() == 200, bed.attributes()
    expect(n2.agent("promote", timeout=8), lab.ERROR, "not promoted", "n3 holds later WAL")
    expect(n3.agent("promote"), lab.OK)
    assert n3.sql("select count(*) from t") == "1000"
    n2.await_streaming()


# What promote refuses.

def beside_a_living_primary_nobody_is_promoted(bed):
    n1, n2, _ = cluster(bed)
    answer = expect(n2.agent("promote", timeout=12), lab.ERROR, "not promoted", "n1")
    assert answer.seconds < 8, answer
    expect(n1.monitor(), lab.PROMOTED)
    expect(n2.monitor(), lab.OK)


def one_of_two_that_may_have_the_commit_is_not_enough(bed):
    _, n2, n3 = cluster(bed)
    for node in bed.nodes:
        expect(node.agent("stop"), lab.OK)
    expect(n2.agent("start"), lab.OK)
    n2.await_up()
    expect(n2.agent("promote", timeout=12), lab.ERROR, "must be heard")
    wait_for("no score", lambda: n2.score() == 0)
    expect(n3.agent("start"), lab.OK)
    wait_for("a score", lambda: max(n2.score(), n3.score()) == 200)
    expect(n2.agent("promote"), lab.OK)


def without_acknowledgements_only_all_are_enough(bed):
    n1, n2 = cluster(bed, 2, "ANY 1 (n1,n2)")
    bed.params = {"synchronous_standby_names": "''"}
    for node in bed.nodes:
        expect(node.agent("reload-agent"), lab.OK)
    wait_for("the setting", lambda: n1.sql("show synchronous_standby_names") == "")
    n1.kill()
    wait_for("the score is gone", lambda: n1.score() == 0)
    wait_for("n2 holds back", lambda: n2.score() == 0)
    expect(n1.agent("demote"), lab.OK)
    wait_for("one of both is wanted", lambda: max(n1.score(), n2.score()) > 0)
    expect(max(bed.nodes, key=lambda n: n.score()).agent("promote"), lab.OK)


def a_forgotten_order_to_fail_over_promotes_nobody(bed):
    node, _ = bed.make_nodes(2)
    for name in ("failover", "switchover", "primary", "term_file"):
        node.write(name, "")
    expect(node.agent("start"), lab.OK)
    node.await_up()
    assert node.sql("select local_role from pg_stat_get_stream_replications()") == "Standby"
    assert not os.path.exists(os.path.join(node.datadir, "failover"))


# What is slow, or in the wrong role.

def a_hung_primary_is_degraded_then_failed_and_still_stops(bed):
    n1, _ = cluster(bed, 2, "ANY 1 (n1,n2)")
    expect(n1.monitor(), lab.PROMOTED)
    for pid in n1.processes():
        os.kill(pid, signal.SIGSTOP)
    more = {"degraded_tries": 2}
    expect(n1.monitor(**more), lab.DEGRADED_PROMOTED, "stopped", "1 of 2")
    expect(n1.monitor(**more), lab.FAILED_PROMOTED, "2 of 2")
    answer = expect(n1.agent("stop", timeout=10), lab.OK)
    assert answer.seconds < 10 and not n1.processes(), answer


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
    assert node.sql("select local_role from pg_stat_get_stream_replications()") == "Standby"


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
    assert node.attribute("state") == "waits for a rebuild" and node.score() == 0
    expect(node.probe(), lab.NOT_RUNNING)
    expect(node.agent("stop"), lab.OK)
    expect(node.monitor(), lab.NOT_RUNNING)
    expect(node.agent("start", rebuild="never"), lab.ERROR, "rebuild=never")
    assert untouched(node) == before and not node.processes()


def fake_home(bed, script):
    """An installation whose gs_ctl is a script of the test."""
    home = os.path.join(bed.top, "fake")
    os.makedirs(home + "/bin", exist_ok=True)
    shutil.copy(lab.HOME + "/bin/gs_guc", home + "/bin/gs_guc")
    with open(home + "/bin/gs_ctl", "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\n" + script)
    os.chmod(home + "/bin/gs_ctl", 0o755)
    return home


def without_gs_ctl_nothing_starts_and_what_runs_is_stopped(bed):
    node, _ = bed.make_nodes(2)
    expect(node.agent("start", gausshome="/nonexistent"), lab.INSTALLED, "gs_ctl")
    expect(node.probe(gausshome="/nonexistent"), lab.NOT_RUNNING)
    expect(node.agent("start"), lab.OK)
    expect(node.agent("stop", gausshome="/nonexistent", timeout=10), lab.OK)
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
    answer = expect(node.agent("start"), lab.ERROR, "did not start")
    assert answer.seconds < 5, answer


def a_hung_gs_ctl_does_not_keep_an_instance_from_being_stopped(bed):
    n1, _ = cluster(bed, 2, "ANY 1 (n1,n2)")
    n1.home = fake_home(bed, "exec sleep 1000\n")
    answer = expect(n1.agent("stop", timeout=8), lab.OK)
    assert answer.seconds < 8 and not n1.processes(), answer


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
    expect(n2.agent("promote", port=n1.port, timeout=5), lab.ERROR, "no standby that answers")
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
    expect(node.agent("validate-all", synchronous_standby_names="*"), lab.CONFIGURED,
           "synchronous_standby_names")
    expect(node.agent("validate-all", synchronous_standby_names="ANY 2 (n1)"),
           lab.CONFIGURED, "synchronous_standby_names")
    expect(node.agent("validate-all", rebuild="perhaps"), lab.CONFIGURED, "rebuild")
    expect(node.agent("validate-all", level=10), lab.OK)
    expect(node.agent("frobnicate"), lab.UNIMPLEMENTED)


def a_build_that_runs_is_ended_by_a_stop(bed):
    n1, n2 = cluster(bed, 2, "ANY 1 (n1,n2)")
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
    assert n2.attribute("state").startswith("building")
    with open(n2.datadir + "/built", encoding="utf-8") as file:
        built = file.read().splitlines()
    assert len(built) == 1 and "-b auto" in built[0] and "-q" in built[0], built
    with open(n2.datadir + "/gs_build.pid", encoding="ascii") as file:
        pid = int(file.read())
    expect(n2.agent("stop"), lab.OK)
    wait_for("the end of the build", lambda: not os.path.exists(f"/proc/{pid}/exe"), 3)
    expect(n1.monitor(), lab.PROMOTED)


TESTS = [value for name, value in list(globals().items())
         if callable(value) and getattr(value, "__module__", "") == "__main__"
         and value.__code__.co_varnames[:1] == ("bed",)
         and name not in ("cluster", "fake_home")]


def main():
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    bed = lab.Bed()
    passed = failed = 0
    try:
        for test in TESTS:
            name = test.__name__.replace("_", " ")
            if wanted not in name and wanted not in test.__name__:
                continue
            begun = time.monotonic()
            try:
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
