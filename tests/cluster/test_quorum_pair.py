#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A pair with the gateway as quorum device, the resources of README.md, a client
that writes all the time, and the judge."""
import os
import sys
import time
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "demo"), os.path.join(HERE, "..", "lab"),
                os.path.join(HERE, ".."), HERE]

import keepers  # noqa: E402
import pairs  # noqa: E402
from closing import main  # noqa: E402
from stage import CHECKOUT, Stage, now_ms  # noqa: E402


class PairStage(Stage):
    """sync_least=0: a node that is alone, and may act, goes on alone."""

    def start_lab(self):
        self.lab.down()
        self.lab.up(self.count, token=pairs.TOKEN_MS, fence=True, wait=False,
                    quorum=pairs.device())

    def taught(self, name):
        return pairs.with_parameters(super().taught(name), "sync_least=0")

    def record(self, node):
        return self.lab.attribute(node, "db-record")

    def wait_synchronous(self):
        """Every commit is on both nodes: either may be lost now."""
        self.wait_whole()
        self.wait(lambda: "ANY 1" in self.record(self.need_primary())
                  and "older" not in self.record(self.need_primary()), 30,
                  "the standby is waited for")


class Vouched(unittest.TestCase):
    """Without gateway a survivor stops; an administrator can say that the other
    is off."""

    def test_a_standby_without_gateway_is_promoted_on_an_administrator_s_word(self):
        with PairStage("quorumvouched", nodes=2) as stage:
            stage.set_up()
            self.addCleanup(stage.drop_writer)
            stage.wait_synchronous()
            stage.begin_writing()
            old = stage.need_primary()
            new = next(node for node in stage.names if node != old)
            begun = now_ms()
            stage.lab.cut("gateway")
            time.sleep(2)
            stage.lab.power_off(old)
            time.sleep(pairs.SETTLE_S)
            self.assertFalse(stage.status().quorate)
            try:
                said = stage.lab.exec_(new, "gaussha", "quorum", "confirm", "--off", old,
                                       "--yes")
                self.assertEqual(said.returncode, 0, said.stderr)
                confirmed = now_ms()
                fault = stage.settled("vouched", begun, old, lambda now: now == new)
            except Exception:
                stage.write_log(f"{CHECKOUT}/build/quorum_vouched.log")
                raise
            print(f"served {(now_ms() - confirmed) / 1000} s after the word", flush=True)
            judged = stage.judge(fault)
            self.assertEqual((judged["violations"], judged["lost"]), ([], 0))
            stage.lab.heal()
            stage.power_on(old)


class Isolated(unittest.TestCase):
    def test_an_isolated_primary_is_replaced_by_the_one_standby_without_losing_a_row(self):
        with PairStage("quorumpair", nodes=2) as stage:
            stage.set_up()
            self.addCleanup(stage.drop_writer)
            stage.begin_writing()
            stage.wait_synchronous()
            old = stage.need_primary()
            begun = now_ms()
            stage.lab.cut(old)
            try:
                fault = stage.settled("isolation", begun, old, lambda new: new != old)
            except Exception:
                stage.write_log(f"{CHECKOUT}/build/quorum_pair.log")
                raise
            judged = stage.judge(fault)
            print(f"silence {judged['silence_s']} s", flush=True)
            self.assertEqual(judged["violations"], [])
            self.assertEqual(judged["lost"], 0)
            self.assertGreater(judged["acknowledged"], 0)
            self.assertLess(judged["silence_s"], 30)
            stage.lab.heal()
            stage.power_on(old)


class Halves(unittest.TestCase):
    """Four nodes: the client and the address of the service are everybody's."""

    def split(self, stage, four, half):
        """The rest of the half is whoever comes first; returns who acted when."""
        others = [node for node in stage.names if node not in half]
        with pairs.Watch(four) as watch:
            stage.lab.split(half, others)
            four.wait_acting(half, 30)
            four.stay(3)
        stage.lab.heal()
        for node in stage.names:    # Who was fenced is off.
            stage.lab.power_on(node)
        return watch

    def fault(self, stage):
        """Returns it, and who acted when."""
        stage.set_up()
        keepers.build()
        four = pairs.Pair(stage.lab, 4)
        four.keepers = keepers.Keepers(stage.lab)
        stage.wait_synchronous()
        four.wait_whole()
        stage.begin_writing()
        old = stage.need_primary()
        half = sorted([old, next(node for node in stage.names if node != old)])
        begun = now_ms()
        watch = self.split(stage, four, half)
        stage.wait_synchronous()
        return stage.settled("halves", begun, old), watch

    def test_of_four_nodes_cut_into_halves_one_half_serves_and_no_row_is_lost(self):
        with PairStage("quorumhalves", nodes=4) as stage:
            self.addCleanup(stage.drop_writer)
            try:
                fault, watch = self.fault(stage)
            except Exception:
                stage.write_log(f"{CHECKOUT}/build/quorum_halves.log")
                raise
            judged = stage.judge(fault)
            print(f"silence {judged['silence_s']} s", flush=True)
            self.assertEqual((judged["violations"], judged["lost"]), ([], 0))
            self.assertGreater(judged["acknowledged"], 0)
            self.assertEqual(watch.apart(), [])


if __name__ == "__main__":
    main()
