# SPDX-License-Identifier: GPL-2.0-or-later
"""The faults of the chaos test: what is done to a node or a link, and undone.

A fault is a class with a word for the report.  strike() does it and may name
more than it was told in `detail`; heal() undoes what can be undone; nodes that
are off are switched on by nemesis.py.  Neither waits for the cluster.  `fences`: whether the cluster may fence for it.
"""
import contextlib
import subprocess

import database
from stage import LabError

EXEC_S = 5
# A process's name is cut after 15 letters.
PACEMAKERS = ("pacemakerd", "pacemaker-controld", "pacemaker-based", "pacemaker-attrd",
              "pacemaker-execd", "pacemaker-fenced", "pacemaker-schedulerd")


class Fault:
    """Done to one node."""
    word = ""
    fences = True
    lasts = True            # until it is healed
    dwell = (1.0, 12.0)     # seconds until it is healed

    def __init__(self, lab, node, dice, primary=None):
        self.lab, self.node, self.dice, self.primary = lab, node, dice, primary
        self.detail = node
        self.booted = lab.pid(node)

    def strike(self):
        raise NotImplementedError

    def heal(self):
        pass

    def holds(self, _node):
        """Does it keep this node off until it is healed?  Who was fenced for it
        comes back meanwhile, as one that is rebooted does."""
        return False

    def lasts_there(self):
        """Is it still the boot in which it was struck?  A boot undoes much."""
        return self.booted is not None and self.lab.pid(self.node) == self.booted

    def send(self, signal, name):
        """To a process in the node; nothing if there is none."""
        if self.lab.is_on(self.node) and not self.lab.is_frozen(self.node):
            with contextlib.suppress(LabError):
                self.lab.exec_(self.node, "pkill", "-o", f"-{signal}", "-x", name[:15],
                               timeout=EXEC_S)

    def postmaster(self, signal):
        with contextlib.suppress(LabError):
            self.lab.exec_(self.node, "sh", "-c", f'kill -{signal} "$(head -n 1 '
                           f'{database.DATADIR}/postmaster.pid)"', timeout=EXEC_S)


class Process(Fault):
    """A process that gets one signal and, to heal, another."""
    name, first, second = "", "KILL", None

    def strike(self):
        self.send(self.first, self.name)

    def heal(self):
        if self.second and self.lasts_there():
            self.send(self.second, self.name)


class PostmasterKill(Fault):
    word, fences, lasts = "postmaster killed", False, False

    def strike(self):
        self.postmaster("KILL")


class PostmasterStop(Fault):
    word, fences = "postmaster stopped", False

    def strike(self):
        self.pid = self.lab.exec_(self.node, "head", "-n", "1",
                                  f"{database.DATADIR}/postmaster.pid",
                                  timeout=EXEC_S).stdout.strip()
        self.postmaster("STOP")

    def heal(self):
        if self.lasts_there() and self.pid:
            with contextlib.suppress(LabError):
                self.lab.exec_(self.node, "kill", "-CONT", self.pid, timeout=EXEC_S)


class KeeperKill(Process):
    word, name, fences, lasts = "keeper killed", "gausshad", False, False


class KeeperStop(Process):
    word, name, fences, first, second = "keeper stopped", "gausshad", False, "STOP", "CONT"


class CorosyncKill(Process):
    word, name = "corosync killed", "corosync"

    def heal(self):
        """What lost its corosync and was not fenced for it is restarted."""
        with contextlib.suppress(LabError):
            if self.lasts_there() and self.lab.exec_(
                    self.node, "pgrep", "-x", "corosync", timeout=EXEC_S).returncode != 0:
                self.lab.power_off(self.node)


class CorosyncStop(Process):
    word, name, first, second = "corosync stopped", "corosync", "STOP", "CONT"


class PacemakerKill(Process):
    word, lasts = "pacemaker killed", False

    def strike(self):
        self.name = self.dice.choice(PACEMAKERS)
        self.detail = f"{self.name} on {self.node}"
        super().strike()

    def heal(self):
        """pacemakerd itself is started again, as its unit says."""
        if self.lasts_there() and self.name == "pacemakerd":
            with contextlib.suppress(LabError):
                self.lab.exec_(self.node, "systemctl", "start", "pacemaker", timeout=30)


class PowerOff(Fault):
    word = "power off"

    def strike(self):
        self.lab.power_off(self.node)

    def holds(self, node):
        return node == self.node


class Blackout(Fault):
    word = "all power off"

    def strike(self):
        self.detail = "all nodes"
        for node in self.lab.nodes():
            self.lab.power_off(node)

    def holds(self, _node):
        return True


class Freeze(Fault):
    word, silent = "frozen", False

    def strike(self):
        if self.lab.is_on(self.node):
            self.lab.freeze(self.node, self.silent)

    def heal(self):
        if self.lasts_there():
            self.lab.thaw(self.node)


class Pause(Freeze):
    word, silent = "paused", True


class Links(Fault):
    """Cuts; each is the arguments of Lab.cut() and Lab.heal()."""

    def cuts(self):
        raise NotImplementedError

    def strike(self):
        self.made = list(self.cuts())
        for cut in self.made:
            self.lab.cut(**cut)

    def heal(self):
        for cut in self.made:
            self.lab.heal(**cut)

    def others(self):
        return [node for node in self.lab.nodes() if node != self.node]


class Isolate(Links):
    word = "isolated"

    def cuts(self):
        yield {"a": self.node, "b": "all"}


class PairCut(Links):
    word = "pair cut"

    def cuts(self):
        other = self.dice.choice(self.others())
        self.detail = f"{self.node} and {other}"
        yield {"a": self.node, "b": other}


class Halves(Links):
    word = "halves"

    def cuts(self):
        others = self.others()
        self.dice.shuffle(others)
        side = [self.node, *others[:(len(others) + 1) // 2 - 1]]
        self.detail = f"{' '.join(side)} and the rest"
        for one in side:
            for other in others:
                if other not in side:
                    yield {"a": one, "b": other}


class OneWay(Links):
    word = "one way"

    def cuts(self):
        other = self.dice.choice(self.others())
        one, two = self.dice.choice(((self.node, other), (other, self.node)))
        self.detail = f"{one} to {two}"
        yield {"a": one, "b": two, "one_way": True}


class ReplicationCut(Links):
    """The cluster is whole; only the database's stream, and its clients'
    network between these two, is not."""
    word, fences = "replication cut", False

    def cuts(self):
        other = self.primary if self.primary not in (None, self.node) else (
            self.dice.choice(self.others()))
        self.detail = f"{self.node} and {other}"
        yield {"a": self.node, "b": other, "net": "service"}


class Service(Links):
    word = "service cut"

    def cuts(self):
        yield {"a": self.node, "b": "all", "net": "service"}


class Interconnect(Links):
    word, fences = "interconnect cut", False

    def cuts(self):
        yield {"a": self.node, "b": "all", "net": "interconnect"}


class Gateway(Links):
    word, fences = "gateway cut", False

    def cuts(self):
        yield {"a": self.node, "b": "gateway"}


class GatewayForAll(Links):
    word, fences = "gateway off", False

    def cuts(self):
        self.detail = "for all"
        yield {"a": "gateway", "b": "all"}


class Loss(Fault):
    word = "loss"

    def strike(self):
        percent = self.dice.choice((5, 20, 40))
        self.detail = f"{percent} % at {self.node}"
        self.lab.loss(self.node, percent)

    def heal(self):
        self.lab.loss(self.node, 0)


class Delay(Fault):
    """Of all that it sends and is sent, which also loses its order."""
    word = "delay"

    def strike(self):
        mean_ms = self.dice.choice((10, 50, 200))
        self.detail = f"{mean_ms} ms at {self.node}"
        self.lab.delay(self.node, mean_ms)

    def heal(self):
        self.lab.delay(self.node, 0)


class Switchover(Fault):
    """No fault, but a demotion and a promotion for others to meet."""
    word, fences, lasts = "switchover", False, False
    asked = None

    def strike(self):
        self.asked = self.lab.popen(self.node, "gaussha", "switchover", "--timeout", 20,
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def heal(self):
        """Whoever looks on is sent away."""
        if self.asked is not None:
            self.asked.kill()
            self.asked.wait()


class FencingDenied(Fault):
    """Nobody reaches the power switch: who should be fenced is not."""
    word, fences = "fencing denied", False

    def strike(self):
        self.detail = "to all"
        for node in self.lab.nodes():
            self.lab.fence_deny(node)

    def heal(self):
        for node in self.lab.nodes():
            self.lab.fence_allow(node)


class ReadOnlyDisk(Fault):
    """Of the database, for whoever opens something from now on."""
    word, fences = "disk read-only", False

    def mount(self, *words):
        if self.lab.is_on(self.node) and not self.lab.is_frozen(self.node):
            with contextlib.suppress(LabError):
                self.lab.exec_(self.node, *words, database.DATADIR, timeout=EXEC_S)

    def strike(self):
        self.mount("mount", "--bind", database.DATADIR)
        self.mount("mount", "-o", "remount,ro,bind")

    def heal(self):
        if self.lasts_there():
            self.mount("umount")


class FullDisk(Fault):
    """Of the database, and what becomes free is taken too; by files without a name,
    which are gone with who has them."""
    word, fences = "disk full", False
    greedy = ('cd "$(dirname "$0")" && exec 3>most 4>rest && rm most rest\n'
              'fallocate -l "$(df -B1 --output=avail . | tail -n 1)" /proc/self/fd/3\n'
              "while :; do cat /dev/zero >&4; sleep 0.2; done")
    filler = None

    def strike(self):
        if self.lab.is_on(self.node) and not self.lab.is_frozen(self.node):
            self.filler = self.lab.popen(
                self.node, "sh", "-c", self.greedy, database.DATADIR,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def heal(self):
        if self.filler is not None:
            self.filler.kill()
            self.filler.wait()


class HalfBuilt(Fault):
    """As a build that was killed on its way leaves a standby: it must be rebuilt.
    Not drawn by itself: schedule.py waits for the rebuild and strikes it."""
    word, fences, lasts = "data half built", False, False

    def strike(self):
        # A primary's data may be all there is, and nothing can heal that.
        if self.primary in (None, self.node):
            self.detail = f"{self.node}: let be, it follows nobody"
            return
        with contextlib.suppress(LabError):
            self.lab.exec_(self.node, "touch", f"{database.DATADIR}/build_completed.start",
                           user=database.OWNER, timeout=EXEC_S)
        self.postmaster("KILL")


class LyingFence(Links):
    """Cut off from the other nodes, not from its clients, and only said to be
    fenced: not drawn, since then even a good cluster has two addresses."""
    word = "fence lies"

    def cuts(self):
        for other in self.others():
            yield {"a": self.node, "b": other}

    def strike(self):
        self.lab.fence_lie()
        super().strike()

    def heal(self):
        """What was said to be off is off before it meets the others again."""
        self.lab.fence_lie(False)
        self.lab.power_off(self.node)
        super().heal()


# How often each is drawn.
WEIGHTS = {
    PostmasterKill: 10, PostmasterStop: 5, KeeperKill: 6, KeeperStop: 4, CorosyncKill: 5,
    CorosyncStop: 3, PacemakerKill: 8, PowerOff: 10, Blackout: 2, Freeze: 5, Pause: 5,
    Isolate: 8, PairCut: 6, Halves: 5, OneWay: 6, ReplicationCut: 5, Service: 4, Interconnect: 3,
    Gateway: 2, GatewayForAll: 2, Loss: 4, Delay: 4, FencingDenied: 3, Switchover: 5,
    ReadOnlyDisk: 4, FullDisk: 4,
}
BY_NAME = {kind.__name__: kind for kind in (*WEIGHTS, HalfBuilt, LyingFence)}
