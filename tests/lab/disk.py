# SPDX-License-Identifier: GPL-2.0-or-later
"""A disk of a node's own, which can be full while the host's is not: a file, seen
as a device while the node is on."""
import contextlib
import os
import subprocess
import time

from nodefiles import OMM_ID
from switch import LabError

LEFT_S = 20


@contextlib.contextmanager
def attached(path, megabytes):
    """The device, to be mounted meanwhile, or None for no megabytes; made once.
    The kernel lets go of it when the node that mounted it is off."""
    if not megabytes:
        yield None
        return
    if not os.path.exists(path):
        with open(path, "wb") as file:
            file.truncate(megabytes * 1024 * 1024)
        run("mkfs.ext4", "-q", "-m", "0", "-E", f"root_owner={OMM_ID}:{OMM_ID}", path)
    await_left(path)
    device = run("losetup", "--find", "--show", path)
    try:
        yield device
    finally:
        run("losetup", "--detach", device)


def await_left(path):
    """Until the boot before has let go of it."""
    end = time.monotonic() + LEFT_S
    while run("losetup", "--associated", path):
        if time.monotonic() > end:
            raise LabError(f"after {LEFT_S} s {path} is still in use")
        time.sleep(0.01)


def run(*command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise LabError(f"{command[0]}: {done.stdout.strip()}")
    return done.stdout.strip()
