# SPDX-License-Identifier: GPL-2.0-or-later
"""One run: a cluster, clients, a plan of faults, the checks, the report."""
import contextlib
import os
import random
import shutil
import signal
import sys

import check_address
import check_effort
import checker
import ending
import history
import report
import schedule
from arena import CHECKOUT, TOTAL, Arena, now_us
from button import Button
from faults import Links
from lookout import Lookout
from nemesis import Nemesis
from stage import FAILURES
from verdict import Finding

TAIL = 65536
CALM_US = 15 * 10 ** 6  # a fencing so long after a fault is nobody's


def last_seen(path):
    """(who answered last as a primary, the names that were in force there), as
    the end of the journal has it."""
    primary, watches = None, set()
    with contextlib.suppress(OSError), open(path, "rb") as file:
        file.seek(max(0, os.path.getsize(path) - TAIL))
        lines = [line.split(None, 8) for line in
                 file.read().decode(errors="replace").split("\n")[1:]]
        watches = {(words[1], words[2]) for words in lines
                   if words[0:1] == ["invoke"] and words[4:] == ["watch"]}
        for words in reversed(lines):
            if len(words) < 9 or words[0] != "ok" or words[5] != "primary":
                continue
            primary = primary or words[4]
            if (words[1], words[2]) in watches and words[4] == primary:
                return primary, words[8]
    return primary, ""


def samples(ops):
    """What nodes called themselves: (us, node, role)."""
    found = []
    for op in ops:
        if op.kind == "watch" and op.ended != history.NEVER:
            role = op.role if op.outcome == "ok" else "none"
            found.append((op.ended, op.via, role))
    return sorted(found)


def needless_fencing(faults, marks):
    """A node that lost its power while only faults were at work that nobody is
    fenced for.  Two cuts at once may leave no way between two nodes, though each
    leaves one."""
    found = []
    for at, node, what, so in marks:
        near = [fault for fault in faults
                if fault.begun <= at <= (fault.healed or at) + CALM_US]
        cuts = sum(isinstance(fault.fault, Links) for fault in near)
        if (what == "power" and not so and near and cuts < 2
                and not any(fault.fences for fault in near)):
            found.append(Finding(
                "needless fencing", f"{node} was fenced, and there was only "
                + ", ".join(f"{one.word} {one.detail}" for one in near), at))
    return found


class Chaos:
    """A run to be; what it leaves behind is below directory."""

    def __init__(self, seed, duration, nodes, directory=None, plan=None, told=print,
                 title="", patience=ending.WHOLE_S, **arena):
        self.seed, self.duration, self.title, self.told = seed, duration, title, told
        self.directory = directory or f"{CHECKOUT}/build/chaos/seed-{seed}"
        self.plan = schedule.make(seed, duration) if plan is None else plan
        self.arena = Arena(f"chaos-{seed}"[:32], nodes, **arena)
        self.patience = patience
        self.findings, self.trouble = [], ""
        self.begun = self.struck = self.ended = 0

    def run(self):
        """The Run, reported and kept."""
        # Who is told to end leaves no lab behind.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        shutil.rmtree(self.directory, ignore_errors=True)
        os.makedirs(self.directory)
        with self.arena:
            self.arena.set_up()
            nemesis = Nemesis(self.arena.lab, self.plan, random.Random(self.seed),
                              lambda: last_seen(self.arena.journal))
            with Lookout(self.arena.lab) as lookout, Button(self.arena.lab, nemesis.holds):
                try:
                    self.play(nemesis)
                except FAILURES as error:
                    self.trouble = str(error)
            # What follows is no outage: nobody writes any more.
            ended = self.ended or now_us()
            ops = history.read(self.arena.journal)
            self.findings += check_address.check(lookout.sightings, lookout.marks)
            self.findings += needless_fencing(nemesis.done, lookout.marks)
            self.findings += checker.check(ops, TOTAL, samples(ops))
            self.findings += check_effort.check(ops, self.arena.names, ended)
            result = report.Run(
                self.seed, self.arena.names, self.begun or ended, ended, self.struck, ops,
                nemesis.done, lookout.marks, samples(ops), self.findings, self.trouble,
                self.title, lookout.stood_still())
            self.keep(result)
        return result

    def play(self, nemesis):
        arena = self.arena
        arena.begin_clients()
        self.begun = now_us()
        nemesis.run()
        nemesis.heal_all()
        self.struck = now_us()
        self.told(f"  seed {self.seed}: {len(nemesis.done)} faults healed, "
                  f"waiting until all is well")
        found = ending.check(arena, now_us, self.patience)
        self.findings += found
        self.ended = now_us()
        arena.end_clients()
        if not any(one.kind == "not healed" for one in found):
            arena.scan_everywhere()
            self.findings += ending.expired(arena, now_us)

    def keep(self, result):
        for name, content in (("report.txt", report.text(result)),
                              ("report.html", report.page(result)),
                              ("plan.txt", "".join(f"{one}\n" for one in self.plan))):
            with open(f"{self.directory}/{name}", "w", encoding="utf-8") as file:
                file.write(content)
        shutil.copy(self.arena.journal, f"{self.directory}/history.txt")
        self.arena.write_log(f"{self.directory}/nodes.log")


def by_seed(seed, duration, nodes=0):
    """The run that a seed stands for; nodes: other than the seed says."""
    proven = seed % 3 == 0
    return Chaos(seed, duration, nodes or 2 + seed % 4, synchronous=1 + seed // 4 % 2,
                 proven=proven, title=", fence_gaussha" if proven else "")
