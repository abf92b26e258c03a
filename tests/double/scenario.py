# SPDX-License-Identifier: GPL-2.0-or-later
"""A set of instances taken through a story, and captures replayed on it.

captures/ has one file a command: the command, its output, its exit status.
Numbers that differ from run to run are masked on both sides.
"""
import difflib
import os
import re
import threading
import traceback

import bed as beds

CAPTURES = os.path.join(beds.HERE, "captures")

MASKS = [(re.compile(pattern, re.M), mask) for pattern, mask in (
    (r"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\]\[\d+\]\[[^\]]*\]", "[T][P][N]"),
    (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00", "TIME"),
    (r"^\d\d:\d\d:\d\d\.\d+$", "TIME"),
    (r"\w{3} \w{3} +\d+ \d\d:\d\d:\d\d \d{4}", "DATE"),
    (r"\b[0-9A-F]{1,8}/[0-9A-F]{4,8}\b", "LSN"),
    (r"127\.0\.0\.1:\d+", "HOST:PORT"),
    (r"\.s\.PGSQL\.\d+", ".s.PGSQL.PORT"),
    (r"/tmp:\d+", "/tmp:PORT"),
    (r"port\(\d+\)", "port(PORT)"),
    (r"\(PID: \d+\)", "(PID: N)"),
    (r"process \d+", "process N"),
    (r"waitpid \d+", "waitpid N"),
    (r"(pid +[:|] )\d+", r"\1N"),
    (r"(client_port +\| )\d+", r"\1N"),
    (r"(txid_current +\| )\d+", r"\1N"),
    (r"^-\[ RECORD (\d+) \][-+]*$", r"-[ RECORD \1 ]"),
    (r"(system_identifier +\| )\d+", r"\1N"),
    (r"(Database system identifier: +)\d+", r"\1N"),
    (r"(sender_pid +: )\d+", r"\1N"),
    (r"^Progress: .*$", "Progress"),
    (r"\b(omm|postgres)\b", "OWNER"),
    (r"port \d{4,5}", "port PORT"),
    (r"(port=)\d+", r"\1PORT"),
    (r"shut down\.+", "shut down..."),
    (r"(?<!\n)(\[exit code)", r"\n\1"),
    (r"\[exit code (\d+)(; elapsed [0-9.]+ s)?\]", r"[exit code \1]"),
    (r"workdir is \([^)]*\)", "workdir is (DIR)"),
)]


def masked(text, directories):
    for path, name in directories:
        text = text.replace(path, name)
    for pattern, mask in MASKS:
        text = pattern.sub(mask, text)
    return [line.rstrip("\n") for line in text.strip("\n").split("\n")]


class Scenario(threading.Thread):
    """A set of instances, taken through a story; one thread."""

    def __init__(self, bed, names, ports, story):
        super().__init__()
        self.bed, self.names, self.ports, self.story = bed, names, ports, story
        self.results = []

    def run(self):
        try:
            self.story(self)
        except Exception:  # pylint: disable=broad-except
            self.note(f"the story {self.story.__name__} goes to its end", False,
                      traceback.format_exc())

    def note(self, sentence, good, detail=""):
        self.results.append((sentence, good, detail))

    def translated(self, command):
        """The capture's command, on this scenario's directories and ports."""
        for old in ("dn1", "dn2", "dn3"):
            command = re.sub(rf"/data/(t1/)?{old}\b",
                             self.bed.path(self.names.get(old, old)), command)
            command = command.replace(f"/var/log/omm/{old}", self.bed.path(f"{old}.out"))
        command = command.replace("/data/single", self.bed.path("single"))
        for old, new in self.ports.items():
            command = re.sub(rf"\b{old}\b", str(new), command)
            command = command.replace(f"PGSQL.{old // 10}", f"PGSQL.{new // 10}")
        return command

    def directories(self):
        ours = [(self.bed.path(self.names[name]), f"/data/{name}") for name in self.names]
        return ours + [(self.bed.path("single"), "/data/single"),
                       (self.bed.home, "/opt/openGauss"), ("/data/t1/", "/data/")]

    def replay(self, name, subset=False, drop=(), **more):
        """Runs the capture's command and compares.  subset: each of our lines
        must be there, in that order, but not each of its lines with us.
        drop: patterns of lines that neither side is asked for."""
        path = os.path.join(CAPTURES, name + ".txt")
        with open(path, encoding="utf-8") as file:
            first, _, rest = file.read().partition("\n")
        command = self.translated(first[2:])
        output, status = self.bed.shell(command, **more)
        if command.startswith("timeout ") and status == 137:
            output += "Killed\n"
        wanted = masked(rest, self.directories())
        got = masked(f"{output}[exit code {status}]", self.directories())
        for pattern in drop:
            wanted = [line for line in wanted if not re.search(pattern, line)]
            got = [line for line in got if not re.search(pattern, line)]
        self.judge(name, wanted, got, subset)

    def judge(self, name, wanted, got, subset):
        if subset:
            at, missing = 0, []
            for line in got:
                if line in wanted[at:]:
                    at += wanted[at:].index(line) + 1
                else:
                    missing.append(line)
            self.note(name, not missing, "\n".join(
                ["lines that are not in the capture, or not there:", *missing]))
            return
        self.note(name, wanted == got, "\n".join(
            difflib.unified_diff(wanted, got, "captured", "double", lineterm="")))

    def expect(self, sentence, condition, detail=""):
        self.note(sentence, bool(condition), str(detail))

    # Where things are, in the words of the captures.
    def port(self, name):
        return self.ports[{"dn1": 15400, "dn2": 15420, "dn3": 15440}[name]]

    def directory(self, name):
        return self.bed.path(self.names[name])

    def ctl(self, text):
        return self.bed.shell("gs_ctl " + self.translated(text))

    def await_normal(self, *names):
        for name in names:
            self.bed.await_state(self.port(name), "Standby|Normal|Normal")
