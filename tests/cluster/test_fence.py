#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Fencing by proof: fence_gaussha is the only device, and nothing can switch a node
off but itself."""
import json
import os
import sys
import time
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "demo"), os.path.join(HERE, ".."),
                os.path.join(HERE, "..", "chaos"), HERE]

from button import Button  # noqa: E402
from closing import main  # noqa: E402
from stage import CHECKOUT, Stage, now_ms  # noqa: E402
import keepers  # noqa: E402

AGENT = "/usr/sbin/fence_gaussha"
DATABASE_AGENT = "/usr/lib/ocf/resource.d/gaussha/opengauss"
# token 1.0, twice consensus 1.2, no device, and 1 s; and another.
WAIT_S = 5.4


class Proven(Stage):
    """No power switch."""

    def start_lab(self):
        self.lab.down()
        self.lab.up(self.count, token=1000, fence=False, wait=False,
                    properties={"stonith-enabled": "true"})

    def create_resources(self, told=lambda argv: None):
        self.lab.exec_("n1", "pcs", "stonith", "create", "fence", "fence_gaussha",
                       check=True)
        super().create_resources(told)


class Fencing(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        keepers.build()
        cls.stage = Proven(os.environ.get("LAB_NAME") or "fence")
        cls.addClassCleanup(cls.stage.lab.down)
        cls.addClassCleanup(cls.stage.drop_writer)
        cls.stage.set_up()
        cls.lab = cls.stage.lab
        # A node that fenced itself boots again, as a host would.
        cls.kept_off = set()
        button = Button(cls.lab, lambda node: node in cls.kept_off)
        button.__enter__()
        cls.addClassCleanup(button.__exit__)
        cls.keepers = keepers.Keepers(cls.lab)
        cls.stage.begin_writing()

    def setUp(self):
        self.stage.wait_whole()
        self.keepers.wait_for_view(*self.stage.names)
        self.primary = self.stage.need_primary()
        self.standbys = [node for node in self.stage.names if node != self.primary]
        self.boots = {node: self.lab.pid(node) for node in self.stage.names}

    def tearDown(self):
        if self._outcome.result.failures or self._outcome.result.errors:
            self.stage.write_log(f"{CHECKOUT}/build/fence-{self._testMethodName[:30]}.log")
        self.lab.heal()
        self.kept_off.clear()
        for node in self.stage.names:
            if not self.lab.is_on(node):
                self.lab.power_on(node)

    def fence(self, by, node, *words):
        """(exit code, words, seconds)"""
        begun = time.monotonic()
        done = self.lab.exec_(by, AGENT, "-o", "off", "-n", node, *words, timeout=70)
        return done.returncode, done.stdout + done.stderr, time.monotonic() - begun

    def controller(self, node):
        """The process id of Pacemaker's controller there, or ""."""
        return self.lab.exec_(node, "pgrep", "-x", "pacemaker-contr").stdout.strip()

    def is_leased(self, node):
        """As that node's keeper has it."""
        status = self.keepers.status(node)
        return any(one.get("leased") for one in status["nodes"]
                   if one.get("name") == node)

    def fencings(self, node, target):
        """What history has there of fencings of that node, the newest last."""
        said = self.lab.exec_(node, "gaussha", "history", "--json", check=True).stdout
        return [one for one in json.loads(said)["fencings"] if one["target"] == target]

    def spared(self, name, begun_ms):
        """Judged: the primary went on, whatever became of another node."""
        judged = self.judge(self.stage.settled(
            name, begun_ms, self.primary, lambda new: new == self.primary))
        self.assertEqual(self.lab.pid(self.primary), self.boots[self.primary])
        return judged

    def judge(self, fault):
        judged = self.stage.judge(fault)
        self.assertEqual(judged["violations"], [])
        self.assertEqual(judged["lost"], 0)
        self.assertGreater(judged["acknowledged"], 0)
        print(f"({fault.name}: {judged['silence_s']:.1f} s) ", end="", flush=True)
        return judged

    def test_a_primary_without_power_is_fenced_by_proof(self):
        # Else it may boot, and say itself that it does no harm.
        self.kept_off.add(self.primary)
        fault = self.stage.power_off()
        judged = self.judge(fault)
        self.assertLess(judged["silence_s"], 20)
        self.assertTrue(any(self.keepers.said(node, "a fencing is proven", "no lease")
                            for node in self.standbys))
        self.kept_off.clear()
        self.stage.power_on(fault.old)
        self.assertEqual(self.stage.wait_no_complaint(), [])

    def test_an_isolated_primary_ends_itself_and_is_fenced_by_proof(self):
        begun = now_ms()
        pid = self.stage.postmaster(self.primary)
        self.lab.cut(self.primary)
        self.lab.wait_until(
            lambda: self.lab.exec_(self.primary, "kill", "-0", pid).returncode != 0,
            WAIT_S, "the isolated database is dead")
        self.stage.wait_answer(now_ms(), 60)
        # Off, so that the others are asked who serves.
        self.lab.power_off(self.primary)
        fault = self.stage.settled("isolated", begun, self.primary,
                                   lambda new: new != self.primary)
        self.judge(fault)
        self.lab.heal()
        self.lab.power_on(self.primary)
        self.stage.wait_whole()

    def test_a_node_in_the_minority_fences_nobody(self):
        lonely = self.standbys[0]
        self.lab.cut(lonely)
        self.lab.wait_until(
            lambda: "majority" in self.fence(lonely, self.primary, "-t", "1")[1], 15,
            "the lonely node knows that it is without a majority")
        code, words, took = self.fence(lonely, self.primary)
        self.assertEqual(code, 1, words)
        self.assertLess(took, 2)
        self.assertEqual(self.lab.pid(self.primary), self.boots[self.primary])
        self.lab.power_off(lonely)
        self.lab.heal()
        self.stage.wait_whole()

    def test_a_standby_without_a_lease_is_fenced_at_once(self):
        silent = self.standbys[0]
        # A keeper that was just started asks for one, for a quarter of a minute.
        self.lab.wait_until(lambda: not self.is_leased(silent), 30, f"{silent} has no lease")
        # What is tried: that long after its last echo.
        time.sleep(WAIT_S)
        self.assertFalse(self.is_leased(silent))
        self.lab.cut(silent)
        self.lab.wait_until(lambda: self.keepers.have_view(
            [node for node in self.stage.names if node != silent]), 10,
            "the others have a view without it")
        code, words, took = self.fence(self.primary, silent)
        self.assertEqual(code, 0, words)
        self.assertLess(took, 1.5)
        self.lab.power_off(silent)
        self.lab.heal()
        self.lab.power_on(silent)
        self.stage.wait_whole()

    def test_a_live_node_ends_everything_and_switches_itself_off(self):
        live, begun = self.standbys[0], now_ms()
        self.lab.exec_(self.primary, "pcs", "stonith", "fence", live, timeout=60, check=True)
        self.lab.wait_until(lambda: not self.lab.is_on(live), 10, f"{live} is off")
        self.lab.power_on(live)
        self.stage.wait_whole()
        self.assertTrue(self.keepers.said(self.primary, "a fencing is proven") or
                        self.keepers.said(self.standbys[1], "a fencing is proven"))
        self.spared("fenced", begun)
        # Every node has it, also the one that was away.
        for node in self.stage.names:
            self.lab.wait_until(lambda node=node: self.fencings(node, live), 5,
                                f"history has it on {node}")
            newest = self.fencings(node, live)[-1]
            self.assertIn("databases have ended", newest["proof"])
            self.assertEqual(newest["device"], "fence_gaussha")
            self.assertIn(newest["by"], (self.primary, self.standbys[1]))

    def test_a_hung_database_does_not_keep_its_node_from_being_fenced(self):
        hung, begun = self.standbys[0], now_ms()
        pid = self.stage.postmaster(hung)
        self.lab.exec_(hung, "kill", "-STOP", pid, check=True)
        code, words, took = self.fence(self.primary, hung)
        self.assertEqual(code, 0, words)
        self.assertLess(took, 5)
        self.lab.wait_until(lambda: self.lab.pid(hung) != self.boots[hung], 30,
                            f"{hung} boots again")
        self.stage.wait_whole()
        self.spared("hung", begun)

    def test_a_stop_that_fails_has_its_node_fenced(self):
        failing, begun = self.standbys[0], now_ms()
        self.lab.exec_(failing, "mount", "--bind", "/bin/false", DATABASE_AGENT, check=True)
        self.lab.wait_until(lambda: self.lab.pid(failing) != self.boots[failing], 60,
                            f"{failing} was fenced, and boots again")
        self.stage.wait_whole()
        self.spared("stop failed", begun)

    def test_a_node_of_which_only_the_controller_died_is_not_ended(self):
        healthy = self.standbys[0]
        pid = self.stage.postmaster(healthy)
        controller = self.controller(healthy)
        self.lab.exec_(healthy, "kill", "-KILL", controller, check=True)
        self.lab.wait_until(lambda: self.controller(healthy) not in ("", controller), 20,
                            "pacemakerd has started another one")
        self.stage.wait_whole()
        self.assertEqual(self.lab.pid(healthy), self.boots[healthy], "it was fenced")
        self.assertEqual(self.stage.postmaster(healthy), pid)

    def test_a_node_may_be_isolated_instead_of_being_rebooted(self):
        target = self.standbys[0]
        pid = self.stage.postmaster(target)
        code, words, _ = self.fence(self.primary, target, "--fence-action", "isolate")
        self.assertEqual(code, 0, words)
        self.assertEqual(self.lab.pid(target), self.boots[target], "it was rebooted")
        self.assertNotEqual(self.lab.exec_(target, "kill", "-0", pid).returncode, 0)
        # Pacemaker there starts nothing that would live.
        self.lab.exec_(target, "test", "-e", "/run/gaussha/fenced", check=True)
        self.lab.power_off(target)
        self.stage.wait_whole()

    def test_the_gate_lets_a_majority_through_and_nobody_else(self):
        lonely = self.standbys[0]
        code, words, _ = self.fence(self.primary, lonely, "--mode", "gate")
        self.assertEqual(code, 0, words)
        self.assertEqual(self.lab.pid(lonely), self.boots[lonely], "the gate itself ends nobody")
        self.lab.cut(lonely)
        self.lab.wait_until(
            lambda: self.fence(lonely, self.primary, "--mode", "gate")[0] == 1, 30,
            "the lonely node may fence nobody")
        self.assertIn("majority", self.fence(lonely, self.primary, "--mode", "gate")[1])
        self.lab.power_off(lonely)
        self.lab.heal()
        self.stage.wait_whole()


if __name__ == "__main__":
    main()
