#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Plans, outages and pages of the chaos test, without a cluster."""
import os
import sys
import tempfile
import types
import unittest
import xml.etree.ElementTree as xml

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, ".."), os.path.join(HERE, "..", "demo")]

import faults  # noqa: E402
import history  # noqa: E402
import nemesis  # noqa: E402
import outage  # noqa: E402
import report  # noqa: E402
import run  # noqa: E402
import schedule  # noqa: E402
from closing import main  # noqa: E402
from verdict import Finding  # noqa: E402

SECOND = 10 ** 6


def acks(*seconds):
    return [history.Op(1, seq, "append", invoked=int(at * SECOND) - 5, ended=int(at * SECOND),
                       outcome="ok", node="n1", role="primary", term=2)
            for seq, at in enumerate(seconds, 1)]


def fault(word, begun, healed, **more):
    return nemesis.Done(word, "n1", int(begun * SECOND), int(healed * SECOND), **more)


class Plans(unittest.TestCase):
    def test_a_seed_makes_the_same_plan_again(self):
        for seed in range(50):
            self.assertEqual(schedule.make(seed, 90), schedule.make(seed, 90))
        self.assertNotEqual(schedule.make(1, 90), schedule.make(2, 90))

    def test_nothing_is_struck_behind_the_end_and_all_is_in_order(self):
        for seed in range(200):
            plan = schedule.make(seed, 60)
            self.assertTrue(plan)
            self.assertEqual(plan, sorted(plan, key=lambda one: one.at))
            self.assertTrue(all(one.at < 60 and one.until > one.at for one in plan))

    def test_every_fault_is_drawn_some_time(self):
        drawn = {one.kind for seed in range(200) for one in schedule.make(seed, 90)}
        self.assertEqual(drawn, set(faults.BY_NAME) - {"LyingFence"})

    def test_some_faults_wait_for_a_keeper_s_word(self):
        self.assertTrue(any(one.aim for one in schedule.make(1, 90)))


class Aims(unittest.TestCase):
    def test_who_said_it_is_found_whether_keeper_or_agent_and_no_earlier_word_counts(self):
        with tempfile.TemporaryDirectory() as state:
            def say(node, name, line):
                path = f"{state}/{node}/var/log/{name}"
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "a", encoding="utf-8") as file:
                    file.write(line + "\n")
            agent = "n2 opengauss(db)[7] info: The standby is rebuilt from the primary"
            say("n2", "pacemaker/pacemaker.log", agent)
            say("n1", "messages", "n1 gausshad[3]: info: begun")
            heard = nemesis.Sayings(types.SimpleNamespace(state=state, nodes=lambda: ["n1", "n2"]))
            self.assertIsNone(heard.find("is rebuilt"))
            say("n2", "pacemaker/pacemaker.log", "n2 pacemaker-based is rebuilt")
            self.assertIsNone(heard.find("is rebuilt"))
            say("n2", "pacemaker/pacemaker.log", agent)
            self.assertEqual(heard.find("is rebuilt"), "n2")
            say("n1", "messages", "n1 gausshad[3]: info: to setting the names")
            self.assertEqual(heard.find("to setting the names"), "n1")
            heard.close()


class Outages(unittest.TestCase):
    def test_a_silence_counts_for_the_fault_before_it(self):
        gaps = outage.silences(acks(1, 1.1, 3, 3.1), SECOND, int(3.1 * SECOND))
        self.assertEqual(gaps, [(int(1.1 * SECOND), 3 * SECOND)])
        (one, seconds, healed), = outage.by_fault([fault("kill", 1.12, 9)], gaps)
        self.assertEqual((one.word, round(seconds, 2), healed), ("kill", 1.9, False))

    def test_a_silence_that_ends_after_the_heal_is_told_so(self):
        gaps = outage.silences(acks(1, 5), SECOND, 5 * SECOND)
        self.assertTrue(outage.by_fault([fault("cut", 1.1, 4)], gaps)[0][2])
        self.assertFalse(outage.by_fault([fault("kill", 1.1, 4, lasts=False)], gaps)[0][2])

    def test_what_comes_directly_to_a_node_does_not_end_a_silence(self):
        ops = acks(1, 3)
        ops[0].via = "hosts"
        self.assertEqual(outage.silences(ops, 0, 3 * SECOND), [(0, 3 * SECOND)])

    def test_the_table_has_count_median_and_worst(self):
        self.assertEqual(outage.table([("a", 1, False), ("a", 3, True), ("a", 2, False)]),
                         [("a", 3, 2, 3, 1)])


class Fencing(unittest.TestCase):
    def test_a_node_that_is_fenced_for_a_dead_postmaster_is_told(self):
        marks = [(0, "n1", "power", True), (2 * SECOND, "n1", "power", False)]
        kill = fault("kill", 1, 3, fences=False)
        self.assertEqual([one.kind for one in run.needless_fencing([kill], marks)],
                         ["needless fencing"])
        self.assertEqual(run.needless_fencing([kill, fault("cut", 1, 3)], marks), [])

    def test_two_cuts_at_once_may_leave_no_way_though_each_leaves_one(self):
        marks = [(2 * SECOND, "n2", "power", False)]
        lab = types.SimpleNamespace(pid=lambda node: 7)
        cuts = [fault(kind.word, 1, 3, fences=False, fault=kind(lab, "n2", None))
                for kind in (faults.ReplicationCut, faults.Interconnect)]
        self.assertEqual(run.needless_fencing(cuts, marks), [])
        for cut in cuts:
            self.assertEqual([one.kind for one in run.needless_fencing([cut], marks)],
                             ["needless fencing"])


class Power(unittest.TestCase):
    def kept_off(self, kind):
        """By a fault at n1 that is not healed."""
        lab = types.SimpleNamespace(pid=lambda node: 7)
        struck = nemesis.Nemesis(lab, [], None, None)
        struck.done.append(fault(kind.word, 1, 0, fault=kind(lab, "n1", None)))
        return [node for node in ("n1", "n2") if struck.holds(node)]

    def test_only_who_was_switched_off_stays_off_until_it_is_healed(self):
        self.assertEqual(self.kept_off(faults.PowerOff), ["n1"])
        self.assertEqual(self.kept_off(faults.Blackout), ["n1", "n2"])
        for kind in (faults.PostmasterStop, faults.Freeze, faults.Isolate, faults.KeeperStop):
            self.assertEqual(self.kept_off(kind), [])

    def test_a_boot_undoes_what_was_done_to_a_process(self):
        boots = [7]
        signals = []
        lab = types.SimpleNamespace(pid=lambda node: boots[-1], is_on=lambda node: True,
                                    is_frozen=lambda node: False,
                                    exec_=lambda *words, **_: signals.append(words))
        for again, count in ((7, 2), (8, 1)):
            stopped = faults.KeeperStop(lab, "n1", None)
            stopped.strike()
            boots.append(again)
            stopped.heal()
            self.assertEqual(len(signals), count)
            signals.clear()
            boots[:] = [7]


class Pages(unittest.TestCase):
    def page(self):
        return report.Run(
            7, ["n1", "n2"], SECOND, 9 * SECOND, 8 * SECOND, acks(1, 2, 2.1, 5, 6),
            [fault("power <off>", 2.2, 4)],
            [(SECOND, "n1", "vip", True), (3 * SECOND, "n1", "vip", False),
             (3 * SECOND, "n2", "vip", True)],
            [(SECOND, "n1", "primary"), (3 * SECOND, "n1", "none")],
            [Finding("lost", "append 3 of session 1", int(2.1 * SECOND))])

    def test_a_violation_is_told_with_what_happened_around_it(self):
        text = report.text(self.page())
        for words in ("1 violations", "1.100 s  lost: append 3 of session 1",
                      "1.200 s  power <off> n1", "2.000 s  n2 has the address"):
            self.assertIn(words, text)

    def test_the_page_needs_nothing_else_and_its_picture_is_xml(self):
        page = report.page(self.page())
        picture = page[page.index("<svg"):page.index("</svg>") + 6]
        self.assertTrue(xml.fromstring(picture).findall(".//{*}rect"))
        self.assertNotIn("http://", page.replace("http://www.w3.org/2000/svg", ""))
        self.assertNotIn("power <off>", page)


if __name__ == "__main__":
    main()
