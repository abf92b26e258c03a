#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""History in a metadatabase, a PostgreSQL on the client's host: away and back,
nothing lost, nothing twice, and no client waits for it."""
import contextlib
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "demo"), os.path.join(HERE, ".."),
                os.path.join(HERE, "..", "agent"),
                os.path.join(HERE, "..", "lab"), HERE]

from closing import main  # noqa: E402
from cluster import address  # noqa: E402
from test_failover import Bed, set_params  # noqa: E402
import database  # noqa: E402
import plain_postgres  # noqa: E402

SECRET = "not to be seen"
# One that could not be told is tried again after 15 s; others than the primary
# look after a minute.
TOLD_S, ALL_KNOW_S = 40, 120
DEADLINE_S = 15  # of who tells it, cpg/keeper/errand.h


class Metadatabase(Bed):
    NAME, NODES = "metadatabase", 3

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.postgres = plain_postgres.Postgres(
            address("client"), database.SERVICE_NET, run=cls.on_the_client)
        cls.addClassCleanup(cls.postgres.remove)
        cls.postgres.start()
        cls.postgres.sql(f"CREATE ROLE gaussha LOGIN PASSWORD '{SECRET}';"
                         + plain_postgres.documented_table())
        cls.conninfo = (f"host={address('client')} port={cls.postgres.port} dbname=postgres "
                        "user=gaussha passfile=/home/omm/meta.pass")
        for node in cls.stage.names:
            cls.lab.exec_(node, "sh", "-c", "umask 077; cat >/home/omm/meta.pass",
                          user=database.OWNER, stdin=f"*:*:*:gaussha:{SECRET}\n", check=True)
            cls.lab.exec_(node, "sh", "-c", "umask 077; cat >/home/omm/.pg_service.conf",
                          user=database.OWNER, stdin="[meta]\n" + "".join(
                              f"{word}\n" for word in cls.conninfo.split()), check=True)

    @classmethod
    def on_the_client(cls, *words):
        return cls.lab.exec_("client", *words, timeout=120, check=True).stdout

    def gaussha(self, node, *words):
        return self.lab.exec_(node, "gaussha", *words, timeout=60).stdout

    def history(self, node):
        """As rows of the table."""
        said = json.loads(self.gaussha(node, "history", "--json"))["databases"][0]
        return sorted((one["term"], one["when"], one["from"], one["to"], one["lsn"],
                       one["duration_ms"], one["cause"]) for one in said["promotions"])

    def rows(self):
        found = self.postgres.sql(
            "SELECT coalesce(json_agg(json_build_array(term, extract(epoch FROM ended)::bigint, "
            "coalesce(old_primary, ''), new_primary, lsn, duration_ms, cause) ORDER BY term), "
            "'[]') FROM gaussha_history WHERE cluster <> '-' AND resource_name = 'db'")
        return sorted(tuple(row) for row in json.loads(found))

    def told(self):
        """All that a node has in its history is in the metadatabase, and no more."""
        return self.rows() == self.history(self.stage.names[0])

    def wait_told(self):
        self.lab.wait_until(self.told, TOLD_S, "the metadatabase has the history", 0.5)

    def metric(self, node, name):
        found = re.search(rf'(?m)^gaussha_metadatabase_{name}\{{database="db"\}} (\d+)$',
                          self.gaussha(node, "metrics"))
        return int(found[1]) if found else None

    def wait_all_know(self):
        """Every node knows that nothing is left to tell."""
        self.lab.wait_until(
            lambda: all(self.metric(node, "backlog") == 0 and self.metric(node, "reached") == 1
                        for node in self.stage.names), ALL_KNOW_S,
            "every node knows that all is told", 1)

    def warned(self, node):
        return [one["sentence"] for one in json.loads(
            self.gaussha(node, "check", "--json"))["findings"]
            if one["severity"] == "warning" and "metadatabase" in one["sentence"]]

    # One life of a cluster; each step rests on the one before.

    def test_1_it_is_told_what_was_before_it_was_named(self):
        set_params(self.stage, metadatabase=self.conninfo)
        self.wait_told()
        self.assertGreater(len(self.rows()), 0)

    def test_2_a_failover_is_told_when_it_has_ended(self):
        fault = self.stage.kill_primary()
        self.assert_nothing_lost(fault)
        self.wait_told()
        self.assertEqual(self.rows()[-1][2:4], (fault.old, fault.new))
        self.stage.wait_whole()
        self.wait_all_know()

    def test_3_while_it_hangs_no_client_waits_for_it(self):
        self.postgres.signal("STOP")
        try:
            fault = self.stage.kill_primary()
            judged = self.assert_nothing_lost(fault)
            # Whoever waited would have waited until its deadline.
            self.assertLess(judged["silence_s"], DEADLINE_S)
            self.assertNotEqual(fault.new, fault.old)
            self.lab.wait_until(lambda: self.metric(fault.new, "reached") == 0, 60,
                                "it is told that it does not answer", 1)
            self.assertIn("the metadatabase is told nothing, 1 events wait: it does not answer",
                          self.gaussha(fault.new, "status").replace("\n", " "))
        finally:
            self.postgres.signal("CONT")
        self.wait_told()
        self.stage.wait_whole()

    def test_4_what_happens_while_it_is_away_waits_on_the_disk(self):
        self.wait_all_know()
        before = self.rows()
        self.postgres.stop()
        for _ in range(3):
            self.assert_nothing_lost(self.stage.switchover())
            self.stage.wait_whole()
        primary = self.stage.need_primary()
        self.lab.wait_until(lambda: self.metric(primary, "reached") == 0, 90,
                            "the primary's node does not reach it", 1)
        self.assertEqual(self.metric(primary, "backlog"), 3)
        self.lab.wait_until(lambda: self.warned(primary), 30, "gaussha check warns", 1)
        self.assertRegex(self.warned(primary)[0], "told nothing by this node, 3 events wait: .*"
                                                  "Connection refused")
        # Neither a keeper's memory nor its node is needed.
        self.keepers.signal(primary, "KILL")
        self.lab.power_off(self.standbys(primary)[0])
        self.stage.wait(lambda: self.stage.need_primary() == primary, 30, "it is served")
        self.lab.wait_until(lambda: self.metric(primary, "backlog") == 3, 30,
                            "a new keeper has the same backlog", 1)
        self.assertEqual(len(self.history(primary)), len(before) + 3)

    def test_5_back_again_it_has_each_event_once(self):
        self.postgres.start()
        self.stage.wait(lambda: self.rows() == self.history(self.stage.need_primary()), TOLD_S,
                        "the metadatabase has the history")
        for node in self.stage.names:
            self.lab.power_on(node)
        self.stage.wait_whole()
        self.wait_all_know()
        self.assertTrue(self.told())
        self.assertNotIn("metadatabase", self.gaussha("n1", "status"))
        self.assertEqual(self.warned("n1"), [])

    def test_5b_a_fencing_is_told_with_its_proof(self):
        primary = self.stage.need_primary()
        fenced = self.standbys(primary)[0]
        self.lab.exec_(primary, "fence_gaussha", "-o", "off", "-n", fenced, check=True,
                       timeout=60)
        found = "SELECT node, fenced_by, device, proof <> '' FROM gaussha_fencings"
        self.lab.wait_until(
            lambda: f"{fenced}|{primary}|fence_gaussha|t" in self.postgres.sql(found), TOLD_S,
            "the metadatabase has the fencing", 0.5)
        self.lab.power_on(fenced)
        self.stage.wait_whole()
        self.wait_all_know()

    def test_6_another_string_tells_all_again_and_makes_no_row_twice(self):
        before = self.rows()
        # Every node knows that it was told, and does not tell it again.
        self.postgres.sql("DELETE FROM gaussha_history WHERE term = "
                          "(SELECT max(term) FROM gaussha_history)")
        # What a service file says is its owner's.
        set_params(self.stage, metadatabase="service=meta")
        self.lab.wait_until(lambda: self.rows() == before, TOLD_S,
                            "the row that was deleted is back", 1)

    def test_7_without_one_nobody_speaks_of_it(self):
        set_params(self.stage, metadatabase="")
        with contextlib.suppress(AssertionError):
            self.lab.wait_until(lambda: self.metric("n1", "backlog") is None, 30,
                                "it is forgotten", 1)
        for node in self.stage.names:
            self.assertNotIn("metadatabase", self.gaussha(node, "status", "--json"))


if __name__ == "__main__":
    main()
