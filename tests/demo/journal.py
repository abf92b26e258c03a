# SPDX-License-Identifier: GPL-2.0-or-later
"""Follows a writer's journal while it grows (the format: tests/writer/history.h)."""


class Follower:
    """Knows, for what the journal held when last looked at, how far it is."""

    def __init__(self, path):
        self.path = path
        self.offset = 0
        self.rest = ""
        self.begun = {}  # (session, seq) of open attempts: begun, in ms
        self.acknowledged = 0
        self.newest = 0  # begun, in ms, of the youngest acknowledged attempt

    def look(self):
        """Reads what was added; returns self."""
        try:
            with open(self.path, encoding="utf-8", errors="replace") as file:
                file.seek(self.offset)
                text = self.rest + file.read()
                self.offset = file.tell()
        except FileNotFoundError:
            return self
        *lines, self.rest = text.split("\n")
        for line in lines:
            self.take(line.split(" ", 4))
        return self

    def take(self, words):
        if len(words) < 4:
            return
        attempt = (words[1], words[2])
        if words[0] == "try":
            self.begun[attempt] = int(words[3])
            return
        begun = self.begun.pop(attempt, 0)
        if words[0] == "ok":
            self.acknowledged += 1
            self.newest = max(self.newest, begun)
