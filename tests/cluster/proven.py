# SPDX-License-Identifier: GPL-2.0-or-later
"""A cluster whose only fence device is fence_gaussha."""
from stage import Stage


class Proven(Stage):
    """No power switch."""

    def start_lab(self):
        self.lab.down()
        self.lab.up(self.count, token=1000, fence=False, watchdog=self.watchdog, wait=False,
                    properties={"stonith-enabled": "true"})

    def create_resources(self, told=lambda argv: None):
        self.lab.exec_("n1", "pcs", "stonith", "create", "fence", "fence_gaussha",
                       check=True)
        super().create_resources(told)


class Guarded(Proven):
    """A keeper that hangs costs its node."""
    watchdog = True
