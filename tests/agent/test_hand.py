#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The keeper's hand on living servers: a primary and its standbys, all doubles.

usage: tests/agent/test_hand.py [WORD...]   only the cases that hold a word

Needs root, so that the hand is seen to become the owner for good.
"""
import glob
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[0:0] = [os.path.join(ROOT, "tests"), os.path.join(ROOT, "tests", "agent")]

import closing  # noqa: E402
import opengauss_bed  # noqa: E402
from opengauss_bed import HOME, OWNER, as_owner, wait_for  # noqa: E402

BUILD = os.path.join(ROOT, os.environ.get("BUILD", "build"))
CLOSED = "ANY 1 (gaussha_none)"
UNKNOWN = "0" * 16
ANYBODY, ONE, NOBODY = "1", "2", "3"  # enum following
REFUSED, NO_ANSWER = "0", "3"  # enum session_failure

programs = tempfile.mkdtemp(prefix="hand-")
DRIVER = os.path.join(programs, "hand_driver")


def compile_driver():
    extra = ["-fsanitize=address,undefined"] if "san" in BUILD else []
    subprocess.run(
        ["cc", "-std=gnu11", "-D_GNU_SOURCE", "-g", *extra, f"-I{ROOT}",
         "-I/usr/include/postgresql",
         os.path.join(ROOT, "tests", "agent", "hand_driver.c"),
         os.path.join(ROOT, "cpg", "keeper", "hand.c"),
         os.path.join(ROOT, "cpg", "keeper", "birth.c"),
         os.path.join(ROOT, "cpg", "hand", "hand_main.c"),
         *glob.glob(os.path.join(ROOT, "cpg", "hand", "deed*.c")),
         os.path.join(BUILD, "gauss.a"), os.path.join(BUILD, "ocf.a"),
         "-lpq", "-lqb", "-o", DRIVER], check=True)
    os.chmod(programs, 0o755)


def position(text):
    high, _, low = text.partition("/")
    return int(high, 16) << 32 | int(low, 16)


class Hand:
    """A keeper that does nothing but move its hand."""

    def __init__(self, node, name=None):
        self.process = subprocess.Popen(
            [DRIVER, node.datadir, HOME, name or node.name], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, bufsize=1)

    def begin(self, verb, ms=3000, rest=""):
        self.process.stdin.write(f"{verb} {ms} {rest}\n")

    def end(self):
        found = {}
        for line in self.process.stdout:
            if line == "\n":
                return found
            key, _, found[key] = line.rstrip("\n").partition("=")
        raise AssertionError("the driver has ended")

    def ask(self, verb, ms=3000, rest=""):
        self.begin(verb, ms, rest)
        return self.end()

    def do(self, verb, ms=3000, rest=""):
        found = self.ask(verb, ms, rest)
        if found["outcome"] != "done":
            raise AssertionError(f"{verb}: {found}")
        return found

    def see(self, ms=2000, since=0):
        return self.do("observe", ms, str(since))

    def pid(self):
        return int(self.ask("pid", 0)["pid"])

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


class Statement:
    """One that runs beside the test."""

    def __init__(self, node, sql):
        self.process = subprocess.Popen(
            ["psql", "-XAtq", "-h", "/tmp", "-p", str(node.port), "-d", "postgres", "-c", sql],
            env={"PATH": "/usr/bin:/bin", "PGUSER": OWNER.pw_name, "HOME": OWNER.pw_dir},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            preexec_fn=as_owner)

    def returns(self, seconds):
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return self.process.returncode == 0

    def drop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class OnTheDouble(unittest.TestCase):
    bed = None

    @classmethod
    def setUpClass(cls):
        compile_driver()
        cls.bed = opengauss_bed.Bed()

    @classmethod
    def tearDownClass(cls):
        cls.bed.close()
        shutil.rmtree(programs)

    def setUp(self):
        self.primary, self.standby = self.bed.make_nodes(2)
        self.frozen, self.dropped = [], []

    def tearDown(self):
        for pid in self.frozen:
            try:
                os.kill(pid, signal.SIGCONT)
            except ProcessLookupError:
                pass
        for thing in self.dropped:
            thing()
        self.bed.clear()

    def start(self, *nodes):
        for node in nodes:
            mode = "primary" if node is self.primary else "standby"
            self.assertEqual(0, node.gs_ctl("start", "-M", mode).returncode)
            node.await_up()
        for node in nodes:
            if node is not self.primary:
                node.await_streaming()

    def hand(self, node, name=None):
        hand = Hand(node, name)
        self.dropped.append(hand.close)
        return hand

    def statement(self, node, sql):
        statement = Statement(node, sql)
        self.dropped.append(statement.drop)
        return statement

    def commit(self, text="1"):
        self.assertEqual("", self.primary.sql("create table if not exists t (v int)"))
        return self.statement(self.primary, f"insert into t values ({text})")

    def freeze(self, pid):
        self.frozen.append(pid)
        os.kill(pid, signal.SIGSTOP)

    def process_of(self, node, word):
        for pid in [p for p in os.listdir("/proc") if p.isdigit()]:
            try:
                with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
                    parent = int(file.read().rpartition(")")[2].split()[1])
                with open(f"/proc/{pid}/cmdline", encoding="ascii", errors="replace") as file:
                    if parent == node.postmaster() and word in file.read():
                        return int(pid)
            except OSError:
                pass
        raise AssertionError(f"no {word} of {node.name}")

    # What is seen.

    def test_a_primary_its_standbys_and_its_settings_are_seen(self):
        self.start(self.primary, self.standby)
        hand = self.hand(self.primary)
        seen = hand.see()
        self.assertEqual("Primary", seen["role"])
        self.assertNotEqual("0", seen["run"])
        self.assertEqual(("", ""), (seen["names"], seen["gaps"]))
        self.assertEqual(f"127.0.0.1:{self.primary.port + 1}", seen["ha"])
        wait_for("n2 has flushed all", lambda: position(
            hand.see().get("sender_n2", "0/0")) >= position(seen["lsn"]))

    def test_a_server_that_is_down_is_seen_to_be_down(self):
        seen = self.hand(self.standby).see()
        self.assertEqual(("0", REFUSED), (seen["run"], seen["failure"]))

    def test_a_server_that_hangs_is_seen_to_hang_by_the_deadline(self):
        self.start(self.primary)
        hand = self.hand(self.primary)
        hand.see()
        for pid in self.primary.processes():
            self.freeze(pid)
        begun = time.monotonic()
        seen = hand.see(ms=400)
        self.assertEqual(("0", NO_ANSWER), (seen["run"], seen["failure"]))
        self.assertLess(time.monotonic() - begun, 2.0)

    def test_another_run_of_the_server_is_another_number(self):
        self.start(self.primary)
        hand = self.hand(self.primary)
        before = hand.see()["run"]
        self.assertEqual(before, hand.see()["run"])
        self.primary.gs_ctl("stop", "-m", "fast")
        self.start(self.primary)
        self.assertNotIn(hand.see()["run"], ("0", before))

    def test_gaps_by_which_it_acknowledges_alone_are_seen_and_closed(self):
        self.start(self.primary)
        hand = self.hand(self.primary)
        for name, value in (("most_available_sync", "on"), ("synchronous_commit", "local"),
                            ("enable_stream_replication", "off")):
            self.primary.sql(f"alter system set {name} = '{value}'")
        wait_for("all three gaps", lambda: hand.see()["gaps"].count(" is ") == 3)
        hand.do("repair")
        wait_for("no gap", lambda: hand.see()["gaps"] == "")

    # Whom it follows.

    def test_a_refusal_ends_acknowledgements_and_outlives_a_restart(self):
        self.start(self.primary, self.standby)
        self.hand(self.primary).do("name", rest="ANY 1 (n2)")
        self.assertTrue(self.commit().returns(5))
        hand = self.hand(self.standby)
        refused = hand.do("refuse", 3000)
        self.assertEqual(("1", "0", NOBODY),
                         (refused["refusing"], refused["receiving"], refused["following"]))
        waiter = self.statement(self.primary, "insert into t values (2)")
        self.assertFalse(waiter.returns(1.0))
        self.assertEqual(refused["lsn"], hand.see()["lsn"])
        self.standby.gs_ctl("stop", "-m", "fast")
        self.assertEqual(0, self.standby.gs_ctl("start", "-M", "standby").returncode)
        self.standby.await_up()
        self.assertFalse(waiter.returns(1.5))
        self.assertEqual("0", hand.see()["refusing"], "not proven in this run")
        again = hand.do("refuse", 3000)
        self.assertEqual((refused["lsn"], "1"), (again["lsn"], again["refusing"]))
        hand.do("release")
        self.assertTrue(waiter.returns(10))
        self.assertEqual("0", hand.see()["refusing"])

    def test_a_standby_without_a_primary_refuses_at_once(self):
        self.start(self.primary, self.standby)
        hand = self.hand(self.standby)
        hand.see()
        self.primary.gs_ctl("stop", "-m", "immediate")
        begun = time.monotonic()
        self.assertEqual("1", hand.do("refuse", 5000)["refusing"])
        self.assertLess(time.monotonic() - begun, 2.5)

    def test_what_follows_one_server_streams_from_it_alone(self):
        self.start(self.primary, self.standby)
        hand = self.hand(self.standby)
        hand.do("refuse")
        hand.do("follow", rest="127.0.0.1 9")
        time.sleep(1.5)
        seen = hand.see()
        self.assertEqual((ONE, "0"), (seen["following"], seen["receiving"]))
        hand.do("follow", rest=f"127.0.0.1 {self.primary.port + 1}")
        wait_for("n2 streams", lambda: hand.see()["receiving"] == "1")

    def test_a_primary_cannot_refuse(self):
        self.start(self.primary)
        found = self.hand(self.primary).ask("refuse")
        self.assertEqual("failed", found["outcome"])
        self.assertIn("Primary", found["why"])

    # Names and what proves them.

    def test_nothing_is_acknowledged_under_the_closed_names(self):
        self.start(self.primary, self.standby)
        hand = self.hand(self.primary)
        self.assertTrue(self.commit().returns(5))
        hand.do("name", rest=CLOSED)
        waiter = self.statement(self.primary, "insert into t values (2)")
        self.assertFalse(waiter.returns(1.0))
        begun = time.monotonic()
        hand.do("name", rest="ANY 1 (n2)")
        self.assertTrue(waiter.returns(5))
        self.assertLess(time.monotonic() - begun, 3.0)

    @staticmethod
    def probed(hand):
        """What is found once the probe was seen to wait; else None."""
        found = hand.do("from-nothing", 5000, "ANY 1 (n2)")
        return found if found["waited"] == "1" else None

    def test_from_nothing_the_probe_waits_and_is_gone_afterwards(self):
        self.start(self.primary, self.standby)
        hand = self.hand(self.primary)
        # A thread of its own sets the flag, and may be late.
        found = wait_for("the probe waits", lambda: self.probed(hand))
        self.assertEqual("ANY 1 (n2)", hand.see()["names"])
        self.assertTrue(self.commit().returns(5))
        wait_for("n2 has flushed the mark", lambda: position(
            hand.see()["sender_n2"]) >= position(found["mark"]))
        self.assertEqual("0", self.primary.sql(
            "select count(*) from pg_thread_wait_status where wait_status = 'wait wal sync'"))
        self.assertEqual("1", self.primary.sql(
            "select count(*) from pg_stat_activity where application_name = 'cm_agent'"))

    def test_a_flag_that_nobody_has_set_is_seen_by_the_probe(self):
        # Names show, a fresh session knows them, and still nobody would wait.
        self.start(self.primary, self.standby)
        hand = self.hand(self.primary)
        self.freeze(self.process_of(self.primary, "checkpointer"))
        found = hand.do("from-nothing", 5000, "ANY 1 (n2)")
        self.assertEqual("0", found["waited"])
        self.assertEqual("ANY 1 (n2)", hand.see()["names"])
        os.kill(self.frozen[0], signal.SIGCONT)
        wait_for("the probe waits", lambda: self.probed(hand))

    def test_a_statement_that_began_before_is_old_until_it_ends(self):
        self.start(self.primary, self.standby)
        hand = self.hand(self.primary)
        old = self.statement(self.primary, "select 1 from pg_sleep(2)")
        wait_for("it runs", lambda: self.primary.sql(
            "select count(*) from pg_stat_activity where query like '%pg_sleep(2)'"
            " and pid <> pg_backend_pid()") == "1")
        since = hand.do("prove", rest="ANY 1 (n3)")["since"]
        self.assertEqual("1", hand.see(since=since)["old"])
        self.assertTrue(old.returns(5))
        self.assertEqual("0", hand.see(since=since)["old"])

    def test_an_old_statement_does_not_count_before_it_is_asked_for(self):
        self.start(self.primary)
        self.assertEqual("1", self.hand(self.primary).see()["old"])

    def test_a_walsender_that_does_not_move_has_not_flushed_the_mark(self):
        self.start(self.primary, self.standby)
        hand = self.hand(self.primary)
        self.freeze(self.process_of(self.primary, "walsender"))
        mark = position(hand.do("prove", rest="ANY 1 (n2)")["mark"])
        time.sleep(0.5)
        self.assertLess(position(hand.see()["sender_n2"]), mark)
        os.kill(self.frozen[0], signal.SIGCONT)
        wait_for("the mark is flushed", lambda: position(hand.see()["sender_n2"]) >= mark)

    def test_a_standby_takes_names_without_proof(self):
        self.start(self.primary, self.standby)
        hand = self.hand(self.standby)
        found = hand.do("prove", rest=CLOSED)
        self.assertEqual("0/0", found["mark"])
        self.assertEqual(CLOSED, hand.see()["names"])

    def test_names_that_the_server_does_not_take_are_a_failure(self):
        self.start(self.primary)
        found = self.hand(self.primary).ask("name", rest="ANY (")
        self.assertEqual("failed", found["outcome"])

    def test_a_running_primary_takes_a_higher_term(self):
        self.start(self.primary, self.standby)
        self.primary.gs_ctl("stop", "-m", "fast")
        self.assertEqual(0, self.standby.gs_ctl("failover", "-T", "5").returncode)
        hand = self.hand(self.standby)
        wait_for("n2 is primary", lambda: hand.see()["role"] == "Primary")
        hand.do("raise-term", rest="9")
        self.assertEqual("9", hand.see()["term"])
        self.assertEqual("failed", hand.ask("raise-term", rest=str(1 << 32))["outcome"])

    # The data's name.

    def test_an_incarnation_is_lost_with_a_copy_from_another_node(self):
        self.start(self.primary, self.standby)
        mine, other = self.hand(self.primary), self.hand(self.standby)
        self.assertEqual(UNKNOWN, mine.see()["incarnation"])
        named = mine.do("renew")["incarnation"]
        self.assertEqual(named, mine.see()["incarnation"])
        theirs = other.do("renew")["incarnation"]
        self.assertNotIn(theirs, (named, UNKNOWN))
        self.standby.gs_ctl("stop", "-m", "fast")
        self.assertEqual(theirs, other.see()["incarnation"])
        done = self.standby.gs_ctl("build", "-b", "full", "-q")
        self.assertEqual(0, done.returncode, done.stdout)
        self.assertEqual(UNKNOWN, other.see()["incarnation"])
        self.assertNotIn(other.do("renew")["incarnation"], (named, theirs, UNKNOWN))
        path = os.path.join(self.standby.datadir, "gaussha.incarnation")
        self.assertEqual(OWNER.pw_uid, os.stat(path).st_uid)

    # The child.

    def test_the_child_is_the_owner_for_good_and_has_no_descriptor_of_the_keeper(self):
        self.start(self.primary)
        hand = self.hand(self.primary)
        hand.see()
        pid = hand.pid()
        with open(f"/proc/{pid}/status", encoding="ascii") as file:
            status = dict(line.partition(":\t")[::2] for line in file.read().splitlines())
        self.assertEqual([str(OWNER.pw_uid)] * 4, status["Uid"].split())
        self.assertEqual([str(OWNER.pw_gid)] * 4, status["Gid"].split())
        self.assertNotIn("0", status["Groups"].split())
        self.assertLessEqual(len(os.listdir(f"/proc/{pid}/fd")), 5)

    def test_the_child_ends_with_its_keeper(self):
        hand = self.hand(self.primary)
        hand.see()
        pid = hand.pid()
        hand.process.kill()
        wait_for("its end", lambda: not os.path.exists(f"/proc/{pid}") or
                 open(f"/proc/{pid}/stat", encoding="ascii").read().split(")")[1][1] == "Z", 5)

    def test_a_child_that_hangs_is_replaced_at_the_deadline(self):
        self.start(self.primary)
        hand = self.hand(self.primary)
        hand.see()
        first = hand.pid()
        self.freeze(first)
        begun = time.monotonic()
        hand.begin("observe", 300)
        hand.begin("observe", 8000)
        self.assertEqual("unanswered", hand.end()["outcome"])
        self.assertEqual("unanswered", hand.end()["outcome"])
        self.assertLess(time.monotonic() - begun, 4)
        wait_for("another child", lambda: hand.pid() not in (0, first), 10)
        self.assertEqual("Primary", hand.see()["role"])

    def test_a_child_that_dies_is_replaced_and_what_it_owed_is_answered(self):
        self.start(self.primary)
        hand = self.hand(self.primary)
        hand.see()
        self.freeze(hand.pid())
        hand.begin("observe", 5000)
        begun = time.monotonic()
        os.kill(self.frozen[0], signal.SIGKILL)
        self.assertEqual("unanswered", hand.end()["outcome"])
        self.assertLess(time.monotonic() - begun, 2.5)
        wait_for("another child", lambda: hand.pid() not in (0, self.frozen[0]), 10)
        self.assertEqual("Primary", hand.see()["role"])


if __name__ == "__main__":
    closing.main()
