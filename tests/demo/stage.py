# SPDX-License-Identifier: GPL-2.0-or-later
"""A cluster with a database and a client that writes, and what happens to it.

    with Stage("demo") as stage:
        stage.set_up()
        stage.begin_writing()
        fault = stage.kill_primary()
        print(fault.old, fault.new, stage.judge(fault)["silence_s"])

A fault is a method: it does its deed, waits until the cluster has answered it
and clients are served again, and returns a Fault.  All waits are for something
one can ask for, and end with a sentence.
"""
import dataclasses
import json
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.realpath(__file__))
CHECKOUT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [HERE, f"{CHECKOUT}/tests/lab"]
import crm  # noqa: E402
import database  # noqa: E402
import readme  # noqa: E402
from cluster import Lab, LabError, VIP  # noqa: E402,F401
from journal import Follower  # noqa: E402

WRITER = f"{CHECKOUT}/build/writer"
# What a step can end with when the cluster does not do what it should.
FAILURES = (LabError, crm.CrmError, readme.ReadmeError, subprocess.TimeoutExpired)
FAILOVER_S, REJOIN_S, SETTLE_S = 60, 90, 30
LOOK_S = 0.25


def now_ms():
    """The writer's clock."""
    return time.monotonic_ns() // 1000000


@dataclasses.dataclass(frozen=True)
class Fault:
    """What was done, when (the writer's ms), and who was primary."""
    name: str
    begun_ms: int
    answered_ms: int
    old: str
    new: str


def server_of(status):
    """The only primary, if it has the address beside it, or None."""
    primaries = status.nodes_of("db", "Promoted")
    if len(primaries) == 1 and status.nodes_of("vip", "Started") == primaries:
        return primaries[0]
    return None


class Stage:
    """One lab with the README's resources in it."""

    watchdog = False    # its nodes have one; else leases are soft

    def __init__(self, name, nodes=3):
        self.lab = Lab(name)
        self.count = nodes
        self.names = [f"n{i}" for i in range(1, nodes + 1)]
        self.cascades = set()   # they follow a standby
        self.writer = None
        self.followed = None
        self.journals = 0
        with open(f"{CHECKOUT}/README.md", encoding="utf-8") as file:
            self.readme = file.read()
        # Where failed actions are forgotten without a human.
        self.forgetful = {argv[3] for argv in self.taught("resources")
                          if any(word.startswith("failure-timeout=") for word in argv)}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.lab.down()

    # Set up.

    def start_lab(self):
        """Nodes whose cluster is starting; what a killed predecessor left is
        removed."""
        self.lab.down()
        self.lab.up(self.count, token=1000, fence=True, watchdog=self.watchdog, wait=False)

    def wait_online(self):
        self.lab.wait_online(self.count)

    def make_database(self):
        database.make(self.lab, self.names)

    def taught(self, name):
        """The README's commands of one block; that the nodes have no watchdog is
        said to the database."""
        commands = readme.commands(self.readme, name)
        if self.watchdog:
            return commands
        return [[word for given in argv for word in (
            [given, "lease=soft"] if given.startswith("gausshome=") else [given])]
            for argv in commands]

    def create_resources(self, told=lambda argv: None):
        """The commands of the README."""
        for argv in self.taught("resources"):
            told(argv)
            self.lab.exec_(self.names[0], *argv, check=True)

    def wait_first_primary(self):
        return self.wait_server(
            lambda primary: True, "a primary was promoted and the address is beside it")

    def set_up(self):
        self.start_lab()
        self.make_database()
        self.wait_online()
        self.create_resources()
        self.wait_first_primary()
        self.wait_whole()

    # Looking.

    def wait(self, holds, timeout, what):
        """For the cluster's state: asking too often would slow it down."""
        return self.lab.wait_until(holds, timeout, what, LOOK_S)

    def status(self):
        """What the cluster says of itself, asked on any node that is on; of two
        parts the one that is quorate, if there is one."""
        complaint, without_quorum = "no node is on", None
        for node in self.names:
            if not self.lab.is_on(node):
                continue
            seen = self.lab.exec_(node, "crm_mon", "-1", "--output-as=xml", timeout=20)
            try:
                found = crm.parse(seen.stdout)
            except crm.CrmError as error:
                complaint = f"{node}: {error}"
                continue
            if found.quorate:
                return found
            without_quorum = without_quorum or found
        if without_quorum is None:
            raise LabError(complaint)
        return without_quorum

    def served(self):
        """The primary, if it is the only one and has the address beside it."""
        try:
            return server_of(self.status())
        except LabError:
            return None

    def is_whole(self):
        """Every node is online and all but the primary stream from it."""
        try:
            status = self.status()
            primary = server_of(status)
            standbys = [name for name in self.names if name != primary]
            return (primary is not None and len(status.online) == self.count
                    and status.nodes_of("db", "Unpromoted") == standbys
                    and database.streaming(self.lab, primary) >=
                    set(standbys) - self.cascades)
        except LabError:
            return False

    def wait_whole(self, timeout=REJOIN_S):
        return self.wait(self.is_whole, timeout, "all nodes are online and every "
                         "standby streams from the one primary")

    def complaints(self, off_expected=()):
        """Sentences on what a human would have to look after now."""
        status = self.status()
        found = []
        primaries = status.nodes_of("db", "Promoted")
        if len(primaries) != 1:
            found.append(f"there are {len(primaries)} primaries, not one: "
                         + " ".join(primaries))
        if status.nodes_of("vip", "Started") != primaries:
            found.append("the address is on " + (" ".join(
                status.nodes_of("vip", "Started")) or "no node")
                + ", not beside the primary")
        found += [f"{name} is failed, blocked or unmanaged" for name in status.troubled]
        found += [f"{node} is unclean" for node in status.unclean]
        found += [f"{failure}, and that does not expire" for failure in status.failures
                  if failure.task == "stop" or failure.resource not in self.forgetful]
        if self.lab.exec_(primaries[0] if primaries else self.names[0], "cibadmin",
                          "--query", "--xpath", "//rsc_location").returncode == 0:
            found.append("a location constraint was left behind")
        found += [f"{node} is off" for node in self.names
                  if not self.lab.is_on(node) and node not in off_expected]
        return found

    def wait_no_complaint(self, off_expected=()):
        """Returns what is still to complain of when it had time to settle."""
        found = []

        def none_left():
            found[:] = self.complaints(off_expected)
            return not found
        try:
            self.wait(none_left, SETTLE_S, "nothing is left for a human to do")
        except LabError:
            if not found:
                raise
        return found

    def expiring(self):
        """Failed actions that failure-timeout will remove."""
        return [str(failure) for failure in self.status().failures]

    # The client.

    def begin_writing(self, host=VIP):
        """Starts the writer on the client host; returns when it is answered."""
        conninfo = database.conninfo(host)
        # A file of its own: a follower of one that is truncated would lose its place.
        self.journals += 1
        path = f"{self.lab.state}/journal.{self.journals}"
        self.lab.exec_("client", WRITER, "prepare", "--conninfo", conninfo, check=True)
        self.writer = self.lab.popen("client", WRITER, "run", "--conninfo", conninfo,
                                     "--journal", path)
        self.followed = Follower(path)
        self.wait_answer(now_ms(), 20)

    def end_writing(self):
        self.writer.terminate()
        _, err = self.writer.communicate(timeout=20)
        if self.writer.returncode != 0:
            raise LabError(f"the writer ended with status {self.writer.returncode}: "
                           + err.strip())
        self.writer = None

    def drop_writer(self):
        """However it ends."""
        if self.writer is not None:
            self.writer.kill()
            self.writer.wait()
            self.writer = None

    def acknowledged(self):
        return self.followed.look().acknowledged

    def wait_answer(self, since_ms, timeout):
        """Until a row was acknowledged that was sent after since_ms."""
        def answered():
            if self.writer.poll() is not None:
                raise LabError("the writer ended: "
                               + self.writer.communicate()[1].strip())
            return self.followed.look().newest > since_ms
        self.lab.wait_until(answered, timeout,
                            "a client's write was acknowledged again", 0.02)

    def judge(self, fault, host=VIP):
        """The writer's judgement, as its JSON has it, and in silence_s how long
        clients were without an answer because of this fault."""
        judged = self.lab.exec_(
            "client", WRITER, "judge", "--json", "--conninfo", database.conninfo(host),
            "--journal", self.followed.path, "--since-ms", fault.begun_ms,
            "--until-ms", fault.answered_ms)
        if judged.returncode not in (0, 1):
            raise LabError(f"the judge could not judge: {judged.stderr.strip()}")
        found = json.loads(judged.stdout)
        found["silence_s"] = max(found["outage_ms"], found["gap_ms"]) / 1000
        return found

    # Faults.

    def need_primary(self):
        primary = self.served()
        if primary is None:
            raise LabError("no primary serves clients")
        return primary

    def settled(self, name, begun_ms, old, is_new=lambda primary: True):
        """Waits for the answer to a fault that was done just now."""
        self.wait_answer(now_ms(), FAILOVER_S)
        new = self.wait_server(is_new, f"one primary, with the address, serves after {name}")
        self.wait_answer(now_ms(), FAILOVER_S)
        return Fault(name, begun_ms, now_ms(), old, new)

    def wait_server(self, is_wanted, what):
        """Until a node serves, and is one that is wanted; returns it."""
        found = None

        def serves():
            nonlocal found
            found = self.served()
            return found is not None and is_wanted(found)
        self.wait(serves, FAILOVER_S, what)
        return found

    def postmaster(self, node):
        """The process id of a node's database, in the node."""
        text = self.lab.exec_(node, "head", "-n", "1",
                              f"{database.DATADIR}/postmaster.pid", check=True).stdout
        return text.strip()

    def kill_primary(self):
        """SIGKILL to the primary's postmaster.  Its sessions outlive it by a
        moment, and answer; until Pacemaker has heard of it, it seems to serve."""
        old = self.need_primary()
        pid = self.postmaster(old)

        def is_another(new):
            try:
                return new != old or self.postmaster(old) != pid
            except LabError:
                return False    # it is being started again
        begun_ms = now_ms()
        self.lab.exec_(old, "kill", "-KILL", pid, check=True)
        return self.settled("kill", begun_ms, old, is_another)

    def power_off(self):
        """The power of the primary's node is cut."""
        old = self.need_primary()
        begun_ms = now_ms()
        self.lab.power_off(old)
        return self.settled("power-off", begun_ms, old, lambda new: new != old)

    def isolate(self):
        """The primary's node is cut off from all others, which fence it."""
        old = self.need_primary()
        begun_ms = now_ms()
        self.lab.cut(old)
        try:
            fault = self.settled("isolate", begun_ms, old, lambda new: new != old)
            self.wait(lambda: not self.lab.is_on(old), FAILOVER_S, f"{old} was fenced")
        finally:
            self.lab.heal()
        return fault

    def power_on(self, node):
        """The node is switched on; returns when it is a streaming standby."""
        begun = time.monotonic()
        self.lab.power_on(node)
        self.wait_whole()
        return time.monotonic() - begun

    def switchover(self, target=None):
        """The README's command, for this standby or the one that comes next."""
        old = self.need_primary()
        target = target or self.status().nodes_of("db", "Unpromoted")[0]
        asked = [target if word in self.names else word
                 for word in self.taught("switchover")[0]]
        # A standby that streams has its score a moment later; until then the
        # command is refused.
        self.wait(lambda: self.lab.attribute(target, "master-db").isdigit(), SETTLE_S,
                  f"{target} may be promoted")
        begun_ms = now_ms()
        self.lab.exec_(old, *asked, timeout=FAILOVER_S, check=True)
        return self.settled("switchover", begun_ms, old, lambda new: new == target)

    # When it went wrong.

    def write_log(self, path):
        """All nodes' logs in one sequence."""
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in self.lab.logs())
