#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Clients that know all nodes instead of an address: the faults of the demo."""
import os
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "demo"), os.path.join(HERE, ".."), HERE]

from closing import main  # noqa: E402
from test_failover import Bed  # noqa: E402
from test_zones import taught  # noqa: E402


class EveryNodeByName(Bed):
    NAME, NODES = "multihost", 3

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stage.end_writing()
        # psql "host=... target_session_attrs=...": what stands around it is the writer's.
        words = dict(word.split("=", 1) for word in taught("hosts")[0][1].split())
        cls.hosts = (f"{words['host']} "
                     f"target_session_attrs={words['target_session_attrs']} "
                     f"connect_timeout={words['connect_timeout']}")
        cls.stage.begin_writing(cls.hosts)

    def setUp(self):
        for node in self.stage.names:
            self.lab.power_on(node)
        self.stage.wait_whole()

    def assert_followed(self, fault):
        judged = self.stage.judge(fault, self.hosts)
        self.assertEqual((judged["violations"], judged["lost"]), ([], 0))
        self.assertGreater(judged["acknowledged"], 0)
        # doc/deployments.md has a table of these.
        print(f"{fault.name}: {judged['silence_s']:.2f} s without an answer", flush=True)

    def test_they_follow_when_the_primarys_process_dies(self):
        self.assert_followed(self.stage.kill_primary())

    def test_they_follow_when_the_primarys_node_loses_power(self):
        self.assert_followed(self.stage.power_off())

    def test_they_follow_when_the_primarys_node_is_isolated(self):
        self.assert_followed(self.stage.isolate())

    def test_they_follow_a_switchover(self):
        self.assert_followed(self.stage.switchover())


if __name__ == "__main__":
    main()
