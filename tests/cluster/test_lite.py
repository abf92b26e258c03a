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
        """On the node that serves.  What is said of it is kept."""
        primary = self.stage.status().nodes_of("db", "Promoted")[0]
        done = self.lab.exec_(primary, "gaussha", "rearm", timeout=60)
        self.said.append(done.stderr.strip())
        return done

    def assert_refused(self, words):
        refused = self.rearm()
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn(words, refused.stderr)

    def wait_role(self, node):
        self.stage.wait(
            lambda: self.stage.status().nodes_of("db", "Promoted") == [node], 60,
            f"{node} is the primary")

    def setUp(self):
        self.said = []

    def await_received(self, primary, standby):
        """Until the standby has all that the primary had a moment ago."""
        now = database.sql(self.lab, primary, "select pg_current_xlog_location()")
        self.lab.wait_until(lambda: database.sql(
            self.lab, primary, "select count(*) from pg_stat_replication where "
            f"application_name like '%[{standby}]' and "
            f"pg_xlog_location_diff(receiver_flush_location, '{now}') >= 0")
            == "1", 20, f"{standby} has what {primary} has")

    def fail_over(self):
        """The primary's node is lost with a row that nobody else has; returns
        who was, and who is now."""
        old = self.stage.need_primary()
        new = "n2" if old == "n1" else "n1"
        # The third standby is behind the second, and so it can follow it.
        self.lab.cut(old, ALONE, net="service")
        self.await_received(old, new)
        self.lab.cut(old, new, net="service")
        database.sql(self.lab, old, "set synchronous_commit=local",
                     f"create table lost_by_{old}_{now_ms()} (a int)")
        self.lab.power_off(old)
        self.lab.heal()
        self.wait_role(new)
        return old, new

    def build_by_hand(self, node):
        """What an administrator does, as the owner; it starts the database."""
        database.everywhere(self.lab, [node], "gs_ctl build", "gs_ctl", "build", "-D",
                            database.DATADIR, "-b", "full")

    def mend_by_hand(self, old):
        """Does what `gaussha rearm` says is missing, until nothing is."""
        self.assert_refused(f"{old} is not heard: switch it on")
        self.lab.power_on(old)
        self.lab.wait_until(lambda: "gs_ctl build" in self.rearm().stderr, 90,
                            f"{old} is said to have to be built", 1)
        self.assertIn(f"the data of {old} cannot follow", self.said[-1])
        self.stage.wait(lambda: "rebuilt by hand" in self.crm_mon(), 30,
                        f"crm_mon says that {old} is to be rebuilt by hand")
        self.build_by_hand(old)
        self.wait_streaming()
        self.lab.wait_until(lambda: "gaussha rearm" in self.promotion(old), 30,
                            f"{old} says what it waits for", 0.3)

    def crm_mon(self):
        return self.lab.exec_(ALONE, "crm_mon", "-1A").stdout

    def assert_untouched(self):
        for node in self.stage.names:
            self.assertEqual(self.settings(node), self.before[node],
                             f"a file of settings was changed on {node}")

    def test_one_failover_is_made_and_further_ones_wait_until_somebody_rearms(self):
        alone = self.stage.postmaster(ALONE)
        for name in ("lite", "lite again"):
            begun = now_ms()
            old, new = self.fail_over()
            self.mend_by_hand(old)
            fault = self.stage.settled(name, begun, old, lambda primary, new=new: primary == new)
            judged = self.stage.judge(fault)
            self.assertEqual((judged["violations"], judged["lost"]), ([], 0))
            # Its own restart is no failover, and nothing else is made.
            self.lab.exec_(new, "kill", "-KILL", self.stage.postmaster(new), check=True)
            fault = self.stage.settled("held", now_ms(), new, lambda primary: True)
            self.assertEqual(fault.new, new)
            self.wait_streaming()
            self.lab.wait_until(lambda: self.rearm().returncode == 0, 60, "it is rearmed", 1)
            self.lab.wait_until(lambda: self.promotion(old) == "", 30,
                                f"{old} may be promoted", 0.3)
            self.lab.wait_until(lambda: not self.complaints(), 60,
                                "crm_mon shows nothing degraded or failed", 0.5)
        self.assertEqual(self.stage.postmaster(ALONE), alone)
        self.assert_untouched()

    def complaints(self):
        return [line for line in self.crm_mon().splitlines()
                if "degraded" in line or "FAILED" in line]

    def test_names_that_promise_nothing_let_nobody_take_over(self):
        self.wait_streaming()
        primary = self.stage.need_primary()
        other = "n2" if primary == "n1" else "n1"
        was = self.settings(primary)
        database.sql(self.lab, primary, "alter system set synchronous_standby_names=''")
        try:
            self.lab.wait_until(
                lambda: any(not rule["groups"] for rule in
                            self.keepers.status(primary)["record"]["rules"]), 20,
                "the record says that nobody is asked", 0.2)
            self.lab.wait_until(lambda: "acknowledged commits alone" in self.promotion(other),
                                30, f"{other} says why it may not be promoted", 0.3)
            self.assert_refused("names no standby that has to have a commit: "
                                f"on {primary} as the owner of its data, gs_guc reload -D ")
            self.assertIn(f"synchronous_standby_names='{NAMES[primary]}'", self.said[-1])
        finally:
            database.sql(self.lab, primary, "alter system set synchronous_standby_names="
                         f"'{NAMES[primary]}'")
        self.lab.wait_until(lambda: self.rearm().returncode == 0, 60, "it can be rearmed", 1)
        self.lab.wait_until(lambda: self.promotion(other) == "", 30,
                            f"{other} may be promoted", 0.3)
        self.assertEqual(self.settings(primary), was)


if __name__ == "__main__":
    main()
