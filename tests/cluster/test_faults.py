#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults on three virtual nodes with the resources of README.md, a client that
writes all the time, and the judge."""
import json
import os
import sys
import time
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "demo"), os.path.join(HERE, "..")]

from closing import main  # noqa: E402
from stage import CHECKOUT, Stage, now_ms  # noqa: E402
import database  # noqa: E402


def seconds_between(line, later):
    """Of two lines of a log, on one day."""
    def at(of):
        hours, minutes, seconds = of.split()[2].split(":")
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    return (at(later) - at(line)) % 86400


class Faults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stage = Stage("faults")
        cls.addClassCleanup(cls.stage.lab.down)
        cls.addClassCleanup(cls.stage.drop_writer)
        cls.stage.set_up()
        cls.stage.begin_writing()

    def setUp(self):
        self.stage.wait_whole()
        self.fenced = self.boots()

    def tearDown(self):
        if self._outcome.result.failures or self._outcome.result.errors:
            self.stage.write_log(f"{CHECKOUT}/build/faults.log")

    def boots(self):
        return {node: self.stage.lab.pid(node) for node in self.stage.names}

    def assert_clean(self, fault, off=()):
        """Nothing lost, one primary with its address, nothing for a human."""
        judged = self.stage.judge(fault)
        self.assertEqual(judged["violations"], [])
        self.assertEqual(judged["lost"], 0)
        self.assertGreater(judged["acknowledged"], 0)
        self.assertEqual(self.stage.wait_no_complaint(off), [])
        for node in set(self.stage.names) - set(off):
            self.assertEqual(self.boots()[node], self.fenced[node], f"{node} was fenced")
        return judged

    def test_the_death_of_the_primary_s_process_costs_a_moment_and_no_row(self):
        fault = self.stage.kill_primary()
        self.stage.wait_whole()
        judged = self.assert_clean(fault)
        self.assertNotEqual(fault.new, fault.old)
        self.assertLess(judged["silence_s"], 5)

    def test_a_node_without_power_is_fenced_and_another_takes_over_without_losing_a_row(self):
        fault = self.stage.power_off()
        self.assert_clean(fault, {fault.old})
        self.stage.power_on(fault.old)
        self.assertEqual(self.stage.wait_no_complaint(), [])

    def is_known_to_be_off(self, node):
        """Missed, and fenced since: that it was fenced before tells nothing."""
        status = self.stage.status()
        return node not in status.online and node not in status.unclean

    def test_a_second_fencing_of_a_node_is_seen_and_its_address_is_not_waited_for(self):
        node = next(name for name in self.stage.names if name != self.stage.need_primary())
        self.stage.lab.power_off(node)
        self.stage.wait(lambda: self.is_known_to_be_off(node), 30, f"{node} is fenced")
        self.stage.power_on(node)
        self.stage.switchover(node)
        self.stage.wait_whole()
        before = len(self.stage.lab.logs())
        fault = self.stage.power_off()
        self.assert_clean(fault, {node})
        lines = self.stage.lab.logs()[before:]
        asked = [line for line in lines if "is not taken yet" in line]
        taken = [line for line in lines if "is on eth0 now" in line]
        self.assertTrue(taken)
        # Otherwise: as long as a lease of the lost node may last.
        self.assertLess(seconds_between(asked[0] if asked else taken[0], taken[0]), 1)
        self.stage.power_on(node)
        self.assertEqual(self.stage.wait_no_complaint(), [])

    def test_a_switchover_goes_where_it_was_sent_and_loses_no_row(self):
        fault = self.stage.switchover()
        self.stage.wait_whole()
        judged = self.assert_clean(fault)
        self.assertLess(judged["silence_s"], 5)

    def test_a_planned_move_soon_after_a_death_is_no_death_in_the_history(self):
        before = len(self.stage.lab.logs())
        fault = self.stage.kill_primary()
        self.move(fault.old)
        self.move(fault.new)
        self.stage.wait_whole()
        said = self.stage.lab.exec_("n1", "gaussha", "history", "--json", check=True).stdout
        promotions = json.loads(said)["databases"][0]["promotions"]
        self.assertEqual([(one["to"], one["cause"]) for one in promotions[-3:]],
                         [(fault.new, f"the database of {fault.old} died"),
                          (fault.old, "Pacemaker promotes it"),
                          (fault.new, "Pacemaker promotes it")])
        # Nor is what Pacemaker stops right after it has demoted it.
        ended = [line for line in self.stage.lab.logs()[before:]
                 if "the standby has ended" in line]
        self.assertEqual(ended, [])

    def move(self, node):
        self.stage.wait_whole()
        self.stage.switchover(node)

    def test_the_death_of_a_standby_s_process_costs_clients_nothing(self):
        stage = self.stage
        primary = stage.need_primary()
        standby = next(node for node in stage.names if node != primary)
        begun = now_ms()
        stage.lab.exec_(standby, "kill", "-KILL", stage.postmaster(standby), check=True)
        stage.wait(lambda: standby not in database.streaming(stage.lab, primary), 20,
                   f"the primary misses {standby}")
        stage.wait_whole()
        fault = stage.settled("standby", begun, primary, lambda new: new == primary)
        judged = self.assert_clean(fault)
        self.assertLess(judged["silence_s"], 1)

    def test_a_standby_that_is_demoted_in_vain_is_one_whose_death_is_told(self):
        stage = self.stage
        standby = next(node for node in stage.names if node != stage.need_primary())
        before = len(stage.lab.logs())
        stage.lab.exec_(standby, "crm_resource", "--force-demote", "--force", "--resource", "db",
                        check=True)
        stage.lab.exec_(standby, "kill", "-KILL", stage.postmaster(standby), check=True)
        stage.wait(lambda: any("the standby has ended" in line
                               for line in stage.lab.logs()[before:]), 20, "it is told")
        stage.wait_whole()

    def test_a_senseless_value_ends_nobody_and_keeps_no_standby_from_taking_over(self):
        stage = self.stage
        primary = stage.need_primary()
        standby = next(node for node in stage.names if node != primary)

        def refused():
            return [failure for failure in stage.status().failures if
                    (failure.resource, failure.task, failure.node) == ("db", "start", standby)]

        self.pcs("resource", "update", "db", "degraded_tries=many")
        self.addCleanup(self.pcs, "resource", "cleanup", "db")
        self.addCleanup(self.pcs, "resource", "update", "db", "degraded_tries=")
        self.pcs("node", "standby", standby)
        stage.wait(lambda: standby not in database.streaming(stage.lab, primary), 30,
                   f"the primary misses {standby}")
        # A Pacemaker before 2.1.7 may move another standby there as long as it has
        # a score of one that does not run.
        stage.wait(lambda: stage.lab.attribute(standby, "master-db") in ("", "-INFINITY"),
                   30, f"{standby} has no score")
        self.pcs("node", "unstandby", standby)
        stage.wait(refused, 30, f"{standby} refuses to start")
        self.assertIn("degraded_tries", refused()[0].why)
        fault = stage.kill_primary()
        self.assertNotIn(fault.new, (primary, standby))
        self.pcs("resource", "update", "db", "degraded_tries=")
        self.pcs("resource", "cleanup", "db")
        stage.wait_whole()
        self.assert_clean(fault)

    def pcs(self, *words):
        self.stage.lab.exec_("n1", "pcs", *words, check=True)

    def test_a_primary_that_pauses_for_some_seconds_stays_the_primary(self):
        stage = self.stage
        primary = stage.need_primary()
        pid = stage.postmaster(primary)
        begun = now_ms()
        stage.lab.exec_(primary, "kill", "-STOP", pid, check=True)
        # As long as the agent needs to find out, more than once.
        time.sleep(7)
        stage.lab.exec_(primary, "kill", "-CONT", pid, check=True)
        fault = stage.settled("pause", begun, primary, lambda new: new == primary)
        self.assertEqual(stage.postmaster(primary), pid)
        self.assert_clean(fault)

    def test_a_hung_primary_is_ended_without_being_asked_for_a_minute(self):
        stage = self.stage
        primary = stage.need_primary()
        begun = now_ms()
        stage.lab.exec_(primary, "kill", "-STOP", stage.postmaster(primary), check=True)
        fault = stage.settled("hang", begun, primary)
        stage.wait_whole()
        judged = self.assert_clean(fault)
        self.assertLess(judged["silence_s"], 40)

    def names(self, primary):
        return database.sql(self.stage.lab, primary, "show synchronous_standby_names")

    def test_a_server_that_streams_under_the_name_of_a_standby_is_not_counted(self):
        """A copy of a standby that does not reach the primary, on another node: the
        server has but the name to tell them apart."""
        stage = self.stage
        primary = stage.need_primary()
        standby, other = (node for node in stage.names if node != primary)
        stray = f"{database.DATADIR}.stray"

        def gauss(*command):
            database.finish(command[0], {other: database.own(stage.lab, other, *command)})

        def is_told_of():
            seen = stage.lab.exec_(primary, "crm_mon", "-1").stdout
            return f'streams as "{standby}"' in seen and standby not in self.names(primary)

        def clear():
            """Whatever came of it: the other cases have the same lab."""
            own = database.own(stage.lab, other, "gs_ctl", "stop", "-D", stray, "-m", "immediate")
            own.communicate(timeout=60)
            gauss("rm", "-rf", stray)
            stage.lab.heal(standby, primary, net="service")

        begun = now_ms()
        self.addCleanup(clear)
        stage.lab.cut(a=standby, b=primary, net="service")
        stage.wait(lambda: standby not in self.names(primary), 30, f"{standby} is dropped")
        gauss("mkdir", "-m", "700", stray)
        gauss("cp", f"{database.DATADIR}/postgresql.conf", f"{database.DATADIR}/pg_hba.conf", stray)
        gauss("gs_guc", "set", "-D", stray, "-c", f"port={database.PORT + 50}",
              "-c", f"application_name='{standby}'")
        gauss("env", "GAUSSDB_BUILD_WAIT_S=0", "gs_ctl", "build", "-D", stray, "-b", "full",
              "-M", "standby")
        stage.wait(lambda: standby in database.streaming(stage.lab, primary), 20,
                   f"a stranger streams as {standby}")
        stage.wait(is_told_of, 40, "the stranger is told of, and not counted")
        self.assertIn(standby, database.streaming(stage.lab, primary))
        clear()
        stage.wait(lambda: standby in self.names(primary), 60, f"{standby} is counted again")
        stage.wait(lambda: stage.lab.attribute(standby, "master-db").isdigit(), 20,
                   f"{standby} may be promoted again")
        stage.wait_whole()
        self.assert_clean(stage.settled("stranger", begun, primary, lambda new: new == primary))

    def test_the_whole_cluster_without_power_comes_back_with_every_row(self):
        stage = self.stage
        primary = stage.need_primary()
        begun = now_ms()
        for node in stage.names:
            stage.lab.power_off(node)
        for node in stage.names:
            stage.lab.power_on(node)
        fault = stage.settled("blackout", begun, primary)
        stage.wait_whole()
        self.fenced = self.boots()
        self.assert_clean(fault)


class OneNode(unittest.TestCase):
    """What needs a database but no fault."""

    def test_ocf_tester_accepts_the_database_agent(self):
        stage = Stage("tester", nodes=2)
        with stage:
            stage.start_lab()
            stage.make_database()
            # The first promotion of all waits until every database was heard.
            done = stage.lab.exec_(
                "n2", "env", "OCF_ROOT=/usr/lib/ocf", "OCF_RESOURCE_INSTANCE=db",
                f"OCF_RESKEY_datadir={database.DATADIR}", "OCF_RESKEY_gausshome=/opt/openGauss",
                "OCF_RESKEY_lease=soft",
                "/usr/lib/ocf/resource.d/gaussha/opengauss", "start", timeout=60)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            done = stage.lab.exec_(
                "n1", "ocf-tester", "-n", "db", "-o", f"datadir={database.DATADIR}", "-o",
                "gausshome=/opt/openGauss", "-o", "lease=soft", "/usr/lib/ocf/resource.d/gaussha/opengauss",
                timeout=180)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertIn("passed all tests", done.stdout)


if __name__ == "__main__":
    main()
