# SPDX-License-Identifier: GPL-2.0-or-later
"""What is done when: a plan from a seed.  Pure.

Times are seconds from the begin.  A node is told by what it is when the moment
comes: the primary, a standby, any; "there": the one on which it was said what was
waited for.  So the plan is the same whoever is primary.
"""
import dataclasses
import random

from faults import BY_NAME, WEIGHTS

ROLES = ("primary", "primary", "primary", "standby", "standby", "any")
# What is struck first so that a keeper or an agent says one of these; then the
# second fault.
AIMS = (
    (("PostmasterKill", "PowerOff", "Isolate"), "primary", (
        "to waiting for refusals", "to recording the grant", "to promoting the database",
        "to verifying the grant", "to setting the names",
        "to waiting until the names", "to waiting for the barrier",
        "to recording the new rule")),
    (("Switchover",), "primary", (
        "the standby has ended", "has ended", "to waiting for refusals",
        "to promoting the database", "to setting the names", "the standby follows")),
    (("PostmasterKill", "PowerOff", "Isolate"), "primary", (
        "has ended: nothing is decided", "commits return", "the standby follows",
        "the database runs as process", "is taken in", "looks for its primary by itself")),
    (("PowerOff", "PostmasterKill", "Isolate"), "standby", (
        "to recording both rules", "to setting the names", "to waiting until the names",
        "to waiting for the barrier", "to recording the new rule")),
    (("HalfBuilt",), "standby", ("is rebuilt from the primary",)),
)
SECOND = ("PostmasterKill", "KeeperKill", "KeeperStop", "PowerOff", "Isolate", "Pause",
          "CorosyncKill", "PairCut", "OneWay", "PacemakerKill")
NEVER_HEALED = 0.08
AIMED, PAIRED, OVERLAPPING = 0.3, 0.25, 0.2
BEGIN_S, AIM_S = 4.0, 15.0


@dataclasses.dataclass(frozen=True)
class Strike:
    """One fault; aim: it waits until a keeper or an agent has said so, for AIM_S at most."""
    at: float
    kind: str
    role: str
    until: float        # healed then; inf: at the end
    aim: str = ""

    def __str__(self):
        aimed = f" when it is said: '{self.aim}'" if self.aim else ""
        return f"{self.at:6.1f} s {self.kind} at {self.role}{aimed}, until {self.until:.1f} s"


def make(seed, duration):
    """The strikes of one run, in order."""
    dice = random.Random(seed)
    plan, at = [], BEGIN_S
    while at < duration - 2:
        strikes = aimed(dice, at) if dice.random() < AIMED else drawn(dice, at)
        plan += [clipped(one, duration) for one in strikes if one.at < duration]
        end = max(one.until for one in strikes if one.until != float("inf")) if any(
            one.until != float("inf") for one in strikes) else at + 8
        at = (at + dice.uniform(1, 5) if dice.random() < OVERLAPPING
              else end + dice.uniform(2, 14))
    return sorted(plan, key=lambda one: one.at)


def clipped(strike, duration):
    return (strike if strike.until < duration
            else dataclasses.replace(strike, until=float("inf")))


def until(dice, at, kind):
    # Without any node there is nothing left to look at.
    if dice.random() < NEVER_HEALED and kind != "Blackout":
        return float("inf")
    return at + dice.uniform(*BY_NAME[kind].dwell)


def drawn(dice, at):
    kinds = [kind.__name__ for kind in WEIGHTS]
    weights = list(WEIGHTS.values())
    strikes = []
    for when in [at] + ([at + dice.uniform(0, 3)] if dice.random() < PAIRED else []):
        kind = dice.choices(kinds, weights)[0]
        strikes.append(Strike(when, kind, dice.choice(ROLES), until(dice, when, kind)))
    return strikes


def aimed(dice, at):
    firsts, role, lines = dice.choice(AIMS)
    first, second = dice.choice(firsts), dice.choice(SECOND)
    return [Strike(at, first, role, until(dice, at, first)),
            Strike(at + 0.001, second, dice.choice(("there", "there", "any", "primary")),
                   until(dice, at + 5, second), dice.choice(lines))]
