# SPDX-License-Identifier: GPL-2.0-or-later
"""A PostgreSQL 15 as the metadatabase: the distribution's own, not the double."""
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BIN = "/usr/lib/postgresql/15/bin"
OWNER = pwd.getpwnam("postgres")
AS_OWNER = ("setpriv", f"--reuid={OWNER.pw_uid}", f"--regid={OWNER.pw_gid}", "--clear-groups",
            "env", "-C", "/", "LC_ALL=C")


def documented_table():
    with open(f"{ROOT}/doc/metadatabase.md", encoding="utf-8") as file:
        return re.search(r"(?ms)^```sql\n(.*?)^```", file.read()).group(1)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_here(*words):
    # Without a deadline of its own: a disk that others write to is slow.
    return subprocess.run(words, check=True, text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout


class Postgres:
    """By scram-sha-256 for those of a network; trusts its own socket."""

    def __init__(self, address="127.0.0.1", network="127.0.0.1/32", run=run_here):
        self.run = run
        self.directory = tempfile.mkdtemp(prefix="meta-", dir="/dev/shm")
        os.chown(self.directory, OWNER.pw_uid, OWNER.pw_gid)
        os.chmod(self.directory, 0o755)
        self.data = f"{self.directory}/data"
        self.port = free_port()
        self.run(*AS_OWNER, f"{BIN}/initdb", "-D", self.data, "-A", "trust", "--no-sync",
                 "-U", "postgres")
        with open(f"{self.data}/postgresql.conf", "a", encoding="utf-8") as file:
            file.write(f"port={self.port}\nlisten_addresses='{address}'\nfsync=off\n"
                       f"unix_socket_directories='{self.directory}'\n")
        with open(f"{self.data}/pg_hba.conf", "w", encoding="utf-8") as file:
            file.write(f"local all all trust\nhost all all {network} scram-sha-256\n")

    def control(self, *words):
        self.run(*AS_OWNER, f"{BIN}/pg_ctl", "-D", self.data, "-w", "-s", "-l",
                 f"{self.directory}/log", *words)

    def start(self):
        self.control("start")

    def stop(self):
        self.control("stop", "-m", "fast")

    def signal(self, name):
        """To the postmaster: without it nobody is let in, and nobody refused."""
        with open(f"{self.data}/postmaster.pid", encoding="ascii") as file:
            self.run("kill", f"-{name}", file.readline().strip())

    def remove(self):
        try:
            self.control("stop", "-m", "immediate")
        except (subprocess.CalledProcessError, RuntimeError):
            pass
        shutil.rmtree(self.directory)

    def sql(self, text):
        return self.run(*AS_OWNER, f"{BIN}/psql", "-XAtq", "-v", "ON_ERROR_STOP=1",
                        "-h", self.directory, "-p", str(self.port), "-d", "postgres",
                        "-c", text).strip()
