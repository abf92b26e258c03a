# SPDX-License-Identifier: GPL-2.0-or-later
"""Clusters of two and four nodes with the quorum device, and what is done to
them.

A node acts while its keeper has an active view: nothing is granted, dropped or
fenced without one.  Watch() samples that on all nodes, and Story.run() says who
acted after a fault, how long it took, and whether two ever acted apart.

A fault is a function of a Pair; FAULTS has them with what must come of them.
"""
import contextlib
import dataclasses
import threading
import time
import typing

import keepers
from cluster import LabError, PowerCut
from nodefiles import GATEWAY_DEVICE

TOKEN_MS, SYNC_MS = 1000, 2000
# lease_time.c: token, twice consensus, sync_timeout, a second; and a second more.
LEASE_S = (TOKEN_MS + 2 * 1.2 * TOKEN_MS + SYNC_MS + 1000) / 1000
WAIT_S = LEASE_S + 1
PLACE = "node={} datadir=/var/lib/opengauss/none gausshome=/opt/openGauss ndatabases={}"


def device(votes=1, relay="on"):
    """The quorum section for Lab.up()."""
    return GATEWAY_DEVICE.format(votes=votes, sync_ms=SYNC_MS, relay=relay)


def with_parameters(commands, *parameters):
    """The README's commands, and the database with these parameters besides."""
    return [[word for given in argv for word in (
        [given, *parameters] if given.startswith("gausshome=") else [given])]
        for argv in commands]


class Watch(threading.Thread):
    """Samples who acts: (seconds, {node: members of its view})."""

    def __init__(self, pair):
        super().__init__(daemon=True)
        self.pair = pair
        self.samples = []
        self.ended = threading.Event()
        self.begun = time.monotonic()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.join()

    def run(self):
        while not self.ended.is_set():
            at = time.monotonic() - self.begun
            self.samples.append((at, {node: self.pair.acting(node)
                                      for node in self.pair.names}))
            time.sleep(0.1)

    def apart(self):
        """Samples in which two nodes acted, and neither in the other's view."""
        found = []
        for at, acting in self.samples:
            views = {members for members in acting.values() if members}
            if len(views) > 1 and not set.intersection(*map(set, views)):
                found.append((round(at, 2), acting))
        return found

    def first(self, since, members):
        """When, after that many seconds, a node acted with these members."""
        for at, acting in self.samples:
            if at > since and members in acting.values():
                return at
        return None


class Pair:
    """A lab whose keepers know of one database; no database runs."""

    def __init__(self, lab, nodes=2, relay="on"):
        self.lab = lab
        self.count = nodes
        self.names = tuple(f"n{i}" for i in range(1, nodes + 1))
        self.relay = self.relay_set = relay

    def up(self):
        keepers.build()
        self.lab.down()
        self.lab.up(self.count, token=TOKEN_MS,
                    quorum=device(relay=self.relay))
        self.keepers = keepers.Keepers(self.lab)
        self.lab.wait_until(lambda: all(
            self.keepers.ask(node, "status")[0] == "refused" for node in self.names),
            20, "the keepers answer")
        self.keepers.ask("n1", "register", *PLACE.format("n1", self.count).split())
        self.wait_whole()

    def acting(self, node):
        """The members of its active view, if it can say."""
        with contextlib.suppress(LabError):
            if self.lab.is_on(node) and not self.lab.is_frozen(node):
                return self.keepers.view(node)
        return ()

    def quorate(self, node):
        seen = self.lab.exec_(node, "corosync-quorumtool", "-s", timeout=10).stdout
        return "Quorate:          Yes" in seen

    def said(self, node, *words):
        return [line for line in self.lab.logs([node])
                if "gaussha-quorumd" in line and all(word in line for word in words)]

    def attribute(self, node, name):
        """A node that is off has none."""
        with contextlib.suppress(LabError):
            return self.lab.attribute(node, name)
        return ""

    def wait_acting(self, nodes, timeout=25):
        """These nodes, and only they, act together."""
        ids = tuple(int(node[1:]) for node in nodes)
        return self.lab.wait_until(
            lambda: all(self.acting(node) == (ids if node in nodes else ())
                        for node in self.names), timeout,
            f"{' '.join(nodes) or 'nobody'} and nobody else acts", 0.1)

    def wait_relay(self, state="works", timeout=30):
        self.lab.wait_until(
            lambda: all(self.attribute(node, "gaussha-relay") == state
                        for node in self.names),
            timeout, f"of the relay every node says: {state}")

    def wait_gateway(self, timeout=15):
        self.lab.wait_until(
            lambda: all(self.attribute(node, "gaussha-gateway") == "1"
                        for node in self.names), timeout, "every node sees the gateway")

    def set_relay(self, value):
        """In corosync.conf of all nodes, which are read again."""
        if value == self.relay_set:
            return
        for node in self.names:
            self.lab.exec_(node, "sed", "-i", f"s/relay: .*/relay: {value}/",
                           "/etc/corosync/corosync.conf", check=True)
        self.lab.exec_(self.names[0], "corosync-cfgtool", "-R", check=True)
        for node in self.names:
            self.lab.wait_until(lambda node=node: f"= {value}" in self.lab.exec_(
                node, "corosync-cmapctl", "quorum.device.gateway.relay").stdout, 20,
                f"{node} has read relay: {value}")
        self.relay_set = value

    def wait_whole(self, timeout=40):
        """A fault of a view that no device has seen yet is survived by nobody."""
        self.wait_acting(self.names, timeout)
        self.lab.wait_until(lambda: all(map(self.knows_view, self.names)), timeout,
                            "every quorum device has seen the view")

    def knows_view(self, node):
        """Its device, in its present life, has seen the view of its keeper."""
        try:
            status = self.keepers.status(node)
        except LabError:
            return False    # it is off
        seen = ""
        with open(f"{self.lab.state}/{node}/var/log/messages", encoding="utf-8",
                  errors="replace") as file:
            for line in file:
                if "gaussha-quorumd" not in line:
                    continue
                if "the quorum device (version" in line:
                    seen = ""
                elif "is active here" in line:
                    seen = line
        return status is not None and f" view {status['record']['view']} of " in seen

    def boot(self, node):
        """One that is back before it was fenced may be fenced on its way."""
        with contextlib.suppress(PowerCut):
            self.lab.power_on(node)

    def is_back(self, node):
        """Who was fenced is switched on again, as fencing by reboot does: the
        lab's only switches off."""
        if not self.lab.is_on(node):
            self.boot(node)
        return node in self.lab.online()

    def come_back(self, *nodes):
        """Boots them; who is online for Pacemaker has answered for its former life.
        A survivor without quorum fences the other when that brings the quorum."""
        for node in nodes:
            self.boot(node)
        self.lab.wait_until(lambda: all([self.is_back(node) for node in nodes]), 60,
                            f"online: {' '.join(nodes)}")

    def mend(self):
        """Everything as at the beginning."""
        for node in self.names:
            if self.lab.is_on(node) and self.lab.is_frozen(node):
                self.lab.thaw(node)
        self.lab.heal()
        self.lab.relay(True)
        self.come_back(*self.names)
        self.wait_whole()
        self.set_relay(self.relay)
        self.wait_gateway()
        self.wait_relay()

    def stay(self, seconds):
        """A while in which something must not happen."""
        time.sleep(seconds)


# Faults of a pair: each does its deed, and returns when it is done.

def interconnect_cut(pair):
    pair.lab.cut("n1", "n2", net="interconnect")


def service_cut_of_the_first(pair):
    pair.lab.cut("n1", net="service")


def service_cut_of_the_second(pair):
    pair.lab.cut("n2", net="service")


def service_cut_of_both(pair):
    service_cut_of_the_first(pair)
    service_cut_of_the_second(pair)


def gateway_dead(pair):
    pair.lab.cut("gateway")


def gateway_dead_then_a_node(pair):
    gateway_dead(pair)
    pair.stay(2)
    pair.lab.power_off("n2")


def gateway_dead_then_a_node_then_the_gateway_returns_in_time(pair):
    gateway_dead_then_a_node(pair)
    pair.stay(2.6)
    pair.lab.heal()


def first_isolated(pair):
    pair.lab.cut("n1")


def second_isolated(pair):
    pair.lab.cut("n2")


def deaf_to_the_first(pair):
    pair.lab.cut("n1", "n2", one_way=True)


def deaf_to_the_second(pair):
    pair.lab.cut("n2", "n1", one_way=True)


def first_heard_by_nobody(pair):
    pair.lab.cut("n1", one_way=True)


def gateway_deaf_to_the_first(pair):
    pair.lab.cut("n1", "gateway", net="service", one_way=True)


def cut_from_each_other(pair):
    pair.lab.cut("n1", "n2")


def cut_from_each_other_by_a_gateway_that_does_not_relay(pair):
    pair.set_relay("required")
    pair.lab.relay(False)
    pair.wait_relay("does not relay")
    pair.lab.cut("n1", "n2")


def first_loses_power(pair):
    pair.lab.power_off("n1")


def second_loses_power(pair):
    pair.lab.power_off("n2")


def second_rebooted(pair):
    pair.lab.power_off("n2")
    pair.stay(4)
    pair.come_back("n2")


def first_rebooted(pair):
    pair.lab.power_off("n1")
    pair.stay(4)
    pair.come_back("n1")


def both_rebooted(pair):
    for node in pair.names:
        pair.lab.power_off(node)
    pair.come_back(*pair.names)


def frozen_node_thaws_when_the_other_acted_and_is_gone(pair):
    pair.lab.freeze("n1", silent=True)
    pair.wait_acting(("n2",))
    pair.lab.power_off("n2")
    # Where Pacemaker may fence, it is off by now.
    if pair.lab.is_on("n1"):
        pair.lab.thaw("n1")


def lone_survivor_rebooted(pair):
    pair.lab.power_off("n2")
    pair.wait_acting(("n1",))
    pair.lab.power_off("n1")
    pair.boot("n1")


def survivor_shut_down_and_the_other_booted_alone(pair):
    pair.lab.power_off("n2")
    pair.wait_acting(("n1",))
    pair.lab.power_off("n1")
    pair.boot("n2")


BOTH, FIRST, SECOND, NOBODY = ("n1", "n2"), ("n1",), ("n2",), ()
EITHER = FIRST, SECOND
# Who lost its service network hands over, or is switched off and on.
BOTH_OR = {node: (BOTH, (node,)) for node in BOTH}


@dataclasses.dataclass(frozen=True)
class Expected:
    """A fault: what is done, and who may act in the end."""
    deed: typing.Callable
    ends: tuple
    # With a database: who holds the primary is right, and is not always n1.
    written: tuple = ()

    def of(self, is_written):
        return self.written if is_written and self.written else self.ends


FAULTS = {
    "interconnect cut": Expected(interconnect_cut, (BOTH,)),
    "service network of the first cut": Expected(
        service_cut_of_the_first, (BOTH,), BOTH_OR["n2"]),
    "service network of the second cut": Expected(
        service_cut_of_the_second, (BOTH,), BOTH_OR["n1"]),
    "service network of both cut": Expected(service_cut_of_both, (BOTH,)),
    "gateway dead": Expected(gateway_dead, (BOTH,)),
    "gateway dead, then the second off": Expected(gateway_dead_then_a_node, (NOBODY,)),
    "the same, gateway back in time": Expected(
        gateway_dead_then_a_node_then_the_gateway_returns_in_time, (FIRST,)),
    "first isolated": Expected(first_isolated, (SECOND,)),
    "second isolated": Expected(second_isolated, (FIRST,)),
    "second deaf to the first": Expected(deaf_to_the_first, EITHER),
    "first deaf to the second": Expected(deaf_to_the_second, EITHER),
    "first heard by nobody": Expected(first_heard_by_nobody, EITHER),
    "gateway deaf to the first": Expected(gateway_deaf_to_the_first, (BOTH,)),
    "cut from each other, both see the gateway, which relays": Expected(
        cut_from_each_other, (FIRST,), EITHER),
    "the same, it does not relay, `relay: required`": Expected(
        cut_from_each_other_by_a_gateway_that_does_not_relay, (NOBODY,)),
    "first off": Expected(first_loses_power, (SECOND,)),
    "second off": Expected(second_loses_power, (FIRST,)),
    "first rebooted": Expected(first_rebooted, (BOTH,)),
    "second rebooted": Expected(second_rebooted, (BOTH,)),
    "both rebooted": Expected(both_rebooted, (BOTH,)),
    "frozen, the other acted and is gone, thawed": Expected(
        frozen_node_thaws_when_the_other_acted_and_is_gone, (NOBODY,)),
    "lone survivor rebooted": Expected(lone_survivor_rebooted, (FIRST,)),
    "survivor shut down, the other booted alone": Expected(
        survivor_shut_down_and_the_other_booted_alone, (NOBODY,)),
}
SETTLE_S = WAIT_S + 4


def named(nodes):
    return " ".join(nodes) or "nobody"


def run(pair, name, is_written=False):
    """Does it; returns (who acts, seconds from the deed, [what was wrong])."""
    ends = FAULTS[name].of(is_written)
    wrong = []
    with Watch(pair) as watch:
        begun = time.monotonic() - watch.begun
        FAULTS[name].deed(pair)
        pair.stay(SETTLE_S)
        now = tuple(node for node in pair.names if pair.acting(node))
        if now not in ends:
            wrong.append(f"{named(now)} acts, not {' or '.join(map(named, ends))}")
    apart = watch.apart()
    if apart:
        wrong.append(f"two acted apart: {apart[0]}")
    ids = tuple(int(node[1:]) for node in now)
    at = watch.first(begun + 0.5, ids) if len(now) == 1 else None
    return now, None if at is None else at - begun, wrong
