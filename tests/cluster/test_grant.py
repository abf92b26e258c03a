#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Keepers and a database, without Pacemaker: who is granted a promotion, who
is refused and why, and what then becomes of the commits."""
import os
import sys
import time
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "lab"), os.path.join(HERE, ".."),
                os.path.join(HERE, "..", "demo"), HERE]

import database  # noqa: E402
import keepers  # noqa: E402
from cluster import INSTALLATION, Lab, LabError  # noqa: E402
from closing import main  # noqa: E402

NODES = ("n1", "n2", "n3")


class Grants(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        keepers.build()
        cls.lab = Lab("grant")
        cls.addClassCleanup(cls.lab.down)
        cls.lab.down()
        cls.lab.up(3, keeper=False)
        database.make(cls.lab, list(NODES))
        cls.keepers = keepers.Keepers(cls.lab)
        for node in NODES:
            cls.start_keeper(node)
        cls.keepers.wait_for_view(*NODES)

    @classmethod
    def start_keeper(cls, node):
        cls.keepers.start(node)
        cls.lab.wait_until(lambda: cls.keepers.ask(node, "status")[0] != "no-keeper",
                           20, f"the keeper of {node} answers")
        cls.register(node)

    @classmethod
    def register(cls, node):
        cls.keepers.ask(node, "register", f"node={node}", f"datadir={database.DATADIR}",
                        f"gausshome={INSTALLATION}", "full=1", "wanted=2", "acks=1",
                        "least=1", "ndatabases=3")

    def start_database(self, *nodes):
        database.everywhere(self.lab, nodes, "gs_ctl start", "gs_ctl", "start", "-D",
                            database.DATADIR, "-M", "standby")

    def kill_database(self, node):
        self.lab.exec_(node, "sh", "-c",
                       f'kill -9 "$(head -n 1 {database.DATADIR}/postmaster.pid)"',
                       check=True)

    def seen(self, by, node):
        """The report of a node, as another node's keeper has it; {} if it is old."""
        for report in self.keepers.status(by)["nodes"]:
            if report["id"] == int(node[1:]) and report["presence"] == "heard":
                return report
        return {}

    def wait_for(self, by, node, **facts):
        self.lab.wait_until(
            lambda: all(self.seen(by, node).get(name) == value
                        for name, value in facts.items()),
            20, f"{by} sees {node} as {facts}")

    def wait_for_standbys(self, primary, *standbys):
        names = {f"ANY 1 ({','.join(order)})" for order in (standbys, standbys[::-1])}
        self.lab.wait_until(
            lambda: self.keepers.status(primary)["rule"]["names"] in names
            and len(self.keepers.status(primary)["record"]["rules"]) == 1,
            20, f"{standbys} are the standbys of {primary}, and the record says so")

    def promote(self, node):
        """What an agent does; the last word of the keeper and its sentence."""
        word, term, sentence, _ = self.keepers.ask(node, "grant-ask", "deadline_ms=20000")
        promoter = None
        deadline = time.monotonic() + 30
        while word in ("waiting", "granted") and time.monotonic() < deadline:
            if word == "granted" and promoter is None:
                promoter = database.own(self.lab, node, "gs_ctl", "failover", "-D",
                                        database.DATADIR, "-T", str(term))
            time.sleep(0.02)
            word, term, sentence, _ = self.keepers.ask(node, "grant-state")
        if promoter is not None:
            promoter.communicate(timeout=30)
        return word, sentence

    def assert_promoted(self, node):
        word, sentence = self.promote(node)
        self.assertEqual(word, "writable", sentence)

    def insert(self, node, value):
        database.sql(self.lab, node, "create table if not exists t (a int)",
                     f"insert into t values ({value})")

    def values(self, node):
        return database.sql(self.lab, node, "select a from t order by a").split()

    # One life of a cluster; each step rests on the one before.

    def test_01_the_first_promotion_waits_until_every_database_was_heard(self):
        self.start_database("n1", "n2")
        self.wait_for("n1", "n2", answered=True)
        self.wait_for("n2", "n1", answered=True)
        word, sentence = self.promote("n1")
        self.assertEqual(word, "refused")
        self.assertIn("2 of 3 databases have reported", sentence)

    def test_02_the_first_primary_acknowledges_by_its_rule(self):
        self.start_database("n3")
        self.wait_for("n1", "n3", answered=True)
        self.assert_promoted("n1")
        self.insert("n1", 1)
        self.wait_for_standbys("n1", "n2", "n3")

    def test_03_the_death_of_a_keeper_leaves_its_primary_alone(self):
        # And one that nobody starts again.
        self.lab.exec_("n1", "systemctl", "kill", "gausshad", check=True)
        self.insert("n1", 2)
        self.keepers.wait_for_view("n2", "n3")
        self.insert("n1", 3)
        word, sentence, _, _ = self.keepers.ask("n1", "grant-ask", "deadline_ms=1000")
        self.assertEqual(word, "no-keeper", sentence)
        self.start_keeper("n1")
        self.keepers.wait_for_view(*NODES)
        self.wait_for("n2", "n1", role="Primary")
        self.wait_for_standbys("n1", "n2", "n3")

    def test_04_a_dead_postmaster_is_told_at_once(self):
        self.kill_database("n1")
        begun = time.monotonic()
        self.lab.wait_until(lambda: self.seen("n2", "n1").get("running") is False,
                            20, "n2 knows", 0.01)
        self.assertLess(time.monotonic() - begun, 1.0)

    def test_05_a_standby_that_has_all_is_promoted_and_nothing_is_lost(self):
        self.assert_promoted("n2")
        self.insert("n2", 4)
        self.assertEqual(self.values("n2"), ["1", "2", "3", "4"])
        self.wait_for("n2", "n3", role="Standby", receiving=True)
        self.start_database("n1")
        self.wait_for_standbys("n2", "n1", "n3")

    def test_06_a_primary_that_lost_its_standbys_waits_with_its_commits(self):
        self.kill_database("n1")
        self.kill_database("n3")
        self.wait_for("n2", "n1", running=False)
        with self.assertRaises(LabError):
            database.sql(self.lab, "n2", "insert into t values (5)", timeout=3)
        self.start_database("n1", "n3")
        self.wait_for_standbys("n2", "n1", "n3")
        self.insert("n2", 6)

    def test_07_who_may_lack_a_commit_is_refused_with_the_reason(self):
        self.kill_database("n3")
        self.wait_for_standbys("n2", "n1")
        self.insert("n2", 7)
        self.kill_database("n2")
        self.kill_database("n1")
        self.start_database("n3")
        self.wait_for("n1", "n3", answered=True)
        self.wait_for("n3", "n3", answered=True)
        word, sentence = self.promote("n3")
        self.assertEqual(word, "refused")
        self.assertIn("n3 may not be promoted", sentence)
        self.assertIn("n1", sentence)

    def test_08_it_heals_when_one_returns_who_has_everything(self):
        self.start_database("n1")
        self.wait_for("n1", "n1", answered=True)
        self.wait_for("n3", "n1", answered=True)
        self.assert_promoted("n1")
        self.assertIn("7", self.values("n1"))
        self.insert("n1", 8)

    def test_09_a_keeper_killed_with_a_grant_in_hand_is_granted_a_later_one(self):
        self.start_database("n2")
        self.wait_for_standbys("n1", "n2", "n3")
        self.kill_database("n1")
        word, first, sentence, _ = self.keepers.ask("n2", "grant-ask", "deadline_ms=20000")
        deadline = time.monotonic() + 10
        while word == "waiting" and time.monotonic() < deadline:
            word, first, sentence, _ = self.keepers.ask("n2", "grant-state")
        self.assertEqual(word, "granted", sentence)
        self.keepers.signal("n2", "KILL")
        self.start_keeper("n2")
        self.keepers.wait_for_view(*NODES)
        self.assertEqual(self.keepers.ask("n2", "grant-state")[0], "no-grant")
        self.wait_for("n2", "n2", answered=True)
        self.assert_promoted("n2")
        self.assertGreater(self.keepers.status("n2")["record"]["term"], first)
        self.insert("n2", 9)
        self.start_database("n1")
        self.wait_for_standbys("n2", "n1", "n3")

    def test_10_a_switchover_loses_nothing(self):
        database.everywhere(self.lab, ["n2"], "gs_ctl stop", "gs_ctl", "stop", "-D",
                            database.DATADIR, "-m", "fast")
        self.start_database("n2")
        self.wait_for("n3", "n2", role="Standby", answered=True)
        self.assert_promoted("n3")
        self.insert("n3", 10)
        self.wait_for_standbys("n3", "n1", "n2")
        self.assertEqual(self.values("n3")[-1], "10")

    def test_11_every_node_has_the_same_history(self):
        histories = {self.keepers.ask(node, "history")[3] for node in NODES}
        self.assertEqual(len(histories), 1)
        self.assertIn('"to":"n2"', histories.pop())


if __name__ == "__main__":
    main()
