#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""An administrator's day with gaussha, Pacemaker and a database: taken over
from a MogHA configuration, examined, switched over, and saved by force."""
import json
import os
import re
import sys
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "lab"), os.path.join(HERE, ".."),
                os.path.join(HERE, "..", "demo")]

import database  # noqa: E402
from cluster import VIP, Lab, LabError, address  # noqa: E402
from closing import main  # noqa: E402

NODES = ("n1", "n2", "n3")
NODE_CONF = f"""
[config]
db_port={database.PORT}
db_user={database.OWNER}
db_datadir={database.DATADIR}
restart_strategy=10/1
[zone1]
vip={VIP}
hosts=host1,host2,host3
ping_list={address("gateway")}
""" + "".join(f"[host{node[1:]}]\nip={address(node)}\n" for node in NODES)


class Administration(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = Lab("administration")
        cls.addClassCleanup(cls.lab.down)
        cls.lab.down()
        cls.lab.up(3, fence=True)
        database.make(cls.lab, list(NODES))

    def gaussha(self, node, *words, **more):
        return self.lab.exec_(node, "gaussha", *words, timeout=150, **more)

    def said(self, node, *words):
        done = self.gaussha(node, *words)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def status(self, node):
        """The database as that node's keeper has it; {} while it does not answer."""
        done = self.gaussha(node, "status", "--json")
        databases = json.loads(done.stdout)["databases"] if done.returncode == 0 else []
        return databases[0] if databases else {}

    def primary(self, node):
        """Who is the recorded primary, and runs as one."""
        status = self.status(node)
        name = status.get("record", {}).get("primary", {}).get("name")
        roles = {one.get("name"): one.get("role") for one in status.get("nodes", [])
                 if one["presence"] == "heard"}
        return name if roles.get(name) == "Primary" else None

    def wait(self, node, what, holds, seconds=60):
        try:
            self.lab.wait_until(holds, seconds, what)
        except LabError:
            self.fail(f"{what}: not so; {node} says\n" + self.gaussha(node, "status").stdout)

    def wait_until_safe(self, node):
        """Both standbys stream and are waited for, and either could take over."""
        def is_so():
            status = self.status(node)
            rules = status.get("record", {}).get("rules", [])
            return (status.get("outlook", {}).get("safe") and len(rules) == 1
                    and len(rules[0]["groups"][0]["of"]) == 2
                    and not any(one["objection"] for one in status["nodes"])
                    and sum(one.get("receiving", False) for one in status["nodes"]) == 2)
        self.wait(node, "both standbys could take over", is_so)

    # One life of a cluster; each step rests on the one before.

    def test_1_a_mogha_configuration_becomes_resources_that_run(self):
        done = self.lab.exec_("n1", "sh", "-c", "cat >/root/node.conf", stdin=NODE_CONF)
        self.assertEqual(done.returncode, 0)
        script = self.said("n1", "import", "/root/node.conf")
        self.assertIn("pcs node attribute n3 zone=zone1", script)
        self.assertIn(f"pcs resource create vip1 ocf:gaussha:vip ip={VIP}",
                      self.said("n1", "import", "--apply", "--yes", "/root/node.conf"))
        # MogHA has no watchdog, and neither have these nodes.
        self.assertIn("no watchdog", "\n".join(self.findings("n1")))
        self.lab.exec_("n1", "pcs", "resource", "update", "db", "lease=soft", check=True)
        self.wait("n2", "a primary runs", lambda: self.primary("n2"))
        self.wait_until_safe("n2")
        self.wait("n2", "the address is there",
                  lambda: self.lab.exec_("client", "ping", "-c1", "-W1", VIP).returncode == 0)

    def test_2_a_second_time_it_stops_at_what_is_there(self):
        done = self.gaussha("n1", "import", "--apply", "/root/node.conf", stdin="yes\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn("3 of 7 steps were done", done.stderr)
        self.assertIn("What is left to be typed, with it:\npcs resource create db ", done.stdout)
        refused = self.gaussha("n1", "import", "--apply", "/root/node.conf", stdin="no\n")
        self.assertIn("not confirmed: nothing was done", refused.stderr)

    def findings(self, node):
        found = json.loads(self.gaussha(node, "check", "--json").stdout)["findings"]
        return [f"{one['subject']}: {one['sentence']}" for one in found
                if one["severity"] in ("fault", "warning") and one["subject"] != "host"]

    def test_3_a_healthy_cluster_has_no_fault_on_any_node(self):
        for node in NODES:
            self.assertEqual(self.findings(node), [])

    def set(self, node, name, value):
        database.everywhere(self.lab, [node], "gs_guc set", "gs_guc", "set", "-D",
                            database.DATADIR, "-c", f"{name}={value}")

    def test_4_what_is_spoiled_is_found(self):
        # On a standby: to ban the address from the primary's node would move both.
        node = next(node for node in NODES if node != self.primary("n1"))
        self.set(node, "wal_receiver_status_interval", "0")
        self.lab.exec_("n1", "pcs", "property", "set", "no-quorum-policy=ignore", check=True)
        self.lab.exec_("n1", "crm_resource", "--ban", "--resource", "vip1", "--node", node,
                       check=True)
        found = "\n".join(self.findings(node))
        self.assertIn("db: wal_receiver_status_interval is 0", found)
        self.assertIn("pacemaker: no-quorum-policy=ignore", found)
        self.assertIn(f"vip1: a move or a ban has left cli-ban-vip1-on-{node}", found)
        self.set(node, "wal_receiver_status_interval", "5s")
        self.lab.exec_("n1", "pcs", "property", "set", "no-quorum-policy=", check=True)
        self.lab.exec_("n1", "pcs", "resource", "clear", "vip1", check=True)
        self.assertEqual(self.findings(node), [])

    def test_5_prometheus_can_read_the_metrics(self):
        text = self.said("n2", "metrics")
        self.assertRegex(text, r'(?m)^gaussha_takeover_safe\{database="db"\} 1$')
        self.assertEqual(len(re.findall(r"(?m)^gaussha_node_lag_bytes\{.*\} \d+$", text)), 2)
        done = self.lab.exec_("n2", "promtool", "check", "metrics", stdin=text)
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    def test_6_a_switchover_goes_where_it_was_sent_and_says_its_steps(self):
        self.wait_until_safe("n3")
        old = self.primary("n1")
        wanted = next(node for node in NODES if node != old)
        steps = self.said("n3", "switchover", "--to", wanted).splitlines()
        self.assertIn(f"{wanted} is to be the primary", steps[0])
        self.assertIn(f"{wanted} acknowledges commits", steps[-1])
        self.assertEqual(self.primary("n1"), wanted)
        self.wait_until_safe("n3")
        self.said("n1", "switchover")
        self.assertNotEqual(self.primary("n1"), wanted)
        self.wait_until_safe("n3")
        self.assertRegex(self.said("n2", "history"), rf"(?m) {old} +{wanted} .* s  somebody asked")

    def test_7_the_last_commits_are_given_up_by_force_only(self):
        old = self.primary("n1")
        keeps, lacks = (node for node in NODES if node != old)
        self.lab.exec_(old, "pcs", "node", "standby", lacks, check=True)
        self.wait(old, f"{old} waits for {keeps} alone", lambda: self.members(old) == [keeps])
        database.sql(self.lab, old, "create table t (a int)", "insert into t values (1)")
        # The one loses its disk, the other its power.
        self.lab.exec_(keeps, "sh", "-c", f'pid=$(head -n 1 {database.DATADIR}/postmaster.pid);'
                       f'rm -rf {database.DATADIR}; kill -9 "$pid"', check=True)
        self.lab.power_off(old)
        self.lab.exec_(keeps, "pcs", "node", "unstandby", lacks, check=True)
        self.wait(lacks, f"{lacks} may not be promoted",
                  lambda: "nobody may be promoted" in self.gaussha(lacks, "status").stdout
                  and self.answers(lacks))
        asked = self.gaussha(lacks, "promote", "--force", lacks, stdin="no\n")
        self.assertEqual(asked.returncode, 1)
        self.assertIn(f"commits of {old} are on 1 of {keeps} (", asked.stdout)
        self.assertIn("nothing was done", asked.stderr)
        self.assertIsNone(self.primary(lacks))
        type(self).lacks = lacks

    def test_8_whoever_is_left_is_promoted_by_force(self):
        """And is the primary; it acknowledges when a standby has come."""
        forced = self.gaussha(self.lacks, "promote", "--timeout", "20", "--force", self.lacks,
                              stdin=f"{self.lacks}\n")
        self.assertIn(f"{self.lacks} is the primary, commits wait until its standbys are "
                      "back", forced.stdout, forced.stderr)
        self.assertEqual(forced.returncode, 0)
        self.assertEqual(self.primary(self.lacks), self.lacks)

    def members(self, node):
        """Who is in the only group of the only rule; [] while there are more."""
        rules = self.status(node).get("record", {}).get("rules", [])
        groups = rules[0]["groups"] if len(rules) == 1 else []
        return [one["name"] for one in groups[0]["of"]] if len(groups) == 1 else []

    def answers(self, name):
        return any(one.get("name") == name and one.get("answered")
                   for one in self.status(name)["nodes"])


if __name__ == "__main__":
    main()
