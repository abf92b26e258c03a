# SPDX-License-Identifier: GPL-2.0-or-later
"""A machine of one node whose first process is systemd itself: the host's files
below an overlay, namespaces and a control group of its own, and the package."""
import os
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lab"))
import nodefiles  # noqa: E402
from cluster import cgroup_root, remove_cgroup  # noqa: E402

COROSYNC = """
totem {
    version: 2
    cluster_name: units
    transport: knet
    crypto_cipher: none
    crypto_hash: none
}
nodelist {
    node {
        ring0_addr: 127.0.0.1
        name: n1
        nodeid: 1
    }
}
quorum {
    provider: corosync_votequorum
}
logging {
    to_logfile: yes
    logfile: /var/log/corosync/corosync.log
    to_syslog: no
}
"""

BOOT = """
top=$1 packages=$2
mount -t overlay overlay -o "lowerdir=/,upperdir=$top/upper,workdir=$top/work" "$top/root"
cd "$top/root"
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
mount --bind "$packages" mnt
mount -t tmpfs -o mode=755 tmpfs dev
for name in null zero full random urandom tty; do
	: >"dev/$name"
	mount --bind "/dev/$name" "dev/$name"
done
mkdir dev/shm dev/pts
mount -t tmpfs -o mode=1777 tmpfs dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ip link set lo up
hostname n1
rm -f usr/sbin/policy-rc.d
exec chroot . env -i container=other PATH=/usr/sbin:/usr/bin \
    /lib/systemd/systemd --system --unit=basic.target --show-status=0 --log-target=null
"""


def furnish(upper):
    """Nothing of the host's own cluster, and no unit that the host enabled."""
    tree = nodefiles.Tree(upper)
    for path in ("/etc/systemd/system", "/var/lib/corosync", "/var/lib/pacemaker/cib"):
        tree.directory(path, hide=True)
    tree.file("/etc/hostname", "n1\n")
    # The host's kernel is not to get one.
    tree.file("/etc/modprobe.d/softdog.conf", "install softdog /bin/true\n")
    tree.file("/etc/corosync/corosync.conf", COROSYNC)
    # Else pacemaker looks for others for 20 s, also before it ends.
    tree.file("/var/lib/pacemaker/cib/cib.xml",
              nodefiles.cib({"fence": False, "properties": {"dc-deadtime": "1s"}}),
              nodefiles.ids("hacluster", "haclient"), 0o600)


class Machine:
    def __init__(self, top, packages):
        self.top = top
        for part in ("upper", "work", "root"):
            os.makedirs(f"{top}/{part}")
        furnish(f"{top}/upper")
        self.cgroup = f"{cgroup_root()}/gaussha-units-{os.getpid()}"
        os.mkdir(self.cgroup)
        self.mother = subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", "--pid", "--fork",
             "--kill-child", "--cgroup", "--uts", "--ipc", "--net", "sh", "-euc", BOOT,
             "boot", top, packages],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=self.enter)
        self.pid = None
        try:
            self.wait_until(self.find_pid, 20, "the machine has a first process")
            self.wait_until(lambda: "running" in self.run(
                "systemctl", "is-system-running").stdout, 30, "systemd runs")
        except AssertionError:
            self.down()
            raise

    def enter(self):
        with open(f"{self.cgroup}/cgroup.procs", "w", encoding="ascii") as file:
            file.write("0")

    def find_pid(self):
        """systemd's, as the host counts."""
        with open(f"/proc/{self.mother.pid}/task/{self.mother.pid}/children",
                  encoding="ascii") as file:
            for pid in file.read().split():
                with open(f"/proc/{pid}/comm", encoding="ascii") as comm:
                    if comm.read() == "systemd\n":
                        self.pid = pid
        return self.pid

    def down(self):
        with open(f"{self.cgroup}/cgroup.kill", "w", encoding="ascii") as file:
            file.write("1")
        self.mother.send_signal(signal.SIGKILL)
        self.mother.wait()
        self.wait_until(self.is_empty, 20, "all processes of the machine ended")
        remove_cgroup(self.cgroup)

    def is_empty(self):
        with open(f"{self.cgroup}/cgroup.events", encoding="ascii") as file:
            return "populated 0" in file.read()

    def wait_until(self, holds, timeout, what):
        end = time.monotonic() + timeout
        while not holds():
            if time.monotonic() > end:
                raise AssertionError(f"after {timeout} s it is not so that {what}")
            time.sleep(0.05)

    def run(self, *command, timeout=60):
        """A finished command: its status and what it said, in one text."""
        return subprocess.run(
            ["nsenter", "--target", self.pid, "--mount", "--pid", "--uts", "--ipc", "--net",
             "--cgroup", "--root", "env", "-C", "/", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
             "LC_ALL=C.UTF-8", *command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, check=False, timeout=timeout)

    def do(self, *command, timeout=60):
        done = self.run(*command, timeout=timeout)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(command)}: status {done.returncode}:\n{done.stdout}")
        return done.stdout

    def show(self, unit, name):
        return self.do("systemctl", "show", "--value", "-p", name, unit).strip()

    def main_pid(self, unit):
        """"0" when it does not run."""
        return self.show(unit, "MainPID")

    def is_active(self, unit):
        return self.show(unit, "ActiveState") == "active"
