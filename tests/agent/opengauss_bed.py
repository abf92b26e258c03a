# SPDX-License-Identifier: GPL-2.0-or-later
"""A bed for the opengauss agent: instances of the double on loopback ports, and
fakes of Pacemaker's tools that remember what they were told.

Every node has a mount namespace's view of its own on /run/gaussha, since on a
cluster each is a host of its own.
"""
import atexit
import ctypes
import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
AGENT = os.path.join(ROOT, os.environ.get("BUILD", "build"), "opengauss")
KEEPER = os.path.join(ROOT, os.environ.get("BUILD", "build"), "keeper_double")
OWNER = pwd.getpwnam("postgres")
# Where the owner may stand, wherever the checkout lies.
os.chdir("/")


def reachable_home():
    """A copy of the double where the owner can reach it, wherever the checkout
    lies (below /root, say); gone when the test ends."""
    top = tempfile.mkdtemp(prefix="gaussha-double-")
    atexit.register(shutil.rmtree, top, ignore_errors=True)
    os.chmod(top, 0o755)
    home = os.path.join(top, "home")
    shutil.copytree(os.environ.get("DOUBLE", os.path.join(ROOT, "build", "double")), home,
                    symlinks=True)
    return home


HOME = reachable_home()
RESOURCE = "db"
NEVER = -1000000

OK, ERROR, ARGS, UNIMPLEMENTED, PERM, INSTALLED, CONFIGURED, NOT_RUNNING, PROMOTED = range(9)
FAILED_PROMOTED, DEGRADED, DEGRADED_PROMOTED = 9, 190, 191

# Attributes live in one file per node below FAKE_DIR/attributes.
ATTRD = '''#!/usr/bin/python3 -IS
import fcntl, json, os, sys
top, me = os.environ["FAKE_DIR"], os.environ["FAKE_NODE"]
given = {}
for word in sys.argv[1:]:
    key, _, value = word.partition("=")
    given[key] = value
with open(f"{top}/lock", "w") as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    with open(f"{top}/attributes") as file:
        store = json.load(file)
    name = given.get("--name")
    if "--query" in given:
        nodes = [n for n in sorted(store) if name in store[n]]
        for node in nodes:
            if "--all" in given or node == given.get("--node", me):
                print(f'name="{name}" host="{node}" value="{store[node][name]}"')
        sys.exit(0 if nodes else 6)
    with open(f"{top}/calls", "a") as calls:
        calls.write(json.dumps([me, "attrd_updater", *sys.argv[1:]]) + "\\n")
    mine = store.setdefault(me, {})
    if "--delete" in given:
        mine.pop(name, None)
    else:
        mine[name] = given["--update"]
    with open(f"{top}/attributes.new", "w") as file:
        json.dump(store, file)
    os.rename(f"{top}/attributes.new", f"{top}/attributes")
'''
OTHER = '''#!/usr/bin/python3 -IS
import json, os, sys
with open(os.environ["FAKE_DIR"] + "/calls", "a") as calls:
    calls.write(json.dumps([os.environ["FAKE_NODE"], os.path.basename(sys.argv[0]),
                            *sys.argv[1:]]) + "\\n")
'''


def leave_network():
    """A loopback of our own: ports and the keeper's door are nobody else's."""
    if ctypes.CDLL(None, use_errno=True).unshare(0x40000000) != 0:  # CLONE_NEWNET
        raise OSError(ctypes.get_errno(), "no network namespace")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def wait_for(what, condition, seconds=15.0):
    """The first true value of condition(); fails with `what` at the deadline."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.02)


def as_owner():
    os.initgroups(OWNER.pw_name, OWNER.pw_gid)
    os.setgid(OWNER.pw_gid)
    os.setuid(OWNER.pw_uid)


def dead_servers():
    """The servers among the zombies that fell to this process."""
    for thread in os.listdir("/proc/self/task"):
        with open(f"/proc/self/task/{thread}/children", encoding="ascii") as file:
            children = file.read().split()
        for pid in children:
            with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
                name, _, rest = file.read().partition("(")[2].rpartition(") ")
            if rest[0] == "Z" and name in ("gaussdb", "postgres", "gaussdb worker"):
                yield int(pid)


def reap_for_ever():
    """What a real init does at once: the server takes a zombie for a living one."""
    while True:
        try:
            for pid in dead_servers():
                os.waitpid(pid, 0)
        except OSError:
            pass  # gone while it was looked at
        time.sleep(0.01)


def become_init():
    ctypes.CDLL(None, use_errno=True).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    threading.Thread(target=reap_for_ever, daemon=True).start()


class Answer:
    def __init__(self, code, text, errors, seconds):
        self.code = code
        self.reason = ""
        self.text = text
        self.seconds = seconds
        for line in errors.splitlines():
            if line.startswith("ocf-exit-reason:"):
                self.reason = line.partition(":")[2]

    def __repr__(self):
        return f"code {self.code} after {self.seconds:.2f} s, \"{self.reason}\""


class Keeper:
    """One stand-in for the keepers of all nodes; keeper_double.c."""

    def __init__(self, top):
        self.directory = os.path.join(top, "keeper")
        self.process = None

    def start(self):
        os.makedirs(self.directory, exist_ok=True)
        self.process = subprocess.Popen([KEEPER, self.directory], stdout=subprocess.PIPE,
                                        text=True)
        if self.process.stdout.readline() != "ready\n":
            raise RuntimeError("the stand-in for the keeper does not run")

    def signal(self, number):
        self.process.send_signal(number)

    def end(self):
        """As a crash would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
        self.process = None

    def forget(self):
        self.end()
        shutil.rmtree(self.directory, ignore_errors=True)

    def say(self, what, sentence):
        """From now on; written so that it is never seen half."""
        path = os.path.join(self.directory, what)
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write(sentence)
        os.rename(path + ".new", path)

    def say_no_more(self, what):
        os.unlink(os.path.join(self.directory, what))

    def asked(self, node):
        """What was asked about a node, in this order."""
        try:
            with open(os.path.join(self.directory, "asked"), encoding="utf-8") as file:
                lines = [line.split() for line in file]
        except FileNotFoundError:
            return []
        return [word for name, word in lines if name == node.name]


class Node:
    """One node: a data directory, a port, and its side of the fakes."""

    def __init__(self, bed, name, port):
        self.bed, self.name, self.port = bed, name, port
        self.datadir = os.path.join(bed.top, name)
        self.run = os.path.join(bed.top, "run-" + name)
        self.home = HOME
        os.mkdir(self.run)

    def begin(self, action, level=0, interval=None, timeout=20, **params):
        """Starts the agent as Pacemaker would: the process that is returned."""
        env = {"PATH": f"{self.bed.bin}:/usr/sbin:/usr/bin:/sbin:/bin", "OCF_ROOT": "/usr/lib/ocf",
               "OCF_RESOURCE_INSTANCE": RESOURCE, "OCF_CHECK_LEVEL": str(level),
               "FAKE_DIR": self.bed.top, "FAKE_NODE": self.name, "LANG": "C",
               "OCF_RESKEY_CRM_meta_on_node": self.name,
               "OCF_RESKEY_CRM_meta_timeout": str(int(timeout * 1000)),
               "HA_logfacility": "none"}
        if interval is not None:
            env["OCF_RESKEY_CRM_meta_interval"] = str(int(interval * 1000))
        given = {"datadir": self.datadir, "gausshome": self.home, "port": self.port}
        given.update(self.bed.params)
        given.update(params)
        env.update({f"OCF_RESKEY_{key}": str(value) for key, value in given.items()
                    if value is not None})
        command = ["unshare", "--mount", "sh", "-c",
                   'mount --bind "$1" /run/gaussha && shift && exec "$@"', "sh",
                   self.run, AGENT, action]
        return subprocess.Popen(command, env=env, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def agent(self, action, timeout=20, **more):
        """Runs it to its end."""
        begun = time.monotonic()
        with self.begin(action, timeout=timeout, **more) as process:
            try:
                text, errors = process.communicate(timeout=timeout + 10)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        return Answer(process.returncode, text, errors, time.monotonic() - begun)

    def monitor(self, **more):
        return self.agent("monitor", interval=3, **more)

    def probe(self, **more):
        return self.agent("monitor", interval=0, **more)

    def attributes(self):
        return self.bed.attributes().get(self.name, {})

    def score(self):
        """NEVER: no constraint makes it one that is promoted; 0: none is told."""
        told = self.attributes().get(f"master-{RESOURCE}", "0")
        return NEVER if told == "-INFINITY" else int(told)

    def set_score(self, score):
        """As the keeper would have."""
        store = self.bed.attributes()
        store.setdefault(self.name, {})[f"master-{RESOURCE}"] = str(score)
        with open(f"{self.bed.top}/attributes", "w", encoding="utf-8") as file:
            json.dump(store, file)

    def role(self):
        return self.sql("select local_role from pg_stat_get_stream_replications()")

    def calls(self, program=None):
        return [call[1:] for call in self.bed.calls()
                if call[0] == self.name and program in (None, call[1])]

    def postmaster(self):
        """The process id, or 0."""
        try:
            with open(os.path.join(self.datadir, "postmaster.pid"), encoding="ascii") as file:
                pid = int(file.readline())
            inside = os.readlink(f"/proc/{pid}/cwd")
        except (OSError, ValueError):
            return 0
        return pid if inside == self.datadir else 0

    def processes(self):
        """All of the owner's in the data directory."""
        found = []
        for entry in os.listdir("/proc"):
            try:
                if entry.isdigit() and os.readlink(f"/proc/{entry}/cwd") == self.datadir:
                    found.append(int(entry))
            except OSError:
                pass
        return found

    def kill(self, number=signal.SIGKILL):
        os.kill(self.postmaster(), number)

    def gs_ctl(self, *words):
        """Its output goes nowhere: a server that it starts would keep a pipe open."""
        return subprocess.run(
            [f"{HOME}/bin/gs_ctl", words[0], "-D", self.datadir, *words[1:]],
            env={"GAUSSHOME": HOME, "PATH": f"{HOME}/bin:/usr/bin:/bin",
                 "LD_LIBRARY_PATH": f"{HOME}/lib", "HOME": OWNER.pw_dir},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60, cwd="/",
            preexec_fn=as_owner, check=False)

    def sql(self, statement, timeout=5):
        done = subprocess.run(
            ["psql", "-XAtq", "-h", "/tmp", "-p", str(self.port), "-d", "postgres",
             "-c", statement],
            env={"PATH": "/usr/bin:/bin", "PGCONNECT_TIMEOUT": "3", "PGUSER": "postgres",
                 "HOME": OWNER.pw_dir},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=timeout,
            preexec_fn=as_owner, check=False)
        return done.stdout.strip()

    def write(self, name, text):
        path = os.path.join(self.datadir, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chown(path, OWNER.pw_uid, OWNER.pw_gid)

    def configure(self, peers):
        settings = {"port": self.port, "application_name": f"'{self.name}'",
                    "synchronous_standby_names": "''", "checkpoint_timeout": "'5min'",
                    "shared_buffers": "'16MB'"}
        for i, peer in enumerate(peers):
            settings[f"replconninfo{i + 1}"] = (
                f"'localhost=127.0.0.1 localport={self.port + 1} "
                f"remotehost=127.0.0.1 remoteport={peer.port + 1}'")
        with open(os.path.join(self.datadir, "postgresql.conf"), "a", encoding="utf-8") as file:
            for name, value in settings.items():
                file.write(f"{name} = {value}\n")

    def await_up(self):
        wait_for(f"{self.name} answers", lambda: self.sql("select 1") == "1")

    def await_streaming(self):
        wait_for(f"{self.name} streams", lambda: self.sql(
            "select db_state from pg_stat_get_stream_replications()") == "Normal")


class Bed:
    def __init__(self):
        os.makedirs("/run/gaussha", exist_ok=True)
        become_init()
        self.top = os.path.realpath(tempfile.mkdtemp(prefix="gaussha-bed-"))
        os.chmod(self.top, 0o755)
        self.bin = os.path.join(self.top, "bin")
        # Below the ports that the kernel hands out; another run has others.
        self.base_port = 20000 + os.getpid() % 120 * 100
        self.params = {}
        self.nodes = []
        self.keeper = Keeper(self.top)
        self.template = None
        os.mkdir(self.bin)
        for name, text in (("attrd_updater", ATTRD), ("crm_resource", OTHER),
                           ("crm_node", OTHER)):
            self.program(name, text)
        self.forget()

    def program(self, name, text):
        path = os.path.join(self.bin, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, 0o755)
        return path

    def forget(self):
        with open(f"{self.top}/attributes", "w", encoding="utf-8") as file:
            file.write("{}")
        with open(f"{self.top}/calls", "w", encoding="utf-8"):
            pass

    def attributes(self):
        with open(f"{self.top}/attributes", encoding="utf-8") as file:
            return json.load(file)

    def calls(self):
        with open(f"{self.top}/calls", encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def make_template(self):
        self.template = os.path.join(self.top, "template")
        done = subprocess.run(
            [f"{HOME}/bin/gs_initdb", "-D", self.template, "--nodename=dn", "-U", OWNER.pw_name],
            env={"GAUSSHOME": HOME, "PATH": f"{HOME}/bin:/usr/bin:/bin", "HOME": OWNER.pw_dir,
                 "LD_LIBRARY_PATH": f"{HOME}/lib"},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            cwd="/", preexec_fn=as_owner, timeout=60, check=False)
        if done.returncode != 0:
            raise RuntimeError("gs_initdb: " + done.stdout)

    def make_nodes(self, count):
        """n1, n2, ... with the same, empty database, all down."""
        os.chown(self.top, OWNER.pw_uid, OWNER.pw_gid)
        if self.template is None:
            self.make_template()
        self.nodes = [Node(self, f"n{i + 1}", self.base_port + 10 * i) for i in range(count)]
        for node in self.nodes:
            subprocess.run(["cp", "-a", self.template, node.datadir], check=True)
            node.configure([peer for peer in self.nodes if peer is not node])
        return self.nodes

    def clear(self):
        """Ends and removes all nodes; the fakes forget."""
        self.keeper.forget()
        for node in self.nodes:
            for pid in node.processes():
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
        for node in self.nodes:
            wait_for("the end of all processes", lambda n=node: not n.processes())
            shutil.rmtree(node.datadir, ignore_errors=True)
            shutil.rmtree(node.run, ignore_errors=True)
        self.nodes = []
        self.params = {}
        self.forget()

    def close(self):
        self.clear()
        shutil.rmtree(self.top, ignore_errors=True)
