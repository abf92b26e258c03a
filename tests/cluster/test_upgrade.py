#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The package is upgraded and downgraded on nodes whose database runs, while a
client writes.  dpkg does it, with the package's own scripts."""
import glob
import os
import re
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "demo"), os.path.join(HERE, "..")]

from closing import main  # noqa: E402
from stage import CHECKOUT, Fault, Stage, now_ms  # noqa: E402

PACKAGE = glob.glob(f"{CHECKOUT}/build/deb/gaussha_*.deb")
NEWER = f"{CHECKOUT}/build/upgrade/gaussha_9.0.deb"
# A node's /usr and /lib are the host's and read-only.  Here they become its own,
# and without the policy that keeps a package from starting anything.
OPEN_USR = """
mkdir -p /run/usr && mount -t tmpfs tmpfs /run/usr && mkdir /run/usr/upper /run/usr/work
mount -t overlay overlay -o lowerdir=/usr,upperdir=/run/usr/upper,workdir=/run/usr/work /usr
rm -f /usr/sbin/policy-rc.d
"""


def make_newer():
    """The package that is there, as a later version."""
    tree = os.path.dirname(NEWER) + "/tree"
    subprocess.run(["rm", "-rf", os.path.dirname(NEWER)], check=True)
    os.makedirs(os.path.dirname(NEWER))
    subprocess.run(["dpkg-deb", "-R", *PACKAGE, tree], check=True)
    with open(f"{tree}/DEBIAN/control", encoding="utf-8") as file:
        text = re.sub(r"^Version: .*$", "Version: 9.0", file.read(), flags=re.M)
    with open(f"{tree}/DEBIAN/control", "w", encoding="utf-8") as file:
        file.write(text)
    subprocess.run(["dpkg-deb", "--root-owner-group", "-b", tree, NEWER],
                   stdout=subprocess.DEVNULL, check=True)


class Upgrade(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        make_newer()
        cls.stage = Stage("upgrade", nodes=2)
        cls.lab = cls.stage.lab
        cls.addClassCleanup(cls.lab.down)
        cls.addClassCleanup(cls.stage.drop_writer)
        cls.stage.set_up()
        for node in cls.stage.names:
            cls.lab.exec_(node, "sh", "-euc", OPEN_USR, check=True)
            cls.install(node, *PACKAGE)
        cls.stage.begin_writing()

    @classmethod
    def install(cls, node, path):
        """A node does not see the checkout wherever that lies."""
        with open(path, "rb") as package:
            cls.lab.popen(node, "sh", "-c", "cat >/run/gaussha.deb", stdin=package).communicate()
        return cls.dpkg(node, "-i", "/run/gaussha.deb")

    @classmethod
    def dpkg(cls, node, *words):
        """What it said; a failure to start a daemon is one."""
        done = cls.lab.exec_(node, "dpkg", *words, timeout=120, check=True)
        return done.stdout + done.stderr

    def keeper(self, node):
        return self.lab.exec_(node, "pgrep", "-x", "gausshad").stdout.split()

    def processes(self):
        """The databases and Pacemaker, none of which may be another afterwards."""
        return {node: (self.stage.postmaster(node), self.lab.exec_(
            node, "pgrep", "-x", "pacemakerd").stdout) for node in self.stage.names}

    def do_everywhere(self, name, deed):
        """Does deed(node) on one node after the other; nobody must notice."""
        stage = self.stage
        stage.wait_whole()
        primary, before, begun = stage.need_primary(), self.processes(), now_ms()
        for node in stage.names:
            deed(node)
        stage.wait_whole()
        stage.wait_answer(now_ms(), 10)
        judged = stage.judge(Fault(name, begun, now_ms(), primary, primary))
        self.assertEqual(stage.need_primary(), primary)
        self.assertEqual(self.processes(), before)
        self.assertEqual((judged["violations"], judged["lost"]), ([], 0))
        self.assertLess(judged["silence_s"], 1)
        self.assertEqual(stage.complaints(), [])
        self.assertFalse(stage.status().failures)

    def test_an_upgrade_and_a_downgrade_restart_the_keeper_and_nobody_notices(self):
        for version, path in (("9.0", NEWER), (r"\d", *PACKAGE)):
            old = {node: self.keeper(node) for node in self.stage.names}
            self.do_everywhere("change of version",
                               lambda node, path=path: self.install(node, path))
            for node in self.stage.names:
                self.assertTrue(old[node])
                new = self.keeper(node)
                self.assertTrue(new and new != old[node], f"{node}: {old[node]}, {new}")
                self.assertRegex(self.lab.exec_(
                    node, "dpkg-query", "-W", "-f", "${Version}", "gaussha").stdout, version)
                self.assertEqual(self.dpkg(node, "-V", "gaussha"), "")

    def test_the_keeper_comes_with_corosync_and_stays_when_it_stops(self):
        """As its unit says, on the standby's node."""
        self.stage.wait_whole()
        primary = self.stage.need_primary()
        node = next(node for node in self.stage.names if node != primary)
        old = self.keeper(node)
        self.lab.exec_(node, "pcs", "cluster", "stop", timeout=120, check=True)
        self.assertEqual(self.keeper(node), old)
        self.lab.exec_(node, "systemctl", "stop", "gausshad", check=True)
        self.assertEqual(self.keeper(node), [])
        self.lab.exec_(node, "pcs", "cluster", "start", timeout=120, check=True)
        self.assertTrue(self.keeper(node))
        self.stage.wait_whole()


if __name__ == "__main__":
    main()
