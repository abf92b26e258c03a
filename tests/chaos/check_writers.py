# SPDX-License-Identifier: GPL-2.0-or-later
"""Who acknowledged when: never two, and never an earlier term again.  Pure."""
from verdict import Finding


def acknowledged(ops):
    return [op for op in ops if op.is_acknowledged_write()]


def check(ops):
    acks = acknowledged(ops)
    return lower_terms(acks) + shared_terms(acks) + overlaps(acks)


def lower_terms(acks):
    """A write that was sent after a higher term had acknowledged one."""
    ended = sorted(acks, key=lambda op: op.ended)
    found, highest, i = [], None, 0
    for op in sorted(acks, key=lambda op: op.invoked):
        while i < len(ended) and ended[i].ended < op.invoked:
            if highest is None or ended[i].term > highest.term:
                highest = ended[i]
            i += 1
        if highest is not None and op.term < highest.term:
            found.append(Finding(
                "lower term", f"{op}, though {(op.invoked - highest.ended) / 1e6:.3f} s "
                f"before it was sent term {highest.term} had acknowledged on "
                f"{highest.node}", op.ended))
    return found


def shared_terms(acks):
    """A term is given to one node, once."""
    found, holder = [], {}
    for op in sorted(acks, key=lambda op: op.ended):
        first = holder.setdefault(op.term, op)
        if first.node != op.node:
            found.append(Finding(
                "shared term", f"{op}, and {first.node} had acknowledged in the same term "
                f"{(op.ended - first.ended) / 1e6:.3f} s before", op.ended))
    return found


def spans(acks):
    """(from, to, node, term): between these moments a node acknowledged for
    certain, since it did so before the first and after the second."""
    first, last = {}, {}
    for op in acks:
        key = op.node, op.term
        first[key] = min(first.get(key, op.ended), op.ended)
        last[key] = max(last.get(key, op.invoked), op.invoked)
    return sorted((first[key], last[key], *key) for key in first if first[key] < last[key])


def overlaps(acks):
    found = []
    known = spans(acks)
    for i, (begin, end, node, term) in enumerate(known):
        for begin2, end2, node2, term2 in known[i + 1:]:
            if node2 != node and begin2 < end:
                found.append(Finding(
                    "two writers", f"{node} acknowledged in term {term} until "
                    f"{(end - begin2) / 1e6:.3f} s after {node2} had begun to in term "
                    f"{term2}", begin2))
    return found


def writable(samples, acks):
    """Two nodes that call themselves primary at the same time: a warning, as
    long as not both acknowledge.  samples: (us, node, role)."""
    found, since, told = [], {}, set()
    marks = sorted((op.ended, op.node) for op in acks)
    for at, node, role in sorted(samples):
        if role == "primary":
            since.setdefault(node, at)
        else:
            since.pop(node, None)
        for other in since:
            pair = tuple(sorted((node, other)))
            if role == "primary" and other != node and pair not in told:
                told.add(pair)
                here = {name for when, name in marks
                        if max(since[node], since[other]) <= when <= at and name in pair}
                found.append(Finding(
                    "two primaries", f"{pair[0]} and {pair[1]} both called themselves primary"
                    + (", and both acknowledged" if len(here) == 2 else ""), at,
                    warning=len(here) < 2))
    return found
