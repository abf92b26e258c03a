#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What administrators' tools make of the agents: pcs, crm_resource, the
schemas, ocf-tester."""
import os
import re
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "lab"), os.path.join(HERE, "..")]

from cluster import Lab  # noqa: E402
from closing import main  # noqa: E402

AGENTS = ("opengauss", "vip")
DATADIR = "/var/lib/opengauss/db"
DATABASE = (f"datadir={DATADIR}", "gausshome=/opt/openGauss")


class PcsKnowsTheAgents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = Lab("pcs")
        cls.addClassCleanup(cls.lab.down)
        cls.lab.down()
        cls.lab.up(2)

    def n1(self, *command, **options):
        return self.lab.exec_("n1", *command, timeout=120, **options)

    def metadata(self, agent):
        return self.n1("crm_resource", "--show-metadata", f"ocf:gaussha:{agent}")

    def create(self, *command):
        return self.n1("pcs", "resource", "create", *command)

    def assert_refused(self, done, *words):
        said = done.stdout + done.stderr
        self.assertNotEqual(done.returncode, 0, said)
        for word in words:
            self.assertIn(word, said)
        left = self.n1("pcs", "resource", "config").stdout
        self.assertEqual(left.strip(), "")

    def test_pcs_describes_each_agent_with_every_parameter(self):
        for agent in AGENTS:
            done = self.n1("pcs", "resource", "describe", f"ocf:gaussha:{agent}")
            self.assertEqual(done.returncode, 0, done.stderr)
            names = [line.split('"')[1] for line in self.metadata(agent).stdout.splitlines()
                     if "<parameter name=" in line]
            self.assertGreater(len(names), 2)
            for name in names:
                self.assertIn(f"  {name}", done.stdout)

    def test_meta_data_is_valid_against_every_schema_there_is(self):
        for agent in AGENTS:
            text = self.metadata(agent).stdout
            # The schema of resource-agents 4.12 is of OCF 1.0: it lacks these
            # two words of 1.1, and without the first nothing is reloadable.
            old = re.sub(r' (reloadable|unique-group)="[^"]*"', "", text)
            for schema, known in (("/usr/share/pcs/data/ocf-1.1.rng", text),
                                  ("/usr/share/resource-agents/metadata.rng", old)):
                done = subprocess.run(
                    ["xmllint", "--noout", "--relaxng", schema, "-"], input=known,
                    text=True, capture_output=True)
                self.assertEqual(done.returncode, 0, f"{agent}: {schema}: {done.stderr}")
            done = subprocess.run(
                ["xmllint", "--noout", "--valid", "-"], input=text, text=True,
                capture_output=True, cwd="/usr/share/resource-agents")
            self.assertEqual(done.returncode, 0, f"{agent}: DTD: {done.stderr}")

    def test_an_unknown_parameter_is_refused_by_name(self):
        self.assert_refused(
            self.create("db", "ocf:gaussha:opengauss", *DATABASE, "datadri=/x"), "datadri")
        self.assert_refused(
            self.create("vip", "ocf:gaussha:vip", "ip=10.99.0.100", "netmask=24"), "netmask")

    def test_a_missing_parameter_is_refused_by_name(self):
        self.assert_refused(self.create("db", "ocf:gaussha:opengauss"), "datadir")
        self.assert_refused(self.create("vip", "ocf:gaussha:vip", "nic=eth0"), "ip")

    def test_a_senseless_value_is_refused_with_a_sentence_that_names_the_parameter(self):
        for agent, options, word in (
                ("opengauss", [*DATABASE, "port=many"], "port"),
                ("opengauss", [*DATABASE, "port=70000"], "port"),
                ("opengauss", ["datadir=relative/path"], "datadir"),
                ("opengauss", [*DATABASE, "sync_standbys=99"], "sync_standbys"),
                ("opengauss", [*DATABASE, "sync_acks=3"], "sync_acks"),
                ("vip", ["ip=10.99.0.300"], "ip"),
                ("vip", ["ip=10.99.0.100", "cidr_netmask=40"], "cidr_netmask")):
            done = self.create(
                "r", f"ocf:gaussha:{agent}", *options, "--agent-validation")
            self.assert_refused(done, word)

    def test_ocf_tester_accepts_the_vip_agent(self):
        done = self.n1("ocf-tester", "-n", "vip", "-o", "ip=10.99.0.77", "-o",
                       "cidr_netmask=24", "/usr/lib/ocf/resource.d/gaussha/vip")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("passed all tests", done.stdout)


if __name__ == "__main__":
    main()
