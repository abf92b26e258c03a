# SPDX-License-Identifier: GPL-2.0-or-later
"""Carries out a plan of strikes, and heals what was struck."""
import dataclasses
import os
import re
import time

from arena import now_us
from faults import BY_NAME
from history import NEVER
from schedule import AIM_S
from stage import LabError

LOOK_S = 0.002


@dataclasses.dataclass
class Done:
    """A fault that was struck; us of the clients' clock."""
    word: str
    detail: str
    begun: int
    healed: int = 0
    aim: str = ""
    fault: object = None
    fences: bool = True
    lasts: bool = True
    trouble: str = ""


class Sayings:
    """What keepers and the database's agents say from now on."""
    speakers = (("messages", "gausshad"), ("pacemaker/pacemaker.log", "opengauss("))

    def __init__(self, lab):
        self.files = []
        for node in lab.nodes():
            for name, who in self.speakers:
                path = f"{lab.state}/{node}/var/log/{name}"
                if os.path.exists(path):
                    file = open(path, encoding="utf-8", errors="replace")
                    file.seek(0, os.SEEK_END)
                    self.files.append((node, who, file))

    def close(self):
        for _, _, file in self.files:
            file.close()

    def find(self, words):
        """The node on which it was said since the last look, or None."""
        found = None
        for node, who, file in self.files:
            for line in file:
                if words in line and who in line:
                    found = found or node
        return found


class Nemesis:
    """seen: tells who serves, and what names it has, from what clients saw: the
    cluster is not asked."""

    def __init__(self, lab, plan, dice, seen):
        self.lab, self.plan, self.dice, self.seen = lab, list(plan), dice, seen
        self.done = []

    def run(self):
        """Until all is struck and the last dwell is over, then heals the rest."""
        begun = time.monotonic()
        lines = Sayings(self.lab)
        try:
            for strike in self.plan:
                self.heal_until(begun + strike.at)
                if strike.aim:
                    there = self.await_line(lines, strike.aim)
                    if there is None:
                        continue
                else:
                    there = None
                    lines.find("\0")
                self.strike(strike, there)
            self.heal_until(max([time.monotonic()] + [
                done.fault.until for done in self.done if done.fault.until != NEVER]))
        finally:
            lines.close()

    def await_line(self, lines, words):
        end = time.monotonic() + AIM_S
        while time.monotonic() < end:
            there = lines.find(words)
            if there:
                return there
            self.heal_until(time.monotonic() + LOOK_S)
        return None

    def primary(self):
        return self.seen()[0]

    def synchronous(self):
        return re.findall(r"\bn\d+\b", self.seen()[1])

    def target(self, role, there):
        nodes = [node for node in self.lab.nodes()
                 if self.lab.is_on(node) and not self.lab.is_frozen(node)]
        primary = self.primary()
        if role == "there" and there in nodes:
            return there
        if role == "primary" and primary in nodes:
            return primary
        if role != "any":
            nodes = [node for node in nodes if node != primary] or nodes
        named = [node for node in nodes if node in self.synchronous()]
        if role == "sync":
            nodes = named or nodes
        elif role.startswith("async"):
            rest = [node for node in nodes if node not in named]
            nodes = rest[int(role[5:]):][:1]
        return self.dice.choice(nodes) if nodes else None

    def strike(self, strike, there):
        node = self.target(strike.role, there)
        if node is None:
            return
        kind = BY_NAME[strike.kind]
        fault = kind(self.lab, node, self.dice, self.primary())
        done = Done(kind.word, node, now_us(), aim=strike.aim, fault=fault,
                    fences=kind.fences, lasts=kind.lasts)
        self.done.append(done)
        # From now: who waited for a keeper's word came later than planned.
        fault.until = time.monotonic() + strike.until - strike.at
        try:
            fault.strike()
        except LabError as error:
            done.trouble = str(error)
        done.detail = fault.detail
        if node == fault.primary:
            done.detail += " (primary)"

    def heal_until(self, moment):
        """Heals what is due, up to that moment."""
        while True:
            due = [done for done in self.done if not done.healed and done.fault.until <= moment]
            if not due:
                break
            done = min(due, key=lambda one: one.fault.until)
            self.rest(done.fault.until)
            self.heal(done)
        self.rest(moment)

    @staticmethod
    def rest(moment):
        time.sleep(max(0, moment - time.monotonic()))

    def heal(self, done):
        try:
            done.fault.heal()
        except LabError as error:
            done.trouble = str(error)
        done.healed = now_us()

    def holds(self, node):
        """Is there a fault that is not healed and keeps this node off?"""
        return any(done.fault.holds(node) for done in list(self.done) if not done.healed)

    def heal_all(self):
        """At the end: everything."""
        for done in self.done:
            if not done.healed:
                self.heal(done)
        self.lab.heal()
        for node in self.lab.nodes():
            if self.lab.is_on(node) and self.lab.is_frozen(node):
                self.lab.thaw(node)
