#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Fencing by proof: fence_gaussha is the only device, and nothing can switch a node
off but itself and its watchdog."""
import json
import os
import sys
import time

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "demo"), os.path.join(HERE, ".."),
                os.path.join(HERE, "..", "chaos"), HERE]

from button import Button  # noqa: E402
from closing import main  # noqa: E402
from kept import Kept  # noqa: E402
from lookout import Lookout  # noqa: E402
from proven import Guarded  # noqa: E402
from stage import CHECKOUT, VIP, now_ms  # noqa: E402
import check_address  # noqa: E402

AGENT = "/usr/sbin/fence_gaussha"
DATABASE_AGENT = "/usr/lib/ocf/resource.d/gaussha/opengauss"
VIP_AGENT = "/usr/lib/ocf/resource.d/gaussha/vip"
# token 1.0, twice consensus 1.2, no device, and 1 s; and another.
LEASE_S, WAIT_S = 4.4, 5.4


class Fencing(Kept):
    NAME, STAGE = "fence", Guarded

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A node that fenced itself boots again, as a host would.
        cls.kept_off = set()
        button = Button(cls.lab, lambda node: node in cls.kept_off)
        button.__enter__()
        cls.addClassCleanup(button.__exit__)

    def setUp(self):
        self.stage.wait_whole()
        self.keepers.wait_for_view(*self.stage.names)
        self.primary = self.stage.need_primary()
        self.standbys = [node for node in self.stage.names if node != self.primary]
        self.lab.wait_until(
            lambda: self.lab.attribute(self.primary, "db-lease") == "held (watchdog)", 20,
            f"the watchdog of {self.primary} is armed")
        self.boots = {node: self.lab.pid(node) for node in self.stage.names}
        self.lookout = Lookout(self.lab)
        self.lookout.__enter__()
        self.addCleanup(self.lookout.__exit__)

    def tearDown(self):
        if self._outcome.result.failures or self._outcome.result.errors:
            self.stage.write_log(f"{CHECKOUT}/build/fence-{self._testMethodName[:30]}.log")
            for node in self.kept_off:
                self.lab.power_off(node)
        self.lab.heal()
        for node in self.stage.names:
            if self.lab.is_on(node) and self.lab.is_frozen(node):
                self.lab.thaw(node)
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

    def judge(self, fault, is_misplaced=False):
        """By the writer, and by who was seen to have the address."""
        judged = self.stage.judge(fault)
        self.assertEqual(judged["violations"], [])
        self.assertEqual(judged["lost"], 0)
        self.assertGreater(judged["acknowledged"], 0)
        twice = check_address.check(self.lookout.sightings, self.lookout.marks)
        self.assertEqual([seen for seen in twice if not (seen.warning or is_misplaced)], [])
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

    def dead_database(self, seconds, deed, what):
        """Does it; returns when, after so many seconds at most, the primary's
        database has no process any more."""
        pid = self.stage.postmaster(self.primary)
        deed()
        self.lab.wait_until(
            lambda: self.lab.exec_(self.primary, "kill", "-0", pid).returncode != 0,
            seconds, what)

    def assert_replaced(self, name, begun, deed):
        """Another serves while the primary's node, which can be asked nothing, is on.
        Then that is switched off and comes back.  Judged."""
        deed()
        self.stage.wait_answer(now_ms(), 60)
        # Off, so that the others are asked who serves.
        self.lab.power_off(self.primary)
        fault = self.stage.settled(name, begun, self.primary, lambda new: new != self.primary)
        self.judge(fault)
        self.assertTrue(self.was_fenced(self.primary, begun))
        self.lab.heal()
        self.lab.power_on(self.primary)
        self.stage.wait_whole()

    def was_fenced(self, target, begun):
        """By proof, since then."""
        since = time.time() - (now_ms() - begun) / 1000 - 1
        asked = next(node for node in self.stage.names if node != target)
        return any(one["when"] >= since and one["device"] == "fence_gaussha"
                   for one in self.fencings(asked, target))

    def test_an_isolated_primary_ends_itself_and_is_fenced_by_proof(self):
        self.assert_replaced("isolated", now_ms(), lambda: self.dead_database(
            WAIT_S, lambda: self.lab.cut(self.primary), "the isolated database is dead"))

    def test_a_primary_that_nobody_hears_ends_itself_and_is_fenced_by_proof(self):
        self.assert_replaced("not heard", now_ms(), lambda: self.dead_database(
            WAIT_S, lambda: self.lab.cut(self.primary, one_way=True),
            "the database that nobody hears is dead"))

    def test_a_primary_without_corosync_ends_itself_and_is_fenced_by_proof(self):
        self.assert_replaced("corosync", now_ms(), lambda: self.dead_database(
            WAIT_S, lambda: self.lab.exec_(self.primary, "pkill", "-KILL", "-x", "corosync",
                                           check=True),
            "the database without corosync is dead"))

    # What the watchdog ends.

    def assert_reset_and_replaced(self, name, deed):
        """Its node is reset before its lease is over, and fenced by proof."""
        begun, since = now_ms(), time.monotonic()
        # Else it may boot, and say itself that it does no harm.
        self.kept_off.add(self.primary)
        deed()
        self.lab.wait_until(lambda: not self.lab.is_on(self.primary), WAIT_S,
                            f"{self.primary} is reset", 0.01)
        self.assertLess(time.monotonic() - since, LEASE_S)
        self.assertTrue(any(line.startswith("reset")
                            for line in self.lab.watchdog_said(self.primary)))
        self.judge(self.stage.settled(name, begun, self.primary,
                                      lambda new: new != self.primary))
        self.assertEqual(self.lookout.sightings, [])
        self.assertTrue(self.was_fenced(self.primary, begun))
        self.kept_off.clear()
        self.stage.power_on(self.primary)

    def test_a_primary_whose_keeper_hangs_is_reset_by_its_watchdog_and_fenced_by_proof(self):
        self.assert_reset_and_replaced(
            "keeper hangs", lambda: self.keepers.signal(self.primary, "STOP"))

    def test_a_primary_whose_machine_hangs_is_reset_by_its_watchdog_and_fenced_by_proof(self):
        self.assert_reset_and_replaced("machine hangs", lambda: self.lab.freeze(self.primary))

    def test_a_primary_that_was_paused_until_another_serves_does_no_harm_when_it_goes_on(self):
        begun = now_ms()
        pid = self.stage.postmaster(self.primary)
        self.lab.freeze(self.primary, silent=True)
        self.stage.wait_answer(now_ms(), 60)
        self.assertTrue(self.was_fenced(self.primary, begun))
        self.lab.thaw(self.primary)
        # Killed by its keeper, or with its node.
        self.lab.wait_until(
            lambda: not self.lab.is_on(self.primary) or
            self.lab.exec_(self.primary, "kill", "-0", pid).returncode != 0, 3,
            f"the database of {self.primary} is dead", 0.02)
        fault = self.stage.settled("paused", begun, self.primary,
                                   lambda new: new != self.primary)
        self.stage.wait_whole()
        self.judge(fault)

    def test_a_node_in_the_minority_fences_nobody(self):
        lonely, begun = self.standbys[0], now_ms()
        self.lab.cut(lonely)
        self.lab.wait_until(
            lambda: "majority" in self.fence(lonely, self.primary, "-t", "1")[1], 20,
            "the lonely node knows that it is without a majority")
        code, words, took = self.fence(lonely, self.primary)
        self.assertEqual(code, 1, words)
        self.assertLess(took, 2)
        self.lab.power_off(lonely)
        self.lab.heal()
        self.stage.wait_whole()
        self.spared("minority", begun)

    def fenced_at_once(self, silent):
        """A member that is cut off, and has no lease."""
        self.lab.cut(silent)
        self.lab.wait_until(lambda: self.keepers.have_view(
            [node for node in self.stage.names if node != silent]), 20,
            "the others have a view without it")
        code, words, took = self.fence(self.primary, silent)
        self.assertEqual(code, 0, words)
        self.assertLess(took, 1.5)
        self.lab.power_off(silent)
        self.lab.heal()
        self.lab.power_on(silent)
        self.stage.wait_whole()

    def test_a_standby_without_a_lease_is_fenced_at_once(self):
        silent, begun = self.standbys[0], now_ms()
        # A keeper that was just started asks for one, for a quarter of a minute.
        self.lab.wait_until(lambda: not self.is_leased(silent), 30, f"{silent} has no lease")
        # What is tried: that long after its last echo.
        time.sleep(WAIT_S)
        self.assertFalse(self.is_leased(silent))
        self.fenced_at_once(silent)
        self.spared("no lease", begun)

    def test_a_node_that_never_had_a_lease_is_fenced_at_once(self):
        silent, begun = self.standbys[0], now_ms()
        self.kept_off.add(silent)
        self.lab.power_off(silent)
        self.lab.wait_until(lambda: self.was_fenced(silent, begun), 30, f"{silent} was fenced")
        # It joins, and no keeper there asks for one.
        self.lab.power_on(silent, services=False)
        self.lab.exec_(silent, "systemctl", "disable", "gausshad", check=True)
        self.lab.exec_(silent, "systemctl", "start", "corosync", check=True)
        self.lab.exec_(silent, "systemctl", "enable", "gausshad", check=True)
        self.lab.wait_until(
            lambda: len(self.members(self.primary)) == len(self.stage.names), 20,
            f"{silent} is a member of corosync")
        self.fenced_at_once(silent)
        self.spared("never leased", begun)

    def members(self, node):
        """Corosync's there, by their numbers."""
        said = self.lab.exec_(node, "corosync-quorumtool", "-l").stdout
        return {line.split()[0] for line in said.splitlines()
                if line.split()[:1] and line.split()[0].isdigit()}

    def test_a_live_node_ends_everything_and_switches_itself_off(self):
        live, begun = self.standbys[0], now_ms()
        self.lab.exec_(self.primary, "pcs", "stonith", "fence", live, timeout=60, check=True)
        self.lab.wait_until(lambda: not self.lab.is_on(live), 20, f"{live} is off")
        self.lab.power_on(live)
        self.stage.wait_whole()
        self.assertTrue(self.keepers.said(self.primary, "a fencing is proven") or
                        self.keepers.said(self.standbys[1], "a fencing is proven"))
        self.spared("fenced", begun)
        # Every node has it, also the one that was away.
        for node in self.stage.names:
            self.lab.wait_until(lambda node=node: self.fencings(node, live), 20,
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

    def test_a_primary_whose_database_hangs_is_fenced_and_another_takes_over(self):
        begun = now_ms()
        self.lab.exec_(self.primary, "kill", "-STOP", self.stage.postmaster(self.primary),
                       check=True)
        self.lab.exec_(self.standbys[0], "stonith_admin", f"--reboot={self.primary}",
                       timeout=60, check=True)
        self.judge(self.stage.settled("hung primary", begun, self.primary,
                                      lambda new: new != self.primary))
        self.assertNotEqual(self.lab.pid(self.primary), self.boots[self.primary])
        self.assertTrue(self.was_fenced(self.primary, begun))
        self.stage.wait_whole()

    def test_a_stop_that_fails_has_its_node_fenced(self):
        failing, begun = self.standbys[0], now_ms()
        self.lab.exec_(failing, "mount", "--bind", "/bin/false", DATABASE_AGENT, check=True)
        self.lab.wait_until(lambda: self.lab.pid(failing) != self.boots[failing], 60,
                            f"{failing} was fenced, and boots again")
        self.stage.wait_whole()
        self.spared("stop failed", begun)

    def test_a_node_of_which_only_the_controller_died_is_not_ended(self):
        healthy, begun = self.standbys[0], now_ms()
        pid = self.stage.postmaster(healthy)
        controller = self.controller(healthy)
        self.lab.exec_(healthy, "kill", "-KILL", controller, check=True)
        self.lab.wait_until(lambda: self.controller(healthy) not in ("", controller), 20,
                            "pacemakerd has started another one")
        self.stage.wait_whole()
        self.assertEqual(self.lab.pid(healthy), self.boots[healthy], "it was fenced")
        self.assertEqual(self.stage.postmaster(healthy), pid)
        self.spared("controller", begun)

    def test_a_node_may_be_isolated_instead_of_being_rebooted(self):
        target, begun = self.standbys[0], now_ms()
        pid = self.stage.postmaster(target)
        code, words, _ = self.fence(self.primary, target, "--fence-action", "isolate")
        self.assertEqual(code, 0, words)
        self.assertEqual(self.lab.pid(target), self.boots[target], "it was rebooted")
        self.assertNotEqual(self.lab.exec_(target, "kill", "-0", pid).returncode, 0)
        # Pacemaker there starts nothing that would live.
        self.lab.exec_(target, "test", "-e", "/run/gaussha/fenced", check=True)
        self.lab.power_off(target)
        self.stage.wait_whole()
        self.spared("isolated only", begun)

    # An address that is where nobody put it.

    def misplace(self):
        """The address on the second standby, by an administrator's hand."""
        self.lab.exec_(self.standbys[1], "ip", "address", "add", f"{VIP}/24", "dev", "eth0",
                       check=True)

    def has_address(self, node):
        return VIP in self.lab.exec_(node, "ip", "-o", "address", "show", "to", VIP).stdout

    def move(self):
        """The primary goes to the first standby.  Judged."""
        begun = now_ms()
        self.lab.exec_(self.primary, "gaussha", "switchover", "--to", self.standbys[0],
                       timeout=120)
        self.judge(self.stage.settled("misplaced", begun, self.primary,
                                      lambda new: new == self.standbys[0]), is_misplaced=True)

    def test_an_address_that_nobody_gave_a_member_is_let_go_of(self):
        self.misplace()
        self.move()
        wrong = self.standbys[1]
        self.assertFalse(self.has_address(wrong))
        self.assertTrue(self.keepers.said(wrong, VIP, "nobody gave it"))
        self.assertEqual(self.lab.pid(wrong), self.boots[wrong], "it was fenced")

    def test_a_member_that_does_not_let_go_of_an_address_is_fenced(self):
        wrong = self.standbys[1]
        self.lab.exec_(wrong, "mount", "--bind", "/bin/false", VIP_AGENT, check=True)
        self.misplace()
        self.move()
        self.lab.wait_until(lambda: self.lab.pid(wrong) != self.boots[wrong], 60,
                            f"{wrong} was fenced, and boots again")
        self.stage.wait_whole()
        self.assertFalse(self.has_address(wrong))
        # By whichever proof: it had no lease, or has ended everything.
        self.assertTrue(self.fencings(self.primary, wrong))

    def test_a_stranger_that_has_the_address_is_named_and_nobody_is_fenced(self):
        self.lab.exec_("gateway", "ip", "address", "add", f"{VIP}/32", "dev", "eth0", check=True)
        try:
            self.lab.exec_(self.primary, "gaussha", "switchover", "--to", self.standbys[0],
                           timeout=120)
            self.lab.wait_until(
                lambda: "in use by another machine" in self.lab.exec_(
                    self.standbys[0], "cat", "/var/log/pacemaker/pacemaker.log").stdout, 60,
                "the stranger is named")
        finally:
            self.lab.exec_("gateway", "ip", "address", "delete", f"{VIP}/32", "dev", "eth0")
            # Else the next case moves to where the address has just failed.
            self.lab.exec_(self.primary, "pcs", "resource", "cleanup", "vip")
        self.stage.wait_whole(180)
        for node in self.stage.names:
            self.assertEqual(self.lab.pid(node), self.boots[node], f"{node} was fenced")

    def test_pcs_describes_the_device_with_every_parameter(self):
        done = self.lab.exec_("n1", "pcs", "stonith", "describe", "fence_gaussha", check=True)
        known = self.lab.exec_("n1", AGENT, "-o", "metadata", check=True).stdout
        names = [line.split('"')[1] for line in known.splitlines() if "<parameter name=" in line]
        self.assertGreater(len(names), 4)
        # These pcs shows of no device.
        for name in set(names) - {"action", "help", "version"}:
            self.assertIn(f"  {name}", done.stdout)

    def test_on_a_level_with_a_power_switch_the_gate_is_asked_first(self):
        target, begun = self.standbys[0], now_ms()
        pcs, words = ("pcs", "stonith"), "it was fenced"
        said = len(self.keepers.said(target, words))
        self.lab.exec_("n1", *pcs, "create", "gate", "fence_gaussha", "mode=gate", check=True)
        self.lab.exec_("n1", *pcs, "create", "switch", "fence_lab",
                       "pcmk_host_check=static-list", f"pcmk_host_list={target}", check=True)
        self.lab.exec_("n1", *pcs, "level", "add", "1", target, "gate", "switch", check=True)
        try:
            self.lab.exec_(self.primary, *pcs, "fence", target, timeout=60, check=True)
            self.assertNotEqual(self.lab.pid(target), self.boots[target])
            # By the switch, not by its keeper.
            self.assertEqual(len(self.keepers.said(target, words)), said)
            self.stage.wait_whole()
            self.spared("level", begun)
        finally:
            self.lab.exec_("n1", *pcs, "level", "remove", "1", "target", target)
            for device in ("gate", "switch"):
                self.lab.exec_("n1", *pcs, "delete", device)

    def test_the_gate_lets_a_majority_through_and_nobody_else(self):
        lonely, begun = self.standbys[0], now_ms()
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
        self.spared("gate", begun)


if __name__ == "__main__":
    main()
