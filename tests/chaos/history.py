# SPDX-License-Identifier: GPL-2.0-or-later
"""What clients did and were told, read from their journal.

    session SESSION VIA                      once, first of a client
    invoke SESSION SEQ US KIND ARGUMENT...   before anything is sent
    ok SESSION SEQ US NODE ROLE TERM LSN VALUE
    fail SESSION SEQ US WORDS                for certain without effect
    unknown SESSION SEQ US WORDS             no answer that settles it

US is CLOCK_MONOTONIC in microseconds.  An invocation without an outcome is
unknown: its client was ended while it waited.  Sequence numbers count within a
session, in the order in which they were sent.
"""
import dataclasses

WRITES = ("append", "transfer")
NEVER = float("inf")


class HistoryError(Exception):
    """A line that cannot be, with its number."""


@dataclasses.dataclass
class Op:
    """One operation of one client."""
    session: int
    seq: int
    kind: str               # append, transfer, write, read, cas, scan
    args: tuple = ()
    invoked: int = 0
    ended: float = NEVER
    outcome: str = "unknown"
    via: str = "vip"        # vip, hosts, or the node that was asked
    node: str = ""
    role: str = ""          # primary, standby
    term: int = 0
    lsn: str = ""
    value: str = ""
    words: str = ""

    def is_acknowledged_write(self):
        """Was something changed, and said to be so?"""
        return self.outcome == "ok" and (
            self.kind in (*WRITES, "write") or (self.kind == "cas" and self.value == "1"))

    def __str__(self):
        what = f"{self.kind} {' '.join(map(str, self.args))}".strip()
        told = f", acknowledged by {self.node} in term {self.term}" if self.node else ""
        return f"{what} {self.seq} of session {self.session} via {self.via}{told}"


def parse(lines):
    """All operations, by invocation; HistoryError for a line that cannot be."""
    ops, vias = {}, {}
    for number, line in enumerate(lines, 1):
        if not line.endswith("\n"):
            break
        try:
            take(line.split(), ops, vias)
        except (ValueError, KeyError, IndexError) as error:
            raise HistoryError(f"line {number} cannot be: {line.strip()} ({error!r})") from None
    return sorted(ops.values(), key=lambda op: op.invoked)


def take(words, ops, vias):
    if words[0] == "session":
        vias[int(words[1])] = words[2]
        return
    key, at = (int(words[1]), int(words[2])), int(words[3])
    if words[0] == "invoke":
        ops[key] = Op(*key, words[4], tuple(words[5:]), at, via=vias[key[0]])
        return
    op = ops[key]
    op.ended, op.outcome = at, words[0]
    if op.outcome not in ("ok", "fail", "unknown"):
        raise ValueError(op.outcome)
    if op.outcome == "ok":
        op.node, op.role, term, op.lsn = words[4:8]
        op.term, op.value = int(term), " ".join(words[8:])
    else:
        op.words = " ".join(words[4:])


def read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return parse(file)
