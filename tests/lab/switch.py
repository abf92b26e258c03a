# SPDX-License-Identifier: GPL-2.0-or-later
"""The lab's two networks and what can go wrong in them.

A network namespace holds two bridges, `service` and `interconnect`; a machine
hangs on them with the ports NAME-svc and NAME-int.  All faults are made here,
so that a node cannot tell: frames from one port to another are dropped (which
cuts a link one way or both), at random (loss), are late (delay.py), or a port
goes down (the node sees its carrier gone).  The faults stand in faults.json, of which the rules are
rendered anew each time; they outlive a node's power cut.
"""
import itertools
import json
import os
import subprocess

from nodefiles import (GATEWAY, INTERCONNECT_NET, SERVICE_NET, SERVICE_NET6,
                       address, address6)

NETS = {"service": "svc", "interconnect": "int"}
NO_FAULTS = {"cut": [], "loss": [], "delay": [], "carrier": [], "paused": [],
             "fence_denied": [], "fence_lies": False, "relay": True}


class LabError(Exception):
    """Something the caller can act on, said in a sentence."""


class PowerCut(LabError):
    """A node's power was cut while something was done there."""


def port(name, net):
    return f"{name}-{NETS[net]}"


def in_namespace(pid, command, text):
    """Runs a command of iproute2 or nft in the network of a process."""
    done = subprocess.run(
        ["nsenter", f"--net=/proc/{pid}/ns/net", *command], input=text,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise LabError(f"{' '.join(command)}: {done.stdout.strip()}")


def ip(pid, text):
    in_namespace(pid, ["ip", "-batch", "-"], text)


class Switch:
    """The networks of one lab.  pid_of(name) gives a machine's first process."""

    def __init__(self, state, pid_of):
        self.path = f"{state}/faults.json"
        self.pid_of = pid_of

    def build(self):
        """Lays the bridges into the namespace of the machine `switch`."""
        ip(self.pid_of("switch"), "link set lo up\n" + "".join(
            f"link add {net} type bridge forward_delay 0 stp_state 0 "
            f"mcast_snooping 0\nlink set {net} up\n" for net in NETS))
        self.save(dict(NO_FAULTS))

    def plug(self, name):
        """Connects a machine that was just switched on."""
        switch, machine = self.pid_of("switch"), self.pid_of(name)
        faults = self.load()
        nets = ["service"] if name in ("gateway", "client") else list(NETS)
        lines, settings = "", "link set lo up\n"
        for i, net in enumerate(nets):
            side = port(name, net)
            direction = "down" if [name, net] in faults["carrier"] else "up"
            lines += (f"link add {side} type veth peer name eth{i} "
                      f"address {mac(name, i)} netns {machine}\n"
                      f"link set {side} master {net} {direction}\n")
            settings += nic(name, i)
        ip(switch, lines)
        if name != "gateway":
            settings += (f"route add default via {GATEWAY}\n"
                         f"route add default via {address6('gateway')}\n")
        ip(machine, settings)

    def silence(self, name):
        """Nothing leaves the machine any more: what a power cut begins with."""
        ip(self.pid_of("switch"), "".join(
            f"link set {port(name, net)} down\n" for net in NETS))

    def unplug(self, name):
        """Removes the ports of a machine that is off."""
        self.try_each("".join(f"link del {port(name, net)}\n" for net in NETS))

    def load(self):
        with open(self.path, encoding="utf-8") as file:
            return json.load(file)

    def save(self, faults):
        with open(self.path + ".new", "w", encoding="utf-8") as file:
            json.dump(faults, file)
        os.rename(self.path + ".new", self.path)

    def apply(self, faults):
        """Makes the networks as these faults say, and remembers them."""
        in_namespace(self.pid_of("switch"), ["nft", "-f", "-"], rules(faults))
        before = self.load()
        down = [p for p in faults["carrier"] if p not in before["carrier"]]
        again = [p for p in before["carrier"] if p not in faults["carrier"]]
        lines = "".join(f"link set {port(*p)} down\n" for p in down)
        lines += "".join(f"link set {port(*p)} up\n" for p in again)
        if lines:
            self.try_each(lines)
        self.save(faults)

    def try_each(self, lines):
        """ip's commands on ports, of which those of a machine that is off are
        not there: plug() makes them as the faults say."""
        subprocess.run(
            ["nsenter", f"--net=/proc/{self.pid_of('switch')}/ns/net",
             "ip", "-force", "-batch", "-"], input=lines, text=True, check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def nic(name, i):
    """ip's commands for eth<i> of a machine.  nodad: an address of the lab's
    own is there at once; those added later are still probed."""
    lines = f"link set eth{i} addrgenmode none up\n"
    if i == 1:
        return lines + f"addr add {address(name, INTERCONNECT_NET)}/24 dev eth1\n"
    host = address(name).rsplit(".", 1)[1]
    return (lines + f"addr add {SERVICE_NET}.{host}/24 brd + dev eth0\n"
            f"addr add fe80::{host}/64 dev eth0 nodad\n"
            f"addr add {SERVICE_NET6}:{host}/64 dev eth0 nodad\n")


def mac(name, i):
    """A machine keeps its hardware addresses; their end is IPv4's."""
    return f"02:00:00:63:{i:02}:{int(address(name).rsplit('.', 1)[1]):02}"


def directed(a, b, one_way, machines):
    """The (from, to) pairs that "a and b", or "a and all", stands for."""
    ways = [(x, y) for x, y in itertools.product(
        machines if a == "all" else [a], machines if b == "all" else [b]) if x != y]
    if not one_way:
        ways += [(y, x) for x, y in ways]
    return sorted(set(ways))


def by_chance(percent):
    """nft's condition for so many of the frames."""
    per_mille = round(percent * 10)
    # "< 1000" is refused as always true.
    return "" if per_mille == 1000 else f"numgen random mod 1000 < {per_mille}"


def rules(faults):
    """The nft table for these faults, replacing the one before."""
    lost = faults["loss"] + [
        [name, net, 100] for name in faults["paused"] for net in NETS]
    pairs = ", ".join(sorted({
        f'"{port(a, net)}" . "{port(b, net)}"' for a, b, net in faults["cut"]}))
    elements = f"elements = {{ {pairs} }}" if pairs else ""
    chance = "".join(
        f'    {way} "{port(name, net)}" {by_chance(percent)} drop\n'
        for name, net, percent in lost for way in ("iifname", "oifname"))
    return (
        "table bridge faults {}\ndelete table bridge faults\n"
        "table bridge faults {\n"
        f"  set cut {{ type ifname . ifname; {elements} }}\n"
        "  chain forward {\n"
        "    type filter hook forward priority 0;\n"
        "    iifname . oifname @cut drop\n" + chance + "  }\n}\n")
