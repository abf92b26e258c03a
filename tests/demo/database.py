#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes the database that GaussHA is to keep, as its administrator would have
done before: with openGauss's own commands, inside the nodes.

usage: tests/demo/database.py [NODE...]     (default: all nodes of the lab)

One primary and its standbys are built, a user and a database for clients are
made, and everything is stopped again: from then on the cluster starts it.
"""
import contextlib
import importlib.util
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, f"{os.path.dirname(HERE)}/lab")
from cluster import INSTALLATION, Lab, LabError, address  # noqa: E402

OWNER, PORT = "omm", 15400
DATADIR = "/var/lib/opengauss/db"
SOCKETS = "/tmp"
SERVICE_NET = address("n1").rsplit(".", 1)[0] + ".0/24"
CLIENT_USER, CLIENT_DATABASE = "app", "app"
PASSWORD = "Gauss@1234"
ENVIRONMENT = (f"GAUSSHOME={INSTALLATION}", f"LD_LIBRARY_PATH={INSTALLATION}/lib",
               f"PATH={INSTALLATION}/bin:/usr/bin:/bin")
SETTINGS = {
    "port": PORT,
    "listen_addresses": "'*'",
    "unix_socket_directory": f"'{SOCKETS}'",
    "max_connections": 200,
    # Both digests are kept for a user: vanilla libpq knows only the older one.
    "password_encryption_type": 1,
    "remote_read_mode": "non_authentication",
    "most_available_sync": "off",
    "synchronous_commit": "on",
}


def second():
    """The same for another database of the same nodes: a module like this one."""
    spec = importlib.util.spec_from_file_location("second_database", __file__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.DATADIR, module.PORT = f"{DATADIR}2", PORT + 100
    module.SETTINGS["port"] = module.PORT
    return module


def own(lab, node, *command):
    """The lab's process of one of openGauss's own programs, as the owner."""
    return lab.popen(node, "env", *ENVIRONMENT, *command, user=OWNER)


def finish(what, children, timeout=60):
    """Waits for processes by node; the first that failed is told."""
    for node, child in children.items():
        try:
            out, err = child.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            child.kill()
            raise LabError(f"{node}: {what} still ran after {timeout} s") from None
        if child.returncode != 0:
            words = (err.strip() or out.strip()).splitlines()[-6:]
            raise LabError(f"{node}: {what} ended with status {child.returncode}: "
                           + " / ".join(words))


def everywhere(lab, nodes, what, *command):
    """One command on several nodes at the same time."""
    finish(what, {node: own(lab, node, *command) for node in nodes})


def settings(nodes, node):
    """The gs_guc arguments for one node's postgresql.conf."""
    chosen = dict(SETTINGS, application_name=f"'{node}'")
    peers = [peer for peer in nodes if peer != node]
    for i, peer in enumerate(peers, 1):
        chosen[f"replconninfo{i}"] = (
            f"'localhost={address(node)} localport={PORT + 1} "
            f"localheartbeatport={PORT + 5} localservice={PORT + 4} "
            f"remotehost={address(peer)} remoteport={PORT + 1} "
            f"remoteheartbeatport={PORT + 5} remoteservice={PORT + 4}'")
    return [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]


def access(nodes):
    """Lines for the primary's pg_hba.conf: a build copies it to the others."""
    peers = [f"host all {OWNER} {address(node)}/32 trust" for node in nodes]
    return peers + [f"host all {CLIENT_USER} {SERVICE_NET} md5"]


def sql(lab, node, *statements, database="postgres", timeout=20):
    """Runs SQL as the initial user over the unix socket; the rows' text."""
    words = [word for statement in statements for word in ("-c", statement)]
    return lab.exec_(node, "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", SOCKETS,
                     "-p", PORT, "-d", database, *words, user=OWNER,
                     timeout=timeout, check=True).stdout.strip()


def streaming(lab, primary):
    """The names of the standbys that stream from a primary."""
    return names_in(sql(lab, primary, "select application_name from "
                        "pg_stat_replication where lower(state) = 'streaming'"))


def names_in(rows):
    """`WalSender to Standby[n2]` -> {"n2"}; a line each."""
    return {row.partition("[")[2].partition("]")[0] for row in rows.splitlines()}


def initialise(lab, nodes):
    """An empty instance on every node, configured."""
    everywhere(lab, nodes, "gs_initdb", "gs_initdb", "-D", DATADIR, "--nodename=dn",
               "-E", "UTF-8", "--locale=C", "-U", OWNER, "-w", PASSWORD)
    finish("gs_guc set", {node: own(
        lab, node, "gs_guc", "set", "-D", DATADIR, *settings(nodes, node))
        for node in nodes})
    for line in access(nodes):
        everywhere(lab, nodes[:1], "gs_guc set -h", "gs_guc", "set", "-D", DATADIR,
                   "-h", line)


def make_client_database(lab, primary):
    sql(lab, primary,
        f"create user {CLIENT_USER} with password '{PASSWORD}'",
        f"create database {CLIENT_DATABASE} owner {CLIENT_USER}")


def conninfo(host):
    """How clients connect."""
    return (f"host={host} port={PORT} user={CLIENT_USER} dbname={CLIENT_DATABASE} "
            f"password={PASSWORD}")


def stop(lab, nodes):
    """The primary first: its last record then reaches every standby."""
    for group in (nodes[:1], nodes[1:]):
        everywhere(lab, group, "gs_ctl stop", "gs_ctl", "stop", "-D", DATADIR,
                   "-m", "fast")


def make(lab, nodes):
    """All of it; nodes[0] is the primary meanwhile."""
    primary, standbys = nodes[0], nodes[1:]
    initialise(lab, nodes)
    everywhere(lab, [primary], "gs_ctl start", "gs_ctl", "start", "-D", DATADIR,
               "-M", "primary")
    everywhere(lab, standbys, "gs_ctl build", "gs_ctl", "build", "-D", DATADIR,
               "-b", "full")
    lab.wait_until(lambda: streaming(lab, primary) >= set(standbys), 30,
                   "every standby streams", 0.1)
    make_client_database(lab, primary)
    stop(lab, nodes)


def main():
    lab = Lab()
    begun = time.monotonic()
    try:
        make(lab, sys.argv[1:] or lab.nodes())
    except LabError as error:
        sys.exit(f"database: {error}")
    print(f"the database was made in {time.monotonic() - begun:.1f} s")


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
