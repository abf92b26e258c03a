#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes the database that GaussHA is to keep, as its administrator would have
done before: with openGauss's own commands, inside the nodes.

usage: tests/demo/database.py [NODE...]     (default: all nodes of the lab)

One instance is initialised and copied to the other nodes before it was ever
started, so that nine nodes cost little more than three; a user and a database
for clients are made, and everything is stopped again: from then on the cluster
starts it.
"""
import contextlib
import importlib.util
import os
import shlex
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
AT_ONCE = 3
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


def finish(what, children, timeout=120):
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
    """One command on several nodes, a few at the same time."""
    each(nodes, what, lambda node: own(lab, node, *command))


def each(nodes, what, begin):
    """A process for each node, no more than AT_ONCE of them at the same time:
    nine at once on two cores would all be late."""
    for i in range(0, len(nodes), AT_ONCE):
        finish(what, {node: begin(node) for node in nodes[i:i + AT_ONCE]})


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
    """Lines for pg_hba.conf, of every node."""
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


def copy(lab, source, target):
    """The process that writes a stopped instance's directory to another node."""
    read = lab.command(source, "tar", "-C", DATADIR, "-c", ".", user=OWNER)
    write = lab.command(target, "sh", "-c", f"mkdir -m 700 {DATADIR} && "
                        f"tar -C {DATADIR} -x", user=OWNER)
    return subprocess.Popen(
        ["bash", "-o", "pipefail", "-c", f"{shlex.join(read)} | {shlex.join(write)}"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def initialise(lab, nodes):
    """The same empty instance on every node, each with its own settings."""
    first, others = nodes[:1], nodes[1:]
    everywhere(lab, first, "gs_initdb", "gs_initdb", "-D", DATADIR, "--nodename=dn",
               "-E", "UTF-8", "--locale=C", "-U", OWNER, "-w", PASSWORD)
    for line in access(nodes):
        everywhere(lab, first, "gs_guc set -h", "gs_guc", "set", "-D", DATADIR,
                   "-h", line)
    each(others, "copying the instance", lambda node: copy(lab, first[0], node))
    each(nodes, "gs_guc set", lambda node: own(
        lab, node, "gs_guc", "set", "-D", DATADIR, *settings(nodes, node)))


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
    everywhere(lab, standbys, "gs_ctl start", "gs_ctl", "start", "-D", DATADIR,
               "-M", "standby")
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
