# SPDX-License-Identifier: GPL-2.0-or-later
"""What most tests of a cluster begin with: one lab for all cases of a class, with
the README's resources, keepers that can be asked, and a client that writes."""
import os
import unittest

from stage import Stage
import keepers


class Kept(unittest.TestCase):
    NAME, NODES, STAGE = "", 3, Stage

    @classmethod
    def setUpClass(cls):
        keepers.build()
        cls.stage = cls.STAGE(os.environ.get("LAB_NAME") or cls.NAME, nodes=cls.NODES)
        cls.addClassCleanup(cls.stage.lab.down)
        cls.addClassCleanup(cls.stage.drop_writer)
        cls.stage.set_up()
        cls.lab = cls.stage.lab
        cls.keepers = keepers.Keepers(cls.lab)
        cls.stage.begin_writing()
