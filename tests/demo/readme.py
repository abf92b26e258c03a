# SPDX-License-Identifier: GPL-2.0-or-later
"""The commands that README.md teaches, so that what is shown is what is run.

A fenced block behind the line `<!-- demo: NAME -->` holds them, one a line; a
line that ends with a backslash goes on in the next, as in a shell.
"""
import shlex


class ReadmeError(Exception):
    """The README does not hold what it should."""


def commands(text, name):
    """The argv of every command in the block NAME."""
    lines = block(text, name)
    joined = "\n".join(lines).replace("\\\n", " ")
    found = [shlex.split(line, comments=True) for line in joined.splitlines()]
    found = [argv for argv in found if argv]
    if not found:
        raise ReadmeError(f"the block '{name}' of README.md is empty")
    return found


def block(text, name):
    """The lines between the fences that follow the marker."""
    lines = [line.rstrip() for line in text.splitlines()]
    marker = f"<!-- demo: {name} -->"
    if lines.count(marker) != 1:
        raise ReadmeError(f"README.md has {lines.count(marker)} lines '{marker}', "
                          "where one is needed")
    rest = lines[lines.index(marker) + 1:]
    while rest and not rest[0]:
        rest.pop(0)
    if not rest or not rest[0].startswith("```"):
        raise ReadmeError(f"no fenced block follows '{marker}' in README.md")
    inside = []
    for line in rest[1:]:
        if line.startswith("```"):
            return inside
        inside.append(line)
    raise ReadmeError(f"the block '{name}' of README.md has no end")


def options(argv):
    """The name=value words of one command before its first keyword."""
    found = {}
    for word in argv[5:]:
        if "=" not in word:
            break
        name, value = word.split("=", 1)
        found[name] = value
    return found
