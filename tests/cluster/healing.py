# SPDX-License-Identifier: GPL-2.0-or-later
"""A cluster that is to heal by itself: deeds that hurt a node, and what to wait
for.  test_heal.py has the short ones, tests/heal those that take minutes."""
import os
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "demo"), os.path.join(HERE, ".."), HERE]

from stage import Stage, now_ms  # noqa: E402,F401
from test_failover import Bed, set_params  # noqa: E402,F401
import database  # noqa: E402

# What a build leaves that was begun and never finished.
HALF_BUILT = f"{database.DATADIR}/build_completed.start"


class Healing(Bed):
    """Starts from a whole cluster, and ends with one, without a command."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A start that failed is tried again after that.
        cls.lab.exec_("n1", "pcs", "resource", "meta", "db", "failure-timeout=15s",
                      check=True)

    def setUp(self):
        self.stage.wait_whole()
        self.primary = self.stage.need_primary()
        self.boots = {node: self.lab.pid(node) for node in self.stage.names}

    def kill(self, node, number="KILL"):
        self.lab.exec_(node, "kill", f"-{number}", self.stage.postmaster(node), check=True)

    def assert_nobody_was_fenced(self):
        self.assertEqual({node: self.lab.pid(node) for node in self.stage.names}, self.boots)

    def assert_healed(self, fault, timeout=120):
        """Every node is a streaming standby again, and nothing was lost."""
        self.stage.wait_whole(timeout)
        judged = self.assert_nothing_lost(fault)
        self.assertEqual(self.stage.wait_no_complaint(), [])
        return judged

    def crm_mon(self, node):
        return self.lab.exec_(node, "crm_mon", "-1A").stdout

    def await_said(self, node, words, timeout=40):
        """Until crm_mon shows these words, asked on that node."""
        self.stage.wait(lambda: words in self.crm_mon(node), timeout,
                        f"crm_mon says: {words}")

    def logged(self, node, words):
        """Whether a node's own logs have these words."""
        return any(words in line for line in self.lab.logs([node]))

    def await_logged(self, node, words, timeout=40):
        self.stage.wait(lambda: self.logged(node, words), timeout, f"{node} logs: {words}")

    def role(self, node):
        """What the database of a node says of itself; "" when it does not."""
        try:
            return database.sql(self.lab, node, "select local_role from "
                                "pg_stat_get_stream_replications()", timeout=5)
        except Exception:  # pylint: disable=broad-except
            return ""

    def write_protect(self, node):
        """The data directory's file system is read-only for whoever opens
        something in it from now on."""
        self.lab.exec_(node, "mount", "--bind", database.DATADIR, database.DATADIR, check=True)
        self.lab.exec_(node, "mount", "-o", "remount,ro,bind", database.DATADIR, check=True)

    def write_again(self, node):
        self.lab.exec_(node, "umount", database.DATADIR)
