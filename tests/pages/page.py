# SPDX-License-Identifier: GPL-2.0-or-later
"""What a page of doc/ has its reader type, and says he will see.

A fenced block with the info string "sh WHERE [USER]" holds commands, one a line;
a line that ends with a backslash goes on in the next.  WHERE is a node,
"all", or "primary": the one that crm_mon shows as Promoted just then.
A block "text" behind it is what the block's last command shows: each of its lines
is found in what is printed, in this order; "..." stands for anything, any blanks
for any others.  Every other block is for the reader only and is not typed.
"""
import dataclasses
import re


class PageError(Exception):
    """The page does not hold what it should."""


@dataclasses.dataclass
class Block:
    """Commands, where they are typed, and what the last one shows."""
    where: str
    user: str
    commands: list
    shows: list
    line: int


def fences(text):
    """(line number, info string, [lines]) of each fenced block."""
    inside, begun, info = None, 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        if inside is None and line.startswith("```"):
            inside, begun, info = [], number, line[3:].strip()
        elif inside is not None and line.startswith("```"):
            yield begun, info, inside
            inside = None
        elif inside is not None:
            inside.append(line)
    if inside is not None:
        raise PageError(f"the block of line {begun} has no end")


def blocks(text):
    """The blocks that are typed, in order."""
    found = []
    for line, info, lines in fences(text):
        words = info.split()
        if words[:1] == ["sh"] and len(words) in (2, 3):
            joined = "\n".join(lines).replace("\\\n", " ").splitlines()
            commands = [" ".join(one.split()) if one.count("'") + one.count('"') == 0
                        else one.strip() for one in joined if one.strip()]
            if not commands:
                raise PageError(f"the block of line {line} is empty")
            found.append(Block(words[1], words[2] if len(words) == 3 else "root",
                               commands, [], line))
        elif info == "text":
            if not found or found[-1].shows:
                raise PageError(f"what line {line} shows belongs to no command")
            found[-1].shows = [one.strip() for one in lines if one.strip()]
    if not found:
        raise PageError("the page has no commands")
    return found


def pattern(line):
    """What a line of a "text" block stands for."""
    parts = [r"\s+".join(map(re.escape, part.split())) for part in line.split("...")]
    return re.compile(r".*".join(parts))


def unseen(shows, printed):
    """The first line that is not there where it should be; None if all are."""
    rest = [re.sub(r"\s+", " ", line) for line in printed.splitlines()]
    for line in shows:
        wanted = pattern(line)
        while rest and not wanted.search(rest[0]):
            rest.pop(0)
        if not rest:
            return line
        rest.pop(0)
    return None
