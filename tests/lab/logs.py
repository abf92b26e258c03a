# SPDX-License-Identifier: GPL-2.0-or-later
"""The nodes' logs as one: corosync's, pacemaker's and the syslog."""
import re

STAMP = re.compile(r"(\w{3}) +(\d+) (\d\d:\d\d:\d\d(?:\.\d+)?) ")
LOGS = ("corosync/corosync.log", "pacemaker/pacemaker.log", "messages")
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def merged(folders):
    """The lines of all logs in {node: its /var/log}, in order of time."""
    lines = []
    for node, folder in folders.items():
        for name in LOGS:
            lines += read(f"{folder}/{name}", node)
    return [line for _, line in sorted(lines, key=lambda one: one[0])]


def read(path, node):
    """((month, day, time), line) for each; a line without a time takes the
    time of the one before."""
    stamped, stamp = [], (0, 0, "")
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            for line in file:
                match = STAMP.match(line)
                if match and match[1] in MONTHS:
                    stamp = (MONTHS.index(match[1]), int(match[2]), match[3])
                stamped.append((stamp, with_name(line.rstrip("\n"), node)))
    except FileNotFoundError:
        pass
    return stamped


def with_name(line, node):
    """Corosync does not say which node it is on."""
    return line if f" {node} " in line else f"{line}   [{node}]"
