#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""mode=lite: two databases of three are managed, no setting is touched, one
failover is made, and somebody rearms."""
import os
import sys
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "demo"), os.path.join(HERE, ".."), HERE]

from closing import main  # noqa: E402
from stage import CHECKOUT, Stage, now_ms  # noqa: E402
import database  # noqa: E402
import keepers  # noqa: E402
from test_zones import taught  # noqa: E402

MANAGED, ALONE = ("n1", "n2"), "n3"
NAMES = {"n1": "ANY 1 (n2)", "n2": "ANY 1 (n1)"}
SETTINGS = ("postgresql.conf", "pg_hba.conf", "pg_ident.conf")


class TwoOfThree(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        keepers.build()
        cls.stage = Stage("lite", nodes=3)
        cls.addClassCleanup(cls.stage.lab.down)
        cls.addClassCleanup(cls.stage.drop_writer)
        cls.lab = cls.stage.lab
        cls.stage.start_lab()
        cls.stage.make_database()
        cls.set_names()
        cls.before = {node: cls.settings(node) for node in cls.stage.names}
        cls.start_by_hand(ALONE)
        cls.stage.wait_online()
        cls.create_resources()
        cls.keepers = keepers.Keepers(cls.lab)
        cls.stage.wait_first_primary()
        cls.lab.wait_until(cls.all_stream, 60, "both standbys stream", 0.3)
        cls.stage.begin_writing()

    @classmethod
    def set_names(cls):
        for node, names in NAMES.items():
            database.everywhere(cls.lab, [node], "gs_guc set", "gs_guc", "set", "-D",
                                database.DATADIR, "-c",
                                f"synchronous_standby_names='{names}'")

    @classmethod
    def start_by_hand(cls, node):
        database.everywhere(cls.lab, [node], "gs_ctl start", "gs_ctl", "start", "-D",
                            database.DATADIR, "-M", "standby")

    @classmethod
    def create_resources(cls):
        create, *rest = cls.stage.taught("resources")
        place, clone = create.index("op"), create.index("promotable") + 1
        create = [*create[:place], "mode=lite", *create[place:clone], "clone-max=2",
                  *create[clone:]]
        begin, constraint, push = taught("third standby")
        into = constraint[1:3]
        for argv in (begin, ["pcs", *into, *create[1:]], constraint, push, *rest):
            cls.lab.exec_("n1", *argv, check=True)

    @classmethod
    def settings(cls, node):
        """Digests of the files that are the administrator's."""
        paths = [f"{database.DATADIR}/{name}" for name in SETTINGS]
        return cls.lab.exec_(node, "sha256sum", *paths, check=True).stdout

    @classmethod
    def all_stream(cls):
        primary = cls.stage.served()
        others = set(cls.stage.names) - {primary}
        return primary is not None and database.streaming(cls.lab, primary) >= others

    def tearDown(self):
        if self._outcome.result.failures or self._outcome.result.errors:
            self.stage.write_log(f"{CHECKOUT}/build/lite.log")

    def wait_streaming(self):
        self.lab.wait_until(self.all_stream, 60, "both standbys stream", 0.3)

    def promotion(self, node):
        return self.lab.attribute(node, "db-promotion")

    def rearm(self):
        """On the node that serves: it is on, and its database is managed."""
        primary = self.stage.status().nodes_of("db", "Promoted")[0]
        return self.lab.exec_(primary, "gaussha", "rearm", timeout=30)

    def wait_role(self, node):
        self.stage.wait(
            lambda: self.stage.status().nodes_of("db", "Promoted") == [node], 60,
            f"{node} is the primary")

    def fail_over(self):
        """The primary's node is lost; returns who was, and who is now."""
        old = self.stage.need_primary()
        new = "n2" if old == "n1" else "n1"
        self.lab.power_off(old)
        self.wait_role(new)
        return old, new

    def assert_untouched(self):
        for node in self.stage.names:
            self.assertEqual(self.settings(node), self.before[node],
                             f"a file of settings was changed on {node}")

    def test_one_failover_is_made_and_further_ones_wait_until_somebody_rearms(self):
        begun = now_ms()
        alone = self.stage.postmaster(ALONE)
        old, new = self.fail_over()
        # What the new primary may acknowledge its names say: the other must be back.
        refused = self.rearm()
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("no standby that synchronous_standby_names of", refused.stderr)
        self.lab.power_on(old)
        fault = self.stage.settled("lite", begun, old, lambda primary: primary == new)
        self.wait_streaming()
        judged = self.stage.judge(fault)
        self.assertEqual((judged["violations"], judged["lost"]), ([], 0))
        self.lab.wait_until(lambda: "gaussha rearm" in self.promotion(old), 30,
                            f"{old} says what it waits for", 0.3)
        # Its own restart is no failover.
        self.lab.exec_(new, "kill", "-KILL", self.stage.postmaster(new), check=True)
        fault = self.stage.settled("held", now_ms(), new, lambda primary: True)
        self.assertEqual(fault.new, new)
        self.wait_streaming()
        done = self.rearm()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("is armed", done.stdout)
        self.lab.wait_until(lambda: self.promotion(old) == "", 30, f"{old} may be promoted", 0.3)
        begun = now_ms()
        self.fail_over()
        self.lab.power_on(new)
        fault = self.stage.settled("lite again", begun, new, lambda primary: primary == old)
        self.wait_streaming()
        judged = self.stage.judge(fault)
        self.assertEqual((judged["violations"], judged["lost"]), ([], 0))
        self.assertEqual(self.stage.postmaster(ALONE), alone)
        self.assertEqual(self.rearm().returncode, 0)
        self.assert_untouched()

    def test_names_that_promise_nothing_let_nobody_take_over(self):
        self.wait_streaming()
        primary = self.stage.need_primary()
        other = "n2" if primary == "n1" else "n1"
        was = self.settings(primary)
        database.sql(self.lab, primary, "alter system set synchronous_standby_names=''")
        try:
            self.lab.wait_until(
                lambda: any(not rule["groups"] for rule in
                            self.keepers.status(primary)["record"]["rules"]), 15,
                "the record says that nobody is asked", 0.2)
            self.lab.wait_until(lambda: "acknowledged commits alone" in self.promotion(other),
                                30, f"{other} says why it may not be promoted", 0.3)
            refused = self.rearm()
            self.assertIn("names no standby that has to have a commit", refused.stderr)
        finally:
            database.sql(self.lab, primary, "alter system set synchronous_standby_names="
                         f"'{NAMES[primary]}'")
        self.lab.wait_until(lambda: self.rearm().returncode == 0, 60, "it can be rearmed", 1)
        self.lab.wait_until(lambda: self.promotion(other) == "", 30,
                            f"{other} may be promoted", 0.3)
        self.assertEqual(self.settings(primary), was)


if __name__ == "__main__":
    main()
