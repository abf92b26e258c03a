# SPDX-License-Identifier: GPL-2.0-or-later
"""start, stop, restart, status, reload."""
import os
import time
from _signal import SIGHUP, SIGINT, SIGKILL, SIGQUIT  # signal.py is slow to import

import face
from face import PidFile, put, say

# Any of these in a state file younger than the start counts as started.
STARTED = ("Normal", "Need repair", "Wait promoting", "Demoting", "Promoting",
           "Building", "Catchup")


def answers(options, since):
    state_path = options.path("gaussdb.state")
    try:
        session = face.open_local(options.datadir, 2.0)
        session.close()
        return True
    except face.SqlError as error:
        if "pending mode" in str(error):
            return True
    state = face.read_state(options.datadir)
    return (state is not None and os.stat(state_path).st_mtime >= since
            and face.STATES.get(state[2]) in STARTED)


def launch(options, role):
    """gaussdb as a session of its own; its output goes to the log, or to a
    file without a name: a pipe would not end before the server does."""
    argv = [os.path.join(face.HOME, "bin", "gaussdb"), "-D", options.datadir]
    if role:
        argv += ["-M", role]
    if options.server_options:
        import shlex
        argv += shlex.split(options.server_options)
    if options.log:
        output = open(options.log, "ab")
    else:
        output = open(os.open("/tmp", os.O_RDWR | os.O_TMPFILE, 0o600), "w+b")
    import subprocess
    child = subprocess.Popen(
        argv, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
        start_new_session=True)
    return child, output


def show_output(options, output):
    if not options.log:
        output.seek(0)
        put(output.read().decode(errors="replace"), end="")


def port_in_use(port):
    """What /proc/net/tcp has of somebody else's listening socket."""
    wanted = f":{port:04X}"
    with open("/proc/net/tcp", encoding="ascii") as file:
        lines = file.read().splitlines()
    return lines[0], [line for line in lines[1:]
                      if line.split()[1].endswith(wanted) and line.split()[3] == "0A"]


def complain_of_port(options):
    port = int(face.read_conf(options.datadir).get("port", "5432"))
    head, lines = port_in_use(port)
    if lines:
        say(f"port:{port} already in use. /proc/net/tcp:\n{head}\n" + "\n".join(lines))
        say(f"CheckPort: popen(command:lsof -i:{port} | grep -E 'COMMAND|LISTEN').")
        say("port conflict when start server")


def run_server(options, role):
    """Starts and waits; the status of gs_ctl."""
    since = time.time() - 0.01
    complain_of_port(options)
    child, output = launch(options, role)
    if not options.wait:
        say("server starting")
        return 0
    say("waiting for server to start...")
    for _ in range(options.seconds):
        # It looks once a second, whatever happens in between.
        end = time.monotonic() + 1.0
        while time.monotonic() < end:
            time.sleep(max(end - time.monotonic(), 0.001))
        put(".", end="")
        status = child.poll()
        if status is not None:
            show_output(options, output)
        if status is not None:
            code = status << 8 if status >= 0 else -status
            say(f"waitpid {child.pid} failed, exitstatus is {code}, ret is 2\n")
            say("stopped waiting")
            say("could not start server\nExamine the log output.")
            return 1
        if answers(options, since):
            show_output(options, output)
            put("")
            say(" done")
            say(f"server started ({options.datadir})")
            return 0
    put("")
    say("server is still starting up")
    return 0


def start(options):
    pid_file = PidFile(options.datadir)
    if pid_file.exists and not pid_file.valid:
        say(f" invalid data in PID file \"{pid_file.path}\"")
        return 1
    if pid_file.valid and pid_file.alive() and pid_file.ours():
        say(" another server might be running; Please use the restart command")
        return 0
    return run_server(options, options.role)


FORCE = ("ps c -eo pid,euid,cmd | grep gaussdb | grep -v grep | awk '{{if($2 == curuid && "
         "$1!=\"-n\") print \"/proc/\"$1\"/cwd\"}}' curuid=`id -u`| xargs ls -l | awk "
         "'{{if ($NF==\"{0}\")  print $(NF-2)}}' | awk -F/ '{{print $3 }}' | "
         "xargs kill -9 >/dev/null 2>&1 ] path: [{0}")


def servers_in(datadir):
    """Every process of ours named gaussdb that works in the directory."""
    found = []
    real = os.path.realpath(datadir)
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/comm", encoding="utf-8") as file:
                comm = file.read().strip()
            if comm == "gaussdb" and os.readlink(f"/proc/{name}/cwd") == real:
                found.append(int(name))
        except OSError:
            continue
    return found


def kill_by_force(options):
    say("stop failed, killing gaussdb by force ...")
    say(f"command [{FORCE.format(os.path.realpath(options.datadir))}] ")
    for _ in range(100):
        pids = servers_in(options.datadir)
        if not pids:
            break
        for pid in pids:
            try:
                os.kill(pid, SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(0.02)
    say("server stopped")


def wait_for_end(options, pid_file, dots):
    """Until the process and its pid file are gone, looked at once a second."""
    for _ in range(options.seconds):
        time.sleep(1.0)
        if dots:
            put(".", end="")
        now = PidFile(options.datadir)
        if not now.exists or not now.alive() or now.pid != pid_file.pid:
            return True
    return False


def stop(options):
    pid_file = PidFile(options.datadir)
    immediate = options.mode == "immediate"
    if options.mode not in ("fast", "immediate"):
        say(f" unrecognized shutdown mode \"{options.mode}\"")
        return 1
    if not pid_file.exists:
        say(f" PID file \"{pid_file.path}\" does not exist.")
        say("Is server running?")
        if not immediate:
            return 1
        kill_by_force(options)
        return 0
    if not pid_file.valid:
        say(f" invalid data in PID file \"{pid_file.path}\"")
        if not immediate:
            return 1
        kill_by_force(options)
        os.unlink(pid_file.path)
        return stop(options)
    try:
        os.kill(pid_file.pid, SIGQUIT if immediate else SIGINT)
    except ProcessLookupError:
        say(" cannot stop server; single-user server is running "
            f"(PID: {pid_file.pid})  No such process")
        return 0
    return await_stop(options, pid_file, immediate)


def await_stop(options, pid_file, immediate, dots=True):
    put("waiting for server to shut down...", end="")
    if not pid_file.ours() and PidFile(options.datadir).exists and pid_file.alive():
        put(" failed")
        say(f" server does not shut down ({options.datadir})")
        return 1
    if wait_for_end(options, pid_file, dots):
        put(" done\nserver stopped")
        return 0
    if immediate:
        kill_by_force(options)
        return 0
    put(" failed")
    say(f" server does not shut down ({options.datadir})")
    return 1


def role_of_opts(options):
    try:
        with open(options.path("postmaster.opts"), encoding="utf-8") as file:
            import re
            match = re.search(r'"-M" "([a-z_]+)"', file.read())
        return match[1] if match else None
    except OSError:
        return None


def restart(options):
    pid_file = PidFile(options.datadir)
    role = options.role or role_of_opts(options)
    if pid_file.exists and not pid_file.valid:
        say(f" invalid data in PID file \"{pid_file.path}\"")
        return 1
    if not pid_file.exists:
        say(f" PID file \"{pid_file.path}\" does not exist")
        say("Is server running?")
        say("starting server anyway")
    elif not pid_file.alive():
        say(f" old server process (PID: {pid_file.pid}) seems to be gone")
        say("starting server anyway")
    else:
        immediate = options.mode == "immediate"
        os.kill(pid_file.pid, SIGQUIT if immediate else SIGINT)
        if await_stop(options, pid_file, immediate, dots=False) != 0:
            return 1
    return run_server(options, role)


def status(options):
    pid_file = PidFile(options.datadir)
    if pid_file.exists and not pid_file.valid:
        say(f" invalid data in PID file \"{pid_file.path}\"")
        return 1
    if not pid_file.exists or not pid_file.alive():
        put("no server running")
        return 3
    if not pid_file.ours():
        put(f"gs_ctl: The process recorded in PID file \"{pid_file.path}\" is not "
            "current server\nIs server running?")
        return 1
    put(f"gs_ctl: server is running (PID: {pid_file.pid})")
    try:
        with open(options.path("postmaster.opts"), encoding="utf-8") as file:
            put(file.read(), end="")
    except OSError:
        pass
    return 0


def reload(options):
    pid_file = PidFile(options.datadir)
    if not pid_file.valid:
        say(f" PID file \"{pid_file.path}\" does not exist")
        say("Is server running?")
        return 1
    try:
        os.kill(pid_file.pid, SIGHUP)
    except ProcessLookupError:
        say(f" could not send reload signal (PID: {pid_file.pid}): No such process")
        return 1
    put("server signaled")
    return 0
