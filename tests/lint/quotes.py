#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The pages for readers say only what is so: each sentence of a log that they
quote is in a source, and each link leads somewhere.

usage: tests/lint/quotes.py, from the top of the checkout

A quote is a line of a page below doc/ that begins with "> "; "..." in it stands
for what the program fills in.  It must be found in one string of a source, with
each of printf's conversions as "...".  A link is [text](target), or a path in
back-ticks with doc/ in front.
"""
import os
import re
import subprocess
import sys

ROOMS = ("ocf", "gauss", "cpg", "agents", "fencing", "cli")
STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*')
PIECE = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
CONVERSION = re.compile(r"%[-+ #0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|z|j|t)?[a-zA-Z]")
LINK = re.compile(r"\[[^\]]+\]\(([^)#\s]+)[^)]*\)")
PATH = re.compile(r"`(doc/[A-Za-z0-9_./-]+)`")
WORDS_MIN = 3


def listed(*patterns):
    done = subprocess.run(["git", "ls-files", "--cached", "--others",
                           "--exclude-standard", *patterns],
                          stdout=subprocess.PIPE, text=True, check=True)
    return [name for name in done.stdout.split() if os.path.exists(name)]


def read(name):
    with open(name, encoding="utf-8") as file:
        return file.read()


def sentences(source):
    """Every string of a C source, its pieces joined, "..." for conversions."""
    macros = re.sub(r'"\s+[A-Z_]+\s+"', "...", source)
    for match in STRING.finditer(macros):
        text = "".join(PIECE.findall(match[0])).replace('\\"', '"')
        yield CONVERSION.sub("...", text.replace("%%", "\0")).replace("\0", "%")


def outside_fences(text):
    """(number, line) of what is not in a fenced block."""
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            inside = not inside
        elif not inside:
            yield number, line


def quotes(text):
    return [(number, line[2:].strip()) for number, line in outside_fences(text)
            if line.startswith("> ")]


def links(text):
    for number, line in outside_fences(text):
        for target in LINK.findall(line):
            if "://" not in target:
                yield number, target, False
        for target in PATH.findall(line):
            yield number, target, True


def missing(name, text, known):
    """What is wrong with a page."""
    for number, quote in quotes(text):
        if len(quote.replace("...", " ").split()) < WORDS_MIN:
            yield f"{name}:{number}: \"{quote}\" is too short to be looked for"
        elif not any(quote in sentence for sentence in known):
            yield f"{name}:{number}: no source says \"{quote}\""
    for number, target, from_top in links(text):
        path = target if from_top else os.path.join(os.path.dirname(name), target)
        if not os.path.exists(path):
            yield f"{name}:{number}: there is no {target}"


def main():
    known = {sentence for name in listed("*.c", "*.h") if name.startswith(ROOMS)
             for sentence in sentences(read(name))}
    pages = listed("README.md", "doc/*.md", "packaging/*.md", "tests/*.md")
    wrong = [line for name in pages for line in missing(name, read(name), known)]
    if not any(quotes(read(name)) for name in pages):
        wrong.append("no page quotes anything: is this the right directory?")
    print("\n".join(wrong), end="\n" if wrong else "")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
