# SPDX-License-Identifier: GPL-2.0-or-later
"""Two nodes that had the address at the same time, as seen from the host.  Pure.

One exception is stated (S4): a machine of which no process runs cannot give up what
it has.  It holds only where the one that had the address was stopped already when
the other took it, and until its processes have run for THAWED_US since then: a
keeper that runs again ends what it may not have any more.
"""
import dataclasses

from verdict import Finding

THAWED_US = 2 * 10 ** 6


@dataclasses.dataclass(frozen=True)
class Sighting:
    """Both had it at this moment; us of the marks' clock."""
    at: int
    one: str
    other: str


def check(sightings, marks):
    """What must not be, and what is excused; marks: (us, node, "vip", "power" or
    "stopped", is it so?) of every change."""
    bad, excused = [], []
    for seen in sightings:
        who = unable(seen, marks)
        (excused if who else bad).append((seen, who))
    return [told(some) for some in (bad, excused) if some]


def told(some):
    seen, who = some[0]
    sentence = f"{seen.one} and {seen.other} both had the address, seen {len(some)} times"
    if who:
        sentence += (f"; {who} had been stopped when the other took it, and since then it "
                     f"had run for less than {THAWED_US / 1e6:.0f} s")
    return Finding("address twice", sentence, seen.at, warning=bool(who), until=some[-1][0].at)


def unable(seen, marks):
    """The node that had it first, if it could not give it up; else ""."""
    taken = {node: last_change(marks, node, "vip", seen.at) for node in (seen.one, seen.other)}
    first, later = sorted(taken, key=taken.get)
    moment = taken[later]
    if not last_so(marks, first, "stopped", moment):
        return ""
    return first if ran(marks, first, moment, seen.at) < THAWED_US else ""


def changes(marks, node, what, until):
    return [(at, so) for at, name, kind, so in sorted(marks)
            if (name, kind) == (node, what) and at <= until]


def last_change(marks, node, what, until):
    return max((at for at, _ in changes(marks, node, what, until)), default=0)


def last_so(marks, node, what, until):
    known = changes(marks, node, what, until)
    return bool(known) and known[-1][1]


def ran(marks, node, begin, end):
    """For how long of that time its processes ran."""
    spent, at, stopped = 0, begin, last_so(marks, node, "stopped", begin)
    for when, so in [*changes(marks, node, "stopped", end), (end, True)]:
        if when > begin:
            spent += 0 if stopped else when - at
            at, stopped = when, so
    return spent
