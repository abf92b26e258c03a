#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The writer and its judge against a PostgreSQL that is made to misbehave.

The server listens on a unix socket in a temporary directory only.
"""
import glob
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
WRITER = os.environ.get("WRITER", f"{TOP}/build/writer")
BINARIES = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1:]
DEADLINE_S = 20


def as_postgres(*command, **options):
    """Runs a program of PostgreSQL, which refuses to be root."""
    become = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    return subprocess.run([*(become if os.geteuid() == 0 else []), *command], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True,
                          stdin=subprocess.DEVNULL, cwd="/", **options).stdout


class Server:
    """One PostgreSQL instance of our own."""

    def __init__(self):
        self.top = tempfile.mkdtemp(prefix="gaussha-writer-")
        if os.geteuid() == 0:
            shutil.chown(self.top, "postgres", "postgres")
        self.conninfo = f"host={self.top} port=5432 user=postgres dbname=postgres"
        as_postgres(f"{BINARIES[0]}/initdb", "-D", f"{self.top}/d", "-A", "trust",
                    "-U", "postgres", "-N")
        self.ctl("start", "-o", f"-k {self.top} -c listen_addresses='' -F")

    def ctl(self, verb, *more):
        as_postgres(f"{BINARIES[0]}/pg_ctl", "-D", f"{self.top}/d", "-w", "-l",
                    f"{self.top}/log", verb, *more)

    def sql(self, *statements, timeout=DEADLINE_S):
        words = [word for text in statements for word in ("-c", text)]
        return as_postgres("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", self.conninfo, *words,
                           timeout=timeout)

    def pids(self, where):
        return [int(pid) for pid in self.sql(
            f"select pid from pg_stat_activity where {where}").split()]

    def freeze(self, pid):
        """Stops a session; False when that was in a statement, where it may hold a
        lock that all others need: it runs again then."""
        os.kill(pid, signal.SIGSTOP)
        try:
            if self.sql(f"select 1 from pg_stat_activity where pid = {pid} and "
                        "wait_event = 'ClientRead'", timeout=0.2):
                return True
        except subprocess.TimeoutExpired:
            pass
        os.kill(pid, signal.SIGCONT)
        return False

    def close(self):
        self.ctl("stop", "-m", "immediate")
        shutil.rmtree(self.top)


def until(holds, what):
    """Waits for a condition, with a deadline."""
    deadline = time.monotonic() + DEADLINE_S
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"it never came true that {what}")
        time.sleep(0.01)


class Writer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.close)
        cls.run_writer("prepare")

    @classmethod
    def run_writer(cls, command, *more, conninfo=None):
        return subprocess.run(
            [WRITER, command, "--conninfo", conninfo or cls.server.conninfo, *more],
            text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            timeout=60, check=False)

    def setUp(self):
        self.journal = f"{self.server.top}/{self._testMethodName}"

    def begin(self, *more, conninfo=None):
        child = subprocess.Popen(
            [WRITER, "run", "--conninfo", conninfo or self.server.conninfo,
             "--journal", self.journal, *more])
        self.addCleanup(child.wait)
        self.addCleanup(child.kill)
        until(lambda: self.count("ok") > 20, "rows are acknowledged")
        return child

    def end(self, child, by=signal.SIGTERM):
        child.send_signal(by)
        return child.wait(timeout=DEADLINE_S)

    def lines(self):
        try:
            with open(self.journal, encoding="utf-8") as file:
                return file.read().splitlines()
        except FileNotFoundError:
            return []

    def count(self, word):
        return sum(line.startswith(word + " ") for line in self.lines())

    def judge(self, *more):
        judged = self.run_writer("judge", "--journal", self.journal, "--json", *more)
        self.assertIn(judged.returncode, (0, 1), judged.stderr)
        found = json.loads(judged.stdout)
        self.assertEqual(judged.returncode == 0, not found["violations"])
        return found

    def test_what_several_sessions_were_told_is_what_is_there(self):
        child = self.begin("--sessions", "3")
        self.assertEqual(self.end(child), 0)
        found = self.judge()
        self.assertEqual(found["acknowledged"], self.count("ok"))
        self.assertEqual((found["violations"], found["unknown"]), ([], 0))
        self.assertEqual({line.split()[1] for line in self.lines()[1:]}, {"1", "2", "3"})

    def test_a_run_with_a_duration_ends_by_itself(self):
        done = self.run_writer("run", "--journal", self.journal, "--duration-s", "1")
        self.assertEqual(done.returncode, 0)
        self.assertGreater(self.judge()["acknowledged"], 20)

    def test_a_killed_writer_leaves_a_journal_and_no_session(self):
        child = self.begin()
        self.end(child, signal.SIGKILL)
        until(lambda: not self.server.pids("application_name <> 'psql' and query ~ "
                                           "'insert'"), "the session has gone too")
        found = self.judge()
        self.assertEqual(found["violations"], [])
        self.assertLessEqual(found["unknown"], 1)

    def test_a_commit_with_a_warning_and_one_that_broke_off_are_unknown(self):
        child = self.begin("--limit-ms", "8000")
        self.addCleanup(self.server.sql, "alter system reset synchronous_standby_names",
                        "select pg_reload_conf()")
        self.server.sql("alter system set synchronous_standby_names = 'nobody'",
                        "select pg_reload_conf()")
        for end in ("pg_cancel_backend", "pg_terminate_backend"):
            before = self.count("unknown")
            until(lambda: self.server.pids("wait_event = 'SyncRep'"), "a commit waits")
            self.server.sql(f"select {end}(pid) from pg_stat_activity "
                            "where wait_event = 'SyncRep'")
            until(lambda: self.count("unknown") > before,
                  "the commit is of unknown outcome")
        self.end(child, signal.SIGKILL)
        found = self.judge()
        self.assertEqual(found["violations"], [])
        self.assertGreaterEqual(found["unknown_there"], 2)

    def test_a_server_that_hangs_costs_the_limit_and_is_asked_anew(self):
        child = self.begin("--limit-ms", "300")
        pid, = self.server.pids("query ~ 'insert' and application_name <> 'psql'")
        self.addCleanup(os.kill, pid, signal.SIGCONT)
        until(lambda: self.server.freeze(pid), "the session is stopped between two statements")
        until(lambda: self.count("unknown") == 1, "the hung statement is given up")
        acknowledged = self.count("ok")
        until(lambda: self.count("ok") > acknowledged + 5, "a new session is served")
        self.end(child)
        found = self.judge()
        self.assertEqual(found["violations"], [])
        self.assertTrue(300 <= found["gap_ms"] < 2000, found["gap_ms"])

    def test_a_statement_that_was_refused_has_failed_for_certain(self):
        child = self.begin()
        self.addCleanup(self.server.sql, "alter table gaussha_writer drop constraint odd")
        self.server.sql("alter table gaussha_writer add constraint odd "
                        "check (seq < 0) not valid")
        until(lambda: self.count("failed") > 3, "statements are refused")
        self.end(child)
        found = self.judge()
        self.assertEqual((found["violations"], found["unknown"]), ([], 0))
        self.assertEqual(found["failed"], self.count("failed"))

    def test_of_several_hosts_the_one_that_takes_writes_is_found(self):
        conninfo = (f"host=/nonexistent,{self.server.top} port=5432 user=postgres "
                    "dbname=postgres target_session_attrs=read-write")
        child = self.begin(conninfo=conninfo)
        self.server.sql("alter system set default_transaction_read_only = on",
                        "select pg_reload_conf()")
        until(lambda: self.count("failed") > 4, "no host takes writes")
        self.server.sql("set default_transaction_read_only = off",
                        "alter system reset default_transaction_read_only",
                        "select pg_reload_conf()")
        acknowledged = self.count("ok")
        until(lambda: self.count("ok") > acknowledged + 5, "one takes them again")
        self.end(child)
        self.assertEqual(self.judge()["violations"], [])

    def test_the_time_without_an_answer_is_that_of_the_fault(self):
        child = self.begin()
        self.server.ctl("restart", "-m", "immediate")
        acknowledged = self.count("ok")
        until(lambda: self.count("ok") > acknowledged + 5, "the server is back")
        back = time.monotonic_ns() // 1000000
        until(lambda: self.count("ok") > acknowledged + 50, "some time passes")
        self.end(child)
        found = self.judge()
        self.assertEqual(found["violations"], [])
        self.assertGreater(found["gap_ms"], 20)
        self.assertLess(found["gap_end_ms"], back)
        self.assertLess(self.judge("--since-ms", str(back))["gap_ms"], found["gap_ms"])

    def test_a_writer_at_work_is_judged_by_what_it_was_told_so_far(self):
        child = self.begin("--pause-ms", "0", "--sessions", "4")
        for _ in range(10):
            self.assertEqual(self.judge()["violations"], [])
        self.end(child)
        self.assertEqual(self.judge()["violations"], [])

    def test_damage_is_found_and_said(self):
        self.end(self.begin())
        run = self.lines()[0].split()[1]
        self.server.sql(f"delete from gaussha_writer where run = {run} and seq = 3",
                        f"insert into gaussha_writer values ({run}, 1, 5), ({run}, 9, 9)")
        found = self.judge()
        self.assertEqual((found["lost"], found["twice"], found["strange"]), (1, 1, 1))
        self.assertIn("row 3 of session 1 was acknowledged and is lost",
                      found["violations"])

    def test_what_cannot_be_judged_is_not_called_good(self):
        for content in ("", "nonsense\n", "writer 1 5\nok 1 1 6\n"):
            with open(self.journal, "w", encoding="utf-8") as file:
                file.write(content)
            with self.subTest(content):
                done = self.run_writer("judge", "--journal", self.journal)
                self.assertEqual(done.returncode, 2)
                self.assertIn(self.journal, done.stderr)


def main():
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__])
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=0).run(suite)
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(failed != 0)


main()
