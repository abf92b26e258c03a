#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What was measured on a real openGauss 6.0.2 without a capture, on the
double: three nodes, promotion in time, terms, refusal, who may connect."""
import os
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
import bed as beds  # noqa: E402

NODES = ("a", "b", "c")


class Trio:
    """One primary, two standbys, and what the tests found."""

    def __init__(self):
        self.bed = beds.Bed(3)
        self.ports = dict(zip(NODES, self.bed.ports))
        self.passed = self.failed = 0
        for node in NODES:
            self.bed.make(node, self.ports[node],
                          [self.ports[peer] for peer in NODES if peer != node],
                          [f"application_name = 'n{node}'"])
        self.start("a", "primary")
        for node in "bc":
            self.ctl(node, "build -b full")
        for node in "bc":
            self.streams(node)
        self.sql("a", "create table t(i int)")

    def check(self, sentence, good, detail=""):
        self.passed, self.failed = self.passed + bool(good), self.failed + (not good)
        if not good:
            print(f"FAILED {sentence}\n    {detail}")

    def ctl(self, node, words):
        verb, _, rest = words.partition(" ")
        return self.bed.shell(f"gs_ctl {verb} -D {self.bed.path(node)} {rest}")

    def start(self, node, role):
        return self.ctl(node, f"start -M {role} -l {self.bed.path(node + '.out')}")

    def sql(self, node, text, seconds=10):
        return self.bed.sql(self.ports[node], text, seconds)

    def state(self, node):
        return self.bed.state(self.ports[node])

    def streams(self, node, seconds=10.0):
        return self.bed.await_state(self.ports[node], "Standby|Normal|Normal", seconds)

    def path(self, node, name):
        return os.path.join(self.bed.path(node), name)

    def same_lsn(self, *nodes):
        """Waits until the standbys have replayed what the first has."""
        end = self.sql(nodes[0], "select pg_current_xlog_insert_location()")
        return self.bed.wait(lambda: all(self.sql(
            node, f"select pg_xlog_location_diff(lsn,'{end}')>=0 "
            "from pg_last_xlog_replay_location()") == "t" for node in nodes[1:]))


def names_decide_who_acknowledges(t):
    rows = "select application_name,sync_state from pg_stat_replication order by 1"
    took = []
    for value, states in (("ANY 1 (nb,nc)", "Quorum Quorum"), ("nb", "Sync Async"),
                          ("FIRST 1 (nc,nb)", "Potential Sync"), ("", "Async Async"),
                          ("ANY 1 (nb),ANY 1 (nc)", "Quorum Quorum"),
                          ("nobody", "Async Async")):
        begun = time.monotonic()
        t.sql("a", f"alter system set synchronous_standby_names='{value}'")
        wanted = "\n".join(f"WalSender to Standby[n{node}]|{state}"
                           for node, state in zip("bc", states.split()))
        good = t.bed.wait(lambda: t.sql("a", rows) == wanted)
        took.append(time.monotonic() - begun)
        t.check(f"'{value}' shows as {states}", good, t.sql("a", rows))
    t.check("and within half a second, the quickest of them", min(took) < 0.8, took)
    t.check("ALTER SYSTEM writes postgresql.conf and no other file",
            not os.path.exists(t.path("a", "postgresql.auto.conf")) and
            "synchronous_standby_names = 'nobody'" in open(
                t.path("a", "postgresql.conf"), encoding="utf-8").read())


def beside(t, text):
    """A statement that runs while the test goes on."""
    return subprocess.Popen(t.bed.argv_as_owner(
        ["psql", "-X", "-h", "/tmp", "-p", str(t.ports["a"]), "-d", "postgres", "-Atc", text]),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def waits(child, seconds=0.5):
    try:
        child.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        return True


def a_commit_waits(t):
    """With the names "nobody" of the test before."""
    mine = "from pg_stat_activity where query like 'insert%'"
    child = beside(t, "insert into t values (1)")
    t.check("a commit waits for a standby that nobody is", waits(child))
    t.sql("a", f"select pg_cancel_backend(pid::int) {mine}")
    t.check("a cancel does not end the wait", waits(child))
    t.sql("a", "alter system set synchronous_standby_names=''")
    t.check("the commit returns at once when the names become empty",
            not waits(child, 5) and "INSERT" in child.stdout.read())
    t.sql("a", "alter system set synchronous_standby_names='nobody'")
    time.sleep(0.3)
    child = beside(t, "insert into t values (2)")
    waits(child)
    t.sql("a", f"select pg_terminate_backend(pid::int) {mine}")
    t.check("a terminated waiter is told no success",
            not waits(child, 5) and "INSERT" not in child.stdout.read())
    child = beside(t, "set statement_timeout='200ms'; insert into t values (3)")
    t.check("a statement timeout does not end the wait", waits(child, 1))
    t.sql("a", "alter system set most_available_sync=on")
    t.check("most_available_sync releases it", not waits(child, 5))
    t.check("the primary's most_available_sync comes over to a standby", t.bed.wait(
        lambda: t.sql("b", "show most_available_sync") == "on"))
    t.check("the names do not", t.sql("b", "show synchronous_standby_names") == "*")
    t.sql("a", "alter system set most_available_sync=off")
    t.sql("a", "alter system set synchronous_standby_names='ANY 1 (nb,nc)'")


def who_may_connect(t):
    owner, port = t.bed.owner, t.ports["a"]

    def over_tcp(words, to=port, user=owner):
        return t.bed.shell(
            "LD_LIBRARY_PATH= psql -XAt -c 'select 1' \"host=127.0.0.1 dbname=postgres "
            f"user={user} port={to} {words}\"")[0].strip()

    tool = "application_name=cm_agent options='-c xc_maintenance_mode=on'"
    t.check("cm_agent comes in by the port", over_tcp(tool) == "1")
    t.check("cm_agent comes in by the HA port", over_tcp(tool, port + 1) == "1")
    answer = over_tcp("", port + 1)
    t.check("an ordinary user does not come in by the HA port",
            "not allowed to use HA channel" in answer, answer)
    answer = over_tcp("")
    t.check("trust over TCP is not kept to vanilla libpq", "none of the server's SASL" in answer,
            answer)
    t.sql("a", "create user app password 'Gauss@1234'")
    t.bed.ok(f"gs_guc reload -D {t.bed.path('a')} -h 'host all app 127.0.0.1/32 md5' "
             "-c password_encryption_type=1")
    # The line must come before the one that trusts everybody.
    hba = t.path("a", "pg_hba.conf")
    lines = open(hba, encoding="utf-8").read().splitlines()
    with open(hba, "w", encoding="utf-8") as file:
        file.write("\n".join(sorted(lines, key=lambda line: " app " not in line)) + "\n")
    t.ctl("a", "reload")
    time.sleep(0.3)
    answer = over_tcp("password=Gauss@1234", user="app")
    t.check("a password kept as sha256 is nothing for vanilla libpq", "SASL" in answer, answer)
    t.sql("a", "alter user app password 'Gauss@1234'")
    answer = over_tcp("password=Gauss@1234", user="app")
    t.check("with password_encryption_type=1 it is", answer == "1", answer)


def a_standby_refuses_its_primary(t):
    t.check("prohibit fails while it streams", "not redo all xlog" in t.sql(
        "b", "select disable_conn('prohibit_connection','',0)"))
    t.sql("b", "select disable_conn('specify_connection','127.0.0.9',1)")
    begun = time.monotonic()
    t.check("specify cuts the stream within two seconds", t.bed.wait(
        lambda: t.state("b").startswith("Standby|Need repair")) and
            time.monotonic() - begun < 2, t.state("b"))
    t.check("then prohibit succeeds", t.bed.wait(lambda: t.sql(
        "b", "select disable_conn('prohibit_connection','',0)") == ""))
    t.check("and shows", t.sql("b", "select disconn_mode,redo_finished "
                               "from read_disable_conn_file()") == "prohibit_connection|true")
    t.ctl("b", "restart -M standby")
    time.sleep(1)
    t.check("it is kept over a restart", t.state("b").startswith("Standby|Need repair"))
    t.sql("b", "select disable_conn('polling_connection','',0)")
    t.check("polling ends it", t.streams("b"), t.state("b"))


def one_is_promoted(t):
    """The primary dies; the other standby follows; the old one comes back."""
    t.same_lsn("a", "b", "c")
    t.bed.kill9("a")
    with open(t.path("b", "term_file"), "wb") as file:
        file.write(b"\x07\0\0\0")
    begun = time.monotonic()
    with open(t.path("b", "failover"), "wb"):
        pass
    os.kill(t.bed.pid("b"), signal.SIGUSR1)
    t.bed.wait(lambda: t.state("b") == "Primary|Normal|Normal")
    took = time.monotonic() - begun
    t.check("the file failover promotes within two seconds", took < 2, took)
    t.check("its file says the role", '"-M" "primary"' in open(
        t.path("b", "postmaster.opts"), encoding="utf-8").read())
    t.check("there is no new timeline", sorted(
        name for name in os.listdir(t.path("b", "pg_xlog")) if name.endswith(".history")) == [])
    t.check("the other standby follows", t.streams("c"), t.state("c"))
    t.check("the term comes over", t.bed.wait(lambda: t.sql(
        "c", "select term from pg_last_xlog_replay_location()") == "7"))
    t.start("a", "standby")
    t.check("the old primary streams again", t.streams("a"), t.state("a"))


def a_left_over_file(t):
    t.ctl("c", "stop")
    with open(t.path("c", "failover"), "wb"):
        pass
    t.start("c", "standby")
    t.check("a left-over file promotes beside a living primary", t.bed.wait(
        lambda: t.state("c") == "Primary|Normal|Normal"), t.state("c"))
    t.check("the primary stays one", t.state("b") == "Primary|Normal|Normal")
    t.ctl("c", "stop -m fast")
    t.start("c", "standby")
    t.check("the second one has diverged", t.bed.await_state(
        t.ports["c"], "Standby|Need repair|WAL segment removed"), t.state("c"))
    output, status = t.ctl("c", "build -b check")
    t.check("build -b check says incremental", status == 0 and
            "Build check result : incremental build" in output, output)
    t.ctl("c", "build -b incremental -q")
    t.start("c", "standby")
    t.check("an incremental build brings it back", t.streams("c"), t.state("c"))


def a_cascade(t):
    t.ctl("c", "stop")
    t.start("c", "cascade_standby")
    t.check("a cascade follows a standby", t.bed.await_state(
        t.ports["c"], "Cascade Standby|Normal|Normal"), t.state("c"))
    t.check("who sees it as such", t.bed.wait(lambda: t.sql(
        "a", "select local_role,peer_role from pg_stat_get_wal_senders()") ==
        "Standby|Cascade Standby"))
    output, status = t.ctl("c", "failover")
    t.check("failover makes it a standby", status == 0 and t.streams("c"),
            output + t.state("c"))


def command_line(pid):
    """"" of a process that has ended meanwhile."""
    try:
        with open(f"/proc/{pid}/cmdline", encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""


def one_process(t):
    """Many processes live and die as one."""
    worker = [pid for pid in t.bed.servers_in("c") if "gaussdb worker" in command_line(pid)]
    os.kill(worker[0], signal.SIGKILL)
    time.sleep(1.5)
    t.check("a killed worker does not take the server along", t.streams("c"), t.state("c"))
    session = subprocess.Popen(t.bed.argv_as_owner(
        ["psql", "-X", "-h", "/tmp", "-p", str(t.ports["c"]), "-d", "postgres", "-c",
         "select pg_sleep(60)"]), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.3)
    os.kill(t.bed.pid("c"), signal.SIGKILL)
    t.check("a killed server leaves no process",
            t.bed.wait(lambda: not t.bed.servers_in("c"), 5), t.bed.servers_in("c"))
    t.check("and cuts its clients", not waits(session, 5))
    t.check("what it leaves are its files", all(os.path.lexists(path) for path in (
        t.path("c", "postmaster.pid"), t.path("c", "gaussdb.state"),
        f"/tmp/.s.PGSQL.{t.ports['c']}", f"/tmp/.s.PGSQL.{t.ports['c'] + 1}")))
    t.start("c", "standby")
    t.check("it starts over them", t.streams("c"), t.state("c"))


def a_lower_term(t):
    """A node that was given a higher term than the primary's does not follow
    it."""
    t.ctl("c", "stop")
    with open(t.path("c", ".double/term"), "w", encoding="ascii") as file:
        file.write("99\n")
    t.start("c", "standby")
    time.sleep(1.5)
    t.check("a standby of a higher term does not follow",
            t.state("c").startswith("Standby|Need repair"), t.state("c"))
    t.check("but could", not t.state("c").endswith("removed"), t.state("c"))


def main():
    t = Trio()
    try:
        for part in (names_decide_who_acknowledges, a_commit_waits, who_may_connect,
                     a_standby_refuses_its_primary, one_is_promoted, a_left_over_file,
                     a_cascade, one_process, a_lower_term):
            begun = time.monotonic()
            part(t)
            if os.environ.get("V"):
                print(f"{part.__name__}: {time.monotonic() - begun:.1f} s")
    finally:
        if not os.environ.get("KEEP"):
            t.bed.done()
    print(f"{t.passed} passed, {t.failed} failed")
    return t.failed != 0


if __name__ == "__main__":
    sys.exit(main())
