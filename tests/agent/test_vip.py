#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The vip agent between two hosts, each a network namespace of its own.

usage: tests/agent/test_vip.py [WORD...]   only the cases that hold a word

Needs root.  The program is build/vip, or what VIP names.
"""
import atexit
import contextlib
import glob
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VIP = os.path.abspath(os.environ.get("VIP", os.path.join(TOP, "build", "vip")))
PREFIX = f"vip{os.getpid()}"

OK, ERROR, ARGS, UNIMPLEMENTED, CONFIGURED, NOT_RUNNING = 0, 1, 2, 3, 6, 7
IP4, IP6 = "192.0.2.100", "2001:db8::100"
# Fast, and without the wait for a late holder, unless a case is about that.
QUICK = {"probe_patience_s": "0"}


def sh(*words, check=True):
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=30)
    if check and done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stdout}")
    return done.stdout


def eventually(condition, within_s=10.0):
    """Whether the condition comes true in time; looked at every 10 ms."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return bool(condition())


def name_of(pid):
    try:
        with open(f"/proc/{pid}/comm") as comm:
            return comm.read().strip()
    except OSError:
        return None


class Result:
    def __init__(self, status, stdout, stderr, seconds, cpu_s):
        self.status, self.stdout, self.stderr = status, stdout, stderr
        self.seconds, self.cpu_s = seconds, cpu_s

    @property
    def reason(self):
        found = re.findall(r"^ocf-exit-reason:(.*)$", self.stderr, re.M)
        return found[-1] if found else ""

    def __repr__(self):
        return f"status {self.status} in {self.seconds:.3f} s, stderr {self.stderr!r}"


class Host:
    """One network namespace, with an interface eth0 into the common network."""

    def __init__(self, letter, number):
        self.name, self.number = PREFIX + letter, number
        sh("ip", "netns", "add", self.name)
        self.ip("link", "set", "lo", "up")

    def settle(self):
        # Addresses are usable at once, whatever the machine's defaults are.
        self.sysctl("net.ipv6.conf.eth0.accept_dad", "0")
        self.ip("link", "set", "eth0", "up")
        self.ip("addr", "add", f"192.0.2.{self.number}/24", "dev", "eth0")
        self.ip("addr", "add", f"2001:db8::{self.number}/64", "dev", "eth0", "nodad")

    def ip(self, *words, check=True):
        return sh("ip", "-n", self.name, *words, check=check)

    def inside(self, *words):
        return ["ip", "netns", "exec", self.name, *words]

    def sysctl(self, name, value):
        sh(*self.inside("sysctl", "-qw", f"{name}={value}"))

    def mac(self, nic="eth0"):
        return json.loads(self.ip("-j", "link", "show", nic))[0]["address"]

    def addresses(self, address):
        """Where an address is: a list of (nic, prefix, entry)."""
        return [(nic["ifname"], entry["prefixlen"], entry)
                for nic in json.loads(self.ip("-j", "addr", "show"))
                for entry in nic.get("addr_info", [])
                if entry["local"] == address]

    def places(self, address):
        return [(nic, prefix) for nic, prefix, _ in self.addresses(address)]

    def neighbour(self, address):
        for entry in json.loads(self.ip("-j", "neigh", "show") or "[]"):
            if entry["dst"] == address:
                return entry.get("lladdr")
        return None

    def add(self, address, nic="eth0"):
        words = ["nodad"] if ":" in address else []
        self.ip("addr", "add", address, "dev", nic, *words)

    def add_interface(self, name, mac=None):
        """One more, with carrier, and nobody at the other end."""
        self.ip("link", "add", name, "type", "veth", "peer", "name", name + "-end")
        if mac is not None:
            self.ip("link", "set", name, "address", mac)
        self.ip("link", "set", name, "up")
        self.ip("link", "set", name + "-end", "up")

    def agent(self, action, timeout_ms=20000, interval_ms=0, level=None, **params):
        environment = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "OCF_ROOT": "/usr/lib/ocf",
            "OCF_RA_VERSION_MAJOR": "1", "OCF_RA_VERSION_MINOR": "1",
            "OCF_RESOURCE_INSTANCE": "vip", "HA_logfacility": "none",
            "HA_logfile": LOG,
            "OCF_RESKEY_CRM_meta_timeout": str(timeout_ms),
            "OCF_RESKEY_CRM_meta_interval": str(interval_ms),
        }
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                environment[name] = os.environ[name]
        if level is not None:
            environment["OCF_CHECK_LEVEL"] = str(level)
        for name, value in params.items():
            environment["OCF_RESKEY_" + name] = str(value)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begun = time.monotonic()
        done = subprocess.run(
            self.inside(VIP, action), env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
        seconds = time.monotonic() - begun
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu_s = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
        return Result(done.returncode, done.stdout, done.stderr, seconds, cpu_s)

    def processes(self, name=None):
        """All, or those of this name."""
        pids = sh("ip", "netns", "pids", self.name, check=False).split()
        return [int(pid) for pid in pids if name in (None, name_of(pid))]

    def farewells(self):
        return self.processes("vip-farewell")

    def remove(self):
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        sh("ip", "netns", "del", self.name, check=False)


class Pair:
    """Two hosts, joined by a cable; what they leave behind is removed."""

    def __enter__(self):
        hosts.clear()
        hosts.extend([Host("a", 1)])
        hosts.append(Host("b", 2))
        a, b = hosts
        a.ip("link", "add", "eth0", "type", "veth", "peer", "name", "eth0",
             "netns", b.name)
        a.settle()
        b.settle()
        return a, b

    def __exit__(self, *_):
        remove_hosts()


hosts = []
LOG = ""


def remove_hosts():
    while hosts:
        hosts.pop().remove()


def remove_locks():
    """Those of the documentation's addresses, which only tests have."""
    for address in ("192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:", "fe80::100"):
        for path in glob.glob(f"/run/gaussha/vip-{address}*"):
            os.unlink(path)


def expect(truth, *details):
    if not truth:
        raise AssertionError(" ".join(str(detail) for detail in details))


def expect_status(result, status, *words):
    """The status, and a reason that holds all the words."""
    expect(result.status == status, f"wanted {status}, got", result)
    for word in words:
        expect(word in result.reason, f"no {word!r} in the reason:", result)
    expect("Sanitizer" not in result.stderr and "runtime error" not in result.stderr,
           result)


def start(host, **params):
    params = {**QUICK, "ip": IP4, "cidr_netmask": "24", **params}
    result = host.agent("start", **params)
    expect_status(result, OK)
    return result


# ---- the plain life of an address ----

def an_address_comes_and_goes_with_start_and_stop(a, b):
    params = {"ip": IP4, "cidr_netmask": "24"}
    expect_status(a.agent("monitor", **params), NOT_RUNNING)
    expect_status(a.agent("start", **params), OK)
    expect(a.places(IP4) == [("eth0", 24)], a.places(IP4))
    expect_status(a.agent("monitor", interval_ms=10000, **params), OK)
    sh(*b.inside("ping", "-c1", "-W2", IP4))
    expect_status(a.agent("stop", **params), OK)
    expect(a.places(IP4) == [], a.places(IP4))
    expect_status(a.agent("monitor", **params), NOT_RUNNING)


def an_ipv6_address_comes_and_goes_and_is_usable_at_once(a, b):
    params = {"ip": IP6}
    a.sysctl("net.ipv6.conf.eth0.accept_dad", "1")
    expect_status(a.agent("monitor", **params), NOT_RUNNING)
    expect_status(a.agent("start", **params), OK)
    nic, prefix, entry = a.addresses(IP6)[0]
    expect((nic, prefix) == ("eth0", 64), nic, prefix)
    expect(not entry.get("tentative"), entry)
    expect_status(a.agent("monitor", interval_ms=10000, **params), OK)
    sh(*b.inside("ping", "-6", "-c1", "-W2", IP6))
    expect_status(a.agent("stop", **params), OK)
    expect(a.places(IP6) == [], a.places(IP6))


def an_ipv6_address_is_not_the_source_of_the_hosts_own_connections(a, b):
    expect_status(a.agent("start", ip=IP6), OK)
    route = a.ip("-6", "route", "get", "2001:db8::2")
    expect(IP6 not in route, route)


def starting_twice_and_stopping_twice_succeed(a, b):
    start(a)
    start(a)
    expect(a.places(IP4) == [("eth0", 24)], a.places(IP4))
    for _ in range(2):
        expect_status(a.agent("stop", ip=IP4, cidr_netmask="24"), OK)


def a_start_is_over_within_a_second(a, b):
    """All clients wait for it; most of it is the probe."""
    result = start(a)
    expect(result.seconds < 1, result)


def a_monitor_costs_a_few_milliseconds_at_most(a, b):
    start(a)
    own = min(a.agent("monitor", interval_ms=10000, ip=IP4).cpu_s
              for _ in range(10))
    idle = min(a.agent("usage").cpu_s for _ in range(10))
    expect(own - idle < (0.05 if is_sanitized() else 0.005),
           f"{own - idle:.4f} s of processor time")


def is_sanitized():
    """Its instructions cost several times what the product's do."""
    with open(VIP, "rb") as program:
        return b"__asan_init" in program.read()


# ---- where it belongs ----

def the_interface_is_the_one_with_the_network(a, b):
    a.add_interface("other")
    a.ip("addr", "add", "198.51.100.1/24", "dev", "other")
    expect_status(a.agent("start", ip="198.51.100.100"), OK)
    expect(a.places("198.51.100.100") == [("other", 24)], a.places("198.51.100.100"))


def the_prefix_is_the_one_of_the_network(a, b):
    a.ip("addr", "add", "203.0.113.1/27", "dev", "eth0")
    expect_status(a.agent("start", ip="203.0.113.20"), OK)
    expect(a.places("203.0.113.20") == [("eth0", 27)], a.places("203.0.113.20"))


def the_longest_prefix_decides_between_two_networks(a, b):
    a.add_interface("other")
    a.ip("addr", "add", "192.0.2.97/28", "dev", "other")
    expect_status(a.agent("start", ip=IP4), OK)
    expect(a.places(IP4) == [("other", 28)], a.places(IP4))


def the_route_metric_decides_between_equal_networks(a, b):
    a.add_interface("other")
    a.ip("addr", "add", "192.0.2.3/24", "dev", "other", "metric", "50")
    a.ip("addr", "del", "192.0.2.1/24", "dev", "eth0")
    a.ip("addr", "add", "192.0.2.1/24", "dev", "eth0", "metric", "100")
    expect_status(a.agent("start", ip=IP4), OK)
    expect(a.places(IP4) == [("other", 24)], a.places(IP4))
    expect_status(a.agent("monitor", interval_ms=10000, ip=IP4), OK)


def a_route_without_an_address_tells_the_interface_as_well(a, b):
    a.ip("route", "add", "203.0.113.0/26", "dev", "eth0")
    expect_status(a.agent("start", ip="203.0.113.20"), OK)
    expect(a.places("203.0.113.20") == [("eth0", 26)], a.places("203.0.113.20"))
    expect_status(a.agent("monitor", interval_ms=10000, ip="203.0.113.20"), OK)


def a_default_route_is_no_network(a, b):
    a.ip("route", "add", "default", "via", "192.0.2.2")
    expect_status(a.agent("start", ip="203.0.113.20", **QUICK), ARGS,
                  "no interface", "203.0.113.20", "nic")


def nic_and_netmask_place_an_address_that_no_network_holds(a, b):
    params = {"ip": "203.0.113.20", "nic": "eth0", "cidr_netmask": "32"}
    expect_status(a.agent("start", **params), OK)
    expect(a.places("203.0.113.20") == [("eth0", 32)], a.places("203.0.113.20"))
    expect_status(a.agent("monitor", interval_ms=10000, **params), OK)
    expect_status(a.agent("stop", **params), OK)


def a_prefix_behind_the_address_counts(a, b):
    expect_status(a.agent("start", ip=IP4 + "/26"), OK)
    expect(a.places(IP4) == [("eth0", 26)], a.places(IP4))
    expect_status(a.agent("monitor", interval_ms=10000, ip=IP4 + "/26"), OK)


def a_netmask_may_be_written_as_a_mask(a, b):
    start(a, cidr_netmask="255.255.255.128")
    expect(a.places(IP4) == [("eth0", 25)], a.places(IP4))


def an_alternative_name_of_the_interface_will_do(a, b):
    a.ip("link", "property", "add", "dev", "eth0", "altname", "enp0s31f6-long-name")
    start(a, nic="enp0s31f6-long-name")
    expect(a.places(IP4) == [("eth0", 24)], a.places(IP4))
    expect_status(a.agent("monitor", interval_ms=10000, ip=IP4,
                          nic="enp0s31f6-long-name"), OK)


def a_label_is_put_on_the_address(a, b):
    start(a, iflabel="db")
    entry = a.addresses(IP4)[0][2]
    expect(entry["label"] == "eth0:db", entry)
    expect_status(a.agent("stop", ip=IP4, iflabel="db"), OK)
    expect(a.places(IP4) == [], a.places(IP4))


# ---- what is wrong with it ----

def an_address_that_vanished_is_not_running(a, b):
    start(a)
    a.ip("addr", "del", IP4 + "/24", "dev", "eth0")
    expect_status(a.agent("monitor", interval_ms=10000, ip=IP4), NOT_RUNNING, IP4)


def a_wrong_prefix_is_seen(a, b):
    a.add(IP4 + "/25")
    expect_status(a.agent("monitor", interval_ms=10000, ip=IP4, cidr_netmask="24"),
                  ERROR, "25", "24", "eth0")
    expect_status(a.agent("monitor", interval_ms=10000, ip=IP4), ERROR, "25", "24")
    expect_status(a.agent("start", ip=IP4, cidr_netmask="24"), ERROR, "25")
    expect_status(a.agent("stop", ip=IP4, cidr_netmask="24"), OK)
    expect(a.places(IP4) == [], a.places(IP4))


def an_address_on_another_interface_is_seen_and_taken_away(a, b):
    a.add_interface("other")
    a.add(IP4 + "/24", "other")
    for given in ({}, {"nic": "eth0"}):
        expect_status(a.agent("monitor", interval_ms=10000, ip=IP4, **given),
                      ERROR, "other", "eth0")
        expect_status(a.agent("start", ip=IP4, **given), ERROR, "other", "eth0")
    expect_status(a.agent("stop", ip=IP4, nic="eth0"), OK)
    expect(a.places(IP4) == [], a.places(IP4))


def the_route_of_a_misplaced_address_does_not_justify_it(a, b):
    """Its own network is the longest that holds it, on the wrong interface."""
    a.add_interface("other")
    a.add(IP4 + "/25", "other")
    expect_status(a.agent("monitor", interval_ms=10000, ip=IP4), ERROR, "other", "eth0")


def an_ipv6_address_on_another_interface_is_seen(a, b):
    a.add_interface("other")
    a.add(IP6 + "/64", "other")
    expect_status(a.agent("monitor", interval_ms=10000, ip=IP6), ERROR, "other", "eth0")


def an_interface_that_is_down_is_seen(a, b):
    start(a)
    a.ip("link", "set", "eth0", "down")
    expect_status(a.agent("monitor", interval_ms=10000, ip=IP4), ERROR, "eth0", "down")
    expect_status(a.agent("stop", ip=IP4), OK)
    expect_status(a.agent("start", ip=IP4, cidr_netmask="24"), ERROR, "eth0", "down")
    expect(a.places(IP4) == [], a.places(IP4))


def an_interface_without_carrier_is_seen(a, b):
    start(a)
    b.ip("link", "set", "eth0", "down")
    expect(eventually(lambda: "NO-CARRIER" in a.ip("link", "show", "eth0")))
    expect_status(a.agent("monitor", interval_ms=10000, ip=IP4), ERROR,
                  "eth0", "carrier")
    expect_status(a.agent("stop", ip=IP4), OK)
    expect_status(a.agent("start", ip=IP4), ERROR, "eth0", "carrier")


def an_ipv6_address_that_failed_duplicate_detection_is_seen(a, b):
    b.add(IP6 + "/64")
    a.sysctl("net.ipv6.conf.eth0.accept_dad", "1")
    a.ip("addr", "add", IP6 + "/64", "dev", "eth0")
    expect_status(a.agent("monitor", interval_ms=10000, ip=IP6), ERROR, "not usable")
    expect(eventually(lambda: "dadfailed" in a.ip("addr", "show", "eth0")))
    expect_status(a.agent("monitor", interval_ms=10000, ip=IP6), ERROR, "another machine")
    expect_status(a.agent("stop", ip=IP6), OK)
    expect(a.places(IP6) == [], a.places(IP6))


def an_address_outlives_the_loss_of_its_network(a, b):
    """The node's own address was taken away; the service still works."""
    start(a)
    a.sysctl("net.ipv4.conf.eth0.promote_secondaries", "1")
    a.ip("addr", "del", "192.0.2.1/24", "dev", "eth0")
    expect_status(a.agent("monitor", interval_ms=10000, ip=IP4, cidr_netmask="24"), OK)


def stop_succeeds_when_the_interface_is_gone(a, b):
    a.add_interface("other")
    params = {"ip": "198.51.100.100", "nic": "other", "cidr_netmask": "24"}
    expect_status(a.agent("start", **params), OK)
    a.ip("link", "del", "other")
    expect_status(a.agent("monitor", interval_ms=10000, **params), NOT_RUNNING)
    expect_status(a.agent("stop", **params), OK)
    expect_status(a.agent("start", **params), ARGS, "no interface other")


def stop_removes_no_other_address(a, b):
    a.add("192.0.2.50/24")
    start(a)
    expect_status(a.agent("stop", ip=IP4), OK)
    expect(a.places("192.0.2.50") == [("eth0", 24)] and
           a.places("192.0.2.1") == [("eth0", 24)], a.ip("addr"))


def stop_of_the_first_address_of_a_network_keeps_the_others(a, b):
    """Linux would take the others away with it, unless told otherwise."""
    a.sysctl("net.ipv4.conf.all.promote_secondaries", "0")
    a.sysctl("net.ipv4.conf.eth0.promote_secondaries", "0")
    params = {"ip": "203.0.113.20", "nic": "eth0", "cidr_netmask": "24"}
    expect_status(a.agent("start", **params), OK)
    a.add("203.0.113.21/24")
    expect_status(a.agent("stop", **params), OK)
    expect(a.places("203.0.113.20") == [], a.ip("addr"))
    expect(a.places("203.0.113.21") == [("eth0", 24)], a.ip("addr"))


# ---- conflicts ----

def a_conflict_is_refused_naming_the_other_machine(a, b):
    b.add(IP4 + "/24")
    result = a.agent("start", ip=IP4, **QUICK)
    expect_status(result, ERROR, "in use", IP4, b.mac(), "eth0")
    expect(a.places(IP4) == [], a.places(IP4))


def an_ipv6_conflict_is_refused_naming_the_other_machine(a, b):
    b.add(IP6 + "/64")
    result = a.agent("start", ip=IP6, **QUICK)
    expect_status(result, ERROR, "in use", IP6, b.mac(), "eth0")
    expect(a.places(IP6) == [], a.places(IP6))


def a_conflict_with_our_own_interface_is_called_so(a, b):
    """Two interfaces of this host in one network: one answers for the other."""
    a.ip("link", "add", "own", "link", "eth0", "type", "macvlan", "mode", "bridge")
    a.ip("link", "add", "twin", "link", "eth0", "type", "macvlan", "mode", "bridge")
    b.ip("link", "set", "eth0", "up")
    c = Host("c", 3)
    hosts.append(c)
    mac = a.mac("twin")
    a.ip("link", "set", "own", "up")
    a.ip("link", "set", "twin", "netns", c.name)
    c.ip("link", "set", "twin", "up")
    c.add(IP4 + "/24", "twin")
    a.add_interface("same", mac)
    expect_status(a.agent("start", ip=IP4, nic="own", cidr_netmask="24", **QUICK),
                  ERROR, mac, "this host's own interface same")


def a_probe_leaves_no_trace_in_the_neighbours_cache(a, b):
    b.add(IP4 + "/24")
    b.ip("neigh", "flush", "all")
    expect_status(a.agent("start", ip=IP4, **QUICK), ERROR)
    expect(b.neighbour("192.0.2.1") is None and b.neighbour(IP4) is None,
           b.ip("neigh"))


def a_holder_that_goes_in_time_is_waited_for(a, b):
    b.add(IP4 + "/24")
    leaver = subprocess.Popen(
        ["sh", "-c", f"sleep 0.7; ip -n {b.name} addr del {IP4}/24 dev eth0"])
    result = a.agent("start", ip=IP4, probe_patience_s="5")
    leaver.wait()
    expect_status(result, OK)
    expect(0.6 < result.seconds < 4.9, result)


def patience_ends_at_the_deadline_of_the_operation(a, b):
    b.add(IP4 + "/24")
    result = a.agent("start", timeout_ms=4000, ip=IP4, probe_patience_s="60")
    expect_status(result, ERROR, b.mac())
    expect(2 < result.seconds < 4, result)


def a_start_without_time_to_ask_does_not_take_the_address(a, b):
    result = a.agent("start", timeout_ms=300, ip=IP4, probe_tries="2",
                     probe_wait_ms="5000")
    expect_status(result, ERROR, "no time left")
    expect(a.places(IP4) == [], a.places(IP4))


def without_a_probe_nothing_is_asked(a, b):
    b.add(IP4 + "/24")
    start(a, probe_tries="0")
    expect(a.places(IP4) == [("eth0", 24)], a.places(IP4))


def two_hosts_that_start_at_once_do_not_both_hold_the_address(a, b):
    slow = {"probe_tries": "3", "probe_wait_ms": "300", **QUICK}
    environment = dict(os.environ, HA_logfacility="none",
                       OCF_RESKEY_ip=IP4, **{f"OCF_RESKEY_{k}": v for k, v in slow.items()})
    both = [subprocess.Popen(host.inside(VIP, "start"), env=environment,
                             stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL) for host in (a, b)]
    for one in both:
        one.wait(timeout=20)
    expect(len(a.places(IP4) + b.places(IP4)) <= 1, a.places(IP4), b.places(IP4))


# ---- announcements ----

def the_neighbour_learns_where_the_address_is_now(a, b):
    b.ip("neigh", "replace", IP4, "lladdr", "02:00:00:00:00:99", "dev", "eth0",
         "nud", "stale")
    start(a)
    expect(eventually(lambda: b.neighbour(IP4) == a.mac()), b.ip("neigh"))


def the_neighbour_learns_where_the_ipv6_address_is_now(a, b):
    b.ip("neigh", "replace", IP6, "lladdr", "02:00:00:00:00:99", "dev", "eth0",
         "nud", "stale")
    expect_status(a.agent("start", ip=IP6), OK)
    expect(eventually(lambda: b.neighbour(IP6) == a.mac()), b.ip("neigh"))


class Capture:
    """What a neighbour hears of ARP or neighbour advertisements."""

    def __init__(self, host, expression):
        self.child = subprocess.Popen(
            host.inside("tcpdump", "-i", "eth0", "-nel", "--immediate-mode", expression),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True)
        for line in self.child.stderr:
            if "listening" in line:
                return
        raise RuntimeError("tcpdump does not listen")

    def lines(self):
        self.child.terminate()
        out, _ = self.child.communicate(timeout=10)
        return out.splitlines()


def announcements_are_repeated_without_holding_start(a, b):
    capture = Capture(b, "arp")
    result = start(a, probe_tries="0", announcements="4", announce_interval_ms="400")
    expect(result.seconds < 1, result)
    expect(eventually(lambda: not a.processes()), a.processes())
    lines = [line for line in capture.lines() if a.mac() in line and IP4 in line]
    requests = [line for line in lines if f"who-has {IP4}" in line]
    replies = [line for line in lines if f"{IP4} is-at {a.mac()}" in line]
    expect(len(requests) == 4 and len(replies) == 4, "\n".join(lines))


def ipv6_announcements_are_repeated_as_well(a, b):
    capture = Capture(b, "icmp6 and ip6[40] == 136")
    expect_status(a.agent("start", ip=IP6, announcements="3",
                          announce_interval_ms="100"), OK)
    expect(eventually(lambda: not a.processes()), a.processes())
    lines = [line for line in capture.lines() if f"tgt is {IP6}" in line]
    expect(len(lines) == 3 and all("bad icmp6 cksum" not in line for line in lines),
           "\n".join(lines))


def announcements_end_when_the_address_leaves(a, b):
    start(a, announcements="60", announce_interval_ms="5000")
    expect(len(a.processes()) == 1, a.processes())
    expect_status(a.agent("stop", ip=IP4), OK)
    capture = Capture(b, "arp")
    expect(eventually(lambda: not a.processes("vip-announce")), a.processes())
    lines = [line for line in capture.lines() if a.mac() in line]
    expect(not lines, "\n".join(lines))


def check_holds_nothing_of_its_parent(pid, *own):
    opened = [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]
    strange = [name for name in opened
               if name not in ("/dev/null", *own) and not name.startswith("socket:")]
    expect(not strange, opened)
    expect(os.getsid(pid) == pid, "not in a session of its own")


def the_announcing_child_holds_nothing_of_its_parent(a, b):
    start(a, announcements="60", announce_interval_ms="1000")
    check_holds_nothing_of_its_parent(a.processes()[0])


def no_process_outlives_the_announcements(a, b):
    start(a, announcements="3", announce_interval_ms="100")
    expect(eventually(lambda: not a.processes()), a.processes())
    expect(a.places(IP4) == [("eth0", 24)], a.places(IP4))


# ---- connections ----

SERVER = """
import socket, sys, threading
server = socket.create_server((sys.argv[1], 5432), family=int(sys.argv[2]),
    dualstack_ipv6=False) if sys.argv[3] == "0" else \
    socket.create_server(("", 5432), family=socket.AF_INET6, dualstack_ipv6=True)
print("ready", flush=True)
held = []
while True:
    held.append(server.accept())
    print("accepted", flush=True)
"""
CLIENT = """
import socket, sys, time
client = socket.create_connection((sys.argv[1], 5432), 5)
client.settimeout(10)
print("connected", flush=True)
begun = time.monotonic()
try:
    print("got", client.recv(1), flush=True)
except OSError as error:
    print(type(error).__name__, flush=True)
"""


class Python:
    """A small program inside a host; its lines are read one by one."""

    def __init__(self, host, program, *words, stdin=subprocess.DEVNULL):
        self.child = subprocess.Popen(
            host.inside(sys.executable, "-c", program, *words),
            stdin=stdin, stdout=subprocess.PIPE, text=True)

    def line(self):
        return self.child.stdout.readline().strip()

    def end(self):
        self.child.kill()
        self.child.wait()
        self.child.stdout.close()


def connect(a, b, address, dualstack=False):
    anywhere = "::" if ":" in address else "0.0.0.0"
    family = 10 if ":" in address else 2
    server = Python(a, SERVER, anywhere, str(family), "1" if dualstack else "0")
    expect(server.line() == "ready")
    client = Python(b, CLIENT, address)
    expect(client.line() == "connected")
    expect(server.line() == "accepted")
    return server, client


def check_reset(a, b, address, dualstack=False):
    expect_status(a.agent("start", ip=address), OK)
    server, client = connect(a, b, address, dualstack)
    begun = time.monotonic()
    expect_status(a.agent("stop", ip=address), OK)
    word = client.line()
    seconds = time.monotonic() - begun
    expect(word == "ConnectionResetError", word)
    expect(seconds < 2, f"{seconds:.1f} s")
    left = sh(*a.inside("ss", "-Htn", "state", "established"))
    expect(address not in left, left)
    listening = sh(*a.inside("ss", "-Hltn"))
    expect("5432" in listening, "the server no longer listens:", listening)
    server.end()
    client.end()


def a_client_is_told_at_once_when_the_address_leaves(a, b):
    check_reset(a, b, IP4)


def an_ipv6_client_is_told_at_once_when_the_address_leaves(a, b):
    check_reset(a, b, IP6)


def an_ipv4_client_of_a_dual_stack_server_is_told_as_well(a, b):
    check_reset(a, b, IP4, dualstack=True)


def a_program_that_listens_on_the_address_itself_goes_on_listening(a, b):
    start(a)
    server = Python(a, SERVER, IP4, "2", "0")
    expect(server.line() == "ready")
    expect_status(a.agent("stop", ip=IP4), OK)
    listening = sh(*a.inside("ss", "-Hltn"))
    expect(IP4 + ":5432" in listening, listening)
    server.end()


def connections_through_other_addresses_live_on(a, b):
    start(a)
    server, client = connect(a, b, "192.0.2.1")
    expect_status(a.agent("stop", ip=IP4), OK)
    left = sh(*b.inside("ss", "-Htn", "state", "established"))
    expect("192.0.2.1:5432" in left, left)
    server.end()
    client.end()


def connections_are_left_alone_on_request(a, b):
    start(a)
    server, client = connect(a, b, IP4)
    expect_status(a.agent("stop", ip=IP4, reset_connections="false"), OK)
    left = sh(*b.inside("ss", "-Htn", "state", "established"))
    expect(IP4 + ":5432" in left, left)
    server.end()
    client.end()


def connections_end_even_if_the_address_went_before(a, b):
    start(a)
    server, client = connect(a, b, IP4)
    a.ip("addr", "del", IP4 + "/24", "dev", "eth0")
    expect_status(a.agent("stop", ip=IP4), OK)
    left = sh(*a.inside("ss", "-Htn", "state", "established"))
    expect(IP4 not in left, left)
    server.end()
    client.end()


def many_connections_are_reset_in_one_stop(a, b):
    start(a)
    server = Python(a, SERVER, "0.0.0.0", "2", "0")
    expect(server.line() == "ready")
    clients = Python(b, """
import socket, sys
clients = [socket.create_connection((sys.argv[1], 5432), 5) for _ in range(400)]
print("connected", flush=True)
reset = 0
for client in clients:
    client.settimeout(5)
    try:
        client.recv(1)
    except ConnectionResetError:
        reset += 1
print(reset, flush=True)
""", IP4)
    expect(clients.line() == "connected")
    result = a.agent("stop", ip=IP4)
    expect_status(result, OK)
    expect(result.seconds < 2, result)
    expect(clients.line() == "400", "not all were reset")
    server.end()
    clients.end()


def clients_that_come_back_at_once_do_not_get_in_again(a, b):
    """Nobody could tell them later that their new connection is over."""
    start(a)
    server = Python(a, SERVER, "0.0.0.0", "2", "0")
    expect(server.line() == "ready")
    eager = Python(b, """
import socket, sys, threading, time
end = time.monotonic() + 2
def hammer():
    while time.monotonic() < end:
        try:
            client = socket.create_connection((sys.argv[1], 5432), 0.3)
            client.settimeout(5)
            client.recv(1)
            client.close()
        except ConnectionError:
            pass
        except OSError:
            return
threads = [threading.Thread(target=hammer) for _ in range(16)]
for thread in threads:
    thread.start()
print("connected", flush=True)
for thread in threads:
    thread.join()
""", IP4)
    expect(eager.line() == "connected")
    expect(eventually(lambda: sh(*b.inside(
        "ss", "-Htn", "state", "established")).count(IP4) == 16))
    expect_status(a.agent("stop", ip=IP4), OK)
    left = sh(*b.inside("ss", "-Htn", "state", "established"))
    expect(IP4 not in left, left)
    server.end()
    eager.end()


# ---- clients who come while the address is nowhere ----

KNOCK = """
import socket, sys, time
begun = time.monotonic()
try:
    socket.create_connection((sys.argv[1], 5432), float(sys.argv[2])).close()
    word = "Connected"
except OSError as error:
    word = type(error).__name__
print(word, time.monotonic() - begun, flush=True)
"""


def knock(host, address, patience_s=3):
    """What a client is told who connects now, and after how long."""
    client = Python(host, KNOCK, address, str(patience_s))
    word, seconds = client.line().split()
    client.end()
    return word, float(seconds)


def leave(a, b, address, **params):
    """The address was here, and the neighbours remember where."""
    expect_status(a.agent("start", ip=address), OK)
    sh(*b.inside("ping", "-c1", "-W2", address))
    expect_status(a.agent("stop", ip=address, **params), OK)


def check_refused(b, address):
    word, seconds = knock(b, address)
    expect(word == "ConnectionRefusedError" and seconds < 0.8, word, seconds)


def a_client_that_connects_after_the_address_has_left_is_refused_at_once(a, b):
    leave(a, b, IP4)
    check_refused(b, IP4)


def an_ipv6_client_that_connects_after_the_address_has_left_is_refused_at_once(a, b):
    leave(a, b, IP6)
    check_refused(b, IP6)


def check_told_again(a, b, address):
    """Its second attempt falls into the moment in which the address leaves."""
    expect_status(a.agent("start", ip=address), OK)
    server = Python(a, SERVER, "::" if ":" in address else "0.0.0.0",
                    "10" if ":" in address else "2", "0")
    expect(server.line() == "ready")
    client = Python(b, """
import socket, sys, time
client = socket.create_connection((sys.argv[1], 5432), 5)
print("connected", flush=True)
try:
    client.recv(1)
except ConnectionResetError:
    begun = time.monotonic()
try:
    socket.create_connection((sys.argv[1], 5432), 5)
except OSError as error:
    print(type(error).__name__, time.monotonic() - begun, flush=True)
""", address)
    expect(client.line() == "connected" and server.line() == "accepted")
    expect_status(a.agent("stop", ip=address), OK)
    word, seconds = client.line().split()
    # Whom nobody answers tries again after a second.
    expect(word == "ConnectionRefusedError" and float(seconds) < 0.9, word, seconds)
    server.end()
    client.end()


def a_client_that_comes_back_while_the_address_leaves_is_refused_at_once(a, b):
    check_told_again(a, b, IP4)


def an_ipv6_client_that_comes_back_while_the_address_leaves_is_refused_at_once(a, b):
    check_told_again(a, b, IP6)


def a_connection_that_outlived_the_address_is_reset_when_its_client_speaks(a, b):
    start(a)
    server = Python(a, SERVER, "0.0.0.0", "2", "0")
    expect(server.line() == "ready")
    client = Python(b, """
import socket, sys
client = socket.create_connection((sys.argv[1], 5432), 5)
print("connected", flush=True)
sys.stdin.readline()
client.settimeout(2)
try:
    client.send(b"?")
    client.recv(1)
except OSError as error:
    print(type(error).__name__, flush=True)
""", IP4, stdin=subprocess.PIPE)
    expect(client.line() == "connected" and server.line() == "accepted")
    # Its reset is lost on the way.
    b.ip("link", "set", "eth0", "down")
    expect_status(a.agent("stop", ip=IP4), OK)
    b.ip("link", "set", "eth0", "up")
    b.ip("neigh", "replace", IP4, "lladdr", a.mac(), "dev", "eth0", "nud", "permanent")
    client.child.stdin.write("\n")
    client.child.stdin.flush()
    expect(client.line() == "ConnectionResetError")
    server.end()
    client.end()


def a_farewell_ends_when_the_address_comes_back_here(a, b):
    for address in (IP4, IP6):
        for back in (lambda: a.agent("start", ip=address, **QUICK),
                     lambda: a.add(address + ("/64" if ":" in address else "/24"))):
            leave(a, b, address)
            expect(len(a.farewells()) == 1, a.processes())
            back()
            expect(eventually(lambda: not a.farewells(), 1.5), a.farewells())
            expect_status(a.agent("stop", ip=address, reset_connections="false"), OK)


def connections_of_an_address_that_is_back_are_not_reset(a, b):
    """Clients knock without a pause while it goes and comes."""
    start(a)
    server = Python(a, SERVER, "0.0.0.0", "2", "0")
    expect(server.line() == "ready")
    eager = Python(b, """
import socket, sys, threading, time
end, told = time.monotonic() + 4, []
def knock():
    while time.monotonic() < end:
        try:
            with socket.create_connection((sys.argv[1], 5432), 3) as client:
                client.settimeout(0.02)
                client.recv(1)
        except ConnectionRefusedError:
            told.append("refused")
        except ConnectionResetError:
            told.append("reset")
        except TimeoutError:
            told.append("well")
threads = [threading.Thread(target=knock) for _ in range(4)]
for thread in threads:
    thread.start()
print("begun", flush=True)
for thread in threads:
    thread.join()
print(*(told.count(word) for word in ("refused", "reset", "well")), flush=True)
""", IP4)
    expect(eager.line() == "begun")
    for _ in range(5):
        expect_status(a.agent("stop", ip=IP4), OK)
        start(a, probe_tries="1", probe_wait_ms="50")
    refused, reset, well = map(int, eager.line().split())
    # Only what was open when it left was reset: one a client and stop.
    expect(refused > 0 and well > 0 and reset <= 20, refused, reset, well)
    server.end()
    eager.end()


def a_farewell_that_hangs_is_ended_by_start(a, b):
    leave(a, b, IP4)
    pid = a.farewells()[0]
    os.kill(pid, signal.SIGSTOP)
    start(a)
    expect(not a.farewells(), a.farewells())


def a_farewell_ends_when_another_host_announces_the_address(a, b):
    for address in (IP4, IP6):
        leave(a, b, address)
        expect(len(a.farewells()) == 1, a.processes())
        expect_status(b.agent("start", ip=address, **QUICK), OK)
        expect(eventually(lambda: not a.farewells(), 1.5), a.farewells())


def a_probe_of_the_next_holder_does_not_end_a_farewell(a, b):
    leave(a, b, IP4)
    prober = Python(b, """
import socket, sys
mac, target = bytes.fromhex(sys.argv[1]), socket.inet_aton(sys.argv[2])
packet = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
packet.bind(("eth0", 0x0806))
packet.send(b"\\xff" * 6 + mac + bytes.fromhex("0806" "0001080006040001") +
            mac + bytes(4) + bytes(6) + target)
print("asked", flush=True)
""", b.mac().replace(":", ""), IP4)
    expect(prober.line() == "asked")
    prober.end()
    expect(len(a.farewells()) == 1, a.processes())
    check_refused(b, IP4)


def a_farewell_ends_after_its_time(a, b):
    for address in (IP4, IP6):
        leave(a, b, address)
        left = time.monotonic()
        expect(len(a.farewells()) == 1, a.processes())
        expect(eventually(lambda: not a.farewells()), a.farewells())
        expect(2.5 < time.monotonic() - left < 6, time.monotonic() - left)


def what_is_for_another_hardware_address_is_not_answered(a, b):
    """A switch or a bridge may show it to us all the same."""
    leave(a, b, IP4)
    a.ip("link", "set", "eth0", "promisc", "on")
    b.ip("neigh", "replace", IP4, "lladdr", "02:00:00:00:00:99", "dev", "eth0",
         "nud", "permanent")
    word, _ = knock(b, IP4, 0.5)
    expect(word == "TimeoutError", word)
    expect(len(a.farewells()) == 1, a.processes())


def other_addresses_of_the_host_are_answered_by_itself(a, b):
    leave(a, b, IP4)
    server = Python(a, SERVER, "0.0.0.0", "2", "0")
    expect(server.line() == "ready")
    word, _ = knock(b, "192.0.2.1")
    expect(word == "Connected" and len(a.farewells()) == 1, word, a.processes())
    server.end()


def without_resets_there_is_no_farewell(a, b):
    leave(a, b, IP4, reset_connections="false")
    expect(not a.farewells(), a.farewells())


def the_farewell_holds_nothing_of_its_parent_but_the_turn(a, b):
    leave(a, b, IP4)
    check_holds_nothing_of_its_parent(a.farewells()[0], f"/run/gaussha/vip-{IP4}")


def the_next_farewell_replaces_one_that_hangs(a, b):
    leave(a, b, IP4)
    first = a.farewells()[0]
    os.kill(first, signal.SIGSTOP)
    a.add(IP4 + "/24")
    expect_status(a.agent("stop", ip=IP4), OK)
    expect(eventually(lambda: len(a.farewells()) == 1 and first not in a.farewells()),
           first, a.farewells())
    check_refused(b, IP4)


# ---- parameters and the rest of the contract ----

def check_bad(a, status, words, **params):
    """The status is that of start, which answers ARGS, for this node only, where
    the address itself can be read."""
    expect_status(a.agent("start", **params), status, *words)
    expect_status(a.agent("validate-all", **params), CONFIGURED, *words)
    expect(a.agent("stop", **params).status == OK, "stop of what cannot be")
    expect(a.agent("monitor", **params).status == NOT_RUNNING, "probe of what cannot be")


def bad_parameters_are_refused_with_a_sentence(a, b):
    check_bad(a, CONFIGURED, ["ip"])
    check_bad(a, CONFIGURED, ["ip", "192.0.2.300"], ip="192.0.2.300")
    check_bad(a, CONFIGURED, ["ip", "db.example"], ip="db.example")
    check_bad(a, CONFIGURED, ["ip", "127.0.0.1"], ip="127.0.0.1")
    check_bad(a, CONFIGURED, ["ip", "224.0.0.1"], ip="224.0.0.1")
    check_bad(a, CONFIGURED, ["ip"], ip="fe80::1%eth0")
    check_bad(a, CONFIGURED, ["ip"], ip=IP4 + "/33")
    check_bad(a, CONFIGURED, ["ip"], ip=IP4 + "/")
    check_bad(a, ARGS, ["nic"], ip="fe80::100")
    check_bad(a, ARGS, ["cidr_netmask", "33"], ip=IP4, cidr_netmask="33")
    check_bad(a, ARGS, ["cidr_netmask"], ip=IP4, cidr_netmask="255.0.255.0")
    check_bad(a, ARGS, ["cidr_netmask"], ip=IP4, cidr_netmask="0")
    check_bad(a, ARGS, ["24", "25"], ip=IP4 + "/24", cidr_netmask="25")
    check_bad(a, ARGS, ["nic"], ip=IP4, nic="eth0:1")
    check_bad(a, ARGS, ["nic"], ip=IP4, nic="../eth0")
    check_bad(a, ARGS, ["iflabel"], ip=IP4, iflabel="much-too-long-label")
    check_bad(a, ARGS, ["15 characters"], ip=IP4, nic="enp0s31f6",
              iflabel="database")
    check_bad(a, ARGS, ["iflabel", "IPv4"], ip=IP6, iflabel="db")
    check_bad(a, ARGS, ["probe_tries"], ip=IP4, probe_tries="many")
    check_bad(a, ARGS, ["probe_wait_ms"], ip=IP4, probe_wait_ms="1")
    check_bad(a, ARGS, ["announcements"], ip=IP4, announcements="1000")
    check_bad(a, ARGS, ["reset_connections"], ip=IP4, reset_connections="perhaps")


def a_reload_with_a_senseless_value_goes_on_with_the_default(a, b):
    expect_status(a.agent("reload-agent", ip="192.0.2.300"), CONFIGURED, "192.0.2.300")
    expect_status(a.agent("reload-agent", ip=IP4, cidr_netmask="255.0.255.0"), OK)


def an_interface_that_is_missing_is_named(a, b):
    expect_status(a.agent("start", ip=IP4, nic="eth7"), ARGS, "no interface eth7")
    expect_status(a.agent("monitor", ip=IP4, nic="eth7"), NOT_RUNNING)
    expect_status(a.agent("stop", ip=IP4, nic="eth7"), OK)


def validation_looks_at_the_host_only_when_asked_to(a, b):
    expect_status(a.agent("validate-all", ip=IP4, nic="eth7"), OK)
    expect_status(a.agent("validate-all", level=10, ip=IP4, nic="eth7"), ARGS, "eth7")
    expect_status(a.agent("validate-all", level=10, ip="203.0.113.9"), ARGS, "203.0.113.9")
    expect_status(a.agent("validate-all", level=10, ip="203.0.113.9", nic="eth0"), ARGS,
                  "cidr_netmask")
    expect_status(a.agent("validate-all", level=10, ip=IP4), OK)


def a_good_validation_says_nothing(a, b):
    result = a.agent("validate-all", ip=IP4, cidr_netmask="24")
    expect_status(result, OK)
    expect(result.stderr == "" and result.stdout == "", result)


def a_successful_life_says_nothing_on_stderr(a, b):
    for action in ("start", "monitor", "reload-agent", "stop", "monitor"):
        result = a.agent(action, ip=IP4)
        expect(result.stderr == "", action, result)


def an_unknown_action_is_unimplemented(a, b):
    expect(a.agent("promote", ip=IP4).status == UNIMPLEMENTED)


def a_stop_with_senseless_details_still_removes_the_address(a, b):
    start(a)
    expect_status(a.agent("stop", ip=IP4, cidr_netmask="300", iflabel="x" * 40), OK)
    expect(a.places(IP4) == [], a.places(IP4))
    start(a)
    expect_status(a.agent("stop", ip=IP4 + "/24", cidr_netmask="25"), OK)
    expect(a.places(IP4) == [], a.places(IP4))


def a_probe_with_senseless_details_still_finds_the_address(a, b):
    start(a)
    expect_status(a.agent("monitor", ip=IP4 + "/24", cidr_netmask="25"), OK)


def who_is_not_root_is_told_so(a, b):
    done = subprocess.run(
        a.inside("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", VIP, "start"),
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HA_logfacility": "none",
             "OCF_RESKEY_ip": IP4},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    expect(done.returncode == 4 and "root" in done.stderr, done)


def the_meta_data_are_those_of_the_table(a, b):
    result = a.agent("meta-data")
    expect(result.status == OK, result)
    for word in ('name="vip"', 'name="ip"', 'name="reset_connections"', 'name="reload-agent"'):
        expect(word in result.stdout, word)


CASES = [value for name, value in list(globals().items())
         if callable(value) and getattr(value, "__module__", "") == "__main__"
         and getattr(value, "__code__", None) is not None
         and value.__code__.co_varnames[:2] == ("a", "b")
         and value.__code__.co_argcount == 2]


def chosen():
    words = sys.argv[1:]
    return [case for case in CASES
            if not words or any(word in case.__name__ for word in words)]


def run(case):
    try:
        with Pair() as (a, b):
            case(a, b)
        return True
    except AssertionError as error:
        print(f"not so: {case.__name__.replace('_', ' ')}: {error}")
    except Exception:
        print(f"not so: {case.__name__.replace('_', ' ')}:")
        traceback.print_exc(file=sys.stdout)
    return False


def main():
    global LOG
    atexit.register(remove_locks)
    atexit.register(remove_hosts)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    if not os.access(VIP, os.X_OK):
        print(f"there is no program {VIP}\n0 passed, 1 failed")
        sys.exit(1)
    passed = failed = 0
    with tempfile.NamedTemporaryFile(prefix="vip-log-") as log:
        LOG = log.name
        for case in chosen():
            if run(case):
                passed += 1
            else:
                failed += 1
            sys.stdout.flush()
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed != 0)


if __name__ == "__main__":
    main()
