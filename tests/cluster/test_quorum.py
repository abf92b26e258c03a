#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The quorum device in a pair: the faults that matter most, its own death, and
its set-up.  All faults, many times each: tests/cluster/quorum_table."""
import os
import sys
import time
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "lab"), os.path.join(HERE, ".."), HERE]

import pairs  # noqa: E402
from cluster import Lab  # noqa: E402
from closing import main  # noqa: E402


def write_log(pair, name):
    """All that was said, for who looks for the cause of a failure."""
    with open(f"{pairs.keepers.CHECKOUT}/build/{name}", "w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in pair.lab.logs())


class Device(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pair = pairs.Pair(Lab("quorum"))
        cls.addClassCleanup(cls.pair.lab.down)
        cls.pair.up()
        cls.pair.wait_relay()

    def setUp(self):
        self.pair.mend()

    def tearDown(self):
        if self._outcome.result.failures or self._outcome.result.errors:
            write_log(self.pair, "quorum.log")

    def shell(self, node, command):
        return self.pair.lab.exec_(node, "sh", "-c", command, check=True).stdout

    def assert_fault(self, name):
        _, seconds, wrong = pairs.run(self.pair, name)
        self.assertEqual(wrong, [])
        return seconds

    def test_a_dead_node_is_survived_and_corosync_had_its_answer_at_once(self):
        begun = len(self.pair.said("n1", "corosync had its answer"))
        self.assertIsNotNone(self.assert_fault("second off"))
        answers = self.pair.said("n1", "corosync had its answer")[begun:]
        delays = [int(line.split("after ")[1].split(" ")[0]) for line in answers]
        self.assertLess(delays[0], 50, "ms, from history")
        self.assertTrue(self.pair.said("n1", "vote is cast for n1, without n2"))

    def test_of_two_that_lost_each_other_the_lower_gives_up(self):
        self.assert_fault("cut from each other, both see the gateway, which relays")
        self.assertTrue(self.pair.said("n2", "has given up"))
        self.assertTrue(self.pair.said("n1", "have said that they gave up"))

    def test_without_its_gateway_a_survivor_stops_and_says_why(self):
        self.assert_fault("gateway dead, then the second off")
        self.assertFalse(self.pair.quorate("n1"))
        self.assertTrue(self.pair.said("n1", "no vote for n1", "gateway does not answer"))

    def confirm(self, node, off):
        return self.pair.lab.exec_(node, "gaussha", "quorum", "confirm", "--off", off,
                                   "--yes")

    def answer_wrongly(self, node, off):
        asked = self.pair.lab.exec_(node, "gaussha", "quorum", "confirm", "--off", off,
                                    stdin="another\n")
        self.assertEqual(asked.returncode, 1, asked.stdout)
        return asked.stderr

    def assert_not_said(self, node, off, reason):
        said = self.confirm(node, off)
        self.assertEqual(said.returncode, 1, said.stdout)
        self.assertIn(reason, said.stderr)

    def test_without_its_gateway_a_survivor_goes_on_when_an_administrator_says_so(self):
        self.assert_not_said("n1", "n2", "it is with this node")
        self.assert_not_said("n1", "n7", "no such node")
        self.assert_fault("gateway dead, then the second off")
        self.assertIn("not confirmed", self.answer_wrongly("n1", "n2"))
        self.assertEqual(self.pair.acting("n1"), ())
        # A device that was started since is believed: it is the keeper that knows.
        self.shell("n1", "kill -9 $(pgrep -x gaussha-quorumd)")
        self.pair.lab.wait_until(
            lambda: "not confirmed" in self.answer_wrongly("n1", "n2"), 20,
            "it may be said to a device that was started anew")
        # It answers pings.
        self.pair.lab.power_on("n2", services=False)
        self.pair.lab.wait_until(
            lambda: "signs of life" in self.answer_wrongly("n1", "n2"), 20,
            "it is not asked about a node that lives")
        self.assert_not_said("n1", "n2", "it gives signs of life")
        self.pair.lab.power_off("n2")
        self.pair.lab.wait_until(
            lambda: self.confirm("n1", "n2").returncode == 0, 20, "it is believed")
        self.assertEqual(self.pair.acting("n1"), (1,))
        self.assertTrue(self.pair.said("n1", "an administrator says that the missing"))
        self.assertIn("administrator", self.shell("n1", "gaussha history"))
        # It was the lone last view, and is so after a boot; the other waits for it.
        self.pair.lab.power_off("n1")
        self.pair.lab.power_on("n2")
        self.pair.stay(pairs.SETTLE_S)
        self.assertEqual(self.pair.acting("n2"), ())
        self.assert_not_said("n2", "n1", "that alone would not bring the vote")

    def test_a_frozen_node_that_slept_through_it_does_not_act(self):
        self.assert_fault("frozen, the other acted and is gone, thawed")
        self.assertFalse(self.pair.quorate("n1"))

    def test_the_death_of_the_daemon_takes_no_quorum_and_it_comes_back(self):
        before = self.shell("n1", "pgrep -x gaussha-quorumd")
        self.shell("n1", "kill -9 $(pgrep -x gaussha-quorumd)")
        until = time.monotonic() + 8
        while time.monotonic() < until:
            self.assertTrue(self.pair.quorate("n1"))
            time.sleep(0.5)
        self.assertNotEqual(self.shell("n1", "pgrep -x gaussha-quorumd"), before)
        self.assertIn("A,V", self.shell("n1", "corosync-quorumtool -s"))

    def test_a_daemon_that_hangs_takes_no_quorum_from_the_pair(self):
        self.shell("n1", "kill -STOP $(pgrep -x gaussha-quorumd)")
        try:
            # Longer than corosync waits for its vote.
            until = time.monotonic() + 7
            while time.monotonic() < until:
                self.assertTrue(self.pair.quorate("n1"))
                self.assertEqual(self.pair.acting("n1"), (1, 2))
                time.sleep(0.5)
        finally:
            self.shell("n1", "kill -CONT $(pgrep -x gaussha-quorumd)")
        self.pair.lab.wait_until(
            lambda: "A,V" in self.shell("n1", "corosync-quorumtool -s"), 20,
            "the device votes again")

    def test_it_has_given_up_all_rights_but_the_network_s(self):
        status = self.shell("n1", "cat /proc/$(pgrep -x gaussha-quorumd)/status")
        rights = dict(line.split(":\t") for line in status.splitlines()
                      if line.startswith("Cap"))
        raw = f"{1 << 13:016x}"
        self.assertEqual([rights[name] for name in ("CapPrm", "CapEff", "CapBnd")],
                         [raw, raw, raw])

    def test_crm_mon_shows_the_gateway_and_the_relay(self):
        shown = self.shell("n1", "crm_mon -1A")
        self.assertIn("gaussha-gateway", shown)
        self.pair.wait_relay()
        self.pair.lab.relay(False)
        self.pair.lab.wait_until(
            lambda: self.pair.attribute("n1", "gaussha-relay") == "does not relay", 20,
            "it is shown that the gateway does not relay")
        self.pair.lab.cut("n1", "gateway")
        self.pair.lab.wait_until(
            lambda: self.pair.attribute("n1", "gaussha-gateway") == "0", 20,
            "it is shown that n1 does not reach the gateway")

    def test_a_reload_is_taken_over_and_nonsense_is_told(self):
        self.shell("n1", "sed -i 's/relay: .*/relay: perhaps/' "
                   "/etc/corosync/corosync.conf && corosync-cfgtool -R")
        self.pair.lab.wait_until(
            lambda: self.pair.said("n1", "no vote is cast for half", "relay"), 20,
            "it is told that the value makes no sense")
        self.assertTrue(self.pair.quorate("n1"))
        self.shell("n1", "sed -i 's/relay: .*/relay: on/' "
                   "/etc/corosync/corosync.conf && corosync-cfgtool -R")


class Required(unittest.TestCase):
    """relay: required, for who does not trust two that reach the gateway to hear
    each other."""

    def test_a_gateway_that_must_relay_and_does_not_lets_nobody_act_alone(self):
        with Lab("quorumstrict") as lab:
            pair = pairs.Pair(lab, relay="required")
            pair.up()
            pair.wait_relay()
            lab.relay(False)
            lab.wait_until(
                lambda: all(pair.attribute(node, "gaussha-relay") == "does not relay"
                            for node in pair.names), 20,
                "both see that the gateway does not relay")
            with pairs.Watch(pair) as watch:
                lab.cut("n1", "n2")
                pair.stay(pairs.SETTLE_S)
                acting = [pair.acting(node) for node in pair.names]
            if acting != [(), ()]:
                write_log(pair, "quorum_required.log")
            self.assertEqual(acting, [(), ()])
            self.assertEqual(watch.apart(), [])
            self.assertTrue(pair.said("n1", "no vote for n1", "relay"))
            lab.heal()
            pair.wait_whole()


class Halves(unittest.TestCase):
    """Four nodes."""

    def test_of_two_halves_of_four_nodes_exactly_one_acts(self):
        with Lab("quorumfour") as lab:
            pair = pairs.Pair(lab, 4)
            pair.up()
            pair.wait_relay()
            try:
                with pairs.Watch(pair) as watch:
                    lab.split(("n1", "n2"), ("n3", "n4"))
                    pair.wait_acting(("n1", "n2"), 30)
                    pair.stay(3)
            except Exception:
                write_log(pair, "quorum_four.log")
                raise
            self.assertEqual(watch.apart(), [])
            self.assertTrue(pair.said("n3", "has given up"))


class SetUp(unittest.TestCase):
    """A pair as pcs sets it up, with two_node, that runs."""

    def test_a_running_pair_gets_the_device_and_loses_it_again(self):
        with Lab("quorumset") as lab:
            lab.down()
            lab.up(2)
            self.assertIn("2Node", lab.exec_("n1", "corosync-quorumtool", "-s").stdout)
            for node in ("n1", "n2"):
                done = lab.exec_(node, "gaussha", "quorum", "enable", "--gateway",
                                 "10.99.0.1")
                self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
            self.assertIn("On every other node", done.stdout)
            lab.wait_until(lambda: "A,V" in lab.exec_(
                "n1", "corosync-quorumtool", "-s").stdout, 20, "the device votes")
            self.assertNotIn("2Node", lab.exec_("n1", "corosync-quorumtool", "-s").stdout)
            lab.exec_("n1", "test", "-s", "/etc/corosync/corosync.conf.before-gaussha",
                      check=True)
            self.assertEqual(lab.exec_("n1", "gaussha", "quorum", "status").returncode, 0)
            refused = lab.exec_("n1", "gaussha", "quorum", "enable", "--gateway", "gw")
            self.assertEqual(refused.returncode, 1)
            self.assertIn("neither IPv4 nor IPv6", refused.stderr)
            for node in ("n1", "n2"):
                lab.exec_(node, "gaussha", "quorum", "disable", check=True)
            self.assertNotIn("Qdevice", lab.exec_(
                "n1", "corosync-quorumtool", "-s").stdout.partition("Flags")[2])


if __name__ == "__main__":
    main()
