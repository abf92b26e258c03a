#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Who takes over, and who may not: keepers and Pacemaker together, with a
client that writes and the judge."""
import json
import os
import sys
import threading
import time
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "demo"), os.path.join(HERE, ".."), HERE]

from closing import main  # noqa: E402
from kept import Kept  # noqa: E402
from stage import CHECKOUT, LabError, Stage, now_ms  # noqa: E402
import database  # noqa: E402


def set_params(stage, **params):
    stage.lab.exec_("n1", "pcs", "resource", "update", "db",
                    *(f"{name}={value}" for name, value in params.items()), check=True)


class Bed(Kept):
    def run(self, result=None):
        """The nodes' logs are kept of a case that fails, be it in its setUp."""
        wrong = len(result.failures) + len(result.errors)
        super().run(result)
        if len(result.failures) + len(result.errors) > wrong:
            self.stage.write_log(f"{CHECKOUT}/build/{self.NAME}.log")

    def attribute(self, node, name):
        """As crm_mon -A shows it; "" when there is none."""
        return self.lab.attribute(node, f"db-{name}")

    def outlook(self, node):
        """What gaussha status says there, in one line."""
        return " ".join(self.lab.exec_(node, "gaussha", "status").stdout.split())

    def rule(self, node):
        """(k, names) of the only rule of the record, as a node's keeper has it."""
        status = self.keepers.status(node)
        rules = status["record"]["rules"]
        if len(rules) != 1 or len(rules[0]["groups"]) != 1:
            return None
        group = rules[0]["groups"][0]
        return group["k"], sorted(one["name"] for one in group["of"])

    def assert_nothing_lost(self, fault):
        judged = self.stage.judge(fault)
        self.assertEqual(judged["violations"], [])
        self.assertEqual(judged["lost"], 0)
        self.assertGreater(judged["acknowledged"], 0)
        return judged

    def standbys(self, primary):
        return [node for node in self.stage.names if node != primary]

    @classmethod
    def answers(cls, node):
        """What n1's keeper has heard of a node's database last."""
        return any(one["name"] == node and one["presence"] == "heard" and one["receiving"]
                   for one in cls.keepers.status("n1")["nodes"] if "name" in one)

    @classmethod
    def switch_over(cls, node):
        """As soon as the keepers know what Pacemaker, and the primary, know: a
        database that was started a moment ago has not answered its keeper yet."""
        cls.lab.wait_until(lambda: cls.answers(node), 30,
                           f"{node} is heard, and streams", 0.3)
        cls.lab.exec_("n1", "gaussha", "switchover", "--to", node, check=True, timeout=60)
        cls.stage.wait_server(lambda primary: primary == node, f"{node} serves")

    @classmethod
    def make_cascaded(cls, node, follow):
        """follow() names it in the parameters.  Whoever was promoted first is no
        cascade as long as it is the primary."""
        if cls.stage.need_primary() == node:
            cls.switch_over("n1")
            cls.stage.wait_whole()
        cls.stage.cascades = {node}
        follow()


class FiveNodes(Bed):
    """One synchronous standby of four: most may not take over."""
    NAME, NODES = "five", 5

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        set_params(cls.stage, sync_standbys=1)

    def setUp(self):
        self.stage.wait_whole()
        self.primary = self.stage.need_primary()
        self.lab.wait_until(lambda: self.has_one_synchronous(), 30,
                            "one standby is synchronous")
        self.synchronous = self.rule(self.primary)[1][0]

    def has_one_synchronous(self):
        rule = self.rule(self.primary)
        return rule is not None and rule[0] == 1 and len(rule[1]) == 1

    def test_the_most_advanced_takes_over_not_the_one_with_the_highest_preference(self):
        laggard = next(node for node in self.standbys(self.primary)
                       if node != self.synchronous)
        self.lab.exec_(self.primary, "pcs", "constraint", "location", "db-clone", "rule",
                       "id=preferred", "role=Promoted", "score=500", "#uname", "eq", laggard,
                       check=True)
        try:
            # The cluster is whole; only the laggard's stream is not.
            self.lab.cut(self.primary, laggard, net="service")
            self.lab.wait_until(
                lambda: laggard not in database.streaming(self.lab, self.primary), 20,
                f"{laggard} does not stream")
            database.sql(self.lab, self.primary, "create table if not exists lag (a int)",
                         "insert into lag select generate_series(1, 1000)")
            begun = now_ms()
            self.lab.exec_(self.primary, "kill", "-KILL",
                           self.stage.postmaster(self.primary), check=True)
            fault = self.stage.settled("preference", begun, self.primary,
                                       lambda new: new != self.primary)
            self.assertNotEqual(fault.new, laggard)
            self.assert_nothing_lost(fault)
            self.assertEqual(database.sql(self.lab, fault.new, "select count(*) from lag"),
                             "1000")
        finally:
            self.lab.heal()
            self.lab.exec_("n1", "pcs", "constraint", "delete", "preferred")
        self.stage.wait_whole()

    def test_without_the_synchronous_standby_nobody_is_promoted_until_it_returns(self):
        # What the cases before had to be rebuilt is shown for a minute.
        shown = self.stage.status().failures
        begun = now_ms()
        for node in (self.primary, self.synchronous):
            self.lab.power_off(node)
        left = [node for node in self.stage.names
                if node not in (self.primary, self.synchronous)]
        self.lab.wait_until(
            lambda: all(self.synchronous in self.attribute(node, "promotion")
                        for node in left),
            30, f"the others say that they wait for {self.synchronous}")
        for node in left:
            self.assertIn("those who may hold commits", self.attribute(node, "promotion"))
        # It stays so: nothing is promoted.  Where fencing takes no time Pacemaker may
        # have asked before the keepers' scores were there; that was refused, once.
        with self.assertRaises(LabError):
            self.stage.wait(lambda: self.stage.served() is not None, 5, "somebody serves")
        tried = set(self.stage.status().failures) - set(shown)
        self.assertLessEqual(len(tried), 1)
        for failure in tried:
            self.assertEqual((failure.resource, failure.task), ("db", "promote"))
            self.assertIn("of those who may hold commits", failure.why)
        self.lab.power_on(self.synchronous)
        # Or another that is seen, now, to have all that it has.
        fault = self.stage.settled("both", begun, self.primary,
                                   lambda new: new != self.primary)
        self.assert_nothing_lost(fault)
        self.lab.power_on(self.primary)
        self.stage.wait_whole()
        self.assertEqual(self.stage.wait_no_complaint(), [])

    def test_somebody_may_force_a_promotion_and_everything_else_follows(self):
        for node in (self.primary, self.synchronous):
            self.lab.power_off(node)
        chosen = next(node for node in self.stage.names
                      if node not in (self.primary, self.synchronous))
        self.lab.wait_until(lambda: self.synchronous in self.attribute(chosen, "promotion"),
                            30, f"{chosen} says that it waits for {self.synchronous}")
        begun = now_ms()
        done = self.lab.exec_(chosen, "gaussha", "promote", "--force", chosen, "--yes")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.stage.settled("force", begun, self.primary, lambda new: new == chosen)
        self.assertIn("forced", self.lab.exec_(chosen, "gaussha", "history").stdout)
        for node in (self.primary, self.synchronous):
            self.lab.power_on(node)
        self.stage.wait_whole()
        self.assertEqual(self.stage.wait_no_complaint(), [])


class Keepers(Bed):
    """What a keeper's own death and silence does."""
    NAME = "keepers"

    def setUp(self):
        self.stage.wait_whole()
        self.primary = self.stage.need_primary()
        self.boots = {node: self.lab.pid(node) for node in self.stage.names}

    def assert_nobody_was_fenced(self):
        self.assertEqual({node: self.lab.pid(node) for node in self.stage.names}, self.boots)

    def counts_on_others_than(self, node):
        rule = self.rule(self.primary)
        return rule is not None and node not in rule[1]

    def test_the_death_of_a_keeper_costs_its_primary_nothing(self):
        begun = now_ms()
        self.lab.exec_(self.primary, "systemctl", "kill", "gausshad", check=True)
        try:
            # More than one monitor, and a keeper that nobody starts again.
            self.lab.wait_until(
                lambda: "no keeper" in self.lab.exec_(self.primary, "crm_mon", "-1").stdout,
                20, "crm_mon says that there is no keeper")
            fault = self.stage.settled("keeper", begun, self.primary,
                                       lambda new: new == self.primary)
        finally:
            self.lab.exec_(self.primary, "systemctl", "start", "gausshad", check=True)
        judged = self.assert_nothing_lost(fault)
        self.assertLess(judged["silence_s"], 1)
        self.keepers.wait_for_view(*self.stage.names)
        self.assert_nobody_was_fenced()

    def test_a_standby_without_a_keeper_is_not_promoted(self):
        keeperless = self.standbys(self.primary)[0]
        self.lab.exec_(keeperless, "systemctl", "kill", "gausshad", check=True)
        try:
            self.lab.wait_until(
                lambda: self.lab.attribute(keeperless, "master-db") == "-INFINITY",
                20, f"{keeperless} says that it is not to be promoted")
            # While the rule counts on a node that cannot refuse, nobody but the
            # owner may be promoted.
            self.lab.wait_until(lambda: self.counts_on_others_than(keeperless), 20,
                                f"the rule does without {keeperless}")
            fault = self.stage.kill_primary()
            self.assertNotEqual(fault.new, keeperless)
            self.assert_nothing_lost(fault)
        finally:
            self.lab.exec_(keeperless, "systemctl", "start", "gausshad", check=True)
        self.keepers.wait_for_view(*self.stage.names)
        self.assert_nobody_was_fenced()

    def test_a_stopped_keeper_costs_its_primary_nothing_and_does_not_hold_up_a_failover(self):
        begun = now_ms()
        self.keepers.signal(self.primary, "STOP")
        try:
            self.keepers.wait_for_view(*self.standbys(self.primary))
            fault = self.stage.settled("stopped", begun, self.primary,
                                       lambda new: new == self.primary)
            judged = self.assert_nothing_lost(fault)
            self.assertLess(judged["silence_s"], 1)
            fault = self.stage.kill_primary()
            self.stage.wait(lambda: self.stage.served() not in (None, self.primary), 60,
                            "another takes over")
            self.assert_nothing_lost(fault)
        finally:
            self.keepers.signal(self.primary, "CONT")
        self.keepers.wait_for_view(*self.stage.names)
        self.assert_nobody_was_fenced()

    def test_corosync_killed_on_the_primary_is_a_lost_node(self):
        begun = now_ms()
        self.lab.exec_(self.primary, "sh", "-c", 'kill -9 "$(pgrep -x corosync)"', check=True)
        fault = self.stage.settled("corosync", begun, self.primary,
                                   lambda new: new != self.primary)
        self.assert_nothing_lost(fault)
        self.stage.wait(lambda: not self.lab.is_on(self.primary), 30, "it was fenced")
        self.lab.power_on(self.primary)
        self.stage.wait_whole()
        self.assertEqual(self.stage.wait_no_complaint(), [])
        # By another device than fence_gaussha: what Pacemaker knows of it.
        for node in self.stage.names:
            self.lab.wait_until(lambda node=node: self.fenced_by(node, self.primary) ==
                                ["Pacemaker's"], 70, f"history has the fencing on {node}")

    def fenced_by(self, node, target):
        """The devices, as history has it there."""
        said = self.lab.exec_(node, "gaussha", "history", "--json", check=True).stdout
        return [one["device"] for one in json.loads(said)["fencings"]
                if one["target"] == target]

    def test_a_keeper_killed_at_any_step_of_a_promotion_costs_time_and_no_commit(self):
        for step in ("waiting for refusals", "recording the grant", "promoting the database",
                     "verifying the grant", "setting the names", "waiting until the names",
                     "waiting for the barrier", "recording the new rule"):
            with self.subTest(step=step):
                self.kill_candidate_at(step)

    def kill_candidate_at(self, step):
        """Whoever is being promoted loses its keeper when that says so."""
        self.stage.wait_whole()
        killed, ended = [], threading.Event()
        # The old primary may be the new one.
        watchers = [threading.Thread(target=self.await_step, args=(node, step, killed, ended))
                    for node in self.stage.names]
        for watcher in watchers:
            watcher.start()
        try:
            fault = self.stage.kill_primary()
            self.lab.wait_until(lambda: killed, 20, f"somebody came to {step}")
        finally:
            ended.set()
            for watcher in watchers:
                watcher.join()
        self.stage.wait_whole()
        self.assert_nothing_lost(fault)
        self.assertEqual(self.stage.wait_no_complaint(), [])
        self.assert_nobody_was_fenced()

    def await_step(self, node, step, killed, ended):
        """Reads what the node's keeper logs, and kills it at that line."""
        path = f"{self.lab.state}/{node}/var/log/messages"
        with open(path, encoding="utf-8", errors="replace") as file:
            file.seek(0, os.SEEK_END)
            while not ended.is_set():
                line = file.readline()
                if not line:
                    time.sleep(0.001)
                elif "gausshad" in line and f"to {step}" in line:
                    self.keepers.signal(node, "KILL")
                    killed.append(node)
                    return


class TwoDatabases(unittest.TestCase):
    def test_two_databases_of_one_node_fail_over_to_different_nodes(self):
        stage = Stage("two")
        second = database.second()
        with stage:
            stage.start_lab()
            stage.make_database()
            second.make(stage.lab, stage.names)
            stage.wait_online()
            stage.create_resources()
            lab = stage.lab
            lab.exec_("n1", "pcs", "resource", "create", "db2", "ocf:gaussha:opengauss",
                      f"datadir={second.DATADIR}", "lease=soft", "op", "monitor", "interval=3s",
                      "role=Promoted", "op", "monitor", "interval=4s", "role=Unpromoted",
                      "promotable", "meta", "failure-timeout=60s", check=True)
            for name, node in (("db", "n2"), ("db2", "n3")):
                lab.exec_("n1", "pcs", "constraint", "location", f"{name}-clone", "rule",
                          "role=Promoted", "score=50", "#uname", "eq", node, check=True)
                lab.exec_("n1", "pcs", "constraint", "location", f"{name}-clone", "rule",
                          "role=Promoted", "score=2000", "#uname", "eq", "n1", check=True)
            self.wait_for(stage, db=["n1"], db2=["n1"])
            stage.wait(lambda: all(one.streaming(lab, "n1") >= {"n2", "n3"}
                                   for one in (database, second)), 30, "all stream")
            second.sql(lab, "n1", "create table t (a int)", "insert into t values (7)")
            stage.begin_writing()
            begun = now_ms()
            lab.power_off("n1")
            self.wait_for(stage, db=["n2"], db2=["n3"])
            fault = stage.settled("two", begun, "n1", lambda new: new == "n2")
            judged = stage.judge(fault)
            self.assertEqual(judged["violations"], [])
            self.assertEqual(second.sql(lab, "n3", "select a from t"), "7")
            stage.end_writing()

    @staticmethod
    def wait_for(stage, **promoted):
        def holds():
            try:
                status = stage.status()
            except LabError:
                return False
            return all(status.nodes_of(name, "Promoted") == nodes
                       for name, nodes in promoted.items())
        stage.wait(holds, 60, f"promoted are {promoted}")


if __name__ == "__main__":
    main()
