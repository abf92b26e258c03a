# SPDX-License-Identifier: GPL-2.0-or-later
"""build: full, incremental, auto, standby_full, check.

The bytes come by pg_basebackup in every mode; what differs is what openGauss
demands before, leaves behind and says.
"""
import os
import shutil
import subprocess
import time

import ctl_run
import face
from face import PidFile, put, say

NAMES = {"full": "full build", "incremental": "incremental build", "auto": "auto build",
         "standby_full": "standby full build", "check": "build check"}
# What the fixed waits of a real build come to.
WAIT_S = float(os.environ.get("GAUSSDB_BUILD_WAIT_S", "4"))

KEPT = {"pg_log", "pg_location", "postgresql.conf", "postgresql.conf.lock",
        "postgresql.conf.bak", "postgresql.conf.guc.bak", "pg_ctl.lock",
        "build_completed.start", "gs_build.pid", "postmaster.opts", "gaussdb.state",
        "rewind_lable", "gs_gazelle.conf", "pg_hba.conf.old", ".double"}
# Of the source's files these never arrive.
LEFT_BEHIND = {"postgresql.conf", "postmaster.opts", "postmaster.pid", "gaussdb.state",
               "gs_build.pid", "term_file", "disable_conn_file", "failover", "switchover",
               "standby.signal", "pg_log", "pg_location", "pg_ctl.lock", "rewind_lable",
               "build_completed.done", "build_completed.start", "postgresql.auto.conf",
               "postgresql.conf.lock", "gs_gazelle.conf", "current_logfiles",
               "full_backup_label", "backup_manifest", "log"}
BUILDING, DONE = 7, 100
FULL, INCREMENTAL = 2, 3


def note_pid(options, pid):
    path = options.path("gs_build.pid")
    for word in ("fopen", "fprintf", "fsync"):
        if word == "fprintf":
            with open(path, "w", encoding="ascii") as file:
                file.write(str(pid))
            os.chmod(path, 0o600)
        say(f"{word} build pid file \"{path}\" success")


def note_state(options, mode, done=0, total=0):
    """Building, in gaussdb.state, where querybuild looks."""
    percent = done * 100 // total if total else 0
    left = -1 if percent == DONE else 0
    face.write_state(options.datadir, [
        3, len(face.peers(options.datadir)), BUILDING, False, 0, 0, mode, done, total,
        percent, left, 0, 0])


def touch(options, name):
    os.close(os.open(options.path(name), os.O_WRONLY | os.O_CREAT, 0o600))


def remove(options, name):
    try:
        os.unlink(options.path(name))
    except FileNotFoundError:
        pass


# --- before

def may_stop(options):
    """A primary, or what does not say what it is, is not built over."""
    role = face.local_role(options.datadir)
    if role not in ("Standby", "Cascade Standby") and not options.conninfo:
        say(f"The local server run as {role},build cannot be executed.")
        return False
    return True


def stop_server(options, mode):
    pid_file = PidFile(options.datadir)
    if not (pid_file.valid and pid_file.alive() and pid_file.ours()):
        ctl_run.kill_by_force(options)
        remove(options, "postmaster.pid")
        return True
    if not may_stop(options):
        return False
    try:
        os.kill(pid_file.pid, 3 if mode == "immediate" else 2)
    except ProcessLookupError:
        pass
    put("waiting for server to shut down...", end="")
    if not ctl_run.wait_for_end(options, pid_file, True):
        put(" failed")
        ctl_run.kill_by_force(options)
        remove(options, "postmaster.pid")
        return True
    put(" done\nserver stopped")
    return True


# --- the source

def conninfo_peer(text):
    return dict(word.split("=", 1) for word in text.split() if "=" in word)


def identity(peer):
    """role, term, system id of a peer's HA port; None where it is silent."""
    try:
        session = face.Session(peer["remotehost"], int(peer["remoteport"]),
                               face.owner_name(), 3.0, replication=True)
        rows = session.query("SHOW gaussface.identity")
        session.close()
        role, term, system = rows[0][0].split()
        return int(role), int(term), system
    except (face.SqlError, ValueError, IndexError, KeyError):
        return None


def find_source(options, wanted, prefix=""):
    """The first peer in the wanted roles with a term of at least -T."""
    say("Get repl_auth_mode is  and repl_uuid is ")
    return look_for_source(options, wanted, lambda text: say(prefix + text))


def look_for_source(options, wanted, tell):
    candidates = face.peers(options.datadir)
    if options.conninfo:
        candidates = [conninfo_peer(options.conninfo)]
    for peer in candidates:
        found = identity(peer)
        fits = found is not None and found[0] in wanted and found[1] >= options.term
        tell(f"build try host({peer['remotehost']}) port({peer['remoteport']}) "
             f"{'success' if fits else 'failed'}")
        if fits:
            return peer
    return None


# --- the bytes

def bar(percent, text):
    filled = "=" * (percent // 2)
    put(f"Progress: [{filled:<50}] {percent}% {text} ", end="")


# pg_basebackup's receiver of WAL answers the sender only between its writes, and a
# host whose disk stalls for the server's wal_sender_timeout would lose its build.
PATIENT = "-c wal_sender_timeout=60s"


def receive(options, peer, mode, words):
    """pg_basebackup into a directory of its own inside; its path, or None."""
    target = options.path(".double_new")
    shutil.rmtree(target, ignore_errors=True)
    child = subprocess.Popen(  # pylint: disable=consider-using-with
        [os.path.join(face.POSTGRES_BIN, "pg_basebackup"), "-D", target, "-X", "stream",
         "-c", "fast", "-P", "--no-manifest", "--no-sync", "-d",
         f"host={peer['remotehost']} port={peer['remoteport']} user={face.owner_name()} "
         "application_name=gs_ctl connect_timeout=5"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, bufsize=0,
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin", "PGOPTIONS": PATIENT})
    verb, _ = words
    put(f"Begin {verb}ing files ")
    total, shown, text = 0, -1, b""
    while True:
        more = child.stderr.read(256)
        if not more:
            break
        text = (text + more)[-400:]
        counts = [part for part in text.decode(errors="replace").split() if "/" in part]
        if counts and counts[-1].replace("/", "").isdigit() and "/" in counts[-1].strip("/"):
            done, total = (int(number) for number in counts[-1].split("/"))
            percent = min(done * 100 // total, DONE) if total else 0
            if percent // 30 != shown // 30 or percent == DONE != shown:
                shown = percent
                bar(percent, f"({done}/{total}KB). {words[1]}")
                note_state(options, mode, done, total)
    put(f"\nFinish {verb}ing files ")
    if child.wait() != 0:
        say(f"could not receive the files: {text.decode(errors='replace').strip()}")
        return None
    return target


def clear(options):
    for name in os.listdir(options.datadir):
        path = options.path(name)
        if name in KEPT:
            continue
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path, ignore_errors=True)
        else:
            os.unlink(path)


def move_in(options, source):
    """Puts what was received in place of what is there."""
    for name in os.listdir(source):
        path = options.path(name)
        if name in LEFT_BEHIND or name == ".double":
            continue
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        os.rename(os.path.join(source, name), path)
    term = os.path.join(source, ".double", "term")
    if os.path.exists(term):
        os.makedirs(options.path(".double"), mode=0o700, exist_ok=True)
        os.rename(term, options.path(".double/term"))
    shutil.rmtree(source, ignore_errors=True)
    remove(options, "term_file")
    if not os.path.lexists(options.path("pg_xlog")):
        os.symlink("pg_wal", options.path("pg_xlog"))
    for name in ("pg_log", "pg_location"):
        os.makedirs(options.path(name), mode=0o700, exist_ok=True)


def keep_hba(options):
    if os.path.exists(options.path("pg_hba.conf")) and \
            not os.path.exists(options.path("pg_hba.conf.old")):
        shutil.copy(options.path("pg_hba.conf"), options.path("pg_hba.conf.old"))
    with open(options.path("rewind_lable"), "w", encoding="ascii") as file:
        file.write(str(int(time.time())))


def rest(seconds):
    time.sleep(max(seconds, 0))


# --- the modes

def full(options, name, roles, prefix=""):
    say(f"current workdir is ({os.getcwd()}).")
    say(f"set gaussdb state file when {name} build:db state(BUILDING_STATE), server "
        "mode(STANDBY_MODE), build mode(FULL_BUILD).")
    note_state(options, FULL)
    face.take_node_name(options.datadir)
    peer = find_source(options, roles, prefix=prefix)
    if peer is None:
        say("could not connect to server, please check the replconninfo")
        return False
    say("connected to server success, build started.")
    keep_hba(options)
    touch(options, "build_completed.start")
    clear(options)
    say("clear old target dir success")
    say("create build tag file success")
    say("create build tag file again success")
    say("get system identifier success")
    say("create backup label success")
    say("begin build tablespace list")
    say("finish build tablespace list")
    say("begin get xlog by xlogstream")
    say("starting background WAL receiver")
    say("starting walreceiver")
    say("begin receive tar files")
    look_for_source(options, roles, lambda text: say(prefix + text))
    say("check identify system success")
    source = receive(options, peer, FULL, ("Receiv", "(1/1)tablespaces. Receive files"))
    if source is None:
        return False
    say("waiting for background process to finish streaming...")
    rest(WAIT_S)
    say("starting fsync all files come from source.")
    move_in(options, source)
    say("finish fsync all files.")
    say("build dummy dw file success")
    finish(options)
    say("rename build status file success")
    say(f"{name} build completed({options.datadir}).")
    return True


def finish(options):
    os.rename(options.path("build_completed.start"), options.path("build_completed.done"))
    remove(options, "pg_hba.conf.old")


def rewind_fails(options):
    """What makes an incremental build give up at once."""
    if os.path.exists(options.path("build_completed.start")):
        return "last build uncompleted, change to full build."
    if os.path.exists(options.path("backup_label")):
        return "the cluster needs to recover from the latest backup first."
    if not os.path.exists(options.path("global/pg_control")):
        return "could not open file \"global/pg_control\" for reading."
    return None


def system_id(options):
    done = subprocess.run(
        [os.path.join(face.POSTGRES_BIN, "pg_controldata"), options.datadir],
        stdout=subprocess.PIPE, text=True, check=False, env={"LC_ALL": "C"})
    for line in done.stdout.splitlines():
        if line.startswith("Database system identifier:"):
            return line.split(":")[1].strip()
    return ""


def fatal(text):
    say(f"{text} \n \ngs_rewind receive FATAL, it will exit", program="gs_rewind")
    say("inc build failed.")


def may_query(peer):
    """gs_rewind also talks SQL, as an ordinary user of the source's hba."""
    try:
        face.Session(peer["remotehost"], int(peer["remoteport"]), face.owner_name(), 3.0,
                     name="gs_rewind").close()
        return True
    except face.SqlError as error:
        say(f"could not connect to server: {error}", program="gs_rewind")
        return False


def rewind(options):
    face.take_node_name(options.datadir)
    peer = find_source(options, (1, 2))
    if peer is None:
        say("inc build failed.")
        return False
    reason = rewind_fails(options)
    if reason:
        fatal(reason)
        return False
    say("set gaussdb state file when incremental build:db state(BUILDING_STATE), server "
        "mode(STANDBY_MODE), build mode(INC_BUILD).", program="gs_rewind")
    note_state(options, INCREMENTAL)
    if not may_query(peer):
        say("inc build failed.")
        return False
    say(f"connected to server: host={peer['remotehost']} port={peer['remoteport']} "
        "dbname=postgres application_name=gs_rewind connect_timeout=5  rw_timeout=600",
        program="gs_rewind")
    say("connect to primary success", program="gs_rewind")
    say("get pg_control success", program="gs_rewind")
    if identity(peer)[2] != system_id(options):
        fatal("source and target clusters are from different systems")
        return False
    say("sanityChecks success", program="gs_rewind")
    say("find diverge point success", program="gs_rewind")
    keep_hba(options)
    touch(options, "build_completed.start")
    say("starting background WAL receiver", program="gs_rewind")
    source = receive(options, peer, INCREMENTAL, ("fetch", "fetch files"))
    if source is None:
        say("inc build failed.")
        return False
    say("execute file map success", program="gs_rewind")
    say("waiting for background process to finish streaming...", program="gs_rewind")
    rest(WAIT_S)
    move_in(options, source)
    say("create backup label success", program="gs_rewind")
    finish(options)
    say("dn incremental build completed.", program="gs_rewind")
    return True


def incremental(options):
    for _ in range(3):
        if rewind(options):
            return True
    return False


def check(options):
    say(f"current workdir is ({os.getcwd()}).")
    face.take_node_name(options.datadir)
    peer = find_source(options, (1, 2))
    if peer is None:
        say(f"build check failed({options.datadir}).", program="gs_rewind")
        return False
    say(f"connected to server: host={peer['remotehost']} port={peer['remoteport']} "
        "dbname=postgres application_name=gs_rewind connect_timeout=5 rw_timeout=600",
        program="gs_rewind")
    say("connect to primary success", program="gs_rewind")
    reason = rewind_fails(options)
    if reason:
        say(f"{reason}\n \ngs_rewind receive FATAL, it will exit", program="gs_rewind")
        say("Build check result : full build", program="gs_rewind")
        say(f"build check failed({options.datadir}).", program="gs_rewind")
        return False
    verdict = "incremental build"
    if identity(peer)[2] != system_id(options):
        verdict = "full build"
    say("sanityChecks success", program="gs_rewind")
    say(f"Build check result : {verdict}", program="gs_rewind")
    say(f"build check completed({options.datadir}).", program="gs_rewind")
    return True


def carry_out(options, mode):
    if mode == "full":
        return full(options, "full build", (1, 2))
    if mode == "standby_full":
        return full(options, "standby full build", (3,) if not options.conninfo else (1, 2, 3),
                    "standby ")
    if mode == "check":
        return check(options)
    if incremental(options):
        return True
    if mode == "incremental":
        return False
    if look_for_source(options, (1, 2), lambda text: None) is None:
        return False
    say("inc build failed, change to full build.")
    return full(options, "auto build", (1, 2))


def build(options):
    mode = options.build if options.build in NAMES else "auto"
    shown = "incremental build" if mode == "auto" else NAMES[mode]
    tail = f",conn_str is '{options.conninfo}'" if options.conninfo else ""
    say(f"gs_ctl {shown} ,datadir is {options.datadir}{tail}")
    note_pid(options, os.getpid())
    if not stop_server(options, "immediate" if "full" in mode else "fast"):
        return 1
    if not carry_out(options, mode):
        return 1
    if mode == "check":
        return 0
    if not options.quiet:
        status = ctl_run.run_server(options, options.role or "standby")
        if status != 0:
            note_pid(options, 0)
            return status
    note_pid(options, 0)
    return 0
