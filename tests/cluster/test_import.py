#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Three of MogHA's node.conf, each brought up by gaussha import --apply: a pair
in Lite mode, one room with three, two cities with three centres.  A client
writes, the primary's process is killed, and nothing is lost."""
import json
import os
import re
import sys
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "demo"), os.path.join(HERE, ".."),
                os.path.join(HERE, "..", "lab"), HERE]

from closing import main  # noqa: E402
from cluster import VIP, address  # noqa: E402
from pairs import device  # noqa: E402
from stage import CHECKOUT, FAILURES, Stage  # noqa: E402
import database  # noqa: E402


class Imported(Stage):
    """Its addresses are called as import calls them, one a zone."""

    def __init__(self, name, nodes, file):
        super().__init__(name, nodes)
        with open(f"{HERE}/mogha/{file}.conf", encoding="utf-8") as text:
            self.conf = text.read()

    def served(self):
        try:
            status = self.status()
        except FAILURES:
            return None
        primaries = status.nodes_of("db", "Promoted")
        vips = [node for vip in ("vip1", "vip2") for node in status.nodes_of(vip, "Started")]
        return primaries[0] if len(primaries) == 1 and vips == primaries else None

    def is_whole(self):
        try:
            status, primary = self.status(), self.served()
            standbys = {name for name in self.names if name != primary}
            return (primary is not None and len(status.online) == self.count
                    and set(status.nodes_of("db", "Unpromoted")) == standbys
                    and database.streaming(self.lab, primary) >= standbys - self.cascades)
        except FAILURES:
            return False

    def import_(self, *words, stdin=None):
        return self.lab.exec_(self.names[0], "gaussha", "import", *words, "/root/node.conf",
                              stdin=stdin, timeout=180)

    def write_conf(self):
        self.lab.exec_(self.names[0], "sh", "-c", "cat >/root/node.conf", stdin=self.conf,
                       check=True)


class Bed:
    """One file; what is below runs for each."""
    FILE, NODES, SYNC_NAMES = "", 0, {}
    CASCADES = ()
    HOSTS = VIP

    @classmethod
    def setUpClass(cls):
        cls.stage = Imported(f"import-{cls.FILE}", cls.NODES, cls.FILE)
        cls.addClassCleanup(cls.stage.lab.down)
        cls.addClassCleanup(cls.stage.drop_writer)
        cls.stage.cascades = set(cls.CASCADES)
        cls.lab = cls.stage.lab
        cls.lab.down()
        cls.lab.up(cls.NODES, quorum=device(), fence=True, watchdog=True, wait=False)
        cls.stage.make_database()
        for node, names in cls.SYNC_NAMES.items():
            database.everywhere(cls.lab, [node], "gs_guc set", "gs_guc", "set", "-D",
                                database.DATADIR, "-c", f"synchronous_standby_names='{names}'")
        cls.stage.wait_online()
        cls.stage.write_conf()

    def tearDown(self):
        if self._outcome.result.failures or self._outcome.result.errors:
            self.stage.write_log(f"{CHECKOUT}/build/import-{self.FILE}.log")

    def params(self):
        """The parameters of the resource db, and its meta attributes."""
        said = self.lab.exec_("n1", "cibadmin", "--query", "--xpath", "//resources",
                              check=True).stdout
        return dict(re.findall(r'<nvpair [^>]*name="([^"]+)" value="([^"]*)"', said))

    def test_1_every_setting_has_its_sentence(self):
        done = self.stage.import_()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("unknown, not taken over", done.stdout)
        said = re.findall(r"(?m)^# \[(\w+)\] (\w+) = .*?: (\S.*)$", done.stdout)
        keys = re.findall(r"(?m)^(\w+) *[=:]", self.stage.conf)
        self.assertEqual([name for _, name, _ in said], keys)
        self.assertNotIn("Mogha@1234", done.stdout)
        self.assertIn(f"#             address: {address('gateway')}\n",
                      re.sub(r"(?m)^# +address:", "#             address:", done.stdout))

    def test_2_a_no_changes_nothing(self):
        done = self.stage.import_("--apply", stdin="no\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn("not confirmed: nothing was done", done.stderr)
        self.assertNotIn("ocf:gaussha", self.lab.exec_("n1", "pcs", "resource").stdout)

    def test_3_a_yes_makes_a_cluster_that_serves(self):
        done = self.stage.import_("--apply", stdin="yes\n")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.stage.wait_first_primary()
        self.stage.wait_whole()
        self.stage.begin_writing(self.HOSTS)
        self.assert_as_the_file_says(self.params())

    def test_4_a_primary_whose_process_dies_is_followed_and_nothing_is_lost(self):
        fault = self.stage.kill_primary()
        judged = self.stage.judge(fault, self.HOSTS)
        self.assertEqual((judged["violations"], judged["lost"]), ([], 0))
        self.assertGreater(judged["acknowledged"], 0)
        self.assert_followed(fault)
        self.stage.wait_whole()

    def assert_followed(self, fault):
        self.assertNotEqual(fault.new, fault.old)

    def test_5_a_failing_command_stops_it_and_what_is_left_is_told(self):
        done = self.stage.import_("--apply", "--yes")
        self.assertEqual(done.returncode, 1)
        # The zone of each is said again, which changes nothing.
        self.assertRegex(done.stderr,
                         rf"{self.NODES} of \d+ steps were done and stay; the rest is above: pcs")
        self.assertIn("What is left to be typed, with it:\npcs resource create db ", done.stdout)


class ALitePair(Bed, unittest.TestCase):
    FILE, NODES = "lite-pair", 2
    SYNC_NAMES = {"n1": "ANY 1 (n2)", "n2": "ANY 1 (n1)"}

    def assert_as_the_file_says(self, params):
        self.assertEqual((params["mode"], params["on_primary_failure"]), ("lite", "restart"))
        self.assertEqual((params["restart_limit"], params["restart_window"]), ("10", "180"))
        self.assertNotIn("metadatabase", params)

    def assert_followed(self, fault):
        """It is restarted in its place, as primary_down_handle_method=restart wants it."""
        self.assertEqual(fault.new, fault.old)


class OneRoom(Bed, unittest.TestCase):
    FILE, NODES = "one-room", 3

    def assert_as_the_file_says(self, params):
        self.assertEqual(params["metadatabase"],
                         "host=10.99.0.50 port=5432 dbname=mogha user=mogha")
        self.assertEqual((params["double_primary_timeout"], params["uce_detection"]),
                         ("20", "false"))
        self.assertNotIn("mode", params)
        # It is away, and says so; nothing else minds.
        self.stage.lab.wait_until(
            lambda: "the metadatabase is told nothing" in self.lab.exec_(
                "n1", "gaussha", "status").stdout.replace("\n", " "), 60,
            "the metadatabase is missed", 1)


class ThreeCentres(Bed, unittest.TestCase):
    FILE, NODES = "three-centres", 5
    CASCADES = ("n5",)
    # One a zone: where the primary goes, to the other zone too, clients follow.
    HOSTS = f"{VIP},10.99.0.101 target_session_attrs=read-write connect_timeout=2"

    def assert_as_the_file_says(self, params):
        self.assertEqual((params["zones"], params["cascades"]), ("zone1,zone2,zone3", "n5"))
        # Said before there was a database: the first primary knew where to be.
        self.assertIn(self.stage.need_primary(), ("n1", "n2"))
        self.lab.wait_until(
            lambda: self.of_nodes("zone") == {"n1": "zone1", "n2": "zone1", "n3": "zone2",
                                              "n4": "zone3", "n5": "zone3"}, 60,
            "every node's zone is known", 0.5)
        self.assertEqual(self.of_nodes("role")["n5"], "Cascade Standby")

    def of_nodes(self, what):
        said = json.loads(self.lab.exec_("n1", "gaussha", "status", "--json").stdout)
        return {node["name"]: node[what] for node in said["databases"][0]["nodes"]}

    def assert_followed(self, fault):
        self.assertIn(fault.new, ("n1", "n2", "n3"))
        self.assertNotEqual(fault.new, fault.old)


if __name__ == "__main__":
    main()
