#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The quorum device's second service, in a cluster of three: who does not reach
the gateway is not promoted, and hands over."""
import os
import sys
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "demo"), os.path.join(HERE, "..", "lab"),
                os.path.join(HERE, ".."), HERE]

import pairs  # noqa: E402
from closing import main  # noqa: E402
from stage import CHECKOUT, Stage, now_ms  # noqa: E402

HANDS_OVER_S = 4


class GatewayStage(Stage):
    """Of three nodes a majority needs no vote of the device."""

    def start_lab(self):
        self.lab.down()
        self.lab.up(self.count, token=pairs.TOKEN_MS, fence=True, wait=False,
                    quorum=pairs.device(votes=0))

    def taught(self, name):
        return pairs.with_parameters(super().taught(name), f"gateway_timeout={HANDS_OVER_S}")

    def gateways(self, node):
        return self.lab.attribute(node, "gaussha-gateway")

    def wait_gateways(self, expected):
        self.wait(lambda: {node: self.gateways(node) for node in self.names} == expected, 20,
                  f"gateways are reached like this: {expected}")


class Gateway(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stage = GatewayStage("gateway")
        cls.addClassCleanup(cls.stage.lab.down)
        cls.addClassCleanup(cls.stage.drop_writer)
        cls.stage.set_up()
        cls.stage.begin_writing()

    def setUp(self):
        self.stage.lab.heal()
        self.stage.wait_whole()
        self.stage.wait_gateways({node: "1" for node in self.stage.names})
        self.primary = self.stage.need_primary()
        self.standbys = [name for name in self.stage.names if name != self.primary]
        self.boots = {node: self.stage.lab.pid(node) for node in self.stage.names}

    def tearDown(self):
        if self._outcome.result.failures or self._outcome.result.errors:
            self.stage.write_log(f"{CHECKOUT}/build/gateway.log")
        self.stage.lab.heal()

    def assert_clean(self, fault):
        judged = self.stage.judge(fault)
        self.assertEqual(judged["violations"], [])
        self.assertEqual(judged["lost"], 0)
        self.assertGreater(judged["acknowledged"], 0)
        self.assertEqual({node: self.stage.lab.pid(node) for node in self.stage.names},
                         self.boots, "somebody was fenced")
        return judged

    def score(self, node):
        return self.stage.lab.attribute(node, "master-db")

    def test_a_primary_without_its_gateway_hands_over_to_a_standby_that_reaches_it(self):
        begun = now_ms()
        self.stage.lab.cut(self.primary, "gateway")
        fault = self.stage.settled("no gateway", begun, self.primary,
                                   lambda new: new != self.primary)
        judged = self.assert_clean(fault)
        self.assertLess(judged["silence_s"], 5)
        self.assertGreaterEqual(fault.answered_ms - begun, HANDS_OVER_S * 1000)
        self.stage.wait_whole()
        self.assertEqual(self.score(self.primary), "-INFINITY")

    def test_of_two_standbys_the_one_that_reaches_the_gateway_takes_over(self):
        """Where only the other one has all commits it does first, and hands over."""
        alone, other = self.standbys
        self.stage.lab.cut(alone, "gateway")
        self.stage.wait(lambda: self.score(alone) == "-INFINITY", 20,
                        f"{alone} is not to be promoted")
        # The killed one comes back as a standby: it is not to be a third choice.
        self.stage.lab.cut(self.primary, "gateway")
        begun = now_ms()
        self.stage.lab.exec_(self.primary, "kill", "-KILL", self.stage.postmaster(self.primary),
                             check=True)
        fault = self.stage.settled("kill", begun, self.primary, lambda new: new == other)
        self.assert_clean(fault)

    def test_a_gateway_that_answers_nobody_changes_nothing(self):
        begun = now_ms()
        self.stage.lab.cut("gateway")
        self.stage.wait_gateways({node: "0" for node in self.stage.names})
        # As long again as the primary would wait before it hands over.
        until = now_ms() + 2 * HANDS_OVER_S * 1000
        self.stage.wait(lambda: now_ms() > until or self.stage.served() != self.primary,
                        3 * HANDS_OVER_S, "nothing happens")
        fault = self.stage.settled("gateway", begun, self.primary,
                                   lambda new: new == self.primary)
        judged = self.assert_clean(fault)
        self.assertLess(judged["silence_s"], 1)
        fault = self.stage.kill_primary()
        self.assertIn(fault.new, self.standbys)
        self.assert_clean(fault)


if __name__ == "__main__":
    main()
