#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The quick starts, followed to the letter in the lab: the pages' own commands on
the nodes that they name, and what they say will be seen.

The nodes are as a new host is: no corosync.conf, no CIB, no key, nothing runs.
"""
import os
import sys
import time
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
CHECKOUT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [HERE, f"{CHECKOUT}/tests/lab", f"{CHECKOUT}/tests", f"{CHECKOUT}/tests/demo"]
import crm  # noqa: E402
import page  # noqa: E402
from closing import main  # noqa: E402
from cluster import Lab, LabError  # noqa: E402
from substitutions import Substitutions  # noqa: E402

COMMAND_S, SEEN_S, LOOK_S = 120, 90, 0.5
# What gives the database another primary.
MOVES = ("gaussha switchover", "kill -9 ")
# What a lab gives its nodes, and a page begins without.
FOREIGN = ("/etc/corosync/corosync.conf", "/etc/corosync/authkey",
           "/etc/pacemaker/authkey", "/var/lib/pacemaker/cib/cib.xml")


class Reader:
    """Types what a page says, and looks at what it says."""

    def __init__(self, lab, substitutions):
        self.lab = lab
        self.substitutions = substitutions

    def bare(self, count):
        self.lab.down()
        self.lab.up(count, cluster=False, keeper=False, watchdog=True)
        for node in self.lab.nodes():
            self.lab.exec_(node, "rm", "-f", *FOREIGN, check=True)

    def type_(self, node, user, command):
        return self.lab.exec_(node, "bash", "-lc", command, user=user,
                              timeout=COMMAND_S)

    def need(self, block, node, command):
        done = self.type_(node, block.user, command)
        if done.returncode != 0:
            raise LabError(f"line {block.line}, {node}: '{command}' ended with status "
                           f"{done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    def see(self, block, node, command, printed):
        """The last command is asked again until it shows what it should."""
        end = time.monotonic() + SEEN_S
        while (missing := page.unseen(block.shows, printed)) is not None:
            if time.monotonic() > end:
                raise LabError(f"line {block.line}, {node}: '{command}' does not show "
                               f"'{missing}':\n{printed}")
            time.sleep(LOOK_S)
            printed = self.type_(node, block.user, command).stdout

    def primary(self):
        """The one node that Pacemaker shows as Promoted, or None."""
        seen = self.lab.exec_("n1", "crm_mon", "-1", "--output-as=xml").stdout
        found = crm.parse(seen).nodes_of("db", "Promoted")
        return found[0] if len(found) == 1 else None

    def nodes_of(self, block):
        if block.where == "all":
            return self.lab.nodes()
        return [self.primary() if block.where == "primary" else block.where]

    def follow(self, block):
        """A command that moves the primary has moved it when the block is done."""
        moves = any(command.startswith(MOVES) for command in block.commands)
        old = self.primary() if moves else None
        self.type_all(block)
        if moves:
            self.lab.wait_until(lambda: self.primary() not in (None, old), SEEN_S,
                                f"line {block.line}: another than {old} is the primary")

    def type_all(self, block):
        for node in self.nodes_of(block):
            printed, command = "", ""
            for typed in block.commands:
                command = self.substitutions.of(typed)
                if command:
                    printed = self.need(block, node, command)
            self.see(block, node, command, printed)


def blocks_of(name):
    with open(f"{CHECKOUT}/doc/{name}", encoding="utf-8") as file:
        return page.blocks(file.read())


class QuickStarts(unittest.TestCase):
    substitutions = Substitutions()

    def follow(self, name, count):
        with Lab(name.removesuffix(".md")) as lab:
            reader = Reader(lab, self.substitutions)
            reader.bare(count)
            try:
                for block in blocks_of(name):
                    begun = time.monotonic()
                    reader.follow(block)
                    print(f"line {block.line}, {block.where}: "
                          f"{time.monotonic() - begun:.1f} s", flush=True)
            except LabError:
                with open(f"{CHECKOUT}/build/{name}.log", "w", encoding="utf-8") as log:
                    log.writelines(f"{line}\n" for line in lab.logs())
                raise
        return self.substitutions

    def test_a_pair_is_set_up_switched_over_and_outlives_a_kill_as_its_page_says(self):
        self.follow("quick-start-pair.md", 2)

    def test_three_nodes_are_set_up_switched_over_and_outlive_a_kill_as_their_page_says(self):
        self.follow("quick-start-three.md", 3)

    def test_every_substitution_is_of_a_command_that_a_page_has(self):
        substitutions = Substitutions()
        for name in ("quick-start-pair.md", "quick-start-three.md"):
            for block in blocks_of(name):
                for command in block.commands:
                    substitutions.of(command)
        self.assertEqual(substitutions.unused(), [])


if __name__ == "__main__":
    main()
