#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A primary that nobody hears any more ends by itself, in time, and a healthy one
never does: without any fencing, and with a Pacemaker that lets it run on."""
import os
import sys
import time

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "demo"), os.path.join(HERE, ".."), HERE]

from closing import main  # noqa: E402
from kept import Kept  # noqa: E402
from stage import CHECKOUT, LabError, Stage, now_ms  # noqa: E402
import database  # noqa: E402

# token 1.0, twice consensus 1.2, no device, and 1 s; and another.
WAIT_S = 5.4
# A second, double_primary_timeout, and what an immediate stop takes.
MEET_S = 16


class Unfenced(Stage):
    """Nobody is fenced, and Pacemaker without quorum leaves things as they are."""

    def start_lab(self):
        self.lab.down()
        self.lab.up(self.count, token=1000, fence=False, wait=False, properties={
            "stonith-enabled": "false", "no-quorum-policy": "freeze"})


class Leases(Kept):
    NAME, STAGE = "lease", Unfenced

    def setUp(self):
        self.stage.wait_whole()
        self.keepers.wait_for_view(*self.stage.names)
        self.primary = self.stage.need_primary()
        self.standbys = [node for node in self.stage.names if node != self.primary]
        self.pid = self.stage.postmaster(self.primary)

    def tearDown(self):
        self.lab.heal()
        if self._outcome.result.failures or self._outcome.result.errors:
            self.stage.write_log(f"{CHECKOUT}/build/lease.log")

    def lives(self):
        """The primary's process of the beginning."""
        return self.lab.exec_(self.primary, "kill", "-0", self.pid).returncode == 0

    def assert_dies(self, since, timeout):
        """Returns how long it took, in seconds."""
        self.lab.wait_until(lambda: not self.lives(), timeout,
                            f"the database of {self.primary} is dead", 0.02)
        return time.monotonic() - since

    def assert_lives_for(self, seconds):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.assertTrue(self.lives(), f"the database of {self.primary} was ended")
            time.sleep(0.1)

    def kills(self):
        return self.keepers.said(self.primary, "the database is killed")

    def is_demoted(self, node):
        return any("local execution of" in line and f" operation for db on {node}" in line
                   and (" demote " in line or " stop " in line)
                   for line in self.lab.logs([node]))

    def judge(self, fault):
        judged = self.stage.judge(fault)
        self.assertEqual(judged["violations"], [])
        self.assertEqual(judged["lost"], 0)
        return judged

    def test_an_isolated_primary_is_dead_before_the_others_have_waited(self):
        begun = now_ms()
        since = time.monotonic()
        self.lab.cut(self.primary)
        took = self.assert_dies(since, WAIT_S + 1)
        self.assertLess(took, WAIT_S)
        # Not at once, either: a membership that changes must not cost it.
        self.assertGreater(took, 2.5)
        self.assertTrue(self.kills())
        fault = self.stage.settled("isolated", begun, self.primary,
                                   lambda new: new != self.primary)
        self.lab.heal()
        self.stage.wait_whole()
        self.judge(fault)

    def assert_dies_of_a_hung_corosync(self, meanwhile=lambda: None):
        begun = now_ms()
        since = time.monotonic()
        self.lab.exec_(self.primary, "pkill", "-STOP", "-x", "corosync", check=True)
        try:
            meanwhile()
            self.assertLess(self.assert_dies(since, WAIT_S + 1), WAIT_S)
            # The keeper was not held up, and says what it knows.
            self.lab.exec_(self.primary, "gaussha", "status", "--json", timeout=5)
            self.lab.wait_until(lambda: self.keepers.said(
                self.primary, "corosync does not answer"), 5, "its keeper says why")
            # Its Pacemaker knows nothing of it, so the client is asked, not the cluster.
            self.stage.wait_answer(now_ms(), 60)
        finally:
            self.lab.exec_(self.primary, "pkill", "-CONT", "-x", "corosync", check=True)
        fault = self.stage.settled("hung corosync", begun, self.primary,
                                   lambda new: new != self.primary)
        self.stage.wait_whole()
        self.judge(fault)

    def test_a_primary_whose_corosync_hangs_is_dead_before_the_others_have_waited(self):
        # The keeper asked for its votes every second, and waited for the answer.
        self.assert_dies_of_a_hung_corosync()

    def test_a_keeper_that_is_started_while_corosync_hangs_ends_its_primary_too(self):
        self.assert_dies_of_a_hung_corosync(
            lambda: self.lab.exec_(self.primary, "pkill", "-KILL", "-o", "-x", "gausshad",
                                   check=True))

    def test_a_frozen_primary_is_ended_as_soon_as_it_thaws(self):
        begun = now_ms()
        self.lab.freeze(self.primary)
        try:
            time.sleep(WAIT_S + 2)
        finally:
            self.lab.thaw(self.primary)
        self.assertLess(self.assert_dies(time.monotonic(), 3), 1.5)
        fault = self.stage.settled("frozen", begun, self.primary)
        self.stage.wait_whole()
        self.judge(fault)

    def test_while_promotions_are_held_it_is_spared_and_nobody_is_promoted(self):
        begun = now_ms()
        term = self.keepers.status(self.primary)["record"]["term"]
        self.lab.exec_(self.primary, "gaussha", "pause", timeout=30, check=True)
        try:
            self.lab.cut(self.primary)
            self.assert_lives_for(WAIT_S + 2)
            for node in self.standbys:
                record = self.keepers.status(node)["record"]
                self.assertEqual(record["term"], term, f"{node} knows of a promotion")
            self.assertTrue(self.keepers.said(self.primary, "it is spared"))
        finally:
            self.lab.heal()
            self.keepers.wait_for_view(*self.stage.names)
            self.lab.exec_(self.primary, "gaussha", "resume", timeout=30, check=True)
        fault = self.stage.settled("held", begun, self.primary)
        self.stage.wait_whole()
        self.judge(fault)
        # From now on the lease counts again.
        self.assertFalse(self.keepers.status(self.primary)["record"]["held"])

    def test_a_dead_standby_and_its_return_cost_the_primary_nothing(self):
        begun = now_ms()
        self.lab.power_off(self.standbys[0])
        self.assert_lives_for(WAIT_S + 2)
        self.lab.power_on(self.standbys[0])
        self.stage.wait_whole()
        fault = self.stage.settled("standby", begun, self.primary,
                                   lambda new: new == self.primary)
        self.assertTrue(self.lives())
        self.judge(fault)

    def test_a_keeper_that_is_killed_and_comes_back_costs_its_primary_nothing(self):
        self.keepers.signal(self.primary, "KILL")
        self.lab.exec_(self.primary, "systemctl", "start", "gausshad")
        self.assert_lives_for(WAIT_S + 2)
        self.keepers.wait_for_view(*self.stage.names)

    def test_without_the_other_keepers_a_primary_ends(self):
        begun = now_ms()
        since = time.monotonic()
        for node in self.standbys:
            self.keepers.signal(node, "STOP")
        try:
            self.assertLess(self.assert_dies(since, WAIT_S + 1), WAIT_S)
        finally:
            for node in self.standbys:
                self.keepers.signal(node, "CONT")
        fault = self.stage.settled("alone", begun, self.primary)
        self.stage.wait_whole()
        self.judge(fault)

    def test_of_two_primaries_that_meet_the_older_is_ended_and_its_own_commits_are_told(self):
        old, begun = self.primary, now_ms()
        # With a keeper it would be dead before another is promoted.
        self.keepers.stop(old)
        self.lab.cut(old)
        try:
            with self.assertRaises(LabError):
                database.sql(self.lab, old, "create table alone (a int)", timeout=3)
            self.stage.wait_answer(now_ms(), 60)
            self.assertTrue(self.lives())
        finally:
            self.lab.heal()
            self.keepers.start(old)
        self.keepers.wait_for_view(*self.stage.names)
        print(f"({self.assert_dies(time.monotonic(), MEET_S):.1f} s) ", end="", flush=True)
        # By its keeper, or by Pacemaker, whichever meets it first.
        self.assertTrue(self.keepers.said(old, "this node runs as a primary by term")
                        or self.is_demoted(old))
        # Pacemaker may wait a minute for a monitor that it cancelled on a node
        # that has just come back, and the address for that.
        self.stage.wait(lambda: self.stage.served() not in (None, old), 150,
                        "another node serves")
        # By the keeper when they meet, or by the agent when it is rebuilt.
        self.stage.wait(lambda: any("is in no other node's" in line
                                    for line in self.lab.logs([old])), 60, f"{old} tells")
        fault = self.stage.settled("met", begun, old, lambda new: new != old)
        self.stage.wait_whole(180)
        self.judge(fault)
        self.assertEqual(database.sql(self.lab, old, "select count(*) from pg_class "
                                      "where relname = 'alone'"), "0")


if __name__ == "__main__":
    main()
