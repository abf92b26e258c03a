# SPDX-License-Identifier: GPL-2.0-or-later
"""A cluster with the README's resources, and many clients at once."""
import signal
import subprocess
import time

import database
from stage import CHECKOUT, LabError, Stage, VIP
from cluster import address
from nodefiles import GATEWAY_DEVICE

CLIENT = f"{CHECKOUT}/build/chaos-client"
TOTAL = 10 * 100        # client/load.h: accounts and what each holds
LIMIT_MS = 1500
# For the data twice, as a rebuild may want them, and the log.
DISK_MB = 1024
# what, how many, through what, pause in ms
THROUGH_ANY = (("rows", 2, "vip", 20), ("rows", 1, "hosts", 30), ("registers", 3, "vip", 25),
               ("registers", 1, "hosts", 40), ("scan", 1, "vip", 400), ("scan", 1, "hosts", 600))
ON_EACH = (("scan", 700), ("watch", 200))
FINAL_S = 30


def now_us():
    """The clients' clock."""
    return time.monotonic_ns() // 1000


class Arena(Stage):
    """root: another installation than the lab's own; synchronous: standbys;
    proven: fence_gaussha is the only fence device."""

    def __init__(self, name, nodes, root=None, synchronous=2, proven=False):
        self.root = root
        self.synchronous = min(synchronous, nodes - 1)
        self.proven = proven
        super().__init__(name, nodes)
        # The lab's own resource: that its switch was not reached once is no
        # complaint about the product.
        self.forgetful.add("fence")
        self.clients = []
        self.sessions = 0
        self.journal = f"{self.lab.state}/history"

    def __exit__(self, *_):
        self.drop_clients()
        self.lab.down()

    def start_lab(self):
        self.lab.down()
        # A pair goes on alone where the gateway lets it.
        device = GATEWAY_DEVICE.format(votes=1, sync_ms=2000, relay="on")
        pair = {"quorum": device} if self.count == 2 else {}
        proof = {"properties": {"stonith-enabled": "true"}} if self.proven else {}
        self.lab.up(self.count, token=1000, fence=not self.proven, wait=False,
                    root=self.root, disk_mb=DISK_MB, **pair, **proof)

    def create_resources(self, told=lambda argv: None):
        if self.proven:
            self.lab.exec_("n1", "pcs", "stonith", "create", "fence", "fence_gaussha",
                           check=True)
        super().create_resources(told)

    def taught(self, name):
        commands = super().taught(name)
        for argv in commands:
            if argv[2:4] == ["create", "db"]:
                argv.insert(5, f"sync_standbys={self.synchronous}")
                if self.count == 2:
                    argv.insert(5, "sync_least=0")
        return commands

    # Clients.

    def conninfo(self, via):
        if via == "vip":
            return database.conninfo(VIP)
        if via == "hosts":
            return (database.conninfo(",".join(address(name) for name in self.names))
                    + " target_session_attrs=read-write")
        return database.conninfo(address(via))

    def begin_clients(self):
        self.lab.exec_("client", CLIENT, "prepare", self.conninfo("vip"), check=True)
        for what, count, via, pause in THROUGH_ANY:
            for _ in range(count):
                self.begin_client(what, via, pause)
        for name in self.names:
            for what, pause in ON_EACH:
                self.begin_client(what, name, pause)

    def begin_client(self, what, via, pause):
        self.sessions += 1
        self.clients.append(self.lab.popen(
            "client", CLIENT, what, self.conninfo(via), self.sessions, via, self.journal,
            pause, LIMIT_MS, stdout=subprocess.DEVNULL))

    def end_clients(self):
        """All end what they are at; LabError if one did not end well."""
        for client in self.clients:
            client.send_signal(signal.SIGTERM)
        complaints = []
        for client in self.clients:
            _, err = client.communicate(timeout=20)
            if client.returncode not in (0, -signal.SIGTERM):
                complaints.append(f"{client.returncode} {err.strip()}")
        self.clients = []
        if complaints:
            raise LabError(f"a client ended with status {complaints[0]}")

    def drop_clients(self):
        """However they end."""
        for client in self.clients:
            client.kill()
            client.wait()
        self.clients = []

    def scan_everywhere(self):
        """The last read, of every node, once all have what the primary has."""
        primary = self.need_primary()
        position = database.sql(self.lab, primary, "select pg_current_xlog_location()")
        for name in self.names:
            if name != primary:
                self.lab.wait_until(
                    lambda name=name: self.has_replayed(name, position), FINAL_S,
                    f"{name} has replayed {position}", 0.2)
        for name in [primary, *self.names]:
            self.sessions += 1
            self.lab.exec_("client", CLIENT, "final", self.conninfo(name), self.sessions, name,
                           self.journal, 0, FINAL_S * 1000, timeout=FINAL_S + 20, check=True)

    def has_replayed(self, node, position):
        return database.sql(
            self.lab, node, "select pg_xlog_location_diff((select lsn from "
            f"pg_last_xlog_replay_location()), '{position}') >= 0") == "t"
