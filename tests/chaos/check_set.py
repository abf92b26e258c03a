# SPDX-License-Identifier: GPL-2.0-or-later
"""Rows that were appended, against the rows that were read.  Pure.

A scan tells which rows it saw, as "SESSION:FIRST-LAST/COUNT,... SUM": runs of
sequence numbers without a hole, the number of rows in each, and the sum of all
accounts.  A row is known by its session and its number.
"""
import bisect
import dataclasses

from history import WRITES
from verdict import Finding


@dataclasses.dataclass
class Scan:
    """A read of all rows, with what it saw."""
    op: object
    runs: dict             # session: [(first, last)], ascending
    doubled: list          # (session, first, last, count)
    total: int

    def has(self, session, seq):
        runs = self.runs.get(session, ())
        i = bisect.bisect_right(runs, (seq, float("inf"))) - 1
        return i >= 0 and runs[i][0] <= seq <= runs[i][1]

    def count(self):
        return sum(last - first + 1 for some in self.runs.values() for first, last in some)

    def beyond(self, other):
        """A row (session, number) that it saw and the other did not, or None."""
        for session in self.runs:
            for seq in other.missing(session, self.last(session)):
                if self.has(session, seq):
                    return session, seq
        return None

    def last(self, session):
        runs = self.runs.get(session)
        return runs[-1][1] if runs else 0

    def missing(self, session, up_to):
        """The numbers from 1 up to and with up_to that it did not see."""
        at = 1
        for first, last in self.runs.get(session, ()):
            yield from range(at, min(first, up_to + 1))
            at = last + 1
        yield from range(at, up_to + 1)


def parse_scan(op):
    runs, doubled = {}, []
    words, _, total = op.value.rpartition(" ")
    for word in filter(None, words.strip(",").split(",")):
        session, _, rest = word.partition(":")
        span, _, count = rest.partition("/")
        first, last = map(int, span.split("-"))
        runs.setdefault(int(session), []).append((first, last))
        if int(count) != last - first + 1:
            doubled.append((int(session), first, last, int(count)))
    for some in runs.values():
        some.sort()
    return Scan(op, runs, doubled, int(total))


class Writes:
    """The appends and transfers, by session in the order of their numbers."""

    def __init__(self, ops):
        self.of = {}
        for op in ops:
            if op.kind in WRITES:
                self.of.setdefault(op.session, []).append(op)
        for some in self.of.values():
            some.sort(key=lambda op: op.seq)
        self.find = {(op.session, op.seq): op for some in self.of.values() for op in some}
        self.failed = [op for op in self.find.values() if op.outcome == "fail"]
        self.unknown = [op for op in self.find.values() if op.outcome == "unknown"]

    def newest_seen(self, scan):
        """When the latest of the rows that it saw was sent."""
        times = [self.find[session, scan.last(session)].invoked for session in scan.runs
                 if (session, scan.last(session)) in self.find]
        return max(times, default=0)

    def unseen(self, scan, before):
        """Writes that ended before that moment, or may have, and that it has not."""
        for session, some in self.of.items():
            last = bisect.bisect_left(some, before, key=lambda op: op.invoked)
            if last:
                for seq in scan.missing(session, some[last - 1].seq):
                    op = self.find.get((session, seq))
                    if op is not None and op.invoked < before:
                        yield op


def check(ops, total):
    """Findings of all scans; total is what all accounts together hold."""
    writes = Writes(ops)
    scans = sorted((parse_scan(op) for op in ops if op.kind == "scan" and op.outcome == "ok"),
                   key=lambda scan: scan.op.ended)
    found = []
    for scan in scans:
        found += doubled(scan) + risen(scan, writes) + strangers(scan, writes)
        found += unbalanced(scan, total) + lost(scan, writes)
    return once(found + vanished(scans, writes) + forked(scans, ops))


def once(found):
    """The first finding for each row: later reads only say it again."""
    kept = {}
    for key, finding in found:
        kept.setdefault((key, finding.kind), finding)
    return list(kept.values())


def doubled(scan):
    return [((session, first), Finding(
        "twice", f"rows {first} to {last} of session {session} are {count} rows on "
        f"{scan.op.node}, not {last - first + 1}", scan.op.ended))
            for session, first, last, count in scan.doubled]


def risen(scan, writes):
    return [((op.session, op.seq), Finding(
        "risen", f"{op} failed for certain ({op.words}), yet {scan.op.node} has it",
        scan.op.ended)) for op in writes.failed if scan.has(op.session, op.seq)]


def strangers(scan, writes):
    found = []
    for session in scan.runs:
        op = writes.find.get((session, scan.last(session)))
        if op is None or op.invoked > scan.op.ended:
            found.append(((session, scan.last(session)), Finding(
                "stranger", f"row {scan.last(session)} of session {session} is on "
                f"{scan.op.node}, and nobody had written it", scan.op.ended)))
    return found


def unbalanced(scan, total):
    if scan.total == total:
        return []
    return [("sum", Finding(
        "unbalanced", f"the accounts on {scan.op.node} held {scan.total} together, not "
        f"{total}: half a transfer was seen", scan.op.ended))]


def lost(scan, writes):
    """On a primary, and in the end everywhere, what was acknowledged before the
    scan began must be there; of an earlier primary it is a stale read when it has
    not what a later one acknowledged.  A standby may lag, but what it has is a
    prefix: with a row it has all that were acknowledged before that was sent."""
    final = "final" in scan.op.args
    whole = scan.op.role == "primary" or final
    before = scan.op.invoked if whole else writes.newest_seen(scan)
    kind = "lost" if whole else "not a prefix"
    return [((op.session, op.seq), Finding(
        kind if final or scan.op.term >= op.term else "stale read", f"{op} at {op.lsn}, is not in what {scan.op.node} ({scan.op.role}, term "
        f"{scan.op.term}) showed via {scan.op.via} {(scan.op.ended - op.ended) / 1e6:.1f} s "
        "later", op.ended, until=scan.op.ended))
            for op in writes.unseen(scan, before)
            if op.outcome == "ok" and op.ended < before]


def vanished(scans, writes):
    """A row of unknown fate may be there or not, but must stay so once a primary
    has shown it.  Asked by the node's own address, a new primary shows rows that
    nobody has acknowledged yet: those may still go."""
    found, seen = [], {}
    for scan in scans:
        if scan.op.role != "primary":
            continue
        for op in writes.unseen(scan, scan.op.invoked):
            first = seen.get((op.session, op.seq))
            if op.outcome == "unknown" and first and first.op.ended < scan.op.invoked:
                found.append(((op.session, op.seq), Finding(
                    "vanished", f"{op} has no known fate; {first.op.node} showed it via "
                    f"{first.op.via} and {scan.op.node} does not have it", scan.op.ended,
                    warning=first.op.via != "vip")))
        for op in writes.unknown:
            if scan.has(op.session, op.seq):
                before = seen.get((op.session, op.seq))
                if before is None or before.op.via != "vip":
                    seen[op.session, op.seq] = scan
    return found


def forked(scans, ops):
    """Standbys of one term replay one log: of any two of them one has all that
    the other has.  Told of those that were read before anybody had shown a
    higher term: later one may have gone on and not say so yet."""
    shown, found, of_term = {}, [], {}
    for op in ops:
        if op.outcome == "ok":
            shown[op.term] = min(shown.get(op.term, op.ended), op.ended)
    for scan in scans:
        over = min((at for term, at in shown.items() if term > scan.op.term),
                   default=float("inf"))
        if scan.op.role == "standby" and scan.op.ended < over:
            of_term.setdefault(scan.op.term, []).append(scan)
    for some in of_term.values():
        some.sort(key=Scan.count)
        for less, more in zip(some, some[1:]):
            row = less.beyond(more)
            if row is not None:
                found.append((row, Finding(
                    "forked", f"row {row[1]} of session {row[0]} was on {less.op.node} and not "
                    f"on {more.op.node}, which has rows that {less.op.node} had not: both are "
                    f"standbys of term {less.op.term}", max(less.op.ended, more.op.ended))))
    return found
