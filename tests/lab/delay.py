# SPDX-License-Identifier: GPL-2.0-or-later
"""Links that are slow: the switch hands a port's packets to a queue of
netfilter's whose number is the delay, and lab-delay holds them back."""
import os

from switch import in_namespace, port

HERE = os.path.dirname(os.path.realpath(__file__))
PROGRAM = f"{os.path.dirname(os.path.dirname(HERE))}/build/lab/lab-delay"
MS_MAX = 10000


def rules(delays):
    """iptables' rules, in place of those before.  Nobody at the queue: no delay."""
    return "*filter\n:FORWARD ACCEPT\n" + "".join(
        f"-A FORWARD -m physdev --physdev-is-bridged --physdev-{way} {port(name, net)} "
        f"-j NFQUEUE --queue-num {mean_ms} --queue-bypass\n"
        for name, net, mean_ms in delays for way in ("in", "out")) + "COMMIT\n"


def change(lab, before, after):
    """From these delays, [node, network, ms], to those."""
    old, new = ({mean_ms for _, _, mean_ms in delays} for delays in (before, after))
    for mean_ms in new - old:
        begin(lab, mean_ms)
    for family in ("iptables", "ip6tables"):
        in_namespace(lab.need_pid("switch"), [f"{family}-restore"], rules(after))
        lab.exec_("switch", "sysctl", "-qw", f"net.bridge.bridge-nf-call-{family}={int(bool(after))}",
                  check=True)
    for mean_ms in old - new:
        end(lab, mean_ms)


def pid_file(lab, mean_ms):
    return f"{lab.state}/delay-{mean_ms}.pid"


def begin(lab, mean_ms):
    pid = lab.exec_("switch", PROGRAM, mean_ms, check=True).stdout
    with open(pid_file(lab, mean_ms), "w", encoding="ascii") as file:
        file.write(pid)


def end(lab, mean_ms):
    """What it still holds is let go."""
    with open(pid_file(lab, mean_ms), encoding="ascii") as file:
        lab.exec_("switch", "kill", file.read().strip(), check=True)
    os.unlink(pid_file(lab, mean_ms))
