# SPDX-License-Identifier: GPL-2.0-or-later
"""gs_ctl's options and its table of commands."""
import fcntl
import getopt
import os
import sys

from face import say, put

# Who takes pg_ctl.lock, and what the status is when another has it.
LOCKED_OUT = {"start": 0, "restart": 0, "failover": 1, "switchover": 1, "build": 1}

HEADERS = {
    "start": "gs_ctl started,datadir is {} ",
    "restart": "gs_ctl restarted ,datadir is {} ",
    "stop": "gs_ctl stopped ,datadir is {} ",
    "status": "gs_ctl status,datadir is {} ",
    "reload": "gs_ctl reload ,datadir is {} ",
    "query": "gs_ctl query ,datadir is {} ",
    "querybuild": "gs_ctl build query ,datadir is {} ",
    "failover": "gs_ctl failover ,datadir is {} ",
    "switchover": "gs_ctl switchover ,datadir is {} ",
    "notify": "gs_ctl notify ,datadir is {} ",
}

WORDS = {"f": "fast", "i": "immediate", "s": "smart"}


class Options:
    """What was asked for."""

    def __init__(self, verb, pairs):
        given = dict(pairs)
        self.verb = verb
        self.datadir = given.get("-D", os.environ.get("PGDATA", ""))
        self.role = given.get("-M")
        self.mode = given.get("-m", "fast")
        self.mode = WORDS.get(self.mode, self.mode)
        self.seconds = int(given.get("-t", "60"))
        self.wait = "-W" not in given
        self.term = int(given.get("-T", "1"))
        self.log = given.get("-l")
        self.server_options = given.get("-o", "")
        self.build = given.get("-b", "auto")
        self.conninfo = given.get("-C")
        self.quiet = "-q" in given
        self.lsn = given.get("-L")

    def path(self, name):
        return os.path.join(self.datadir, name)


def take_lock(options):
    """The descriptor, or -1 where another gs_ctl has it."""
    fd = os.open(options.path("pg_ctl.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return fd
    except OSError:
        os.close(fd)
        return -1


def command(verb):
    """Only the module that is needed is read: gs_ctl is called often."""
    if verb in ("start", "stop", "restart", "status", "reload"):
        import ctl_run as module
    elif verb in ("query", "querybuild"):
        import ctl_query as module
    elif verb in ("failover", "switchover", "notify"):
        import ctl_role as module
    elif verb == "build":
        import ctl_build as module
    else:
        return None
    return getattr(module, verb)


def main(arguments):
    try:
        pairs, words = getopt.gnu_getopt(
            arguments, "D:M:m:t:wWT:U:P:l:o:Z:b:r:C:qfL:", ["help", "version", "verify-commit"])
    except getopt.GetoptError as error:
        put(f"gs_ctl: {error}\nTry \"gs_ctl --help\" for more information.")
        return 1
    if ("--version", "") in pairs:
        put("gs_ctl (openGauss 6.0.2 build 6285c0ef) compiled at 2026-11-21 19:16:26 "
            "commit 0 last mr 8059 ")
        return 0
    verb = words[0] if words else ""
    act = command(verb)
    if act is None:
        say(f" unrecognized operation mode \"{verb}\"")
        return 1
    options = Options(verb, pairs)
    if not options.datadir:
        say(" no database directory specified and environment variable PGDATA unset")
        return 1
    if verb in HEADERS:
        say(HEADERS[verb].format(options.datadir))
    if not os.path.isdir(options.datadir):
        say(f" could not access directory \"{options.datadir}\": No such file or directory")
        return 1
    if verb not in LOCKED_OUT:
        return act(options)
    lock = take_lock(options)
    if lock < 0:
        say(f"Another gs_ctl command is still running,{verb} failed !")
        return LOCKED_OUT[verb]
    try:
        return act(options)
    finally:
        os.close(lock)
        sys.stdout.flush()
