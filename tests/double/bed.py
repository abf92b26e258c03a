# SPDX-License-Identifier: GPL-2.0-or-later
"""Instances of the double on loopback, for tests: makes them, runs commands
as their owner, removes them."""
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.realpath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def free_ports(count):
    """count pairs (P, P+1), all free, twenty apart as in the captures."""
    for base in range(25400 + os.getpid() % 97 * 100, 60000, 100):
        wanted = [base + 20 * i + j for i in range(count) for j in (0, 1)]
        try:
            for port in wanted:
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return [base + 20 * i for i in range(count)]
    raise RuntimeError("no free ports")


class Bed:
    """An installation, a directory of data directories, an owner."""

    def __init__(self, nports=8):
        self.home = os.environ.get("DOUBLE_HOME") or os.path.join(ROOT, "build", "double")
        done = subprocess.run([os.path.join(HERE, "install"), self.home], check=False)
        if done.returncode != 0:
            sys.exit("tests/double/install failed")
        self.owner = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        where = "/dev/shm" if os.path.isdir("/dev/shm") else None
        self.root = tempfile.mkdtemp(prefix="double-", dir=where)
        # The owner must reach the installation, wherever the checkout lies.
        self.own_home = os.path.join(self.root, "home")
        shutil.copytree(self.home, self.own_home, symlinks=True)
        self.home = self.own_home
        os.chmod(self.root, 0o755)
        self.data = os.path.join(self.root, "data")
        os.mkdir(self.data)
        if os.geteuid() == 0:
            entry = pwd.getpwnam(self.owner)
            os.chown(self.data, entry.pw_uid, entry.pw_gid)
        self.ports = free_ports(nports)
        self.datadirs = []

    def environment(self, **more):
        env = {"HOME": self.data, "PATH": f"{self.home}/bin:/usr/sbin:/usr/bin:/sbin:/bin",
               "GAUSSHOME": self.home, "LD_LIBRARY_PATH": f"{self.home}/lib",
               "GAUSSDB_BUILD_WAIT_S": "0.2", "LANG": "C"}
        env.update(more)
        return env

    def argv_as_owner(self, argv):
        if os.geteuid() != 0:
            return argv
        return ["setpriv", f"--reuid={self.owner}", f"--regid={self.owner}",
                "--init-groups", *argv]

    def shell(self, command, seconds=60, **more):
        """(output, status) of a shell command, as the owner."""
        child = subprocess.Popen(
            self.argv_as_owner(["/bin/bash", "-c", command]), cwd=self.data,
            env=self.environment(**more), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True)
        try:
            output, _ = child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            output, _ = child.communicate()
            output += b"\nstill running: killed\n"
        return output.decode(errors="replace"), child.returncode

    def ok(self, command, **more):
        output, status = self.shell(command, **more)
        if status != 0:
            raise RuntimeError(f"{command}: status {status}\n{output}")
        return output

    def path(self, name):
        return os.path.join(self.data, name)

    def make(self, name, port, peers=(), extra=()):
        """A data directory with its configuration; peers are ports."""
        self.ok(f"gs_initdb -D {self.path(name)} --nodename={name} -w x -U {self.owner}")
        self.datadirs.append(self.path(name))
        lines = [f"port = {port}", "listen_addresses = '127.0.0.1'", *extra]
        for index, peer in enumerate(peers, 1):
            lines.append(
                f"replconninfo{index} = 'localhost=127.0.0.1 localport={port + 1} "
                f"remotehost=127.0.0.1 remoteport={peer + 1}'")
        with open(os.path.join(self.path(name), "postgresql.conf"), "a",
                  encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")

    def sql(self, port, text, seconds=10):
        """Unaligned rows, or the error's text."""
        output, _ = self.shell(
            f"LD_LIBRARY_PATH= timeout {seconds} /usr/bin/psql -X -h /tmp -p {port} "
            f"-d postgres -At -c \"{text}\"", seconds + 5)
        return output.strip()

    def pid(self, name):
        with open(os.path.join(self.path(name), "postmaster.pid"), encoding="ascii") as file:
            return int(file.readline())

    def kill9(self, name):
        """Kills the postmaster and waits until nothing of it is left."""
        pid = self.pid(name)
        os.kill(pid, signal.SIGKILL)
        end = time.monotonic() + 10
        while time.monotonic() < end and self.servers_in(name):
            time.sleep(0.01)
        # Its parent may be slow to reap it: captures show that too, apart.
        while time.monotonic() < end and os.path.exists(f"/proc/{pid}"):
            time.sleep(0.01)

    def servers_in(self, name):
        found = []
        for entry in os.listdir("/proc"):
            try:
                if entry.isdigit() and os.readlink(f"/proc/{entry}/cwd") == self.path(name):
                    with open(f"/proc/{entry}/comm", encoding="ascii") as file:
                        if file.read().strip() == "gaussdb":
                            found.append(int(entry))
            except OSError:
                continue
        return found

    def state(self, port):
        """role|state|detail of a server, or what psql said."""
        return self.sql(port, "select local_role,db_state,detail_information "
                        "from pg_stat_get_stream_replications()", 5)

    def await_state(self, port, wanted, seconds=10.0):
        """True as soon as the state is the wanted one."""
        return self.wait(lambda: self.state(port) == wanted, seconds)

    @staticmethod
    def wait(condition, seconds=10.0):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True

    def done(self):
        """Ends every server in its directories, by number; removes them."""
        for datadir in self.datadirs:
            for pid in self.servers_in(os.path.basename(datadir)):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
        for port in self.ports:
            for name in (f"/tmp/.s.PGSQL.{port}", f"/tmp/.s.PGSQL.{port + 1}"):
                for path in (name, name + ".lock"):
                    if os.path.exists(path):
                        os.unlink(path)
        shutil.rmtree(self.root, ignore_errors=True)
