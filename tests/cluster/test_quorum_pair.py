#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A pair with the gateway as quorum device, the resources of README.md, a client
that writes all the time, and the judge."""
import os
import sys
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "demo"), os.path.join(HERE, "..", "lab"),
                os.path.join(HERE, ".."), HERE]

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


if __name__ == "__main__":
    main()
