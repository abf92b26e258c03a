#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The units under a real systemd, with a real corosync and pacemaker of one
node: what starts with what, what outlives what, what the package's scripts do.
Needs root."""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..")]

from closing import main  # noqa: E402
from machine import Machine  # noqa: E402

CHECKOUT = os.path.dirname(os.path.dirname(HERE))
KEEPER, QUORUM = "gausshad.service", "gaussha-quorumd.service"
TIMER = "gaussha-metrics.timer"
# As the unit has it, but sooner.
SOONER = "[Service]\nWatchdogSec=2\n"
# What a keeper leaves that was killed: 8 s, running.
LEAVE_RUNNING = '''
import fcntl, os, struct
fcntl.ioctl(os.open("/dev/watchdog", os.O_WRONLY), 0xc0045706, struct.pack("i", 8))
'''
# What the quorum device will do, and what nothing that broke into it may.
PROBE = """
import ctypes, os, socket, subprocess
socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
libc = ctypes.CDLL(None, use_errno=True)
assert libc.mlockall(1) == 0, os.strerror(ctypes.get_errno())
open("/run/gaussha/probe", "w").close()
os.unlink("/run/gaussha/probe")
for tool in (["corosync-cmapctl", "-g", "totem.cluster_name"], ["corosync-quorumtool", "-s"]):
    said = subprocess.run(tool, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert "units" in said.stdout or "Quorate" in said.stdout, said
# One child becomes Pacemaker's user; then the program gives up what it does not
# need, as here.
child = os.fork()
if child == 0:
    os.setgroups([65534])
    os.setgid(65534)
    os.setuid(65534)
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
for right in range(64):
    if right != 13:
        libc.prctl(24, right, 0, 0, 0)
header, rights = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(1 << 13, 1 << 13)
assert libc.capset(header, rights) == 0
socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
def refused(deed):
    try:
        deed()
    except OSError:
        return True
    return False
assert refused(lambda: open("/etc/probe", "w"))
assert refused(lambda: open("/var/lib/gaussha/probe", "w"))
assert refused(lambda: os.setuid(1))
assert refused(lambda: os.chown("/run/gaussha", 1, 1))
assert refused(lambda: os.mknod("/run/gaussha/disk", 0o60600, os.makedev(8, 0)))
assert refused(lambda: socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM))
assert libc.unshare(0x10000000) != 0 and libc.mount(b"x", b"/tmp", b"tmpfs", 0, None) != 0
assert libc.reboot(0) != 0
assert "NoNewPrivs:\\t1" in open("/proc/self/status").read()
print("all as it should be")
"""


class Units(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # In memory: an overlay's upper half cannot be on every file system.
        cls.top = tempfile.mkdtemp(prefix="gaussha-units-", dir="/dev/shm")
        cls.addClassCleanup(shutil.rmtree, cls.top)
        os.mkdir(f"{cls.top}/packages")
        cls.package, = glob.glob(f"{CHECKOUT}/build/deb/gaussha_*.deb")
        shutil.copy(cls.package, f"{cls.top}/packages/gaussha.deb")
        cls.machine = Machine(cls.top, f"{cls.top}/packages")
        cls.addClassCleanup(cls.machine.down)
        cls.machine.do("dpkg", "-i", "/mnt/gaussha.deb")
        cls.machine.do("systemctl", "stop", KEEPER)

    def setUp(self):
        """Every case begins with all three of them running."""
        self.machine.do("systemctl", "start", "corosync", "pacemaker")
        self.machine.wait_until(lambda: self.machine.is_active(KEEPER), 20, "the keeper serves")

    def stop_pacemaker(self):
        """One that is told to end while it is only starting needs half a minute for
        that, or does not hear of it."""
        self.machine.wait_until(
            lambda: "S_IDLE" in self.machine.run("crmadmin", "--status", "n1",
                                                 "--timeout=2s").stdout,
            20, "pacemaker has found itself alone")
        self.machine.do("systemctl", "stop", "pacemaker")

    def pids(self, *units):
        return [self.machine.main_pid(unit) for unit in units]

    def when(self, unit, what):
        return int(self.machine.show(unit, f"{what}TimestampMonotonic"))

    def wait_another(self, old, timeout=10):
        self.machine.wait_until(
            lambda: self.machine.main_pid(KEEPER) not in (old, "0")
            and self.machine.is_active(KEEPER), timeout, "another keeper serves")

    def test_pacemaker_brings_corosync_and_the_keeper_and_waits_until_it_serves(self):
        self.stop_pacemaker()
        self.machine.do("systemctl", "stop", "corosync", KEEPER)
        self.machine.do("systemctl", "start", "pacemaker")
        self.assertLess(self.when("corosync", "ActiveEnter"), self.when(KEEPER, "ExecMainStart"))
        self.assertLess(self.when(KEEPER, "ActiveEnter"),
                        self.when("pacemaker", "ExecMainStart"))

    def test_corosync_alone_brings_the_keeper(self):
        self.stop_pacemaker()
        self.machine.do("systemctl", "stop", "corosync", KEEPER)
        self.machine.do("systemctl", "start", "corosync")
        self.machine.wait_until(lambda: self.machine.is_active(KEEPER), 20, "the keeper serves")

    def test_the_keeper_outlives_corosync_however_that_ends(self):
        # A pacemaker that starts just then hangs for a minute, and is started again
        # in the middle of a later case, with all that it wants.
        self.stop_pacemaker()
        keeper = self.pids(KEEPER)
        self.machine.do("systemctl", "restart", "corosync")
        self.assertEqual(self.pids(KEEPER), keeper)
        self.machine.do("systemctl", "kill", "-s", "KILL", "corosync")
        self.machine.wait_until(lambda: not self.machine.is_active("corosync"), 20,
                                "corosync has ended")
        self.machine.do("systemctl", "start", "corosync")
        self.assertEqual(self.pids(KEEPER), keeper)

    def test_pacemaker_and_corosync_outlive_the_keeper_however_that_ends(self):
        others = self.pids("pacemaker", "corosync")
        self.machine.do("systemctl", "restart", KEEPER)
        self.machine.do("systemctl", "stop", KEEPER)
        self.assertEqual(self.pids("pacemaker", "corosync"), others)
        self.machine.do("systemctl", "start", KEEPER)
        old, = self.pids(KEEPER)
        self.machine.do("systemctl", "kill", "-s", "KILL", KEEPER)
        self.wait_another(old)
        self.assertEqual(self.pids("pacemaker", "corosync"), others)

    def test_a_keeper_that_died_often_is_still_started_anew(self):
        for _ in range(8):
            old, = self.pids(KEEPER)
            self.machine.do("kill", "-KILL", old)
            self.wait_another(old)

    def test_a_keeper_that_hangs_is_replaced(self):
        self.machine.do("sh", "-c", f'mkdir -p /run/systemd/system/{KEEPER}.d && printf "%s" "$1" '
                        f'>/run/systemd/system/{KEEPER}.d/sooner.conf', "sooner", SOONER)
        self.machine.do("systemctl", "daemon-reload")
        self.machine.do("systemctl", "restart", KEEPER)
        old, = self.pids(KEEPER)
        # One that works is left alone for longer than that.
        alive = self.machine.do("sh", "-c", 'timeout 3 tail -f /dev/null; echo "$?"')
        self.assertEqual((alive, self.pids(KEEPER)), ("124\n", [old]))
        self.machine.do("kill", "-STOP", old)
        self.wait_another(old)
        self.machine.do("rm", "-r", f"/run/systemd/system/{KEEPER}.d")
        self.machine.do("systemctl", "daemon-reload")

    def test_an_open_watchdog_is_handed_to_the_next_keeper(self):
        """Not to one that was stopped and started: that one opens it again."""
        log = f"{self.top}/watchdog.log"

        def said(word):
            with open(log, encoding="utf-8") as file:
                return [line.split(" ", 3)[3].strip() for line in file].count(word)

        def kept():
            return self.machine.show(KEEPER, "NFileDescriptorStore")

        subprocess.run([f"{CHECKOUT}/tests/lab/build"], check=True)
        subprocess.run([f"{CHECKOUT}/build/lab/lab-watchdog", self.machine.pid, log,
                        f"{self.top}/root/dev/watchdog"], check=True, stdout=subprocess.DEVNULL)
        self.machine.do("systemctl", "stop", KEEPER)
        self.machine.do("python3", "-c", LEAVE_RUNNING)
        self.machine.do("sh", "-c", "printf /dev/watchdog >/run/gaussha/watchdog")
        self.machine.do("systemctl", "start", KEEPER)
        self.machine.wait_until(lambda: kept() == "1", 20, "systemd keeps the watchdog")
        opened = said("opened")
        old, = self.pids(KEEPER)
        self.machine.do("kill", "-KILL", old)
        self.wait_another(old)
        self.assertEqual((said("opened"), said("closed"), kept()), (opened, opened - 1, "1"))
        self.machine.do("systemctl", "stop", KEEPER)
        self.machine.wait_until(lambda: said("closed") == opened, 20, "nobody has it open")
        self.machine.do("systemctl", "start", KEEPER)
        self.machine.wait_until(lambda: said("opened") == opened + 1, 20, "it is open again")
        # No database has come that it would guard.
        self.machine.wait_until(lambda: said("stopped") == 1 and kept() == "0", 30,
                                "it is stopped")

    def test_what_was_started_from_the_keeper_outlives_its_restart(self):
        """As a server would that gs_ctl started."""
        group = self.machine.show(KEEPER, "ControlGroup")
        server = self.machine.do("sh", "-c", (
            f"echo $$ >/sys/fs/cgroup{group}/cgroup.procs; "
            "setsid sleep 300 >/dev/null 2>&1 & echo $!")).strip()
        self.machine.do("systemctl", "restart", KEEPER)
        self.machine.do("kill", "-0", server)
        old, = self.pids(KEEPER)
        self.machine.do("kill", "-KILL", old)
        self.wait_another(old)
        self.machine.do("kill", server)

    def test_an_upgrade_replaces_the_keeper_only_and_removing_the_package_ends_it_only(self):
        others, (old,) = self.pids("pacemaker", "corosync"), self.pids(KEEPER)
        self.machine.do("dpkg", "-i", "/mnt/gaussha.deb")
        self.assertNotIn(self.pids(KEEPER), (["0"], [old]))
        self.machine.do("dpkg", "-r", "gaussha")
        self.assertEqual(self.machine.run("pgrep", "gausshad").stdout, "")
        self.assertEqual(self.pids("pacemaker", "corosync"), others)
        self.machine.do("dpkg", "-i", "/mnt/gaussha.deb")

    def test_the_timer_writes_what_a_collector_reads_also_when_the_keeper_is_silent(self):
        place = "/var/lib/prometheus/node-exporter"

        def said(answer):
            written = self.machine.run("cat", f"{place}/gaussha.prom").stdout
            return f"\ngaussha_keeper_answers {answer}\n" in written

        def what_is():
            return "\n".join(
                [self.machine.run("cat", f"{place}/gaussha.prom").stdout]
                + [self.machine.run("systemctl", "status", "--no-pager", unit).stdout
                   for unit in (TIMER, TIMER.replace("timer", "service"), KEEPER, "pacemaker")])

        def wait_said(answer):
            try:
                self.machine.wait_until(lambda: said(answer), 30, f"the timer wrote {answer}")
            except AssertionError as error:
                raise AssertionError(f"{error}:\n{what_is()}") from error

        self.machine.do("mkdir", "-p", place)
        self.assertNotEqual(self.machine.run("systemctl", "is-enabled", TIMER).stdout, "enabled\n")
        self.machine.do("systemctl", "enable", "--now", TIMER)
        wait_said(1)
        self.assertEqual(self.machine.do("stat", "-c", "%a", f"{place}/gaussha.prom"), "644\n")
        # Masked: it is silent for as long as is waited, whatever wants it.
        self.machine.do("systemctl", "mask", "--runtime", "--now", KEEPER)
        try:
            wait_said(0)
        finally:
            self.machine.do("systemctl", "unmask", "--runtime", KEEPER)
        self.machine.do("systemctl", "disable", "--now", TIMER)

    def test_the_quorum_device_may_do_its_work_and_nothing_else(self):
        """A probe in its place, under its unit's own words."""
        with open(f"{CHECKOUT}/packaging/systemd/{QUORUM}", encoding="utf-8") as file:
            unit = file.read()
        unit = re.sub(r"^(Type|NotifyAccess|WatchdogSec|Restart|RestartSec)=.*\n", "", unit,
                      flags=re.M)
        unit = unit.replace("[Service]\n", "[Service]\nType=oneshot\n"
                            "StandardOutput=file:/run/probe.said\nStandardError=inherit\n")
        unit = re.sub(r"^ExecStart=.*$", "ExecStart=/usr/bin/python3 /etc/gaussha-probe.py", unit,
                      flags=re.M)
        for path, text in ((f"/run/systemd/system/{QUORUM}", unit),
                           ("/etc/gaussha-probe.py", PROBE)):
            self.machine.do("sh", "-c", 'printf %s "$1" >"$2"', "write", text, path)
        self.machine.do("systemctl", "daemon-reload")
        self.machine.run("systemctl", "stop", QUORUM)
        done = self.machine.run("systemctl", "start", QUORUM)
        said = self.machine.run("cat", "/run/probe.said").stdout
        said += self.machine.show(QUORUM, "ExecMainStatus")
        self.assertEqual(done.returncode, 0, done.stdout + said)
        self.assertIn("all as it should be", said)


if __name__ == "__main__":
    main()
