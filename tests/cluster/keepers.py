# SPDX-License-Identifier: GPL-2.0-or-later
"""Keepers in the lab, and what a test asks of them."""
import json
import os
import subprocess

HERE = os.path.dirname(os.path.realpath(__file__))
CHECKOUT = os.path.dirname(os.path.dirname(HERE))
BUILT = f"{CHECKOUT}/build/cluster"
KEEPER = "/usr/sbin/gausshad"
TOOLS = {
    "ask": ("cpg/client.c", "ocf/why.c", "ocf/moment.c", "-lqb"),
    "shout": ("cpg/group.c", "cpg/wire.c", "ocf/why.c", "-lcpg", "-lcorosync_common"),
}


def build():
    """The tools that speak to keepers, from the product's own sources."""
    os.makedirs(BUILT, exist_ok=True)
    for tool, needs in TOOLS.items():
        subprocess.run(["cc", "-std=gnu11", "-D_GNU_SOURCE", "-O1", "-I.",
                        f"tests/cluster/{tool}.c", *needs, "-o", f"{BUILT}/{tool}"],
                       cwd=CHECKOUT, check=True)


class Keepers:
    """Of a lab that is up."""

    def __init__(self, lab, database="db"):
        self.lab = lab
        self.database = database
        self.tools = {tool: lab.add_tool(f"{BUILT}/{tool}") for tool in TOOLS}

    def start(self, *nodes):
        """Returns when they say that they serve."""
        for node in nodes:
            self.lab.exec_(node, "systemctl", "start", "gausshad", check=True)

    def stop(self, node):
        """It stays ended; one that is killed is started again by its service."""
        self.lab.exec_(node, "systemctl", "stop", "gausshad", check=True, timeout=30)

    def signal(self, node, name):
        """To the keeper alone, not to its hands and its scribe."""
        self.lab.exec_(node, "sh", "-c",
                       f'kill -{name} "$(pgrep -x gausshad | head -n 1)"', check=True)

    def ask(self, node, request, *values):
        """(word, term, sentence, text); ("no-keeper", ...) when there is none."""
        out = self.lab.exec_(node, self.tools["ask"], request, self.database, *values).stdout
        line, _, text = out.partition("\n")
        word, term, sentence = (line.split(" ", 2) + ["", ""])[:3]
        return word, int(term or 0), sentence, text

    def status(self, node):
        """The database as that node's keeper has it; None when it has none."""
        word, _, _, text = self.ask(node, "status")
        if word != "done":
            return None
        return json.loads(text)["databases"][0]

    def view(self, node):
        """The members of the active view there; () without one."""
        status = self.status(node)
        if status is None or not status["view"]["active"]:
            return ()
        return tuple(status["record"]["members"])

    def have_view(self, nodes):
        """True when all of these nodes, and only they, are in one view."""
        ids = tuple(int(node[1:]) for node in nodes)
        return all(self.view(node) == ids for node in nodes)

    def wait_for_view(self, *nodes, timeout=15):
        self.lab.wait_until(lambda: self.have_view(nodes), timeout,
                            f"the keepers of {', '.join(nodes)} have a view")

    def said(self, node, *words):
        """Lines of this keeper's log that have all these words."""
        logs = self.lab.logs([node])
        lines = logs.splitlines() if isinstance(logs, str) else logs
        return [line for line in lines
                if "gausshad" in line and all(word in line for word in words)]
