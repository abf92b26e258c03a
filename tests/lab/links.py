# SPDX-License-Identifier: GPL-2.0-or-later
"""What a Lab can do to links; tests/lab/switch.py has what a broken link is."""
import delay
from switch import NETS, LabError, directed


class Links:
    """A part of cluster.Lab."""

    def machines(self):
        return self.nodes() + ["gateway", "client"]

    def ways(self, a, b, net, one_way):
        """The [from, to, net] triples a cut stands for."""
        for name in (a, b):
            if name != "all":
                self.check_node(name, ("gateway", "client"))
        if a == b != "all":
            raise LabError(f"a link has two ends, '{a}' is one")
        return [[x, y, n] for n in nets_of(net)
                for x, y in directed(a, b, one_way, self.machines())
                if n == "service" or not {x, y} & {"gateway", "client"}]

    def cut(self, a, b="all", net="all", one_way=False):
        """Frames between a and b are lost; one_way: only those from a to b.

        a, b: nodes, "gateway", "client" or "all"; net: "service",
        "interconnect" or "all".  The nodes' carrier stays up.
        """
        self.cut_ways(self.ways(a, b, net, one_way))

    def split(self, one, other, net="all"):
        """Cuts each node of one part from each of the other, all at once.

        One after the other, corosync would meet worlds on the way in which not
        everybody hears the same."""
        self.cut_ways([way for a in one for b in other
                       for way in self.ways(a, b, net, False)])

    def cut_ways(self, ways):
        with self.locked():
            faults = self.switch.load()
            faults["cut"] += [way for way in ways if way not in faults["cut"]]
            self.apply(faults)

    def unplug(self, node, net="all"):
        """Pulls a node's cable: its carrier is gone, it can tell."""
        self.check_node(node)
        with self.locked():
            faults = self.switch.load()
            faults["carrier"] += [[node, n] for n in nets_of(net)
                                  if [node, n] not in faults["carrier"]]
            self.apply(faults)

    def loss(self, node, percent, net="all"):
        """Of the frames from and to a node, so many are lost; 0: none."""
        self.check_node(node, ("gateway", "client"))
        if not 0 <= percent <= 100:
            raise LabError(f"a loss is 0 to 100 percent, not {percent}")
        self.degrade("loss", node, net, percent)

    def delay(self, node, mean_ms, net="all"):
        """What is sent from and to a node arrives half to one and a half times so
        many milliseconds later, and not in its order; 0: at once.  IPv4 and
        IPv6, not ARP."""
        self.check_node(node, ("gateway", "client"))
        if not 0 <= mean_ms <= delay.MS_MAX:
            raise LabError(f"a delay is 0 to {delay.MS_MAX} ms, not {mean_ms}")
        self.degrade("delay", node, net, mean_ms)

    def degrade(self, kind, node, net, amount):
        """A loss or a delay of so much, in place of what was there; 0: none."""
        ports = [[node, n] for n in nets_of(net)
                 if n == "service" or node in self.nodes()]
        with self.locked():
            faults = self.switch.load()
            faults[kind] = [one for one in faults[kind] if one[:2] not in ports]
            if amount:
                faults[kind] += [[*one, amount] for one in ports]
            self.apply(faults)

    def apply(self, faults):
        """Makes the networks as these faults say, and remembers them."""
        before = self.switch.load()["delay"]
        if faults["delay"] != before:
            delay.change(self, before, faults["delay"])
        self.switch.apply(faults)

    def heal(self, a="all", b="all", net="all", one_way=False):
        """Undoes cuts, losses, delays and pulled cables of a link, a node, or all."""
        ways = self.ways(a, b, net, one_way)
        with self.locked():
            faults = self.switch.load()
            faults["cut"] = [way for way in faults["cut"] if way not in ways]
            if b == "all" and not one_way:
                for kind in ("loss", "delay", "carrier"):
                    faults[kind] = [one for one in faults[kind] if not (
                        a in ("all", one[0]) and one[1] in nets_of(net))]
            self.apply(faults)

    def relay(self, on):
        """Whether the gateway routes what is sent to it, back into the same
        network too."""
        with self.locked():
            for path in ("ipv4/ip_forward", "ipv6/conf/all/forwarding"):
                self.exec_("gateway", "sysctl", "-qw",
                           f"net.{path.replace('/', '.')}={int(on)}", check=True)
            faults = self.switch.load()
            faults["relay"] = bool(on)
            self.switch.save(faults)


def nets_of(net):
    if net == "all":
        return list(NETS)
    if net not in NETS:
        raise LabError(f"'{net}' is no network: service, interconnect, all")
    return [net]
