#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The lab does what tests rely on.  usage: test_lab.py [WORD]: only the cases
whose names contain WORD.  Needs root; takes half a minute."""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from cluster import HERE, VIP, Lab, LabError  # noqa: E402

CASES = []
NAMESPACES = ("net", "mnt", "pid", "ipc", "uts")


def case(sentence):
    """Registers a test by the sentence that it finds true."""
    def register(function):
        CASES.append((sentence, function))
        return function
    return register


def check(holds, otherwise):
    if not holds:
        raise AssertionError(otherwise)


def cli(lab, *words, **options):
    """The command line, for this lab."""
    return subprocess.run(
        [f"{HERE}/lab", *words], env={**os.environ, "LAB_NAME": lab.name},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        timeout=60, **options)


def hears(lab, a, b):
    """Whether a's ping to b is answered."""
    return lab.exec_(a, "ping", "-c", "1", "-W", "0.3", b).returncode == 0


def sees(lab, a, b):
    """Whether a frame from a reaches b, whatever becomes of an answer."""
    listener = lab.popen(b, "/usr/bin/python3", "-c", (
        "import socket\n"
        "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        "s.bind(('', 9999)); s.settimeout(0.5)\n"
        "print('ready', flush=True)\n"
        "s.recv(1)\n"))
    listener.stdout.readline()
    lab.exec_(a, "bash", "-c", f"echo >/dev/udp/{lab.status()['nodes'][b]['service']}/9999")
    listener.communicate()
    return listener.returncode == 0


# What the labs below are made with.

def make_product(top):
    """A product with one agent, and a database with one program."""
    agents = f"{top}/root/usr/lib/ocf/resource.d/gaussha"
    os.makedirs(agents)
    shutil.copy("/usr/lib/ocf/resource.d/pacemaker/Dummy", f"{agents}/probe")
    os.makedirs(f"{top}/database/bin")
    with open(f"{top}/database/bin/gaussdb", "w", encoding="ascii") as file:
        file.write("#!/bin/sh\necho I am the database\n")
    os.chmod(f"{top}/database/bin/gaussdb", 0o755)
    return {"root": f"{top}/root", "gausshome": f"{top}/database"}


class Labs:
    """Two labs, started at the same time."""

    def __init__(self, top):
        self.three, self.two = Lab("test-lab-3"), Lab("test-lab-2")
        self.down()
        begun = time.monotonic()
        second = subprocess.Popen(
            [f"{HERE}/lab", "up", "2"], env={**os.environ, "LAB_NAME": self.two.name},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.three.up(3, fence=True, **make_product(top))
        self.second_said = second.communicate()[0]
        self.seconds = time.monotonic() - begun

    def down(self):
        for lab in (self.three, self.two):
            lab.down()


def host_traces():
    """A lab's mounts and ports as seen on the host, where none must ever be."""
    with open("/proc/self/mounts", encoding="utf-8") as mounts:
        found = [line for line in mounts if "gaussha-lab" in line or "/mnt/n" in line]
    ports = [name for name in os.listdir("/sys/class/net")
             if name.endswith(("-svc", "-int"))]
    return found + ports


def processes(lab):
    """{pid: its namespaces} of all processes of a lab."""
    found = {}
    for folder, _, _ in os.walk(lab.cgroup):
        with open(f"{folder}/cgroup.procs", encoding="ascii") as procs:
            for pid in map(int, procs):
                found[pid] = namespaces(pid)
    return found


def namespaces(pid):
    try:
        return {os.readlink(f"/proc/{pid}/ns/{kind}") for kind in NAMESPACES}
    except OSError:
        return set()


def left_of(lab, before, own):
    """What is still there of a lab that went down, as a list of words."""
    left = [path for path in (lab.state, lab.cgroup) if os.path.exists(path)]
    left += [f"process {pid}" for pid in before if os.path.exists(f"/proc/{pid}")]
    theirs = set().union(*before.values()) - own
    for entry in os.listdir("/proc"):
        if entry.isdigit() and namespaces(entry) & theirs:
            left.append(f"process {entry} in a namespace of the lab")
    return left


def check_nothing_left(lab, before):
    own = namespaces("self")
    end = time.monotonic() + 10
    # The host's init collects the dead when it pleases.
    while (left := left_of(lab, before, own)) and time.monotonic() < end:
        time.sleep(0.02)
    check(not left, f"still there: {left}")


# The cases, in the order of the labs' life.

@case("two labs of 3 and 2 nodes come online side by side within 15 s")
def _(labs):
    check(sorted(labs.three.online()) == ["n1", "n2", "n3"], "not all of 3 online")
    check("2 nodes are online" in labs.second_said, labs.second_said)
    check(labs.seconds < 15, f"took {labs.seconds:.1f} s")


@case("exec passes output, status, signals and the user on")
def _(labs):
    lab = labs.three
    check(lab.exec_("n2", "hostname").stdout == "n2\n", "not n2's name")
    check(cli(lab, "exec", "n1", "sh", "-c", "exit 7").returncode == 7, "status lost")
    check(cli(lab, "exec", "n1", "sh", "-c", "kill -9 $$").returncode == 137, "signal lost")
    check(cli(lab, "exec", "n1", "no-such-command").returncode == 127, "not 127")
    check(lab.exec_("n1", "id", "-un", user="omm").stdout == "omm\n", "not omm")
    check(lab.exec_("n1", "cat", stdin="hello").stdout == "hello", "stdin lost")


@case("an exec that outlasts its deadline ends, in the node too")
def _(labs):
    lab = labs.three
    try:
        lab.exec_("n1", "sleep", "41.5", timeout=0.2)
        check(False, "no deadline")
    except LabError as error:
        check("still ran after 0.2 s" in str(error), str(error))
    lab.wait_until(lambda: lab.exec_("n1", "pgrep", "-f", "sleep 41.[5]").returncode == 1,
                   20, "the sleep is gone")


@case("bad input is answered by a sentence and a status that is not 0")
def _(labs):
    for words, sentence in (
            (("exec", "n9", "true"), "no node 'n9'"),
            (("power", "off", "n9"), "'n9' is no node of this lab: n1, n2, n3"),
            (("link", "cut", "n1", "n1"), "a link has two ends"),
            (("link", "loss", "n1", "101"), "0 to 100 percent"),
            (("link", "delay", "n1", "20000"), "0 to 10000 ms"),
            (("up", "3"), "is up already"),
            (("up", "12"), "a lab has 2 to 9 nodes, not 12")):
        done = cli(labs.three, *words)
        check(done.returncode != 0 and sentence in done.stdout, f"{words}: {done.stdout}")
    absent = Lab("test-lab-absent")
    check("not up" in cli(absent, "exec", "n1", "true").stdout, "exec in an absent lab")
    check("not up" in cli(absent, "status").stdout, "status of an absent lab")


@case("a node has the product's agents, the database and omm's data directory")
def _(labs):
    lab = labs.three
    seen = lab.exec_("n1", "pcs", "resource", "describe", "ocf:gaussha:probe")
    check("Example stateless resource agent" in seen.stdout, seen.stdout + seen.stderr)
    seen = lab.exec_("n1", "bash", "-lc", "gaussdb", user="omm")
    check(seen.stdout == "I am the database\n", seen.stdout + seen.stderr)
    seen = lab.exec_("n1", "stat", "-c", "%U %a", "/var/lib/opengauss")
    check(seen.stdout == "omm 700\n", seen.stdout)


@case("a node cannot change the host's files or settings")
def _(labs):
    lab = labs.three
    lab.exec_("n1", "sh", "-c", "echo >>/etc/hosts; touch /var/x /root/x /opt/x", check=True)
    for path in ("/var/x", "/root/x", "/opt/x"):
        check(not os.path.exists(path), f"{path} is on the host")
    # Below /root, where a checkout may lie, a node writes into a copy of its own.
    lab.exec_("n1", "touch", f"{HERE}/x")
    check(not os.path.exists(f"{HERE}/x"), f"{HERE}/x is on the host")
    check(lab.exec_("n1", "touch", "/usr/bin/x").returncode != 0, "/usr/bin is writable")
    check(lab.exec_("n1", "sysctl", "-w", "kernel.core_pattern=x").returncode != 0,
          "the host's settings are writable")


@case("what a node logs to syslog is in its /var/log/messages and in `lab logs`")
def _(labs):
    lab = labs.three
    lab.exec_("n2", "logger", "-t", "probe", "a sentence", check=True)
    lab.wait_until(lambda: "n2 probe: a sentence" in lab.exec_(
        "n2", "cat", "/var/log/messages").stdout, 20, "it is logged")
    check("a sentence" in cli(lab, "logs", "n2").stdout, "not in lab logs")


@case("pcs shows the daemons active, stops the cluster on a node and starts it")
def _(labs):
    lab = labs.two
    shown = lab.exec_("n1", "pcs", "status").stdout
    check("pacemaker: active/enabled" in shown, shown)
    lab.exec_("n2", "pcs", "cluster", "stop", check=True)
    lab.wait_until(lambda: lab.online() == ["n1"], 20, "n2 left")
    lab.exec_("n2", "pcs", "cluster", "start", check=True)
    lab.wait_online(2, 20)


@case("the client reaches every node by IPv4 and IPv6, and not the other lab's")
def _(labs):
    lab = labs.three
    for target in ("n1", "n3", "10.99.0.12", "fd99::12", "gateway"):
        check(hears(lab, "client", target), f"no answer from {target}")
    check(not hears(labs.two, "client", "10.99.0.13"), "n3 of the other lab answers")
    check(not hears(lab, "client", VIP), "the VIP is taken")


@case("the gateway sends back what reaches it for its own network, unless told not to")
def _(labs):
    lab = labs.three
    lab.exec_("client", "ip", "route", "add", "10.99.0.12", "via", "10.99.0.1", check=True)
    check(hears(lab, "client", "10.99.0.12"), "it does not relay")
    lab.relay(False)
    check(not hears(lab, "client", "10.99.0.12"), "it relays though it must not")
    lab.relay(True)
    check(hears(lab, "client", "10.99.0.12"), "it does not relay again")


@case("a one-way cut loses the frames of one direction only")
def _(labs):
    lab = labs.two
    lab.cut("n1", "n2", "service", one_way=True)
    check(not sees(lab, "n1", "n2"), "n2 still hears n1")
    check(sees(lab, "n2", "n1"), "n1 does not hear n2")
    check(hears(lab, "client", "n1") and hears(lab, "client", "n2"), "others are cut")
    lab.heal()
    check(sees(lab, "n1", "n2"), "not healed")


@case("a cut of one network leaves the other, and heals")
def _(labs):
    lab = labs.two
    check(cli(lab, "link", "cut", "n1", "--net", "service").returncode == 0, "cut failed")
    check(not hears(lab, "client", "n1"), "the service network is not cut")
    check(hears(lab, "n2", "10.99.1.11"), "the interconnect is cut")
    check("is not heard by" in cli(lab, "status").stdout, "status does not tell")
    check(cli(lab, "link", "heal", "n1").returncode == 0, "heal failed")
    check(hears(lab, "client", "n1"), "not healed")


@case("an unplugged cable takes the carrier, a loss of 100 percent does not")
def _(labs):
    lab = labs.two
    carrier = lambda: lab.exec_("n1", "cat", "/sys/class/net/eth0/carrier").stdout  # noqa: E731
    lab.unplug("n1", "service")
    check(carrier() == "0\n", "the carrier is there")
    lab.heal("n1")
    check(carrier() == "1\n", "the carrier is gone")
    lab.loss("client", 100)
    check(carrier() == "1\n" and not hears(lab, "client", "n1"), "nothing is lost")
    lab.loss("client", 0)
    lab.wait_until(lambda: hears(lab, "client", "n1"), 20, "frames pass again")


@case("what is sent to a slow node and what it sends is late and nothing is lost")
def _(labs):
    lab = labs.two
    def times(destination):
        seen = lab.exec_("n1", "ping", "-q", "-i", "0.02", "-c", "20", destination, check=True).stdout
        check(" 0% packet loss" in seen, seen)
        return [float(ms) for ms in seen.rpartition(" = ")[2].split(" ")[0].split("/")]
    # A busy host makes everything later: only the least of many says how late.
    lab.delay("n2", 40)
    check("delay: 40 ms on service of n2" in cli(lab, "status").stdout, "status does not tell")
    for destination in ("10.99.0.12", "10.99.1.12", "fd99::12"):
        least, mean = times(destination)[:2]
        check(40 <= least < 110 and mean > 60, f"{destination}: {least} {mean}")
    check(times("10.99.0.1")[0] < 20, "others are late, too")
    lab.delay("n2", 0, "service")
    check(times("10.99.0.12")[0] < 20 < times("10.99.1.12")[0], "not each network by itself")
    lab.heal("n2")
    check(times("10.99.1.12")[0] < 20, "not healed")
    check(lab.exec_("switch", "pgrep", "-x", "lab-delay").returncode == 1, "lab-delay still runs")


@case("nothing runs in a frozen node until it is thawed")
def _(labs):
    lab = labs.two
    ticking = lab.popen("n2", "sh", "-c", "while :; do echo . >>/var/ticks; sleep 0.01; done")
    ticks = lambda: os.path.getsize(f"{lab.state}/n2/var/ticks")  # noqa: E731
    lab.wait_until(lambda: os.path.exists(f"{lab.state}/n2/var/ticks"), 20, "it ticks")
    lab.freeze("n2")
    seen = ticks()
    check(lab.status()["nodes"]["n2"]["power"] == "frozen", "status does not tell")
    check(hears(lab, "client", "n2"), "its kernel is silent")
    time.sleep(0.1)
    check(ticks() == seen, "it goes on")
    lab.thaw("n2")
    lab.wait_until(lambda: ticks() > seen, 20, "it goes on")
    lab.freeze("n2", silent=True)
    check(not hears(lab, "client", "n2"), "its kernel answers")
    lab.thaw("n2")
    check(hears(lab, "client", "n2"), "still silent")
    ticking.kill()
    ticking.communicate()


@case("a node that cannot reach the power switch cannot fence")
def _(labs):
    lab = labs.three
    lab.fence_deny("n1")
    denied = lab.exec_("n1", "fence_lab", "--action=status", "--plug=n2")
    lab.fence_allow("n1")
    check(denied.returncode == 1 and "cannot reach" in denied.stderr, denied.stderr)
    check(lab.exec_("n1", "fence_lab", "--action=status", "--plug=n2").returncode == 0,
          "nor can it afterwards")


@case("a node whose power is cut is fenced, and is back with its disk when switched on")
def _(labs):
    lab = labs.three
    lab.exec_("n3", "sh", "-c", "echo kept >/var/lib/opengauss/file; echo >/run/gone", check=True)
    lab.power_off("n3")
    check(lab.pid("n3") is None, "it still runs")
    fenced = lambda: "last-successful" in lab.exec_(  # noqa: E731
        "n1", "stonith_admin", "--history", "n3").stdout
    lab.wait_until(fenced, 20, "n3 was fenced")
    with open(f"{lab.state}/powerd.log", encoding="utf-8") as log:
        check("off n3: ok" in log.read(), "not by fence_lab")
    lab.power_on("n3")
    lab.wait_online(3, 30)
    check(lab.exec_("n3", "cat", "/var/lib/opengauss/file").stdout == "kept\n", "disk lost")
    check(lab.exec_("n3", "test", "-e", "/run/gone").returncode == 1, "/run was kept")


@case("of two nodes that lose each other and fence, one survives")
def _(labs):
    lab = labs.two
    lab.exec_("n1", "pcs", "stonith", "create", "fence", "fence_lab",
              "pcmk_host_check=static-list", "pcmk_host_list=n1 n2",
              "pcmk_reboot_action=off", check=True)
    lab.exec_("n1", "pcs", "property", "set", "stonith-enabled=true", check=True)
    lab.cut("n1", "n2")
    on = lambda: [node for node in lab.nodes() if lab.is_on(node)]  # noqa: E731
    lab.wait_until(lambda: len(on()) < 2, 20, "one was fenced")
    lab.wait_until(lambda: len(lab.online()) == 1, 20, "the other is online alone")
    check(len(on()) == 1, "both are off")


@case("a lab that goes down leaves nothing behind, within a second")
def _(labs):
    before = {lab: processes(lab) for lab in (labs.three, labs.two)}
    check(not host_traces(), f"on the host: {host_traces()}")
    begun = time.monotonic()
    labs.three.down()
    seconds = time.monotonic() - begun
    check(seconds < 1, f"took {seconds:.2f} s")
    check(labs.two.online() != [], "the other lab went down with it")
    labs.two.down()
    for lab, found in before.items():
        check(len(found) > 10, "the test found no processes to look for")
        check_nothing_left(lab, found)
    check(not host_traces(), f"on the host: {host_traces()}")
    labs.three.down()


@case("down also cleans up after a killed up")
def _(labs):
    lab = labs.two
    child = subprocess.Popen([f"{HERE}/lab", "up", "2"], stdout=subprocess.DEVNULL,
                             env={**os.environ, "LAB_NAME": lab.name})
    lab.wait_until(lambda: lab.pid("n1") is not None, 20, "n1 is on", 0.005)
    child.send_signal(signal.SIGKILL)
    child.wait()
    before = processes(lab)
    check(cli(lab, "down").returncode == 0, "down failed")
    check_nothing_left(lab, before)


@case("a disk that is full is one node's alone, keeps its data, and is gone with the lab")
def _(labs):
    lab = labs.two
    # Some blocks are left, held back for what was not on the disk yet.
    data, much = "/var/lib/opengauss", "x" * 2 ** 20

    def keeps(node, name):
        return lab.exec_(node, "tee", f"{data}/{name}", user="omm", stdin=much).returncode == 0
    lab.down()
    lab.up(2, cluster=False, disk_mb=16)
    check(keeps("n1", "first"), "the owner cannot write")
    filler = lab.popen("n1", "sh", "-c", f"cat /dev/zero >{data}/filler")
    check(filler.wait(timeout=20) != 0, "the disk does not end")
    check(not keeps("n1", "second") and keeps("n2", "second"), "not one disk alone is full")
    lab.power_off("n1")
    lab.power_on("n1")
    check(lab.exec_("n1", "cat", f"{data}/first").stdout == much, "the data are gone")
    lab.down()
    lab.wait_until(lambda: lab.state not in subprocess.run(
        ["losetup", "--list"], stdout=subprocess.PIPE, text=True, check=True).stdout,
        20, "no device is left")


def run(labs, wanted):
    passed = failed = 0
    for sentence, function in CASES:
        if wanted not in sentence:
            continue
        begun = time.monotonic()
        try:
            function(labs)
            passed += 1
            print(f"ok      {time.monotonic() - begun:5.1f} s  {sentence}", flush=True)
        except Exception:  # a case may fail in any way
            failed += 1
            print(f"FAILED  {sentence}")
            traceback.print_exc(file=sys.stdout)
    return passed, failed


def main():
    with tempfile.TemporaryDirectory() as top:
        os.chmod(top, 0o755)
        labs = None
        try:
            labs = Labs(top)
            passed, failed = run(labs, sys.argv[1] if len(sys.argv) > 1 else "")
        except LabError as error:
            passed, failed = 0, 1
            print(f"FAILED  the labs do not come up: {error}")
        finally:
            for name in ("test-lab-3", "test-lab-2"):
                Lab(name).down()
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed != 0)


main()
