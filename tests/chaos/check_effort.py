# SPDX-License-Identifier: GPL-2.0-or-later
"""Was there anything to judge?  A history without answers has no errors.  Pure."""
from verdict import Finding

KINDS = ("append", "transfer", "write", "cas", "read", "scan")


def check(ops, names, at=0):
    """Each kind of operation was answered through the address and through the
    list of all hosts; each node showed its rows, and some did as standbys."""
    done = set()
    for op in ops:
        if op.outcome != "ok":
            continue
        done.add((op.kind, op.via))
        if op.kind == "cas" and op.is_acknowledged_write():
            done.add(("swap", op.via))
        if op.kind == "scan" and op.role == "standby":
            done.add(("scan", "a standby"))
    wanted = [(kind, via) for via in ("vip", "hosts") for kind in KINDS]
    wanted += [("swap", "vip"), ("scan", "a standby")]
    wanted += [(kind, name) for name in names for kind in ("scan", "watch")]
    missing = [f"{kind} via {via}" for kind, via in wanted if (kind, via) not in done]
    return [Finding("not judged", "never answered, so that nothing is known of it: "
                    + ", ".join(missing), at)] if missing else []
