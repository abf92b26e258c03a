# SPDX-License-Identifier: GPL-2.0-or-later
"""Clusters of two and four nodes with the quorum device, and what is done to
them.

A node acts while its keeper has an active view: nothing is granted, dropped or
fenced without one.  Watch() samples that on all nodes, and Story.run() says who
acted after a fault, how long it took, and whether two ever acted apart.

A fault is a function of a Pair; FAULTS has them with what must come of them.
"""
import contextlib
import threading
import time

import keepers
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
        self.relay = relay

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
        from cluster import LabError
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
        return self.lab.attribute(node, name)

    def wait_acting(self, nodes, timeout=25):
        """These nodes, and only they, act together."""
        ids = tuple(int(node[1:]) for node in nodes)
        return self.lab.wait_until(
            lambda: all(self.acting(node) == (ids if node in nodes else ())
                        for node in self.names), timeout,
            f"{' '.join(nodes) or 'nobody'} and nobody else acts", 0.1)

    def wait_relay(self, timeout=15):
        def works():
            return all("works" == self.attribute(node, "gaussha-relay")
                       for node in self.names)
        self.lab.wait_until(works, timeout, "the relay is seen to work")

    def wait_whole(self, timeout=40):
        self.wait_acting(self.names, timeout)

    def mend(self):
        """Everything as at the beginning."""
        for node in self.names:
            if self.lab.is_on(node) and self.lab.is_frozen(node):
                self.lab.thaw(node)
        self.lab.heal()
        self.lab.relay(True)
        for node in self.names:
            self.lab.power_on(node)
        self.wait_whole()
        # Gateways and relays are looked for, and found.
        time.sleep(1.5)

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


def first_loses_power(pair):
    pair.lab.power_off("n1")


def second_loses_power(pair):
    pair.lab.power_off("n2")


def second_rebooted(pair):
    pair.lab.power_off("n2")
    pair.stay(4)
    pair.lab.power_on("n2")


def first_rebooted(pair):
    pair.lab.power_off("n1")
    pair.stay(4)
    pair.lab.power_on("n1")


def both_rebooted(pair):
    for node in pair.names:
        pair.lab.power_off(node)
    for node in pair.names:
        pair.lab.power_on(node)


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
    pair.lab.power_on("n1")


def survivor_shut_down_and_the_other_booted_alone(pair):
    pair.lab.power_off("n2")
    pair.wait_acting(("n1",))
    pair.lab.power_off("n1")
    pair.lab.power_on("n2")


BOTH, FIRST, SECOND, NOBODY = ("n1", "n2"), ("n1",), ("n2",), ()
# what it is called: the deed, who acts in the end.
FAULTS = {
    "interconnect cut": (interconnect_cut, BOTH),
    "service network of the first cut": (service_cut_of_the_first, BOTH),
    "service network of the second cut": (service_cut_of_the_second, BOTH),
    "service network of both cut": (service_cut_of_both, BOTH),
    "gateway dead": (gateway_dead, BOTH),
    "gateway dead, then the second off": (gateway_dead_then_a_node, NOBODY),
    "the same, gateway back in time": (
        gateway_dead_then_a_node_then_the_gateway_returns_in_time, FIRST),
    "first isolated": (first_isolated, SECOND),
    "second isolated": (second_isolated, FIRST),
    "second deaf to the first": (deaf_to_the_first, FIRST),
    "first deaf to the second": (deaf_to_the_second, FIRST),
    "first heard by nobody": (first_heard_by_nobody, SECOND),
    "gateway deaf to the first": (gateway_deaf_to_the_first, BOTH),
    "cut from each other, both see the gateway": (cut_from_each_other, FIRST),
    "first off": (first_loses_power, SECOND),
    "second off": (second_loses_power, FIRST),
    "first rebooted": (first_rebooted, BOTH),
    "second rebooted": (second_rebooted, BOTH),
    "both rebooted": (both_rebooted, BOTH),
    "frozen, the other acted and is gone, thawed": (
        frozen_node_thaws_when_the_other_acted_and_is_gone, NOBODY),
    "lone survivor rebooted": (lone_survivor_rebooted, FIRST),
    "survivor shut down, the other booted alone": (
        survivor_shut_down_and_the_other_booted_alone, NOBODY),
}
SETTLE_S = WAIT_S + 4


def run(pair, name):
    """Does it; returns (who acts, seconds from the deed, [what was wrong])."""
    deed, expected = FAULTS[name]
    wrong = []
    with Watch(pair) as watch:
        begun = time.monotonic() - watch.begun
        deed(pair)
        pair.stay(SETTLE_S)
        now = tuple(node for node in pair.names if pair.acting(node))
        if now != expected:
            wrong.append(f"{' '.join(now) or 'nobody'} acts, not "
                         f"{' '.join(expected) or 'nobody'}")
    apart = watch.apart()
    if apart:
        wrong.append(f"two acted apart: {apart[0]}")
    ids = tuple(int(node[1:]) for node in expected)
    at = watch.first(begun + 0.5, ids) if len(expected) == 1 else None
    return now, None if at is None else at - begun, wrong
