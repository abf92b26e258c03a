#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A standby that follows a standby."""
import os
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "demo"), os.path.join(HERE, ".."), HERE]

from closing import main  # noqa: E402
from stage import now_ms  # noqa: E402
from test_failover import Bed, set_params  # noqa: E402
from test_zones import follow  # noqa: E402
import database  # noqa: E402

CASCADE = "n4"


class OneCascade(Bed):
    NAME, NODES = "cascade", 4

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_cascaded(CASCADE, lambda: follow(cls.lab, "cascades"))

    def setUp(self):
        for node in self.stage.names:
            self.lab.power_on(node)
        self.stage.wait_whole()
        self.wait_cascaded()
        self.primary = self.stage.need_primary()

    def upstream(self):
        """The standby that the cascade streams from, or None."""
        primary = self.stage.served()
        for node in self.stage.names:
            if node not in (primary, CASCADE) and self.lab.is_on(node):
                if CASCADE in database.streaming(self.lab, node):
                    return node
        return None

    def wait_cascaded(self, unlike=None):
        self.lab.wait_until(lambda: self.upstream() not in (None, unlike), 40,
                            f"{CASCADE} follows a standby", 0.25)
        return self.upstream()

    def assert_has_everything(self):
        """A row that is written now comes through to the cascade."""
        primary = self.stage.need_primary()
        database.sql(self.lab, primary, "create table if not exists through (at bigint)",
                     f"insert into through values ({now_ms()})")
        wanted = database.sql(self.lab, primary, "select max(at) from through")
        self.lab.wait_until(
            lambda: database.sql(self.lab, CASCADE, "select max(at) from through") == wanted,
            20, f"{CASCADE} has the new row", 0.2)

    def test_it_is_started_as_such_is_never_synchronous_and_says_why_it_is_not_promoted(self):
        self.lab.wait_until(
            lambda: "Cascade Standby Normal" == self.attribute(CASCADE, "state"), 20,
            "crm_mon shows a cascade")
        self.assertIn(self.attribute(CASCADE, "promotion"),
                      ("it is no standby that may be promoted",
                       f"{CASCADE} may not be promoted: it is cascaded: it follows a standby"))
        self.lab.wait_until(lambda: self.rule(self.primary) is not None, 20,
                            "the record has one rule, not a change of rules")
        self.assertNotIn(CASCADE, self.rule(self.primary)[1])
        self.assertNotIn(CASCADE, database.streaming(self.lab, self.primary))
        said = self.lab.exec_("n1", "gaussha", "switchover", "--to", CASCADE, timeout=60)
        self.assertNotEqual(said.returncode, 0)
        self.assert_has_everything()

    def test_it_finds_another_standby_when_its_own_dies(self):
        upstream = self.upstream()
        self.lab.power_off(upstream)
        self.wait_cascaded(unlike=upstream)
        self.assert_has_everything()

    def test_it_finds_another_standby_when_its_own_is_promoted(self):
        upstream = self.upstream()
        begun = now_ms()
        self.switch_over(upstream)
        self.wait_cascaded(unlike=upstream)
        self.assert_has_everything()
        self.lab.power_off(upstream)
        fault = self.stage.settled("the primary dies", begun, upstream,
                                   lambda new: new != upstream)
        self.assertNotEqual(fault.new, CASCADE)
        self.assert_nothing_lost(fault)

    def begun(self, action):
        """How often Pacemaker has begun it."""
        return sum(f"Initiating {action} operation db_" in line for line in self.lab.logs())

    def wait_role(self, word):
        self.lab.wait_until(lambda: self.attribute(CASCADE, "state") == word, 40,
                            f"{CASCADE} is {word}", 0.25)

    def test_a_change_of_parameters_leaves_the_primary_its_role_and_its_address(self):
        # The primary is a standby to Pacemaker while the transition lasts that brings
        # it the parameters.  What cuts that short is a failed action of before, too:
        # the restarts of the cascade must leave none.
        promoted, demoted = self.begun("promote"), self.begun("demote")
        begun, shown = now_ms(), self.stage.status().failures
        for _ in range(3):
            set_params(self.stage, cascades="")
            self.wait_role("Standby Normal")
            set_params(self.stage, cascades=CASCADE)
            self.wait_role("Cascade Standby Normal")
            self.assertEqual(set(self.stage.status().failures) - set(shown), set())
        fault = self.stage.settled("parameters", begun, self.primary,
                                   lambda new: new == self.primary)
        self.assertEqual(self.begun("demote"), demoted)
        # A position that a node was telling just then, every 15 s, cuts it short all
        # the same: then the address is restarted.  A cause of ours is there each time.
        self.assertLess(self.begun("promote") - promoted, 2)
        self.assertLess(self.assert_nothing_lost(fault)["gap_ms"], 3000)

    def test_taken_off_the_list_it_is_a_standby_that_may_be_promoted(self):
        set_params(self.stage, cascades="")
        self.stage.cascades = set()
        try:
            self.stage.wait_whole()
            self.switch_over(CASCADE)
            self.stage.wait_whole()
            self.switch_over("n1")
        finally:
            self.stage.cascades = {CASCADE}
            set_params(self.stage, cascades=CASCADE)


if __name__ == "__main__":
    main()
