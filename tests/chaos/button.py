# SPDX-License-Identifier: GPL-2.0-or-later
"""The power button: the lab's fencing switches off, and what nobody keeps off is
switched on again some seconds later, as a fence device that reboots would."""
import contextlib
import threading
import time

from stage import LabError

LOOK_S, OFF_S = 0.5, 4.0


class Button:
    """held(node): is it to stay off?"""

    def __init__(self, lab, held):
        self.lab, self.held = lab, held
        self.since = {}
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()

    def run(self):
        while not self.ended.wait(LOOK_S):
            for node in self.lab.nodes():
                self.tend(node)

    def tend(self, node):
        if self.lab.is_on(node) or self.held(node):
            self.since.pop(node, None)
        elif time.monotonic() - self.since.setdefault(node, time.monotonic()) > OFF_S:
            # It may be fenced again while it starts.
            with contextlib.suppress(LabError):
                self.lab.power_on(node)
