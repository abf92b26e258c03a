# SPDX-License-Identifier: GPL-2.0-or-later
"""What must be so some time after the last heal, without anybody's command."""
import re

import database
from stage import LabError
from verdict import Finding

WHOLE_S, SYNC_S = 150, 40
# The README's failure-timeout is 60 s; a repetition of what failed starts it anew.
EXPIRED_S = 100


def check(arena, now, patience=WHOLE_S):
    """Findings; empty when the cluster has healed by itself."""
    found = []
    try:
        arena.wait_whole(patience)
    except LabError as error:
        return [Finding("not healed", f"{patience} s after the last heal it is not so that "
                        f"{str(error).partition('that ')[2]}: {state(arena)}", now())]
    found += [Finding("left behind", sentence, now())
              for sentence in arena.wait_no_complaint()]
    return found + sync_list(arena, now)


def sync_list(arena, now):
    """The names in force are those of standbys that stream, as many as wanted."""
    seen = {}

    def is_right():
        primary = arena.served()
        if primary is None:
            return False
        seen["names"] = database.sql(arena.lab, primary, "show synchronous_standby_names")
        seen["streaming"] = database.streaming(arena.lab, primary)
        named = set(re.findall(r"\bn\d+\b", seen["names"]))
        return (named <= seen["streaming"]
                and len(named) == min(arena.synchronous, arena.count - 1))
    try:
        arena.wait(is_right, SYNC_S, "the synchronous standbys are standbys that stream")
    except LabError:
        return [Finding("sync list", f"'{seen.get('names')}' is in force while "
                        f"{sorted(seen.get('streaming', ()))} stream and "
                        f"{arena.synchronous} are wanted", now())]
    return []


def expired(arena, now):
    """No action is left failed: what failed was forgotten when its time was over.
    Only the fence device has no such time, and what Pacemaker takes for success,
    but degraded, it shows among failed actions until the next start."""
    left = []

    def none_left():
        left[:] = [one for one in arena.status().failures if one.resource != "fence"]
        return not any(not one.degraded for one in left)
    try:
        arena.wait(none_left, EXPIRED_S, "no action is left failed")
    except LabError as error:
        return [Finding("left failed", f"{EXPIRED_S} s after all was well: "
                        + ("; ".join(map(str, left)) or str(error)), now())]
    return [Finding("left degraded", f"shown, though it is over: {one}", now(), warning=True)
            for one in left]


def state(arena):
    """How it is, in a line, for whoever reads that it is not well."""
    try:
        status = arena.status()
    except LabError as error:
        return str(error)
    places = ", ".join(f"{name} {role} on {node}" for name, role, node in status.places
                       if name in ("db", "vip"))
    reasons = "; ".join(f"{node}: {name}={value}" for node, some in status.attributes.items()
                        for name, value in some.items() if "promotion" in name)
    return (f"online {' '.join(status.online)}; {places}; "
            f"{'; '.join(map(str, status.failures))}; {reasons}")
