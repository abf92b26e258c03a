#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Nodes that are off are taken out of the cluster by hand, so that fewer votes are
needed; and what they do when they come back.  doc/deployments.md teaches it."""
import os
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "demo"), os.path.join(HERE, ".."), HERE]

from closing import main  # noqa: E402
from stage import now_ms  # noqa: E402
from test_failover import Bed  # noqa: E402
from test_zones import taught  # noqa: E402
from cluster import address  # noqa: E402
import database  # noqa: E402

STAYING, REMOVED = ("n1", "n2", "n3"), ("n4", "n5")
SECRET = "secret-of-pcs"


class Removal(Bed):
    """Five nodes with a pcsd each."""
    NAME, NODES = "removal", 5

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for node in cls.stage.names:
            cls.lab.exec_(node, "systemctl", "enable", "--now", "pcsd", check=True)
            cls.lab.exec_(node, "chpasswd", stdin=f"hacluster:{SECRET}\n", check=True)
        hosts = [word for node in cls.stage.names for word in (node, f"addr={address(node)}")]
        cls.lab.exec_("n1", "pcs", "host", "auth", *hosts, "-u", "hacluster", "-p", SECRET,
                      check=True)

    def type_(self, node, block):
        """Types the page's commands; returns what they say."""
        done = [self.lab.exec_(node, *argv, check=True, timeout=120)
                for argv in taught(block)]
        return "".join(one.stdout + one.stderr for one in done)

    def view_of(self, node):
        """(votes needed, nodes listed, members of the active view) by its keeper."""
        view = self.keepers.status(node)["view"]
        return view["quorum"], view["keepers"], self.keepers.view(node)

    def ring(self, node):
        """The ids of the nodes that its corosync has found, and whether they are
        quorate."""
        said = self.lab.exec_(node, "corosync-quorumtool", "-s").stdout
        members = [int(line.split()[0]) for line in said.partition("Name\n")[2].splitlines()]
        return sorted(members), "Quorate:          Yes" in said

    def forms_a_ring(self, nodes):
        """Their corosyncs have found each other, and nobody else."""
        ids = [int(node[1:]) for node in nodes]
        return all(self.ring(node)[0] == ids for node in nodes)

    def streams(self, primary, nodes):
        return database.streaming(self.lab, primary) >= set(nodes) - {primary}

    def has_a_database(self, node):
        return self.lab.exec_(node, "pgrep", "-x", "gaussdb").stdout != ""

    def assert_does_nothing(self, node):
        """It has neither quorum, nor a view, nor a database that runs."""
        self.assertFalse(self.ring(node)[1])
        self.assertEqual(self.keepers.view(node), ())
        self.assertFalse(self.has_a_database(node))

    def test_of_five_two_are_removed_then_two_of_three_go_on_and_the_removed_do_nothing(self):
        if self.stage.need_primary() in REMOVED:
            self.switch_over("n1")
            self.stage.wait_whole()
        for node in REMOVED:
            self.lab.power_off(node)
        self.lab.wait_until(lambda: "if its node died, nobody: 2 of the 3 votes that are needed"
                            in self.outlook("n1"), 30, "gaussha status says that three are needed")
        self.stage.wait(lambda: not self.stage.status().unclean, 30, "they were fenced")
        # Two at once can take corosync longer than a lease lasts: then it is another.
        primary = self.stage.wait_server(lambda node: node in STAYING, "one of the three serves")
        begun = now_ms()
        self.assertEqual(self.type_("n1", "remove").count(": Succeeded"), len(STAYING))
        for node in STAYING:
            self.lab.wait_until(lambda node=node: self.view_of(node) == (2, 3, (1, 2, 3)), 20,
                                f"the keeper of {node} counts three nodes, and needs two")
        self.lab.wait_until(lambda: "would take over" in self.outlook("n1")
                            and "nobody" not in self.outlook("n1"), 20,
                            "gaussha status says that a node may be lost")
        fault = self.stage.settled("removed", begun, primary, lambda new: new == primary)
        self.assertLess(self.assert_nothing_lost(fault)["silence_s"], 4)
        self.lose_of_three(primary)
        self.removed_come_back(primary)
        self.added_again()

    def lose_of_three(self, old):
        begun = now_ms()
        self.lab.power_off(old)
        fault = self.stage.settled("two of three", begun, old, lambda new: new != old)
        self.assertIn(fault.new, STAYING)
        self.assert_nothing_lost(fault)

    def removed_come_back(self, lost):
        """Both, with the corosync.conf of five, before the one that was lost."""
        begun, primary = now_ms(), self.stage.need_primary()
        for node in REMOVED:
            self.lab.power_on(node)
        self.lab.wait_until(lambda: self.forms_a_ring(REMOVED), 30,
                            "the removed have found each other")
        self.lab.wait_until(
            lambda: all("2 of 5 keepers are here" in self.outlook(node) for node in REMOVED),
            30, "the removed say that two of five are too few")
        self.lab.power_on(lost)
        self.stage.wait(lambda: self.streams(primary, STAYING), 90, f"{lost} is a standby")
        self.assertTrue(self.forms_a_ring(STAYING))
        self.assertTrue(self.forms_a_ring(REMOVED))
        for node in STAYING:
            self.assertTrue(self.has_a_database(node))
        for node in REMOVED:
            self.assert_does_nothing(node)
        fault = self.stage.settled("removed are back", begun, primary,
                                   lambda new: new == primary)
        self.assertLess(self.assert_nothing_lost(fault)["silence_s"], 4)

    def added_again(self):
        begun, primary = now_ms(), self.stage.need_primary()
        for node in REMOVED:
            self.type_(node, "forget")
        self.type_("n1", "add")
        self.stage.wait_whole()
        for node in self.stage.names:
            self.lab.wait_until(lambda node=node: self.view_of(node)[:2] == (3, 5), 20,
                                f"the keeper of {node} counts five nodes, and needs three")
        fault = self.stage.settled("added", begun, primary, lambda new: new == primary)
        self.assert_nothing_lost(fault)
        self.assertEqual(self.stage.wait_no_complaint(), [])


if __name__ == "__main__":
    main()
