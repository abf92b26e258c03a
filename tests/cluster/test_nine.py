#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""One primary and eight standbys in two cities and three centres: the primary's
node, or its database alone, is lost again and again, and nobody does anything
about it."""
import os
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "demo"), os.path.join(HERE, ".."), HERE]

from closing import main  # noqa: E402
from stage import LabError, now_ms  # noqa: E402
from test_failover import Bed  # noqa: E402
from test_zones import follow  # noqa: E402
import database  # noqa: E402

ZONES = {"az1": ("n1", "n2", "n3", "n4"), "az2": ("n5", "n6", "n7"), "az3": ("n8", "n9")}
WANTED = {"az1": 1, "az2": 2}   # synchronous standbys, by the zones that are to have any
CASCADE = "n9"
NEEDED = 5                      # of nine votes
REJOIN_ALL_S = 180              # five nodes at once on two cores
PROGRAM = f"{database.INSTALLATION}/bin/gaussdb"


def zone_of(node):
    return next(zone for zone, nodes in ZONES.items() if node in nodes)


class OneAndEight(Bed):
    NAME, NODES = "nine", 9
    spoiled = set()             # their databases cannot be started

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_cascaded(CASCADE, lambda: follow(cls.lab, "nine"))
        cls.lab.wait_until(cls.all_know_their_zone, 60, "every node's zone is known")

    @classmethod
    def all_know_their_zone(cls):
        return all(node["zone"] == zone_of(node["name"])
                   for node in cls.keepers.status("n1")["nodes"])

    def setUp(self):
        self.all_return()
        if self.stage.need_primary() != "n1":
            self.switch_over("n1")
            self.all_return()

    def all_return(self):
        """As a primary that everything streams from, but for the cascade."""
        for node in self.stage.names:
            self.lab.power_on(node)
        while self.spoiled:
            self.mend(next(iter(self.spoiled)))
        self.stage.wait_whole(REJOIN_ALL_S)
        self.wait_copies(self.stage.need_primary())

    def left(self):
        return [node for node in self.stage.names if self.lab.is_on(node)]

    def fit(self):
        """Those that are left with a database that runs."""
        return [node for node in self.left() if node not in self.spoiled]

    def running(self):
        """Where Pacemaker has a database, in either role."""
        status = self.stage.status()
        return {*status.nodes_of("db", "Promoted"), *status.nodes_of("db", "Unpromoted")}

    def spoil(self, node):
        """Its database dies, and no start will succeed there."""
        self.lab.exec_(node, "chmod", "a-x", PROGRAM, check=True)
        self.spoiled.add(node)
        self.lab.exec_(node, "kill", "-KILL", self.stage.postmaster(node), check=True)

    def mend(self, node):
        self.lab.exec_(node, "chmod", "a+x", PROGRAM, check=True)
        self.spoiled.remove(node)

    def synchronous(self, primary):
        """Whom a commit waits for, by zone; None while the rule is changed."""
        rules = self.keepers.status(primary)["record"]["rules"]
        if len(rules) != 1:
            return None
        groups = [sorted(one["name"] for one in group["of"]) for group in rules[0]["groups"]]
        return {zone_of(names[0]): names for names in groups}

    def copies_are_right(self, primary):
        """Each zone has as many as it should have, or all that are left there."""
        found = self.synchronous(primary)
        if found is None:
            return False
        for zone, wanted in WANTED.items():
            here = [node for node in self.fit() if node in ZONES[zone] and node != primary]
            names = found.get(zone, [])
            if not set(names) <= set(here) or len(names) != min(wanted, len(here)):
                return False
        return set(found) <= set(WANTED)

    def feeds(self, node):
        """Whether the cascade streams from it.  A standby that has more than the new
        primary is rebuilt, and answers nobody meanwhile."""
        try:
            return CASCADE in database.streaming(self.lab, node)
        except LabError:
            return False

    def is_fed(self):
        """The cascade streams from a standby."""
        primary = self.stage.served()
        return CASCADE not in self.fit() or any(
            self.feeds(node) for node in self.fit() if node not in (primary, CASCADE))

    def wait_copies(self, primary):
        self.lab.wait_until(lambda: self.copies_are_right(primary), 60,
                            f"with {primary} every zone that is to have a copy has it", 0.25)
        others = [node for node in self.fit() if zone_of(node) in WANTED and node != primary]
        self.assertGreaterEqual(sum(map(len, self.synchronous(primary).values())),
                                min(2, len(others)))
        self.lab.wait_until(self.is_fed, 60, f"{CASCADE} follows a standby", 0.5)

    def lose_the_primary(self, lose=None):
        """Its power is cut, or lose(node); the next one serves, with its copies."""
        begun, old = now_ms(), self.stage.need_primary()
        near = [node for node in self.fit() if zone_of(node) == zone_of(old) and node != old]
        (lose or self.lab.power_off)(old)
        fault = self.stage.settled(f"{len(self.fit())} of {len(self.left())} left", begun, old,
                                   lambda new: new != old)
        self.assertIn(fault.new, near or ZONES["az2"])
        judged = self.assert_nothing_lost(fault)
        self.wait_copies(fault.new)
        print(f"{fault.name}: {old} -> {fault.new}, {judged['silence_s']:.2f} s without an "
              f"answer, synchronous are {self.synchronous(fault.new)}", flush=True)

    def test_the_primary_is_lost_until_five_are_left_and_all_return(self):
        while len(self.left()) > NEEDED:
            self.lose_the_primary()
        begun, primary = now_ms(), self.stage.need_primary()
        self.all_return()
        fault = self.stage.settled("all return", begun, primary)
        self.assertEqual(fault.new, primary)
        self.assert_nothing_lost(fault)
        self.assertEqual(self.stage.wait_no_complaint(), [])

    def test_the_primarys_database_is_lost_until_two_are_left_and_all_return(self):
        """Five machines vote; those whose databases never take over are off."""
        for node in ZONES["az3"]:
            self.lab.power_off(node)
        while len(self.left()) > NEEDED:
            self.lose_the_primary()
        lives = {node: self.lab.pid(node) for node in self.left()}
        while len(self.fit()) > 2:
            self.lose_the_primary(self.spoil)
        self.assertEqual({node: self.lab.pid(node) for node in self.left()}, lives)
        begun, primary = now_ms(), self.stage.need_primary()
        # A start that fails is tried again after failure-timeout.
        self.stage.wait(lambda: self.running() == set(self.fit()), 30,
                        "Pacemaker has two databases running")
        self.lab.wait_until(
            lambda: "if its node died, nobody: 4 of the 5 votes that are needed"
            in self.outlook(primary), 20, "gaussha status says that no more may be lost")
        self.all_return()
        fault = self.stage.settled("all return", begun, primary)
        self.assertEqual(fault.new, primary)
        self.assert_nothing_lost(fault)
        self.assertEqual(self.stage.wait_no_complaint(), [])

    def test_of_nine_four_promote_nobody_and_a_fifth_that_returns_changes_that(self):
        begun = now_ms()
        for node in ZONES["az1"]:
            self.lab.power_off(node)
        fault = self.stage.settled("a zone of four", begun, "n1", lambda new: new != "n1")
        self.assertIn(fault.new, ZONES["az2"])
        self.assert_nothing_lost(fault)
        self.wait_copies(fault.new)
        self.lab.wait_until(
            lambda: "if its node died, nobody: 4 of the 5 votes that are needed would be left"
            in self.outlook(fault.new), 20, "gaussha status says that no more may be lost")
        begun, old = now_ms(), fault.new
        self.lab.power_off(old)
        left = self.left()
        self.lab.wait_until(lambda: not any(self.keepers.view(node) for node in left), 30,
                            "no keeper of the four has a view")
        # What crm_mon shows without quorum is how it was before.
        with self.assertRaises(LabError):
            self.stage.wait_answer(now_ms(), 10)
        self.assertIn("no view of the keepers is active, 4 of 9 keepers are here",
                      self.outlook(left[0]))
        self.lab.power_on("n1")
        fault = self.stage.settled("a fifth returns", begun, old, lambda new: new != old)
        self.assert_nothing_lost(fault)


if __name__ == "__main__":
    main()
