# SPDX-License-Identifier: GPL-2.0-or-later
"""Looks at the nodes from outside while a run lasts: who has the address, and
which have power.  Reads the host's /proc only, so that it disturbs nobody."""
import threading

from arena import VIP, now_us
from verdict import Finding

LOOK_S = 0.1
STILL_S = 0.5


class Lookout:
    """marks: (us, node, "vip" or "power", True or False) of every change."""

    def __init__(self, lab):
        self.lab = lab
        self.marks, self.twice = [], []
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
            has = pid is not None and holds_address(pid)
            self.note(node, "power", pid is not None)
            self.note(node, "vip", has)
            if has:
                holders.append((node, pid))
        # One who still has it when the other was seen to have it.
        if len(holders) > 1 and holds_address(holders[0][1]):
            self.twice.append((now_us(), holders[0][0], holders[1][0]))

    def note(self, node, what, is_so):
        if self.state.get((node, what)) != is_so:
            self.state[node, what] = is_so
            self.marks.append((now_us(), node, what, is_so))

    def findings(self):
        if not self.twice:
            return []
        at, one, two = self.twice[0]
        return [Finding("address twice", f"{one} and {two} both had the address, seen "
                        f"{len(self.twice)} times", at)]


def holds_address(pid):
    try:
        with open(f"/proc/{pid}/net/fib_trie", encoding="ascii") as file:
            return f"|-- {VIP}\n" in file.read()
    except OSError:
        return False
