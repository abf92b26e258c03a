# SPDX-License-Identifier: GPL-2.0-or-later
"""How long clients went without an answer, and for which fault.  Pure."""
import statistics

NOTICED_US = 300000
LATE_US = 300000        # a silence begins at the last answer, a fault a moment later


def silences(ops, begin, end):
    """(from, to) of each noticeable time without an acknowledged row via the VIP."""
    marks = sorted(op.ended for op in ops
                   if op.outcome == "ok" and op.via == "vip" and op.is_acknowledged_write()
                   and begin <= op.ended <= end)
    marks = [begin, *marks, end]
    return [(a, b) for a, b in zip(marks, marks[1:]) if b - a > NOTICED_US]


def by_fault(faults, gaps):
    """[(fault, seconds, until it was healed?)]: a silence counts for the latest
    fault that was struck before it, and all of one fault's are added."""
    spent = {}
    for begin, end in gaps:
        before = [fault for fault in faults if fault.begun <= begin + LATE_US]
        if before:
            fault = max(before, key=lambda one: one.begun)
            seconds, healed = spent.get(id(fault), (0, False))
            spent[id(fault)] = (seconds + (end - begin) / 1e6,
                                healed or (fault.lasts and begin < fault.healed < end))
    return [(fault, *spent.get(id(fault), (0, False))) for fault in faults]


def table(rows):
    """[(class, count, median, worst, until healed)] of (class, seconds, healed)."""
    classes = {}
    for word, seconds, healed in rows:
        classes.setdefault(word, []).append((seconds, healed))
    return [(word, len(some), statistics.median(seconds for seconds, _ in some),
             max(seconds for seconds, _ in some), sum(healed for _, healed in some))
            for word, some in sorted(classes.items())]


def classes(outages, overlapping=lambda fault: False):
    """Rows for table(); of faults at once only the latest is known to matter."""
    return [(fault.word + (" + another" if overlapping(fault) else ""), seconds, healed)
            for fault, seconds, healed in outages]


def print_table(rows):
    lines = [f"{'fault':34} {'count':>5} {'median s':>9} {'worst s':>8}  until healed"]
    lines += [f"{word:34} {count:5} {median:9.2f} {worst:8.2f}  {healed or ''}".rstrip()
              for word, count, median, worst, healed in table(rows)]
    return lines
