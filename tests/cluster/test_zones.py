#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Two centres in one city and a third elsewhere: who takes over, where copies
are, and which addresses follow.  doc/deployments.md teaches what is set here."""
import os
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "demo"), os.path.join(HERE, ".."), HERE]

from closing import main  # noqa: E402
from stage import CHECKOUT, now_ms  # noqa: E402
from test_failover import Bed  # noqa: E402
import database  # noqa: E402
import readme  # noqa: E402

ZONES = {"n1": "az1", "n2": "az1", "n3": "az2", "n4": "az2", "n5": "az3"}


def taught(block):
    """The commands of doc/deployments.md."""
    with open(f"{CHECKOUT}/doc/deployments.md", encoding="utf-8") as file:
        return readme.commands(file.read(), block)


def follow(lab, *blocks):
    """Types the commands of these blocks on n1."""
    for block in blocks:
        for argv in taught(block):
            lab.exec_("n1", *argv, check=True)


class ThreeZones(Bed):
    NAME, NODES = "zones", 5

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        follow(cls.lab, "zones", "zone addresses")
        cls.lab.wait_until(cls.all_know_their_zone, 30, "every node's zone is known")

    @classmethod
    def all_know_their_zone(cls):
        known = {node["name"]: node["zone"] for node in cls.keepers.status("n1")["nodes"]}
        return known == ZONES

    def setUp(self):
        for node in self.stage.names:
            self.lab.power_on(node)
        self.stage.wait_whole()
        self.to("n1")
        self.wait_groups("n1")

    def to(self, node):
        if self.stage.need_primary() != node:
            self.switch_over(node)
            self.stage.wait_whole()

    def groups(self, node):
        """The zones that a commit waits for: [(k, {zone})]."""
        rules = self.keepers.status(node)["record"]["rules"]
        if len(rules) != 1:
            return None
        return sorted((group["k"], sorted({ZONES[one["name"]] for one in group["of"]}))
                      for group in rules[0]["groups"])

    def wait_groups(self, primary, zones=("az1", "az2")):
        wanted = sorted((1, [zone]) for zone in zones)
        self.lab.wait_until(lambda: self.groups(primary) == wanted, 30,
                            f"a commit waits for one of each of {' '.join(zones)}")

    def place(self, resource):
        """The nodes it runs on."""
        return self.stage.status().nodes_of(resource, "Started")

    def wait_place(self, resource, nodes):
        self.stage.wait(lambda: self.place(resource) == nodes, 30,
                        f"{resource} is on {' '.join(nodes) or 'no node'}")

    def test_a_commit_waits_for_a_copy_in_every_zone_that_is_to_have_one(self):
        names = database.sql(self.lab, "n1", "show synchronous_standby_names")
        self.assertRegex(names, r"^ANY 1 \(n2\),ANY 1 \(n[34](,n[34])?\)$")

    def test_the_standby_of_the_same_zone_takes_over_then_one_of_the_same_city(self):
        begun = now_ms()
        self.lab.power_off("n1")
        fault = self.stage.settled("same zone", begun, "n1", lambda new: new != "n1")
        self.assertEqual(fault.new, "n2")
        self.assert_nothing_lost(fault)
        self.wait_groups("n2", ("az2",))
        begun = now_ms()
        self.lab.power_off("n2")
        fault = self.stage.settled("same city", begun, "n2", lambda new: new != "n2")
        self.assertIn(fault.new, ("n3", "n4"))
        self.assert_nothing_lost(fault)

    def test_a_zone_that_is_lost_as_a_whole_is_followed_by_the_other_of_its_city(self):
        begun = now_ms()
        for node in ("n1", "n2"):
            self.lab.power_off(node)
        fault = self.stage.settled("zone lost", begun, "n1",
                                   lambda new: new not in ("n1", "n2"))
        self.assertIn(fault.new, ("n3", "n4"))
        self.assert_nothing_lost(fault)

    def test_a_zone_that_is_cut_off_as_a_whole_acknowledges_nothing_and_is_followed(self):
        begun = now_ms()
        try:
            for here in ("n1", "n2"):
                for there in ("n3", "n4", "n5", "client"):
                    self.lab.cut(here, there)
            fault = self.stage.settled("zone cut off", begun, "n1",
                                       lambda new: new not in ("n1", "n2"))
        finally:
            self.lab.heal()
        self.assertIn(fault.new, ("n3", "n4"))
        self.assert_nothing_lost(fault)

    def test_another_city_takes_over_only_when_somebody_asks_for_it_by_name(self):
        self.switch_over("n5")
        self.stage.wait_whole()
        # Home is there now: those of the first city are remote.
        self.lab.wait_until(
            lambda: "another city" in self.attribute("n1", "promotion"), 20,
            "n1 says that it is in another city")
        self.to("n1")
        self.lab.wait_until(
            lambda: "another city" in self.attribute("n5", "promotion"), 20,
            "n5 says that it is in another city")

    def test_the_address_of_a_zone_is_there_while_the_primary_is_in_the_zone(self):
        self.wait_place("vip-az1", ["n1"])
        self.wait_place("vip-az2", [])
        self.to("n3")
        self.wait_place("vip-az2", ["n3"])
        self.wait_place("vip-az1", [])

    def test_the_address_for_reading_is_on_a_synchronous_standby(self):
        def on_synchronous():
            place = self.place("vip-read")
            return len(place) == 1 and self.attribute(place[0], "sync") == "yes"
        self.stage.wait(on_synchronous, 30, "vip-read is on a synchronous standby")
        standby = self.place("vip-read")[0]
        self.lab.power_off(standby)
        self.stage.wait(lambda: self.place("vip-read") != [standby] and on_synchronous(), 40,
                        "vip-read is on another one")
        self.assertEqual(self.stage.need_primary(), "n1")


if __name__ == "__main__":
    main()
