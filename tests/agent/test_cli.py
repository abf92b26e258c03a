#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""gaussha on a host without a keeper: what it says of itself, and that every
word of it is in its manual and its completion."""
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

    def test_the_manual_is_clean_roff(self):
        done = subprocess.run(
            ["groff", "-man", "-ww", "-Tascii", f"{CHECKOUT}/doc/man/gaussha.1"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
        self.assertEqual(done.stderr, "")

    def complete(self, *words):
        script = ('source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _gaussha; '
                  'printf "%s\\n" "${COMPREPLY[@]}"')
        done = subprocess.run(
            ["bash", "-c", script, f"{CHECKOUT}/packaging/completion/gaussha", "gaussha", *words],
            env=dict(os.environ, PATH=f"{os.path.dirname(CLI)}:{os.environ['PATH']}"),
            stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout.split()

    def test_the_shell_completes_commands_and_their_options(self):
        self.assertEqual(sorted(self.complete("")), sorted(["help", *commands()]))
        self.assertEqual(self.complete("sw"), ["switchover"])
        self.assertEqual(self.complete("status", "--"), ["--json", "--watch"])
        self.assertEqual(self.complete("help", "his"), ["history"])

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
        self.assert_refused(2, "--timeout never: not understood",
                            "switchover", "--timeout", "never")
        self.assertEqual(gaussha().returncode, 2)
        self.assertIn("usage: gaussha status", gaussha("status", "--x").stderr)

    def test_without_a_keeper_every_command_says_so_and_ends_with_1(self):
        for words in (["status"], ["status", "--json"], ["history"], ["switchover"],
                      ["promote", "--force", "n2", "--yes"], ["pause"], ["resume"], ["metrics"]):
            self.assert_refused(1, "no keeper (gausshad) runs on this node", *words)

    def test_a_name_too_long_is_refused_before_anybody_is_asked(self):
        name = "d" * 64
        self.assert_refused(1, f"no database has so long a name: {name}", "status", name)


if __name__ == "__main__":
    main()
