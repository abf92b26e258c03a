#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The command line, asked on nodes with keepers and a database: what it shows
of them, what it foretells, and what it makes the keepers do."""
import json
import os
import re
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
GAUSSHA = "/usr/bin/gaussha"


class CommandLine(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        keepers.build()
        cls.lab = Lab("gaussha")
        cls.addClassCleanup(cls.lab.down)
        cls.lab.down()
        cls.lab.up(3, keeper=False)
        database.make(cls.lab, list(NODES))
        cls.keepers = keepers.Keepers(cls.lab)
        for node in NODES:
            cls.keepers.start(node)
            cls.lab.wait_until(
                lambda node=node: cls.keepers.ask(node, "status")[0] != "no-keeper",
                20, f"the keeper of {node} answers")

    def gaussha(self, node, *words, **more):
        return self.lab.exec_(node, GAUSSHA, *words, **more)

    def said(self, node, *words):
        done = self.gaussha(node, *words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def refused(self, node, *words, status=1):
        done = self.gaussha(node, *words)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stderr

    def verdict(self, node="n2"):
        """The sentence of status; "" while there is no answer."""
        lines = self.gaussha(node, "status").stdout.splitlines()
        return lines[-1] if lines else ""

    def wait_for_verdict(self, words, node="n2"):
        try:
            self.lab.wait_until(lambda: words in self.verdict(node), 20, words)
        except LabError:
            self.fail(f"{node} does not foretell: {words}\n"
                      + self.gaussha(node, "status").stdout)

    def wait_for_row(self, by, pattern):
        self.lab.wait_until(
            lambda: re.search(pattern, self.gaussha(by, "status").stdout, re.M), 20,
            f"{by} shows {pattern}")

    def start_database(self, *nodes):
        database.everywhere(self.lab, nodes, "gs_ctl start", "gs_ctl", "start", "-D",
                            database.DATADIR, "-M", "standby")

    def kill_database(self, node):
        self.lab.exec_(node, "sh", "-c",
                       f'kill -9 "$(head -n 1 {database.DATADIR}/postmaster.pid)"',
                       check=True)

    def promote(self, node):
        """What an agent does when Pacemaker promotes."""
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
        self.assertEqual(word, "writable", sentence)

    # One life of a cluster; each step rests on the one before.

    def test_01_a_keeper_without_a_database_says_so(self):
        self.assertIn("knows no database yet", self.said("n1", "status"))
        self.assertIn("knows no database yet", self.said("n1", "history"))
        self.assertIn("knows no database yet", self.refused("n1", "pause"))
        self.assertIn("no database of this name", self.refused("n1", "status", "dc"))

    def test_02_the_first_promotion_needs_all_and_status_says_so(self):
        for node in NODES:
            self.keepers.ask(node, "register", f"node={node}",
                             f"datadir={database.DATADIR}", f"gausshome={INSTALLATION}",
                             "full=1", "wanted=2", "acks=1", "least=1", "ndatabases=3")
        self.start_database("n1", "n2")
        self.wait_for_verdict("no primary, and nobody may be promoted: the first "
                              "promotion needs all 3 databases, and 2 are heard")
        self.start_database("n3")
        self.wait_for_verdict("no primary: n1 may be promoted, nothing would be lost")

    def test_03_of_a_healthy_database_everything_is_shown(self):
        self.promote("n1")
        self.wait_for_verdict("n2 would take over, nothing would be lost")
        for node in NODES:
            for standby in ("n2", "n3"):
                self.wait_for_row(node, rf"^{standby} .* 0 B +Quorum( +held \(soft\))?$")
            lines = self.said(node, "status").splitlines()
            self.assertRegex(lines[0], r"^db: primary n1, term \d+$")
            self.assertEqual(lines[1].split()[:6],
                             ["NODE", "KEEPER", "ROLE", "STATE", "TERM", "LSN"])
            self.assertRegex(lines[2], r"^n1 +heard +Primary +Normal +\d+ +\d+/[0-9A-F]+( +held \(soft\))?$")
            self.assertRegex(lines[3], r"^n2 +heard +Standby +Normal ")
            self.assertEqual(len(lines), 6)
        self.assertEqual(self.said("n1", "status", "db").splitlines()[0], lines[0])

    def test_04_for_programs_it_is_json(self):
        status = json.loads(self.said("n3", "status", "--json"))["databases"][0]
        self.assertEqual(status["outlook"]["sentence"],
                         "n2 would take over, nothing would be lost")
        self.assertIs(status["outlook"]["safe"], True)
        self.assertEqual([node["objection"] for node in status["nodes"]], [""] * 3)
        self.assertEqual(status["view"]["keepers"], 3)

    def test_05_a_watcher_sees_what_changes(self):
        watcher = self.lab.popen("n3", GAUSSHA, "status", "--watch")
        try:
            self.assertIn("n2 would take over", self.wait_for_line(watcher, "would take over"))
            self.said("n1", "pause")
            self.assertIn("nobody could take over: promotions are paused",
                          self.wait_for_line(watcher, "nobody"))
        finally:
            watcher.kill()
            watcher.communicate(timeout=10)

    def wait_for_line(self, child, words):
        """The next line that has the words; each comes within a second or two."""
        for _ in range(100):
            line = child.stdout.readline()
            if words in line or not line:
                return line
        return ""

    def test_06_a_pause_is_shown_until_it_is_over(self):
        self.assertIn("promotions are paused", self.said("n2", "status").splitlines()[0])
        word, _, sentence, _ = self.keepers.ask("n2", "grant-ask", "deadline_ms=1000")
        self.assertIn(word, ("waiting", "refused"))
        self.lab.wait_until(lambda: "paused" in self.keepers.ask("n2", "grant-state")[2],
                            20, "the promotion is refused")
        self.assertEqual(self.said("n3", "resume", "db"), "promotions of db are allowed\n")
        self.assertEqual(self.said("n3", "resume", "db"), "promotions of db are allowed\n")
        self.wait_for_verdict("n2 would take over, nothing would be lost")

    def test_07_senseless_switchovers_and_promotions_are_refused_at_once(self):
        for words, sentence in (
                (("switchover", "--to", "n1"), "n1 is the primary already"),
                (("switchover", "--to", "n9"), 'no keeper has told of a node "n9"'),
                (("switchover", "--to", "n2", "dc"), "no database of this name"),
                (("promote", "--force", "n1", "--yes"), "n1 is the primary already"),
                (("promote", "--force", "n2", "--yes"),
                 "n1 is the primary and is heard: gaussha switchover loses nothing")):
            self.assertIn(sentence, self.refused("n2", *words))

    def test_08_who_lacks_a_commit_is_foretold_and_what_force_would_lose_is_said(self):
        self.kill_database("n3")
        self.lab.wait_until(
            lambda: len(self.keepers.status("n1")["record"]["rules"]) == 1
            and "(n2)" in self.keepers.status("n1")["rule"]["names"], 20,
            "n1 waits for n2 alone")
        database.sql(self.lab, "n1", "create table t (a int)", "insert into t values (1)")
        self.kill_database("n1")
        self.kill_database("n2")
        self.start_database("n3")
        self.wait_for_verdict("no primary, and nobody may be promoted: 1 of those who may "
                              "hold commits of n1 must be heard, and n2 is not", "n3")
        done = self.gaussha("n3", "promote", "--force", "n3")
        self.assertEqual(done.returncode, 1)
        self.assertIn("Commits that clients were told are safe may be lost", done.stdout)
        self.assertIn("commits of n1 are on 1 of n2 (its database is not running)",
                      done.stdout)
        self.assertIn("not confirmed: nothing was done", done.stderr)

    def test_09_without_a_view_nobody_may_and_the_missing_are_counted(self):
        self.lab.power_off("n1")
        self.lab.power_off("n2")
        self.wait_for_verdict("nobody: no view of the keepers is active, 1 of 3 keepers "
                              "is here", "n3")
        self.assertIn("no view of the keepers is active", self.refused("n3", "pause"))

    def test_10_history_tells_what_happened(self):
        lines = self.said("n3", "history").splitlines()
        self.assertEqual(lines[0], "db:")
        self.assertEqual(lines[1].split(), ["WHEN", "FROM", "TO", "TERM", "LSN", "TOOK", "CAUSE"])
        self.assertRegex(lines[2], r"^\d{4}-.* - +n1 .* s  the first promotion$")
        history = json.loads(self.said("n3", "history", "--json"))
        self.assertEqual(history["databases"][0]["promotions"][0]["to"], "n1")


if __name__ == "__main__":
    main()
