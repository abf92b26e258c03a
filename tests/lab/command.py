# SPDX-License-Identifier: GPL-2.0-or-later
"""The lab's command line, over cluster.Lab."""
import argparse
import json
import os
import sys
import time

from cluster import Lab, LabError, labs

ABOUT = """\
A cluster of virtual nodes on this host: n1, n2, ... with a real corosync,
pacemaker and pcs, a service network (10.99.0.0/24, fd99::/64: nodes .11, .12,
..., gateway .1, client .50, .100 free for a VIP) and an interconnect
(10.99.1.0/24).  Needs root.  Leaves nothing behind when it goes down.

  tests/lab/lab up 3 --fence
  tests/lab/lab exec n1 pcs status
  tests/lab/lab exec n1 --user omm -- id
  tests/lab/lab exec client ping -c 1 n2
  tests/lab/lab power off n2
  tests/lab/lab link cut n1 n3 --one-way
  tests/lab/lab link heal
  tests/lab/lab logs n1 | tail
  tests/lab/lab down

Several labs run side by side, told apart by LAB_NAME.  LAB_STATE names a
directory for the nodes' disks (default: /dev/shm)."""

CUT = """\
Frames between A and B are lost; without B, those between A and all others.
A and B: a node, `gateway`, `client` or `all`.  Examples:
  link cut n1                              n1 is isolated, its carrier stays up
  link cut n1 --net interconnect           only there
  link cut n1 n2                           these two do not hear each other
  link cut n1 --one-way                    n1 hears, but is not heard
  link cut all n1 --one-way                n1 is heard, but hears nothing
  link cut n2 gateway                      the gateway is gone for n2"""


def assignments(words):
    """["a=1"] -> {"a": "1"}"""
    for word in words:
        if "=" not in word:
            raise LabError(f"'{word}' is not name=value")
    return dict(word.split("=", 1) for word in words)


def up(lab, args):
    begun = time.monotonic()
    lab.up(args.nodes, token=args.token, totem=assignments(args.set),
           quorum=args.quorum.replace("\\n", "\n"), properties=assignments(args.prop),
           cluster=not args.no_cluster, fence=args.fence, watchdog=args.watchdog, root=args.root,
           gausshome=args.gausshome, wait=not args.no_wait)
    what = "on" if args.no_cluster or args.no_wait else "online"
    print(f"{args.nodes} nodes are {what} after {time.monotonic() - begun:.1f} s")


def down(lab, _):
    lab.down()


def exec_(lab, args):
    """Only where tests/lab/lab could not do it itself: nothing is built yet."""
    lab.settings()
    os.execv(lab.command(args.node)[0], [*lab.command(args.node)[:3], *args.command])


def power(lab, args):
    if args.state == "off":
        lab.power_off(args.node)
    else:
        lab.power_on(args.node, services=not args.no_cluster)


def link_cut(lab, args):
    lab.cut(args.a, args.b, args.net, args.one_way)


def link_heal(lab, args):
    lab.heal(args.a, args.b, args.net, args.one_way)


def link_unplug(lab, args):
    lab.unplug(args.node, args.net)


def link_loss(lab, args):
    lab.loss(args.node, args.percent, args.net)


def link_delay(lab, args):
    lab.delay(args.node, args.ms, args.net)


def status(lab, args):
    seen = lab.status()
    seen["online"] = lab.online()
    if args.json:
        print(json.dumps(seen, indent=2))
        return
    for node, facts in seen["nodes"].items():
        member = "online" if node in seen["online"] else ""
        print(f"{node}  {facts['power']:6}  {facts['service']:12} "
              f"{facts['interconnect']:12} {member}".rstrip())
    faults = seen["faults"]
    for a, b, net in faults["cut"]:
        print(f"cut: {net}, {a} is not heard by {b}")
    for node, net in faults["carrier"]:
        print(f"unplugged: {net} of {node}")
    for node, net, percent in faults["loss"]:
        print(f"loss: {percent:g} % on {net} of {node}")
    for node, net, mean_ms in faults["delay"]:
        print(f"delay: {mean_ms} ms on {net} of {node}")
    for node in faults["paused"]:
        print(f"silent: {node}")
    for node in faults["fence_denied"]:
        print(f"{node} cannot reach the power switch")
    if not faults["relay"]:
        print("the gateway does not route")


def list_(_, __):
    for name in labs():
        print(name)


def wait_online(lab, args):
    print(f"{args.count} nodes are online after "
          f"{lab.wait_online(args.count, args.timeout):.1f} s")


def logs(lab, args):
    for line in lab.logs(args.nodes):
        print(line)


def add_up(commands):
    one = add(commands, "up", up, "start the lab and wait until its nodes are online")
    one.add_argument("nodes", nargs="?", type=int, default=3, help="2 to 9 (3)")
    one.add_argument("--token", type=int, default=1000, help="corosync's token, ms (1000)")
    one.add_argument("--set", action="append", default=[], metavar="NAME=VALUE",
                     help="a setting of corosync's totem section (token_coefficient=0)")
    one.add_argument("--quorum", default="", metavar="TEXT",
                     help="text for corosync's quorum section; \\n splits lines "
                     "(two_node: 1 with 2 nodes)")
    one.add_argument("--prop", action="append", default=[], metavar="NAME=VALUE",
                     help="a cluster property (dc-deadtime=2s, stonith-enabled=false)")
    one.add_argument("--fence", action="store_true",
                     help="with a stonith device (fence_lab) and stonith-enabled=true")
    one.add_argument("--watchdog", action="store_true",
                     help="with a watchdog, /dev/watchdog, in every node")
    one.add_argument("--no-cluster", action="store_true",
                     help="do not start corosync and pacemaker")
    one.add_argument("--no-wait", action="store_true", help="do not wait for online")
    one.add_argument("--root", help="an installation of the product, made with "
                     "`make install DESTDIR=...` (build/root)")
    one.add_argument("--gausshome", help="the database's installation, seen as "
                     "/opt/openGauss ($GAUSSHOME, or build/double)")


def add_links(commands):
    link = commands.add_parser("link", help="break links: cut, unplug, loss, delay; heal").add_subparsers(
        dest="fault", required=True, metavar="cut|unplug|loss|delay|heal")
    for name, act, about in (("cut", link_cut, "lose frames"),
                             ("heal", link_heal, "undo cuts; with one node or none: "
                              "also loss, delay and unplug")):
        one = add(link, name, act, about)
        one.description = CUT if name == "cut" else about
        one.add_argument("a", nargs="?" if name == "heal" else None, default="all")
        one.add_argument("b", nargs="?", default="all")
        one.add_argument("--one-way", action="store_true", help="only frames from A to B")
        add_net(one)
    one = add(link, "unplug", link_unplug, "pull a node's cable: no carrier")
    one.add_argument("node")
    add_net(one)
    one = add(link, "loss", link_loss, "lose frames at random; 0 ends it")
    one.add_argument("node")
    one.add_argument("percent", type=float)
    add_net(one)
    one = add(link, "delay", link_delay, "hold frames back, each for MS/2 to MS*3/2; 0 ends it")
    one.add_argument("node")
    one.add_argument("ms", type=int)
    add_net(one)


def add_net(command):
    command.add_argument("--net", default="all", choices=["service", "interconnect", "all"])


def add(commands, name, act, about):
    one = commands.add_parser(name, help=about, description=about,
                              formatter_class=argparse.RawDescriptionHelpFormatter)
    one.set_defaults(act=act)
    return one


def add_node_commands(commands):
    one = add(commands, "exec", exec_, "run a command in a node, `client`, `gateway` or "
              "`switch`; its exit status is passed on")
    one.usage = "lab exec NODE [--user USER] [--] COMMAND..."
    one.add_argument("node")
    one.add_argument("command", nargs=argparse.REMAINDER)
    one = add(commands, "power", power, "switch a node on, or cut its power")
    one.add_argument("state", choices=["on", "off"])
    one.add_argument("node")
    one.add_argument("--no-cluster", action="store_true", help="boot only")
    one = add(commands, "freeze", lambda lab, args: lab.freeze(args.node, args.silent),
              "stop all processes of a node; its kernel still answers pings")
    one.add_argument("node")
    one.add_argument("--silent", action="store_true",
                     help="nor does its kernel: as a paused virtual machine")
    for name, act, about in (
            ("thaw", Lab.thaw, "let a frozen node go on"),
            ("fence-deny", Lab.fence_deny, "the node cannot reach the power switch"),
            ("fence-allow", Lab.fence_allow, "it can again")):
        one = add(commands, name, lambda lab, args, act=act: act(lab, args.node), about)
        one.add_argument("node")
    one = add(commands, "relay", lambda lab, args: lab.relay(args.state == "on"),
              "whether the gateway routes")
    one.add_argument("state", choices=["on", "off"])


def parser():
    top = argparse.ArgumentParser(
        prog="lab", description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = top.add_subparsers(dest="name", required=True, metavar="COMMAND")
    add_up(commands)
    add(commands, "down", down, "end the lab; also cleans up after a killed `up`")
    add_node_commands(commands)
    add_links(commands)
    one = add(commands, "status", status, "nodes and faults")
    one.add_argument("--json", action="store_true")
    add(commands, "list", list_, "the names of the labs that are up")
    one = add(commands, "wait-online", wait_online, "wait until so many nodes are online")
    one.add_argument("count", type=int)
    one.add_argument("--timeout", type=float, default=60, help="seconds (60)")
    one = add(commands, "logs", logs, "corosync's, pacemaker's and the agents' lines, "
              "of these nodes or all, in one sequence")
    one.add_argument("nodes", nargs="*")
    return top


def main():
    args = parser().parse_args()
    try:
        args.act(Lab(), args)
    except LabError as error:
        sys.exit(f"lab: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os._exit(141)


main()
