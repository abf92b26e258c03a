#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Some fixed seeds of the chaos test."""
import os
import sys
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, ".."), os.path.join(HERE, "..", "demo")]

from closing import main  # noqa: E402
from run import Chaos  # noqa: E402
import report  # noqa: E402

FAULTS_S = 30


class Seeds(unittest.TestCase):
    def play(self, seed, nodes, synchronous):
        result = Chaos(seed, FAULTS_S, nodes, synchronous=synchronous).run()
        self.assertEqual(result.violations(), [], report.text(result))
        self.assertEqual(result.trouble, "", report.text(result))
        self.assertGreater(result.counts()["acknowledged writes"], 100)

    def test_nothing_that_must_not_be_is_found_on_three_nodes(self):
        self.play(1, 3, 1)

    def test_nothing_that_must_not_be_is_found_on_four_nodes(self):
        self.play(4, 4, 2)


if __name__ == "__main__":
    main()
