#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""gaussha on a host without a keeper: what it says of itself, and that every
word of it is in its manual and its completion."""
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
CHECKOUT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, f"{CHECKOUT}/tests")
from closing import main  # noqa: E402

CLI = os.path.join(CHECKOUT, os.environ.get("CLI", "build/gaussha"))


def gaussha(*words, **more):
    return subprocess.run([CLI, *words], stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=60, check=False, **more)


def read(name):
    with open(f"{CHECKOUT}/{name}", encoding="utf-8") as file:
        return file.read()


def commands():
    return re.findall(r"^    ([a-z]+) ", gaussha("help").stdout, re.M)


def options(command):
    return re.findall(r"^    (--[a-z]+) ", gaussha("help", command).stdout, re.M)


class Words(unittest.TestCase):
    def test_every_command_and_option_is_in_the_manual(self):
        manual = read("doc/man/gaussha.1").replace("\\-", "-")
        self.assertIn("status", commands())
        for command in commands():
            self.assertRegex(manual, rf"(?m)^\.B gaussha {command}\b")
            for option in options(command):
                self.assertIn(option, manual)

    def test_what_the_quorum_device_can_be_told_is_in_its_manual(self):
        manual = read("doc/man/gaussha-quorumd.8").partition(".SH CONFIGURATION")[2]
        paragraphs = re.split(r"^\.TP\n", manual, flags=re.M)
        rows = re.findall(r'\{ \.name = "([a-z_]+)",(.*?) \},\n', read("cpg/quorum/params.c"),
                          re.S)
        self.assertGreater(len(rows), 8)
        for name, row in rows:
            found = [text for text in paragraphs if name in text.partition("\n")[0]]
            self.assertEqual(len(found), 1, name)
            default = re.search(r'\.fallback = "([0-9]+)"', row)
            if default and default[1] != "0":
                self.assertRegex(found[0], rf"\b{default[1]}\b", name)

    def test_the_manual_is_clean_roff(self):
        done = subprocess.run(
            ["groff", "-man", "-ww", "-Tascii", f"{CHECKOUT}/doc/man/gaussha.1"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
        self.assertEqual(done.stderr, "")

    def complete(self, *words, path=os.environ["PATH"]):
        script = ('source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _gaussha; '
                  'printf "%s\\n" "${COMPREPLY[@]}"')
        done = subprocess.run(
            ["bash", "-c", script, f"{CHECKOUT}/packaging/completion/gaussha", "gaussha", *words],
            env=dict(os.environ, PATH=f"{os.path.dirname(CLI)}:{path}"),
            stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout.split()

    def test_the_shell_completes_commands_and_their_options(self):
        self.assertEqual(sorted(self.complete("")), sorted(["help", *commands()]))
        self.assertEqual(self.complete("sw"), ["switchover"])
        self.assertEqual(self.complete("status", "--"), ["--json", "--watch"])
        self.assertEqual(self.complete("help", "his"), ["history"])

    def test_the_shell_completes_what_a_command_or_an_option_takes(self):
        self.assertEqual(self.complete("quorum", "d"), ["disable"])
        self.assertLessEqual({"--relay", "enable", "disable", "status"},
                             set(self.complete("quorum", "")))
        self.assertEqual(self.complete("quorum", "enable", "--relay", ""),
                         ["on", "off", "required"])
        self.assertEqual(self.complete("quorum", "enable", "--relay", "=", "r"), ["required"])
        self.assertEqual(self.complete("switchover", "--timeout", ""), [])
        self.assertEqual(self.complete("status", "--json", "--w"), ["--watch"])

    def test_nodes_and_files_are_completed(self):
        with tempfile.TemporaryDirectory() as top:
            with open(f"{top}/crm_node", "w", encoding="utf-8") as file:
                file.write("#!/bin/sh\necho '1 n1 member'\necho '2 n2 member'\n")
            os.chmod(f"{top}/crm_node", 0o755)
            path = f"{top}:{os.environ['PATH']}"
            self.assertEqual(self.complete("switchover", "--to", "", path=path), ["n1", "n2"])
            self.assertEqual(self.complete("switchover", "--to", "=", path=path), ["n1", "n2"])
            self.assertEqual(self.complete("promote", "--force", "n2", path=path), ["n2"])
            self.assertEqual(self.complete("import", f"{top}/crm"), [f"{top}/crm_node"])

    def test_the_version_is_told(self):
        self.assertEqual(gaussha("--version").stdout, f"gaussha {read('VERSION')}")


class Metrics(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.path = f"{self.directory.name}/gaussha.prom"

    def test_a_keeper_that_is_silent_leaves_nothing_old_behind(self):
        with open(self.path, "w", encoding="utf-8") as file:
            file.write("gaussha_has_primary 1\n")
        done = gaussha("metrics", "--output", self.path)
        self.assertEqual(done.returncode, 1)
        with open(self.path, encoding="utf-8") as file:
            text = file.read()
        self.assertRegex(text, r"(?m)^gaussha_keeper_answers 0$")
        self.assertNotIn("has_primary", text)
        self.assertEqual(os.stat(self.path).st_mode & 0o777, 0o644)
        self.assertEqual(os.listdir(self.directory.name), ["gaussha.prom"])
        done = subprocess.run(["promtool", "check", "metrics"], input=text, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_a_file_that_cannot_be_written_is_told(self):
        done = gaussha("metrics", "--output", f"{self.directory.name}/none/gaussha.prom")
        self.assertEqual(done.returncode, 1)
        self.assertIn("none/gaussha.prom.new: No such file or directory", done.stderr)


class Import(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.path = f"{self.directory.name}/node.conf"

    def write(self, text):
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(text)

    def test_a_node_conf_becomes_a_script_that_a_shell_can_read(self):
        self.write("[config]\ndb_datadir=/d\n[host1]\nip=10.0.0.1\n[host2]\nip=10.0.0.2\n"
                   "[zone1]\nvip=10.0.0.100\nping_list=10.0.0.254\n")
        done = gaussha("import", self.path, env=dict(os.environ, GAUSSHOME="/opt/mogdb"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("gausshome=/opt/mogdb", done.stdout)
        subprocess.run(["sh", "-n"], input=done.stdout, text=True, check=True)

    def test_what_is_no_node_conf_is_refused_with_file_and_line(self):
        self.write("[config]\nnonsense\n")
        done = gaussha("import", self.path)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr, f"gaussha: {self.path}: line 2: it is no setting, or "
                                      "too long a one\n")
        self.assertEqual(gaussha("import", "/nowhere").stderr,
                         "gaussha: /nowhere: No such file or directory\n")
        self.write("[a]\nx=1\0")
        self.assertIn("is no text", gaussha("import", self.path).stderr)

    def test_of_an_empty_file_and_a_missing_directory_is_said_what_they_are(self):
        for text, sentence in (("", "it has no setting at all"),
                               ("[config]\ndb_port=1\n", "[config] has no db_datadir"),
                               ("[config]\ndb_datadir=d\n", "db_datadir of [config] is "
                                "not an absolute path: \"d\"")):
            self.write(text)
            self.assertEqual(gaussha("import", self.path).stderr,
                             f"gaussha: {self.path}: {sentence}\n")


PRIMITIVE = """<primitive id="v{0}" class="ocf" provider="gaussha" type="vip">
<instance_attributes id="v{0}-i"><nvpair id="v{0}-ip" name="ip" value="10.99.0.{0}"/>
<nvpair id="v{0}-n" name="cidr_netmask" value="24"/></instance_attributes>
<operations><op id="v{0}-m" name="monitor" interval="10s" timeout="20s"/>
<op id="v{0}-s" name="start" interval="0s" timeout="20s"/></operations></primitive>"""
BONDS = """<rsc_colocation id="c{0}" rsc="v{0}" with-rsc="db-clone" with-rsc-role="Promoted"
score="INFINITY"/><rsc_order id="o{0}" first="db-clone" first-action="promote" then="v{0}"
then-action="start"/>"""
CIB = """<cib crm_feature_set="3.16.1" validate-with="pacemaker-3.7" epoch="1" num_updates="0"
admin_epoch="0"><configuration><crm_config/><nodes/><resources><clone id="db-clone">
<meta_attributes id="m"><nvpair id="p" name="promotable" value="true"/></meta_attributes>
<primitive id="db" class="ocf" provider="gaussha" type="opengauss"/></clone>{}</resources>
<constraints>{}</constraints></configuration><status/></cib>"""


class Check(unittest.TestCase):
    def test_every_address_of_a_large_cluster_is_looked_at(self):
        addresses = range(101, 141)
        with tempfile.NamedTemporaryFile("w", suffix=".xml") as file:
            file.write(CIB.format("".join(PRIMITIVE.format(i) for i in addresses),
                                  "".join(BONDS.format(i) for i in addresses)))
            file.flush()
            done = gaussha("check", "--json", env=dict(os.environ, CIB_file=file.name))
        found = [finding["sentence"] for finding in json.loads(done.stdout)["findings"]
                 if finding["subject"].startswith("v1")]
        self.assertEqual(found, [f"10.99.0.{i} goes with the primary, and after it"
                                 for i in addresses])

    def test_without_a_cluster_each_finding_is_a_sentence_of_ours(self):
        done = gaussha("check")
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        self.assertRegex(done.stdout, r"(?m)^fault +pacemaker +it does not run here$")
        self.assertNotIn("ended with status", done.stdout)


class Refusals(unittest.TestCase):
    def assert_refused(self, status, sentence, *words):
        done = gaussha(*words)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertEqual(done.stderr.splitlines()[0], f"gaussha: {sentence}")
        self.assertEqual(done.stdout, "")

    def test_a_line_that_makes_no_sense_ends_with_2_and_the_usage(self):
        self.assert_refused(2, 'there is no command "frobnicate"', "frobnicate")
        self.assert_refused(2, "status knows no option --force", "status", "--force", "n1")
        self.assert_refused(2, "promote needs --force NODE", "promote", "db")
        self.assert_refused(2, "import needs NODE.CONF", "import")
        self.assert_refused(2, '--timeout takes a number from 1 to 3600, not "never"',
                            "switchover", "--timeout", "never")
        self.assert_refused(2, "quorum enable needs --gateway ADDRESS", "quorum", "enable")
        self.assert_refused(2, "quorum status takes no --relay",
                            "quorum", "status", "--relay", "on")
        self.assert_refused(2, "quorum knows enable, disable, status and confirm",
                            "quorum", "reset")
        self.assert_refused(2, "quorum confirm needs --off NODE", "quorum", "confirm")
        self.assertEqual(gaussha().returncode, 2)
        self.assertIn("usage: gaussha status", gaussha("status", "--x").stderr)

    def test_help_is_for_what_there_is(self):
        self.assert_refused(2, 'there is no command "frobnicate"', "help", "frobnicate")
        for words in (["help", "status"], ["--help", "status"], ["status", "--help"],
                      ["status", "db", "-h"], ["promote", "--help"]):
            done = gaussha(*words)
            self.assertEqual((done.returncode, done.stderr), (0, ""), words)
            command = "promote" if "promote" in words else "status"
            self.assertTrue(done.stdout.startswith(f"usage: gaussha {command} "), words)
        for words in (["help"], ["help", "help"], ["-h"], ["--help"]):
            self.assertIn("    status ", gaussha(*words).stdout)

    def test_what_was_typed_is_not_let_loose_on_the_terminal(self):
        for words in (["\x1b[2J"], ["help", "\x1b[2J"], ["status", "--\x1b[2J"],
                      ["status", "db", "\x1b[2J"], ["import", "/\x1b[2J"]):
            self.assertNotIn("\x1b", gaussha(*words).stderr, words)

    def test_an_answer_that_cannot_be_written_is_a_failure(self):
        for words in (["--version"], ["help"], ["check", "--json"]):
            with open("/dev/full", "w", encoding="utf-8") as full:
                done = subprocess.run([CLI, *words], stdin=subprocess.DEVNULL, stdout=full,
                                      stderr=subprocess.PIPE, text=True, check=False)
            self.assertEqual((done.returncode, done.stderr), (
                1, "gaussha: the answer could not be written: No space left on device\n"))

    def test_without_a_keeper_every_command_says_so_and_ends_with_1(self):
        for words in (["status"], ["status", "--json"], ["history"], ["switchover"],
                      ["promote", "--force", "n2", "--yes"], ["pause"], ["resume"], ["metrics"]):
            self.assert_refused(1, "no keeper (gausshad) runs on this node", *words)

    def test_a_name_too_long_is_refused_before_anybody_is_asked(self):
        name = "d" * 64
        self.assert_refused(1, f"no database has so long a name: {name}", "status", name)


class OtherPrograms(unittest.TestCase):
    def run_it(self, *words, **more):
        more.setdefault("stdout", subprocess.PIPE)
        return subprocess.run([f"{os.path.dirname(CLI)}/{words[0]}", *words[1:]],
                              stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                              timeout=60, check=False, **more)

    def test_a_daemon_that_is_asked_for_help_says_its_name_and_that_all_is_well(self):
        for daemon in ("gausshad", "gaussha-quorumd"):
            usage = f"usage: {daemon} [--help | --version]\n"
            done = self.run_it(daemon, "--help")
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, usage, ""))
            done = self.run_it(daemon, "--frobnicate")
            self.assertEqual((done.returncode, done.stdout, done.stderr), (1, "", usage))

    def test_meta_data_of_the_fence_agent_that_cannot_be_written_is_a_failure(self):
        for words in (["-o", "metadata"], ["--help"], ["--version"]):
            with open("/dev/full", "w", encoding="utf-8") as full:
                done = self.run_it("fence_gaussha", *words, stdout=full)
            self.assertEqual((done.returncode, done.stderr), (
                1, "the answer could not be written: No space left on device\n"), words)

    def test_the_name_of_a_node_to_be_fenced_is_not_cut(self):
        name = "n" * 64
        done = self.run_it("fence_gaussha", "-o", "off", "-n", name)
        self.assertEqual((done.returncode, done.stderr),
                         (1, f"no node has so long a name: {name}\n"))


if __name__ == "__main__":
    main()
