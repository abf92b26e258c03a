#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""gauss/ against living servers: a primary and its standby, both doubles.

usage: tests/agent/test_gauss_on_double.py [WORD...]   only the cases that hold a word

Needs root, so that the change of user for a connect is seen to work.
"""
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[0:0] = [os.path.join(ROOT, "tests"), os.path.join(ROOT, "tests", "agent")]

import closing  # noqa: E402
from opengauss_bed import HOME, OWNER, as_owner, wait_for  # noqa: E402

BUILD = os.path.join(ROOT, os.environ.get("BUILD", "build"))
BASE_PORT = 18200


def state_of(pid):
    """("gaussdb", "Z"), or None when it is gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            name, _, rest = file.read().partition("(")[2].rpartition(")")
    except OSError:
        return None
    return name, rest.split()[0]


def reap_for_ever():
    """What a real init does at once: a server takes a zombie for a living one."""
    children = f"/proc/{os.getpid()}/task/{os.getpid()}/children"
    while True:
        with open(children, encoding="ascii") as file:
            for pid in file.read().split():
                if state_of(pid) in (("gaussdb", "Z"), ("postgres", "Z")):
                    os.waitpid(int(pid), 0)
        time.sleep(0.01)


def become_init():
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    threading.Thread(target=reap_for_ever, daemon=True).start()


class Bed:
    """Two data directories; n2 was built from n1."""

    def __init__(self):
        self.top = tempfile.mkdtemp(prefix="gauss-double-")
        os.chmod(self.top, 0o755)
        self.probe_path = os.path.join(self.top, "probe")
        subprocess.run(
            ["cc", "-std=gnu11", "-D_GNU_SOURCE", "-g", f"-I{ROOT}",
             "-I/usr/include/postgresql",
             os.path.join(ROOT, "tests", "agent", "gauss_probe.c"),
             os.path.join(BUILD, "gauss.a"), os.path.join(BUILD, "ocf.a"),
             "-lpq", "-lqb", "-o", self.probe_path], check=True)
        os.mkdir(self.path("data"))
        os.chown(self.path("data"), OWNER.pw_uid, OWNER.pw_gid)
        for number in (1, 2):
            self.make(number)
        self.tool("gs_ctl", "start", "-D", self.datadir(1), "-M", "primary")
        self.tool("gs_ctl", "build", "-D", self.datadir(2), "-b", "full", "-M", "standby")

    def path(self, name):
        return os.path.join(self.top, name)

    def datadir(self, number):
        return self.path(f"data/n{number}")

    def tool(self, *words):
        env = {"GAUSSHOME": HOME, "LD_LIBRARY_PATH": f"{HOME}/lib", "LANG": "C",
               "PATH": f"{HOME}/bin:/usr/bin:/bin", "HOME": "/"}
        done = subprocess.run([f"{HOME}/bin/{words[0]}", *words[1:]], env=env, cwd="/",
                              preexec_fn=as_owner, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, timeout=90, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(words)}: {done.stdout}")

    def make(self, number):
        self.tool("gs_initdb", "-D", self.datadir(number), f"--nodename=dn{number}",
                  "-U", OWNER.pw_name, "-w", "secret")
        mine, other = BASE_PORT + 20 * number, BASE_PORT + 20 * (3 - number)
        with open(os.path.join(self.datadir(number), "postgresql.conf"), "a",
                  encoding="utf-8") as file:
            file.write(f"""
port = {mine}
unix_socket_directory = '{self.path("data")}'
application_name = 'n{number}'
synchronous_standby_names = ''
replconninfo1 = 'localhost=127.0.0.1 localport={mine + 1} \
remotehost=127.0.0.1 remoteport={other + 1}'
""")

    def probe(self, number, verb, *arguments, ms=3000):
        """(succeeded, {key: value}, seconds) of one call."""
        begun = time.monotonic()
        done = subprocess.run(
            [self.probe_path, self.datadir(number), HOME, str(ms), verb, *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, timeout=60,
            check=False)
        found = dict(line.partition("=")[::2] for line in done.stdout.splitlines())
        return done.returncode == 0, found, time.monotonic() - begun

    def pid(self, number):
        return int(self.probe(number, "find")[1]["pid"])

    def streams(self, number):
        well, state, _ = self.probe(number, "state")
        return well and state["role"] == "Standby" and state["receiving"] == "1"

    def restore(self):
        """n1 the primary, n2 streaming from it, whatever a case has done."""
        for number in (1, 2):
            pid = self.pid(number)
            if pid:
                os.kill(pid, signal.SIGCONT)
        if self.probe(1, "state")[1].get("role") != "Primary" or not self.streams(2):
            for number in (2, 1):
                self.probe(number, "kill", ms=5000)
            self.tool("gs_ctl", "start", "-D", self.datadir(1), "-M", "primary")
            self.tool("gs_ctl", "build", "-D", self.datadir(2), "-b", "full", "-M", "standby")
        wait_for("n2 streams", lambda: self.streams(2))

    def drop(self):
        for number in (1, 2):
            self.probe(number, "kill", ms=5000)
        shutil.rmtree(self.top)


bed = None


def setUpModule():
    global bed  # pylint: disable=global-statement
    become_init()
    bed = Bed()


def tearDownModule():
    bed.drop()


class OnTheDouble(unittest.TestCase):
    def setUp(self):
        bed.restore()

    def ask(self, number, verb, *arguments, ms=3000):
        well, found, _ = bed.probe(number, verb, *arguments, ms=ms)
        self.assertTrue(well, found)
        return found

    def test_a_primary_and_its_standby_say_what_they_are(self):
        primary = self.ask(1, "state")
        self.assertEqual("Primary", primary["role"])
        self.assertEqual("Normal", primary["db_state"])
        self.assertNotEqual("0/0", primary["lsn"])
        standby = self.ask(2, "state")
        self.assertEqual("Standby", standby["role"])
        self.assertEqual("127.0.0.1", standby["upstream"])
        self.assertEqual("1", standby["receiving"])

    def test_after_a_connect_we_are_who_we_were(self):
        self.assertEqual("0", self.ask(1, "state")["euid"])

    def test_a_peer_is_asked_over_its_ha_port(self):
        self.assertEqual("Primary", self.ask(2, "peer")["role"])

    def test_a_primary_names_its_standby(self):
        senders = self.ask(1, "senders")
        self.assertEqual("1", senders["senders"])
        self.assertEqual("n2", senders["name"])
        self.assertEqual("Streaming", senders["state"])

    def test_a_setting_that_is_altered_is_in_force_at_once(self):
        self.ask(1, "alter", "synchronous_standby_names", "ANY 1 (n2)")
        wait_for("the reload", lambda: self.ask(
            1, "setting", "synchronous_standby_names")["value"] == "ANY 1 (n2)")
        wait_for("the quorum", lambda: self.ask(
            1, "senders")["sync_state"] == "Quorum")
        self.ask(1, "alter", "synchronous_standby_names", "")

    def test_the_control_file_of_both_has_one_identifier(self):
        first, second = self.ask(1, "control"), self.ask(2, "control")
        self.assertEqual("in production", first["state"])
        self.assertEqual("in archive recovery", second["state"])
        self.assertEqual(first["system_identifier"], second["system_identifier"])

    def test_a_stopped_server_costs_the_deadline_and_no_more(self):
        pid = bed.pid(2)
        os.kill(pid, signal.SIGSTOP)
        well, found, seconds = bed.probe(2, "state", ms=500)
        self.assertFalse(well)
        self.assertEqual("no answer", found["failure"])
        self.assertLess(seconds, 1.5)
        well, found, _ = bed.probe(2, "find")
        self.assertEqual(("running", "1"), (found["presence"], found["stuck"]))
        os.kill(pid, signal.SIGCONT)

    def test_without_a_primary_a_standby_says_where_its_wal_ends(self):
        self.ask(1, "kill", ms=5000)
        state = wait_for("the end of the redo", lambda: (
            lambda s: s if s["receiving"] == "0" and s["replayed_all"] == "1" else None)(
                self.ask(2, "state")))
        self.assertEqual("Need repair", state["db_state"])
        self.assertIn(state["detail"], ("Disconnected", "Connecting..."))
        self.assertNotEqual("0/0", state["lsn"])

    def test_a_killed_server_is_absent_and_refuses(self):
        self.ask(2, "kill", ms=5000)
        self.assertEqual("absent", self.ask(2, "find")["presence"])
        well, found, _ = bed.probe(2, "state")
        self.assertFalse(well)
        self.assertEqual("refused", found["failure"])

    def test_a_server_starts_as_a_standby_and_is_promoted(self):
        self.ask(1, "kill", ms=5000)
        self.ask(2, "stop", ms=20000)
        self.assertEqual("absent", self.ask(2, "find")["presence"])
        self.ask(2, "start", ms=20000)
        self.ask(2, "failover", "7", ms=20000)
        state = self.ask(2, "state")
        self.assertEqual(("Primary", "7"), (state["role"], state["term"]))
        self.assertFalse(os.path.exists(os.path.join(bed.datadir(2), "failover")))

    def test_a_setting_is_written_while_the_server_is_down(self):
        self.ask(2, "stop", ms=20000)
        self.ask(2, "set", "synchronous_standby_names", "ANY 1 (gaussha_none)")
        self.ask(2, "start", ms=20000)
        self.assertEqual("ANY 1 (gaussha_none)", self.ask(
            2, "setting", "synchronous_standby_names")["value"])
        self.ask(2, "alter", "synchronous_standby_names", "")

    def test_a_standby_that_refuses_follows_nobody_until_it_is_let(self):
        state = self.ask(2, "refuse", ms=10000)
        self.assertEqual("0", state["receiving"])
        self.assertEqual("0", self.ask(1, "senders")["senders"])
        self.ask(2, "follow")
        wait_for("n2 streams again", lambda: bed.streams(2))


if __name__ == "__main__":
    closing.main()
