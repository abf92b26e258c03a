# SPDX-License-Identifier: GPL-2.0-or-later
"""What the checkers say.  Pure, as they are."""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Finding:
    """Something that must not be; a warning: that a guarantee does not cover."""
    kind: str
    sentence: str
    at: int = 0        # microseconds, where it can be seen
    warning: bool = False
    until: int = 0     # what began at `at` was seen then

    def __str__(self):
        return ("warning: " if self.warning else "") + f"{self.kind}: {self.sentence}"


def shortest(findings, most=5):
    """The earliest few of each kind, for those who read them."""
    kept, seen = [], {}
    for one in sorted(findings, key=lambda finding: finding.at):
        seen[one.kind] = seen.get(one.kind, 0) + 1
        if seen[one.kind] <= most:
            kept.append(one)
    more = [Finding(kind, f"and {n - most} more of this kind", at=10 ** 18)
            for kind, n in seen.items() if n > most]
    return kept + more
