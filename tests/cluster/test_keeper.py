#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Keepers among themselves: views, strangers, deaths of every kind.  No
database runs here; the record of one is kept all the same."""
import os
import sys
import time
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "lab"), os.path.join(HERE, ".."), HERE]

import keepers  # noqa: E402
from cluster import Lab  # noqa: E402
from closing import main  # noqa: E402

NODES = ("n1", "n2", "n3")
PLACE = "node={} datadir=/var/lib/opengauss/none gausshome=/opt/openGauss ndatabases=3"


class KeepersAmongThemselves(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        keepers.build()
        cls.lab = Lab("keeper")
        cls.addClassCleanup(cls.lab.down)
        cls.lab.down()
        cls.lab.up(3, keeper=False)
        cls.keepers = keepers.Keepers(cls.lab)
        cls.keepers.start(*NODES)
        cls.lab.wait_until(
            lambda: all(cls.keepers.ask(node, "status")[0] == "refused" for node in NODES),
            20, "the keepers answer")
        cls.keepers.ask("n1", "register", *PLACE.format("n1").split())
        cls.keepers.wait_for_view(*NODES)

    def tearDown(self):
        """Every case begins with three keepers in one view."""
        for node in NODES:
            if self.keepers.ask(node, "status")[0] == "no-keeper":
                self.keepers.start(node)
        self.keepers.wait_for_view(*NODES, timeout=30)

    def stay(self, holds, seconds=1.0):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.assertTrue(holds())
            time.sleep(0.05)

    def record(self, node):
        return self.keepers.status(node)["record"]

    def test_a_keeper_that_heard_of_a_database_from_another_keeps_its_record(self):
        for node in NODES:
            self.assertTrue(self.keepers.status(node)["view"]["witness"])
            self.lab.exec_(node, "test", "-s", "/var/lib/gaussha/db.record", check=True)

    def test_a_killed_keeper_comes_back_with_its_record(self):
        before = self.record("n1")["view"]
        self.keepers.signal("n2", "KILL")
        # Its service starts it again, within a fraction of a second.
        self.lab.wait_until(
            lambda: self.keepers.have_view(NODES) and self.record("n2")["view"] > before,
            20, "n2 is in a later view")
        self.assertEqual(self.record("n2"), self.record("n1"))

    def test_a_keeper_ends_cleanly_when_it_is_told_to(self):
        self.keepers.stop("n3")
        self.keepers.wait_for_view("n1", "n2")
        self.lab.wait_until(
            lambda: self.lab.exec_("n3", "pgrep", "gausshad").returncode != 0,
            20, "nothing of the keeper is left")

    def test_a_keeper_whose_corosync_was_killed_has_no_view_and_joins_again(self):
        self.lab.exec_("n2", "sh", "-c", 'kill -9 "$(pgrep -x corosync)"', check=True)
        self.lab.wait_until(lambda: self.keepers.view("n2") == (), 20, "n2 has no view")
        self.keepers.wait_for_view("n1", "n3")
        self.lab.exec_("n2", "pcs", "cluster", "start", timeout=60)
        self.keepers.wait_for_view(*NODES, timeout=30)

    def test_a_minority_decides_nothing_and_forgets_nothing(self):
        self.lab.cut("n3")
        try:
            self.keepers.wait_for_view("n1", "n2")
            self.lab.wait_until(lambda: self.keepers.view("n3") == (), 20,
                                "n3 has no view")
            word, _, sentence, _ = self.keepers.ask("n3", "hold", "flag=1")
            self.assertEqual(word, "refused")
            self.assertIn("no view", sentence)
            self.keepers.ask("n1", "hold", "flag=1")
            self.lab.wait_until(lambda: self.record("n2")["held"], 20, "n2 holds")
        finally:
            self.lab.heal()
        self.keepers.wait_for_view(*NODES, timeout=30)
        self.assertTrue(self.record("n3")["held"])
        self.keepers.ask("n3", "hold", "flag=0")
        self.lab.wait_until(lambda: not self.record("n1")["held"], 20, "n1 does not")

    def test_garbage_in_the_group_is_dropped_with_one_line(self):
        before = len(self.keepers.said("n1", "makes no sense"))
        for what in ("garbage", "empty"):
            with self.lab.popen("n2", self.keepers.tools["shout"], what) as stranger:
                self.assertIn("said", str(stranger.stdout.readline()))
                self.keepers.wait_for_view(*NODES)
                stranger.kill()
        self.assertLessEqual(len(self.keepers.said("n1", "makes no sense")), before + 1)
        self.assertGreaterEqual(len(self.keepers.said("n1", "makes no sense")), 1)

    def test_a_keeper_of_another_message_version_is_gone_on_without(self):
        self.keepers.stop("n2")
        self.keepers.wait_for_view("n1", "n3")
        stranger = self.lab.popen("n2", self.keepers.tools["shout"], "version")
        try:
            self.assertIn("said", str(stranger.stdout.readline()))
            self.keepers.wait_for_view("n1", "n3")
            self.stay(lambda: self.keepers.have_view(("n1", "n3")))
        finally:
            stranger.kill()
            stranger.communicate()
        self.assertTrue(self.keepers.said("n1", "version 2"))

    def test_a_damaged_record_is_put_aside_and_its_node_is_no_witness_at_first(self):
        self.keepers.stop("n2")
        self.keepers.wait_for_view("n1", "n3")
        self.lab.exec_("n2", "sh", "-c", "echo x >>/var/lib/gaussha/db.record", check=True)
        self.keepers.start("n2")
        self.keepers.wait_for_view(*NODES)
        self.assertTrue(self.keepers.said("n2", "is damaged"))
        self.assertEqual(self.record("n2"), self.record("n1"))
        self.lab.exec_("n2", "test", "-s", "/var/lib/gaussha/db.record.broken", check=True)

    def test_a_second_keeper_of_a_node_does_not_start(self):
        done = self.lab.exec_("n1", keepers.KEEPER, timeout=30)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("another keeper", done.stderr)
        self.stay(lambda: self.keepers.have_view(NODES))

    def test_who_is_neither_root_nor_of_haclient_is_not_answered(self):
        # Where that user reaches it, wherever the checkout lies.
        self.lab.exec_("n1", "install", "-m", "755", self.keepers.tools["ask"], "/tmp/ask",
                       check=True)
        done = self.lab.exec_("n1", "/tmp/ask", "status", "db", user="omm")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("only root and members of haclient", done.stdout)
        done = self.lab.exec_("n1", self.keepers.tools["ask"], "status", "db", user="hacluster")
        self.assertEqual(done.returncode, 0, done.stdout)
        done = self.lab.exec_("n1", self.keepers.tools["ask"], "grant-ask", "db",
                              user="hacluster")
        self.assertIn("only root", done.stdout)

    def test_a_stopped_keeper_does_not_hold_who_asks_it(self):
        self.keepers.signal("n1", "STOP")
        begun = time.monotonic()
        self.assertEqual(self.keepers.ask("n1", "status")[0], "late")
        self.assertLess(time.monotonic() - begun, 4)
        self.keepers.signal("n1", "CONT")

    def test_a_keeper_that_says_nothing_is_gone_on_without_until_it_speaks(self):
        self.keepers.signal("n3", "STOP")
        self.keepers.wait_for_view("n1", "n2")
        self.stay(lambda: self.keepers.have_view(("n1", "n2")))
        self.keepers.ask("n1", "hold", "flag=1")
        self.lab.wait_until(lambda: self.record("n2")["held"], 20, "n2 holds")
        self.keepers.signal("n3", "CONT")
        self.keepers.wait_for_view(*NODES)
        self.assertTrue(self.record("n3")["held"])
        self.keepers.ask("n3", "hold", "flag=0")
        self.lab.wait_until(lambda: not self.record("n1")["held"], 20, "n1 does not")

    def test_a_keeper_is_small(self):
        text = self.lab.exec_("n1", "sh", "-c",
                              'cat /proc/"$(pgrep -x gausshad | head -n 1)"/status').stdout
        lines = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
        own = int(lines["RssAnon"].split()[0])
        self.assertLess(own, 10 * 1024, "kB of its own memory")


if __name__ == "__main__":
    main()
