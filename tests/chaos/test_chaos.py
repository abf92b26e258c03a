#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Some fixed seeds of the chaos test."""
import os
import sys
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, ".."), os.path.join(HERE, "..", "demo")]

from closing import main  # noqa: E402
from run import by_seed  # noqa: E402
import report  # noqa: E402

FAULTS_S = 45


class Seeds(unittest.TestCase):
    def play(self, seed):
        result = by_seed(seed, FAULTS_S).run()
        self.assertEqual(result.violations(), [], report.text(result))
        self.assertEqual(result.trouble, "", report.text(result))
        self.assertGreater(result.counts()["acknowledged writes"], 100)
        return result

    def test_nothing_that_must_not_be_is_found_of_a_pair_with_fence_gaussha(self):
        result = self.play(348)
        self.assertEqual((len(result.nodes), result.title), (2, ", fence_gaussha"))

    def test_nothing_that_must_not_be_is_found_of_three_nodes_with_power_fencing(self):
        result = self.play(265)
        self.assertEqual((len(result.nodes), result.title), (3, ""))


if __name__ == "__main__":
    main()
