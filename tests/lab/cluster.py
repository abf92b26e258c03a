# SPDX-License-Identifier: GPL-2.0-or-later
"""The lab: virtual nodes with a real corosync, pacemaker and pcs on one host.

    from cluster import Lab
    with Lab("mine") as lab:
        lab.up(3, fence=True)
        lab.exec_("n1", "pcs", "resource", "create", "d", "ocf:pacemaker:Dummy")
        lab.power_off("n2")
        lab.wait_until(lambda: "n2" not in lab.online(), 20, "n2 is gone")

Every method that fails raises LabError with a sentence.  tests/lab/README.md
says what a node is made of.
"""
import contextlib
import fcntl
import json
import os
import re
import select
import shutil
import signal
import subprocess
import time

import disk
import logs
import nodefiles
from nodefiles import (CLIENT, DATA_DIRECTORY, GATEWAY, INSTALLATION,  # noqa: F401
                       VIP, address, address6)
from links import Links
from switch import LabError, PowerCut, Switch

HERE = os.path.dirname(os.path.realpath(__file__))
CHECKOUT = os.path.dirname(os.path.dirname(HERE))
BUILT = f"{CHECKOUT}/build/lab"
NODES_MIN, NODES_MAX = 2, 9
NAME = re.compile(r"[A-Za-z0-9_.-]{1,32}")
HELPERS = ("switch", "gateway", "client")


def cgroup_root():
    """Where the host has its cgroup v2 hierarchy."""
    with open("/proc/self/mounts", encoding="utf-8") as mounts:
        for line in mounts:
            _, where, kind = line.split()[:3]
            if kind == "cgroup2":
                return where
    raise LabError("this host has no cgroup v2 hierarchy mounted; the lab "
                   "needs one, for instance at /sys/fs/cgroup")


class Lab(Links):
    """One lab, told from others by its name (default: $LAB_NAME, or "lab")."""

    def __init__(self, name=None):
        self.name = name or os.environ.get("LAB_NAME") or "lab"
        if not NAME.fullmatch(self.name):
            raise LabError(f"'{self.name}' is no name for a lab: letters, digits, "
                           "'_', '.' and '-', up to 32 of them")
        base = os.environ.get("LAB_STATE") or "/dev/shm"
        self.state = f"{base}/gaussha-lab-{self.name}"
        self.cgroup = f"{cgroup_root()}/gaussha-lab-{self.name}"
        self.switch = Switch(self.state, self.need_pid)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.down()

    # What is there.

    def settings(self):
        """What `up` was called with."""
        try:
            with open(f"{self.state}/lab.json", encoding="utf-8") as file:
                return json.load(file)
        except FileNotFoundError:
            raise LabError(f"the lab '{self.name}' is not up; start it: "
                           "tests/lab/lab up") from None

    def nodes(self):
        """All nodes' names, on or off."""
        return [f"n{i}" for i in range(1, self.settings()["nodes"] + 1)]

    def check_node(self, node, helpers=()):
        names = self.nodes()
        if node not in names and node not in helpers:
            known = ", ".join([*names, *helpers])
            raise LabError(f"'{node}' is no node of this lab: {known}")

    def pid(self, name):
        """The first process of a machine, or None if it is off."""
        try:
            with open(f"{self.state}/{name}.pid", encoding="ascii") as file:
                pid = int(file.read())
            with open(f"/proc/{pid}/cgroup", encoding="utf-8") as file:
                ours = f"0::/gaussha-lab-{self.name}/{name}\n" in file.read()
            with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
                status = file.read().rpartition(") ")[2][0]
        except (OSError, ValueError):
            return None
        return pid if ours and status not in "ZX" else None

    def need_pid(self, name):
        pid = self.pid(name)
        if pid is None:
            raise LabError(f"{name} is off")
        return pid

    def is_on(self, node):
        return self.pid(node) is not None

    @contextlib.contextmanager
    def locked(self):
        """Power and faults are changed by one at a time."""
        self.settings()
        with open(f"{self.state}/lock", "w", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    # Up and down.

    def up(self, nodes=3, *, token=1000, totem=None, quorum="", properties=None,
           cluster=True, keeper=True, fence=False, watchdog=False, disk_mb=0, root=None,
           gausshome=None, wait=True):
        """Builds the lab and switches its nodes on.

        token           corosync's, in ms; totem: further settings of that section
        quorum          text for corosync.conf's quorum section; with a device
                        "model: gateway" gaussha-quorumd is started as well
        properties      of the cluster, by name
        cluster         start corosync and pacemaker on the nodes
        keeper          and gausshad, as its unit says: with pacemaker
        fence           a stonith device "fence" (fence_lab) from the beginning
        watchdog        every node has one, /dev/watchdog
        disk_mb         every node has one of that size for the database's data
        root            an installation: what the package has, or `make install DESTDIR=root`
        gausshome       the database's installation, seen as /opt/openGauss
        wait            return when all nodes are online
        """
        if not NODES_MIN <= nodes <= NODES_MAX:
            raise LabError(f"a lab has {NODES_MIN} to {NODES_MAX} nodes, not {nodes}")
        settings = {
            "nodes": nodes, "token": token, "totem": totem or {}, "quorum": quorum,
            "properties": properties or {}, "cluster": cluster, "keeper": keeper,
            "fence": fence, "watchdog": watchdog, "disk_mb": disk_mb,
            "gausshome": find_gausshome(gausshome),
        }
        root = find_root(root)
        begin(self)
        self.furnish(settings, root)
        for node in self.nodes():
            self.switch_on(node)
        self.start_services(self.nodes())
        if cluster and wait:
            self.wait_online(nodes)

    def furnish(self, settings, root):
        """Everything of a lab but its nodes."""
        names = [f"n{i}" for i in range(1, settings["nodes"] + 1)]
        write(f"{self.state}/hosts", nodefiles.hosts(names))
        os.chmod(f"{self.state}/hosts", 0o644)
        write(f"{self.state}/secret", os.urandom(4096))
        nodefiles.copy_layer(f"{HERE}/node", f"{self.state}/layers/lab")
        if root:
            nodefiles.copy_layer(root, f"{self.state}/layers/product")
        write(f"{self.state}/lab.json", json.dumps(settings))
        for name in ("host", *HELPERS, *names):
            os.mkdir(f"{self.cgroup}/{name}")
        self.boot("switch", nodefiles.machine_plan(
            self.state, nodefiles.SWITCH_SETTINGS))
        self.switch.build()
        for name, extra in (("gateway", nodefiles.ROUTER_SETTINGS), ("client", ())):
            self.boot(name, nodefiles.machine_plan(self.state, extra))
            self.switch.plug(name)
        os.makedirs(f"{self.state}/power/tools")
        run([f"{HERE}/powerd", self.name])

    def add_tool(self, program):
        """A program of the host's, seen by every node; its path there."""
        shutil.copy2(program, f"{self.state}/power/tools/")
        return f"/run/lab/tools/{os.path.basename(program)}"

    def boot(self, name, plan, *log):
        """Starts a machine's first process and waits until it stands."""
        write(f"{self.state}/{name}.plan", plan)
        run([f"{BUILT}/lab-init", name, f"{self.state}/{name}.plan",
             f"{self.cgroup}/{name}", f"{self.state}/{name}.pid", *log])

    def down(self):
        """Ends the lab and removes all of it; also what a killed up() left."""
        if os.path.isdir(self.cgroup):
            write(f"{self.cgroup}/cgroup.kill", "1")
            self.wait_until(self.is_empty, 20, "all processes of the lab ended", 0.005)
            remove_cgroup(self.cgroup)
        if os.path.isdir(self.state):
            shutil.rmtree(self.state)

    def is_empty(self):
        with open(f"{self.cgroup}/cgroup.events", encoding="ascii") as file:
            return "populated 0" in file.read()

    # Commands.

    def command(self, node, *command, user=None):
        """The argv that runs a command in a node."""
        as_user = ["--user", user] if user else []
        return [f"{BUILT}/lab-enter", self.state, node, *as_user, "--",
                *map(str, command)]

    def exec_(self, node, *command, user=None, timeout=60, stdin=None, check=False):
        """Runs a command in a node (or `client`, `gateway`, `switch`).

        Returns a subprocess.CompletedProcess with text stdout and stderr.
        Raises LabError if the node is not there or off, when timeout (seconds)
        passes, and, with check, if the command fails.
        """
        child = self.popen(node, *command, user=user,
                           stdin=subprocess.PIPE if stdin else subprocess.DEVNULL)
        try:
            out, err = child.communicate(stdin, timeout=timeout)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            raise LabError(f"{node}: '{' '.join(map(str, command))}' still ran "
                           f"after {timeout} s") from None
        status = child.returncode
        if status == 125 and err.startswith("lab: "):
            raise LabError(err[5:].strip())
        if check and status != 0:
            raise LabError(f"{node}: '{' '.join(map(str, command))}' ended with "
                           f"status {status}: {(err or out).strip()}")
        return subprocess.CompletedProcess(command, status, out, err)

    def popen(self, node, *command, user=None, **options):
        """Starts a command in a node; it ends with the returned Popen."""
        given = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE,
                 "stderr": subprocess.PIPE, "text": True, **options}
        return subprocess.Popen(self.command(node, *command, user=user), **given)

    def start_services(self, nodes, *what):
        """Starts what is enabled on these nodes, all at the same time; or what
        is named: start_services(["n1"], "pacemaker") brings corosync too."""
        asked = ["start", *what] if what else ["default"]
        lives = {node: self.pid(node) for node in nodes}
        children = [(node, self.popen(node, "systemctl", *asked)) for node in nodes]
        for node, child in children:
            _, err = child.communicate()
            if child.returncode != 0 and self.was_cut(node, lives[node]):
                raise PowerCut(f"{node}: its power was cut while its services started")
            if child.returncode != 0:
                raise LabError(f"{node}: a service did not start: {err.strip()}")

    def was_cut(self, node, life):
        """Whether that machine is off; its first process is the last to die."""
        with contextlib.suppress(LabError):
            self.wait_until(lambda: life is None or self.pid(node) != life, 20, "it is off")
            return True
        return False

    # Power.

    def switch_on(self, node):
        top = f"{self.state}/{node}"
        settings = self.settings()
        if not os.path.isdir(top):
            with open(f"{self.state}/secret", "rb") as file:
                secret = file.read()
            nodefiles.prepare(top, node, settings, self.nodes(), secret)
        # It may have been reset while it was frozen.
        write(f"{self.cgroup}/{node}/cgroup.freeze", "0")
        with disk.attached(f"{top}.disk", settings["disk_mb"]) as device:
            self.boot(node, nodefiles.node_plan(
                self.state, node, settings["gausshome"], device), "/var/log/messages")
        self.switch.unplug(node)
        self.switch.plug(node)
        if settings.get("watchdog"):
            self.fit_watchdog(node)

    def fit_watchdog(self, node):
        """It hangs on the power line, not in the node: what stops the node does
        not stop it."""
        done = subprocess.run(
            ["sh", "-c", 'echo $$ >"$0" && exec "$@"', f"{self.cgroup}/host/cgroup.procs",
             f"{BUILT}/lab-watchdog", str(self.need_pid(node)), self.watchdog_log(node)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, check=False)
        if done.returncode != 0:
            raise LabError(done.stderr.strip())
        write(f"{self.state}/{node}.watchdog", done.stdout)

    def watchdog_log(self, node):
        return f"{self.state}/{node}.watchdog.log"

    def watchdog_said(self, node):
        """What its watchdog did, a line each: opened, timeout 3, reset, ..."""
        try:
            with open(self.watchdog_log(node), encoding="utf-8") as file:
                return [line.rstrip("\n").split(" ", 3)[3] for line in file]
        except FileNotFoundError:
            return []

    def signal_watchdog(self, node, number):
        try:
            with open(f"{self.state}/{node}.watchdog", encoding="ascii") as file:
                os.kill(int(file.read()), number)
        except (FileNotFoundError, ProcessLookupError):
            pass

    def power_on(self, node, services=True):
        """Boots a node and starts what is enabled there, as up(cluster=True)
        and `pcs cluster enable` do with the cluster."""
        self.check_node(node)
        with self.locked():
            if self.is_on(node):
                return
            self.switch_on(node)
        if services:
            self.start_services([node])

    def power_off(self, node):
        """Cuts a node's power: it is silent at once, then all of it is gone."""
        self.check_node(node)
        with self.locked():
            pid = self.pid(node)
            if pid is None:
                return
            self.switch.silence(node)
            pidfd = os.pidfd_open(pid)
            try:
                signal.pidfd_send_signal(pidfd, signal.SIGKILL)
                if not select.select([pidfd], [], [], 20)[0]:
                    raise LabError(f"{node} did not go off within 20 s")
            finally:
                os.close(pidfd)
            self.switch.unplug(node)
        # It is not frozen when it comes back.
        write(f"{self.cgroup}/{node}/cgroup.freeze", "0")
        if node in self.switch.load()["paused"]:
            self.set_paused(node, False)

    def freeze(self, node, silent=False):
        """Stops a node in mid-air: no process in it runs, its clock does.

        Its kernel still answers pings and acknowledges what arrives, as that of
        a hung machine does, and its watchdog runs; silent: neither, as of a
        paused virtual machine.
        """
        if silent:
            self.set_paused(node, True)
            self.signal_watchdog(node, signal.SIGUSR1)
        self.set_frozen(node, True)

    def thaw(self, node):
        self.set_frozen(node, False)
        if node in self.switch.load()["paused"]:
            self.signal_watchdog(node, signal.SIGUSR2)
            self.set_paused(node, False)

    def set_frozen(self, node, frozen):
        self.check_node(node)
        self.need_pid(node)
        write(f"{self.cgroup}/{node}/cgroup.freeze", "1" if frozen else "0")
        self.wait_until(lambda: self.is_frozen(node) == frozen, 20,
                        f"{node} is {'frozen' if frozen else 'thawed'}", 0.002)

    def set_paused(self, node, paused):
        self.check_node(node)
        with self.locked():
            faults = self.switch.load()
            rest = [n for n in faults["paused"] if n != node]
            faults["paused"] = rest + [node] if paused else rest
            self.switch.apply(faults)

    def is_frozen(self, node):
        with open(f"{self.cgroup}/{node}/cgroup.events", encoding="ascii") as file:
            return "frozen 1" in file.read()

    def fence_deny(self, node, denied=True):
        """The node cannot reach the power switch (or can again)."""
        self.check_node(node)
        with self.locked():
            faults = self.switch.load()
            rest = [n for n in faults["fence_denied"] if n != node]
            faults["fence_denied"] = rest + [node] if denied else rest
            self.switch.save(faults)

    def fence_allow(self, node):
        self.fence_deny(node, False)

    def fence_lie(self, lying=True):
        """The power switch says that a node is off, and leaves it on (or not)."""
        with self.locked():
            faults = self.switch.load()
            faults["fence_lies"] = lying
            self.switch.save(faults)

    def attribute(self, node, name):
        """A node's own attribute, as crm_mon -A shows it; "" when it has none."""
        seen = self.exec_(node, "attrd_updater", "--query", f"--name={name}",
                          f"--node={node}").stdout
        return seen.rpartition(' value="')[2].rstrip('"\n') if seen else ""

    # Looking.

    def online(self, asked=None):
        """The nodes that the cluster calls online, as seen by one that is on
        (asked, or the first that answers); empty without a DC, or where
        Pacemaker does not answer: crm_mon waits for one that starts."""
        for node in [asked] if asked else self.nodes():
            if not self.is_on(node) or self.is_frozen(node):
                continue
            try:
                seen = self.exec_(node, "crm_mon", "-1", "--output-as=xml", timeout=20)
            except LabError:
                continue
            if seen.returncode == 0 and '<current_dc present="true"' in seen.stdout:
                return re.findall(r'<node name="(\w+)"[^>]*\bonline="true"[^>]*'
                                  r'\bpending="false"', seen.stdout)
        return []

    def wait_online(self, count, timeout=60):
        """Until so many nodes are online; returns the seconds it took."""
        return self.wait_until(lambda: len(self.online()) >= count, timeout,
                               f"{count} nodes are online")

    def wait_until(self, holds, timeout, what, pause=0.05):
        """Until holds() is true; LabError after timeout (seconds)."""
        begun = time.monotonic()
        while not holds():
            if time.monotonic() - begun > timeout:
                raise LabError(f"after {timeout} s it is not so that {what}")
            time.sleep(pause)
        return time.monotonic() - begun

    def status(self):
        """What is on, frozen and broken."""
        settings = self.settings()
        nodes = {}
        for node in self.nodes():
            state = "off" if not self.is_on(node) else (
                "frozen" if self.is_frozen(node) else "on")
            nodes[node] = {"power": state, "service": address(node),
                           "interconnect": address(node, nodefiles.INTERCONNECT_NET)}
        return {"name": self.name, "state": self.state, "nodes": nodes,
                "gausshome": settings["gausshome"], "faults": self.switch.load()}

    def logs(self, nodes=None):
        """The nodes' corosync, pacemaker and syslog lines in one sequence."""
        for node in nodes or []:
            self.check_node(node)
        return logs.merged({node: f"{self.state}/{node}/var/log"
                            for node in nodes or self.nodes()})


def find_root(root):
    """The product's installation; None, if none was asked for or built."""
    if root is None:
        built = f"{CHECKOUT}/build/root"
        return built if os.path.isdir(built) else None
    if not os.path.isdir(f"{root}/usr"):
        raise LabError(f"{root} is no installation: it has no usr/ "
                       "(make install DESTDIR=...)")
    return os.path.realpath(root)


def find_gausshome(given):
    """The database's installation, or "" if there is none."""
    if given is None:
        given = os.environ.get("GAUSSHOME")
    if given is None:
        built = f"{CHECKOUT}/build/double"
        return built if os.path.isdir(built) else ""
    if not os.path.isdir(given):
        raise LabError(f"the database's installation {given} does not exist")
    return os.path.realpath(given)


def begin(lab):
    """Claims the lab's name: its state directory and its cgroup."""
    if os.geteuid() != 0:
        raise LabError("the lab needs root, for namespaces and mounts")
    run([f"{HERE}/build"])
    try:
        os.mkdir(lab.state, 0o755)
        os.mkdir(lab.cgroup)
    except FileExistsError:
        raise LabError(f"the lab '{lab.name}' is up already, or was left behind; "
                       "end it: tests/lab/lab down") from None
    except OSError as error:
        raise LabError(f"the lab cannot start: {error}") from None
    os.chmod(lab.state, 0o755)
    write(f"{lab.state}/cgroup", lab.cgroup + "\n")


def labs():
    """The names of the labs that are up on this host."""
    prefix = "gaussha-lab-"
    return sorted(entry[len(prefix):] for entry in os.listdir(cgroup_root())
                  if entry.startswith(prefix))


def remove_cgroup(path):
    for entry in os.scandir(path):
        if entry.is_dir():
            remove_cgroup(entry.path)
    os.rmdir(path)


def write(path, content):
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())


def run(command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise LabError(done.stdout.strip() or f"{command[0]} failed")
