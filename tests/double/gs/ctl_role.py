# SPDX-License-Identifier: GPL-2.0-or-later
"""failover, switchover, notify: a file in the data directory, SIGUSR1, and a
look at the role once a second."""
import os
import struct
import time
from _signal import SIGUSR1  # signal.py costs as much as all else

import face
from face import PidFile, put, say
from ctl_query import check_process

STANDBYS = ("Standby", "Cascade Standby", "Main Standby")


def write_term(options):
    with open(options.path("term_file"), "wb") as file:
        file.write(struct.pack("<I", options.term))
    os.chmod(options.path("term_file"), 0o600)


def leave_file(options, name, content=b""):
    fd = os.open(options.path(name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.write(fd, content)
    os.close(fd)


def signal_server(pid):
    try:
        os.kill(pid, SIGUSR1)
    except ProcessLookupError:
        pass


def failover(options):
    write_term(options)
    say(f"failover term ({options.term})")
    pid_file = PidFile(options.datadir)
    if not check_process(options, pid_file):
        return 1
    role = face.local_role(options.datadir)
    if role == "Primary":
        say(f" failover completed ({options.datadir})")
        return 0
    if role not in STANDBYS:
        say(" cannot failover server; server is not in standby or cascade standby mode")
        return 1
    wanted = "Standby" if role == "Cascade Standby" else "Primary"
    say(" waiting for server to failover...")
    for count in range(options.seconds):
        if wanted == "Primary" or count == 0:
            leave_file(options, "failover")
            signal_server(pid_file.pid)
        time.sleep(1.0)
        put(".", end="")
        if face.local_role(options.datadir) == wanted and (
                wanted == "Primary" or count > 0):
            put("")
            say(" done")
            say(f" failover completed ({options.datadir})")
            return 0
    put("")
    say(f" failover timeout after {options.seconds} seconds. please manually check the "
        "cluster status or backtrack log.")
    say(f" failover failed ({options.datadir})")
    return 1


def switchover(options):
    write_term(options)
    say(f"switchover term ({options.term})")
    pid_file = PidFile(options.datadir)
    if not check_process(options, pid_file):
        return 1
    role = face.local_role(options.datadir)
    if role == "Primary":
        say(f"switchover completed ({options.datadir})")
        return 0
    if role not in STANDBYS:
        say(" cannot switchover server; server is not in standby or cascade standby mode")
        return 1
    say("waiting for server to switchover...", end="")
    leave_file(options, "switchover", struct.pack("<i", 3))
    signal_server(pid_file.pid)
    for count in range(options.seconds):
        time.sleep(1.0)
        put(".", end="")
        # It never looks before five seconds are over.
        if count >= 4 and face.local_role(options.datadir) == "Primary":
            put("")
            say("done")
            say(f"switchover completed ({options.datadir})")
            return 0
    leave_file(options, "switchover_timeout")
    signal_server(pid_file.pid)
    put("")
    say("\n switchover timeout after "
        f"{options.seconds} seconds. please manually check the cluster status or backtrack log.")
    return 0


NOTIFIED = {"primary": "Primary", "standby": "Standby", "cascade_standby": "Cascade Standby"}


def notify(options):
    pid_file = PidFile(options.datadir)
    if not check_process(options, pid_file):
        return 1
    role = face.local_role(options.datadir)
    if options.role not in NOTIFIED or not (
            role == "Pending" or (role == "Normal" and options.role == "primary")):
        say(" only support notify server in pending mode; or notify server to primary in "
            "normal mode", end="")
        return 1
    if options.role == "primary":
        write_term(options)
        say(f"notify primary term ({options.term})", end="")
    leave_file(options, options.role)
    signal_server(pid_file.pid)
    say("waiting for server to response... ", end="")
    wanted = NOTIFIED[options.role]
    if face.wait_until(lambda: face.local_role(options.datadir) == wanted,
                       options.seconds, 0.01):
        say("done", end="")
        say(f"notify server completed, mode change to {wanted}")
        return 0
    say("notify server timeout", end="")
    return 1
