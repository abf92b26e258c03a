#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The watchdog resets the node of a primary whose keeper hangs, before any other
acts; what ends by itself, or only comes back, it does not touch.  Nothing else
fences here, and Pacemaker lets a lost primary run on."""
import os
import sys
import time

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "demo"), os.path.join(HERE, ".."), HERE]

from closing import main  # noqa: E402
from kept import Kept  # noqa: E402
from stage import CHECKOUT, Stage, now_ms  # noqa: E402

# token 1.0, twice consensus 1.2, no device, and 1 s; what the others wait for;
# and the longest whole number of seconds that fits into a lease with late echoes.
LEASE_S, WAIT_S, WATCHDOG_S = 4.4, 5.4, 3
# Another program that has the device, as sbd would: it feeds it, and stops it.
ENOUGH = "/run/enough"
INTRUDER = (f"exec 3>/dev/watchdog; while [ ! -e {ENOUGH} ]; do echo >&3; sleep 0.2; done; "
            "printf V >&3")


class Guarded(Stage):
    watchdog = True

    def start_lab(self):
        self.lab.down()
        self.lab.up(self.count, token=1000, watchdog=True, wait=False, properties={
            "stonith-enabled": "false", "no-quorum-policy": "freeze"})


class Watchdogs(Kept):
    NAME, STAGE = "watchdog", Guarded

    def setUp(self):
        self.stage.wait_whole()
        self.keepers.wait_for_view(*self.stage.names)
        self.primary = self.stage.need_primary()
        self.standbys = [node for node in self.stage.names if node != self.primary]
        self.pid = self.stage.postmaster(self.primary)
        self.lab.wait_until(self.all_receive, 20, "the keepers see every standby receive")
        self.wait_shown(self.primary, "held (watchdog)")
        self.resets = {node: self.count(node, "reset") for node in self.stage.names}

    def tearDown(self):
        if self._outcome.result.failures or self._outcome.result.errors:
            self.stage.write_log(f"{CHECKOUT}/build/watchdog.log")
            for node in self.stage.names:
                print(node, self.lab.watchdog_said(node))
        self.lab.heal()
        for node in self.stage.names:
            if self.lab.is_on(node) and self.lab.is_frozen(node):
                self.lab.thaw(node)
            self.lab.power_on(node)

    def all_receive(self):
        status = self.keepers.status(self.primary)
        return {node["name"] for node in status["nodes"] if node.get("receiving")} >= set(
            self.standbys)

    # What the devices say.

    def count(self, node, word):
        return sum(line.startswith(word) for line in self.lab.watchdog_said(node))

    def is_running(self, node):
        """The watchdog of that node, by what it did last."""
        for line in reversed(self.lab.watchdog_said(node)):
            if line.startswith(("started", "stopped", "reset")):
                return line == "started"
        return False

    def assert_reset(self, *nodes):
        """These and no others, once each, since the test began."""
        for node in self.stage.names:
            self.assertEqual(self.count(node, "reset") - self.resets[node],
                             int(node in nodes), self.lab.watchdog_said(node))

    def wait_off(self, since, timeout):
        """Seconds since then until the primary's node was off."""
        self.lab.wait_until(lambda: not self.lab.is_on(self.primary), timeout,
                            f"{self.primary} is reset", 0.01)
        return time.monotonic() - since

    # And the others.

    def shown(self, node):
        """The lease of that node in `gaussha status`, asked elsewhere."""
        asked = next(name for name in self.stage.names if name != node)
        out = self.lab.exec_(asked, "gaussha", "status").stdout
        row = next((line for line in out.splitlines() if line.startswith(node + " ")), "")
        return row[row.find("held"):].strip() if "held" in row else ""

    def wait_shown(self, node, text):
        self.lab.wait_until(lambda: self.shown(node) == text, 15,
                            f"{node} shows '{text}', not '{self.shown(node)}'")
        self.lab.wait_until(lambda: self.lab.attribute(node, "db-lease") == text, 15,
                            f"crm_mon shows '{text}' of {node}")

    def checked(self, node):
        """What `gaussha check` says there, without its line breaks."""
        return " ".join(self.lab.exec_(node, "gaussha", "check").stdout.split())

    def lives(self):
        return self.lab.exec_(self.primary, "kill", "-0", self.pid).returncode == 0

    def assert_lives_for(self, seconds):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.assertTrue(self.lab.is_on(self.primary), f"{self.primary} was reset")
            self.assertTrue(self.lives(), f"the database of {self.primary} was ended")
            time.sleep(0.1)

    def assert_alone(self, *resources):
        """No other node has these; a database may be promoted before the lease of
        another is over, since the standbys refuse that."""
        status = self.stage.status()
        found = {node for resource, role in resources
                 for node in status.nodes_of(resource, role)}
        self.assertLessEqual(found, {self.primary})

    def judge(self, name, begun, wanted=lambda new: True):
        fault = self.stage.settled(name, begun, self.primary, wanted)
        self.lab.power_on(self.primary)
        self.stage.wait_whole()
        judged = self.stage.judge(fault)
        self.assertEqual(judged["violations"], [])
        self.assertEqual(judged["lost"], 0)

    # What it guards against.

    def test_the_node_of_a_keeper_that_hangs_is_reset_before_others_act(self):
        begun, since = now_ms(), time.monotonic()
        self.keepers.signal(self.primary, "STOP")
        took = self.wait_off(since, WAIT_S)
        self.assert_alone(("db", "Promoted"), ("vip", "Started"))
        # By its own timeout, which begins with the last time it was fed.
        self.assertLess(took, LEASE_S)
        self.assertGreater(took, WATCHDOG_S - 1)
        self.judge("hangs", begun, lambda new: new != self.primary)
        self.assert_reset(self.primary)

    def test_a_machine_that_hangs_is_reset_before_others_have_the_address(self):
        begun, since = now_ms(), time.monotonic()
        self.lab.freeze(self.primary)
        self.assertLess(self.wait_off(since, WAIT_S), LEASE_S)
        self.assert_alone(("vip", "Started"))
        self.judge("frozen", begun, lambda new: new != self.primary)
        self.assert_reset(self.primary)

    def test_a_keeper_that_does_not_come_back_costs_its_node(self):
        begun, since = now_ms(), time.monotonic()
        self.lab.exec_(self.primary, "systemctl", "kill", "gausshad", check=True)
        self.assertLess(self.wait_off(since, WAIT_S), LEASE_S)
        self.judge("no keeper", begun, lambda new: new != self.primary)
        self.assert_reset(self.primary)

    # What it does not touch.

    def test_a_keeper_that_comes_back_costs_nothing_and_takes_the_watchdog_over(self):
        opened = self.count(self.primary, "opened")
        self.keepers.signal(self.primary, "KILL")
        self.assert_lives_for(WAIT_S + 2)
        self.assertTrue(self.keepers.said(self.primary, "was handed over"))
        self.assertEqual(self.count(self.primary, "opened"), opened)
        self.wait_shown(self.primary, "held (watchdog)")
        # Told to end and started, nobody keeps it: it is opened again.
        self.lab.exec_(self.primary, "systemctl", "restart", "gausshad", check=True)
        self.assert_lives_for(WAIT_S + 2)
        self.assertTrue(self.keepers.said(self.primary, "is open again"))
        self.assertTrue(self.is_running(self.primary))
        self.assert_reset()

    def test_after_a_clean_demotion_it_is_stopped(self):
        begun = now_ms()
        new = self.standbys[0]
        self.assertTrue(self.is_running(self.primary))
        self.assertFalse(self.is_running(new))
        self.lab.exec_(self.primary, "gaussha", "switchover", "--to", new, check=True)
        self.lab.wait_until(lambda: not self.is_running(self.primary), 20,
                            f"the watchdog of {self.primary} is stopped")
        self.assertTrue(self.is_running(new))
        self.keepers.signal(self.primary, "STOP")
        time.sleep(WAIT_S)
        self.keepers.signal(self.primary, "CONT")
        self.judge("demoted", begun, lambda served: served == new)
        self.assert_reset()

    def test_a_primary_that_is_cut_off_ends_and_its_node_is_not_reset(self):
        begun = now_ms()
        self.lab.cut(self.primary)
        self.lab.wait_until(lambda: not self.lives(), WAIT_S,
                            f"the database of {self.primary} is dead", 0.02)
        self.lab.wait_until(lambda: not self.is_running(self.primary), 5,
                            f"the watchdog of {self.primary} is stopped")
        time.sleep(WAIT_S)
        self.stage.settled("cut", begun, self.primary, lambda new: new != self.primary)
        self.lab.heal()
        self.judge("cut", begun)
        self.assert_reset()

    def test_a_machine_that_was_paused_ends_its_database_when_it_goes_on(self):
        begun = now_ms()
        self.lab.freeze(self.primary, silent=True)
        time.sleep(WAIT_S + 2)
        self.lab.thaw(self.primary)
        # Killed by its keeper, or with its node.
        self.lab.wait_until(
            lambda: not self.lab.is_on(self.primary) or not self.lives(), 3,
            f"the database of {self.primary} is dead", 0.02)
        self.judge("paused", begun)

    def test_while_promotions_are_paused_it_is_stopped(self):
        self.lab.exec_(self.primary, "gaussha", "pause", check=True)
        try:
            self.lab.wait_until(lambda: not self.is_running(self.primary), 5,
                                f"the watchdog of {self.primary} is stopped")
            self.keepers.stop(self.primary)
            self.assert_lives_for(WATCHDOG_S + 2)
            self.keepers.start(self.primary)
            self.keepers.wait_for_view(*self.stage.names)
        finally:
            self.lab.exec_(self.standbys[0], "gaussha", "resume", check=True)
        self.lab.wait_until(lambda: self.is_running(self.primary), 10,
                            f"the watchdog of {self.primary} runs again")
        self.assert_lives_for(WAIT_S)
        self.assert_reset()

    # What is shown.

    def test_soft_leases_are_shown_and_stop_the_watchdog(self):
        self.lab.exec_("n1", "pcs", "resource", "update", "db", "lease=soft", check=True)
        try:
            self.wait_shown(self.primary, "held (soft)")
            self.assertFalse(self.is_running(self.primary))
            self.keepers.signal(self.primary, "STOP")
            time.sleep(WATCHDOG_S + 1)
            self.keepers.signal(self.primary, "CONT")
        finally:
            self.lab.exec_("n1", "pcs", "resource", "update", "db", "lease=watchdog",
                           check=True)
        self.stage.wait_whole()
        self.assert_reset()

    def test_a_node_whose_watchdog_is_anothers_is_not_promoted_and_says_why(self):
        standby = self.standbys[0]
        self.keepers.stop(standby)
        intruder = self.lab.popen(standby, "sh", "-c", INTRUDER)
        try:
            self.lab.wait_until(lambda: self.is_running(standby), 5,
                                f"the watchdog of {standby} is in use")
            self.keepers.start(standby)
            self.lab.wait_until(
                lambda: "is another program's" in
                self.lab.attribute(standby, "db-promotion"), 30,
                f"{standby} says why it is not promoted")
            self.assertEqual(self.lab.attribute(standby, "master-db"), "-INFINITY")
            self.assertRegex(self.checked(standby), r"fault +db +the watchdog /dev/watchdog is "
                             r"another program's: .*: this node is not promoted")
        finally:
            self.lab.exec_(standby, "touch", ENOUGH, check=True)
            intruder.communicate(timeout=20)
        # It is tried again.
        self.lab.wait_until(lambda: self.lab.attribute(standby, "db-promotion") == "",
                            20, f"{standby} may be promoted")
        self.assertRegex(self.checked(standby), r"ok +db +the watchdog /dev/watchdog resets this "
                         r"node when its keeper is silent for 3 s: the lease, 4\.4 s")
        self.assert_reset()


if __name__ == "__main__":
    main()
