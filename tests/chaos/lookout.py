# SPDX-License-Identifier: GPL-2.0-or-later
"""Looks at the nodes from outside while a run lasts: who has the address, which
have power, and of which no process runs.  Reads the host's /proc and cgroups
only, so that it disturbs nobody."""
import contextlib
import itertools
import threading

from arena import VIP, now_us
from check_address import Sighting

LOOK_S = 0.1
STILL_S = 0.5


class Lookout:
    """marks: (us, node, "vip", "power" or "stopped", True or False) of every
    change; sightings: of two with the address."""

    def __init__(self, lab):
        self.lab = lab
        self.marks, self.sightings = [], []
        self.state = {}
        self.looked, self.still = None, 0.0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()

    def run(self):
        while not self.ended.wait(LOOK_S):
            at = now_us()
            if self.looked and at - self.looked > STILL_S * 1e6:
                self.still += (at - self.looked) / 1e6
            self.looked = at
            self.look()

    def stood_still(self):
        """Seconds in which this, which asks for little, did not come to look."""
        return self.still

    def look(self):
        holders = []
        for node in self.lab.nodes():
            pid = self.lab.pid(node)
            # Looked for first: who is stopped and has it, had it when it was stopped.
            self.state.setdefault((node, "stopped"), False)
            self.note(node, "stopped", pid is not None and self.is_stopped(node))
            has = pid is not None and holds_address(pid)
            self.note(node, "power", pid is not None)
            self.note(node, "vip", has)
            if has:
                holders.append((node, pid))
        if len(holders) > 1:
            # Those who still have it now that the last one was seen to have it.
            still = [node for node, pid in holders if holds_address(pid)]
            self.sightings += [Sighting(now_us(), *two)
                               for two in itertools.combinations(still, 2)]

    def is_stopped(self, node):
        with contextlib.suppress(OSError):
            return self.lab.is_frozen(node)
        return False

    def note(self, node, what, is_so):
        if self.state.get((node, what)) != is_so:
            self.state[node, what] = is_so
            self.marks.append((now_us(), node, what, is_so))


def holds_address(pid):
    try:
        with open(f"/proc/{pid}/net/fib_trie", encoding="ascii") as file:
            return f"|-- {VIP}\n" in file.read()
    except OSError:
        return False
