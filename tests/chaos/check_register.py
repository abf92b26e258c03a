# SPDX-License-Identifier: GPL-2.0-or-later
"""Is what was said of each register explained by one order in time?  Pure.

Wing and Gong's search with a memory, one key at a time.  Every value is written
once, so an operation of unknown fate matters only where its value is seen next:
it is taken together with the one that sees it, and left out otherwise.  What
failed for certain has no part in it.  The search is bounded; where it ends
without an answer, that is a warning.
"""
from history import NEVER
from verdict import Finding

STEPS_MAX = 200000
INITIAL = "0"


def check(ops, steps_max=STEPS_MAX):
    keys = {}
    for op in ops:
        if op.kind in ("read", "write", "cas") and op.outcome != "fail" and not is_dirty(op):
            keys.setdefault(op.args[0], []).append(op)
    found = []
    for key, some in sorted(keys.items()):
        finding = check_key(key, some, steps_max)
        if finding is not None:
            found.append(finding)
    return found


def is_dirty(op):
    """A refused swap is a read, and asked by a node's own address a new primary
    tells of what nobody has acknowledged yet."""
    return op.kind == "cas" and op.value == "0" and op.via != "vip"


def check_key(key, ops, steps_max=STEPS_MAX):
    search = Search(ops)
    verdict, stuck = search.run(steps_max)
    if verdict is True:
        return None
    if verdict is None:
        return Finding("register undecided", f"register {key}: no order found in "
                       f"{steps_max} steps, and none excluded", stuck.ended, warning=True)
    around = [op for op in ops if op.outcome == "ok" and op is not stuck
              and stuck.invoked - 2e6 < op.ended and op.invoked < stuck.ended]
    near = "; ".join(f"{told(op)} on {op.node}" for op in around[-4:])
    return Finding("not linearizable", f"register {key}: no order in time explains "
                   f"{told(stuck)}, answered by {stuck.node} in term {stuck.term} via "
                   f"{stuck.via}; near it: {near or 'nothing'}", stuck.ended)


def told(op):
    if op.kind == "read":
        return f"a read of {op.value}"
    if op.kind == "write":
        return f"a write of {op.args[1]}"
    return f"a swap of {op.args[1]} for {op.args[2]} that " + (
        "was done" if op.value == "1" else "was not done")


class Search:
    """Over states (how far, which of the next are done, unknown ones used,
    value)."""

    def __init__(self, ops):
        self.known = sorted((op for op in ops if op.outcome == "ok"),
                            key=lambda op: op.invoked)
        self.unknown = [op for op in ops if op.outcome == "unknown" and op.kind != "read"]
        self.writer = {op.args[-1]: i for i, op in enumerate(self.unknown)}
        # The earliest end of all from i on, for "whoever must come first".
        self.ends = [NEVER] * (len(self.known) + 1)
        for i in range(len(self.known) - 1, -1, -1):
            self.ends[i] = min(self.ends[i + 1], self.known[i].ended)

    def run(self, steps_max):
        """(True, None); (False, the operation it did not get past); (None, it)."""
        start = (0, frozenset(), frozenset(), INITIAL)
        stack, seen, furthest = [start], {start}, 0
        while stack:
            state = stack.pop()
            if state[0] == len(self.known):
                return True, None
            furthest = max(furthest, state[0])
            if len(seen) > steps_max:
                return None, self.known[furthest]
            for following in self.after(state):
                if following not in seen:
                    seen.add(following)
                    stack.append(following)
        if not self.known:
            return True, None
        return False, self.known[furthest]

    def after(self, state):
        """States one operation later; the one to be tried first comes last."""
        at, done, used, value = state
        limit = self.limit(at, done)
        for i in reversed(self.candidates(at, done, limit)):
            for used2, value2 in self.outcomes(self.known[i], value, used, limit):
                yield (*self.advance(at, done, i), used2, value2)

    def candidates(self, at, done, limit):
        found = []
        for i in range(at, len(self.known)):
            if self.known[i].invoked > limit:
                break
            if i not in done:
                found.append(i)
        return found

    def limit(self, at, done):
        """Whoever was sent after this cannot come next: another had ended."""
        if not done:
            return self.ends[at]
        beyond = max(done) + 1
        return min([self.ends[beyond]] + [self.known[i].ended for i in range(at, beyond)
                                          if i not in done])

    @staticmethod
    def advance(at, done, i):
        done = done | {i}
        while at in done:
            done = done - {at}
            at += 1
        return at, done

    def outcomes(self, op, value, used, limit):
        """(used, value) behind op, taken now or behind unknown ones."""
        if op.kind == "write":
            yield used, op.args[1]
        elif op.kind == "read":
            for used2 in self.reach(op.value, value, used, limit):
                yield used2, op.value
        elif op.value == "1":
            for used2 in self.reach(op.args[1], value, used, limit):
                yield used2, op.args[2]
        elif value != op.args[1]:
            yield used, value
        else:
            for i, other in enumerate(self.unknown):
                for used2 in self.take(i, value, used, limit):
                    yield used2, other.args[-1]

    def reach(self, wanted, value, used, limit):
        """The ways to have this value now."""
        if wanted == value:
            yield used
        elif wanted in self.writer:
            yield from self.take(self.writer[wanted], value, used, limit)

    def take(self, i, value, used, limit):
        """The ways to let the unknown i happen now."""
        op = self.unknown[i]
        if i in used or op.invoked > limit:
            return
        if op.kind == "write":
            yield used | {i}
        else:
            yield from self.reach(op.args[1], value, used | {i}, limit)
