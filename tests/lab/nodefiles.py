# SPDX-License-Identifier: GPL-2.0-or-later
"""The files a virtual node starts from, and the plan of its mounts.

Everything a node writes stays in its own directory, in the upper halves of
overlays over the host's /etc, /var, /opt, /home and /root; it outlives a power
cut and ends with the lab.
"""
import os
import shutil

SERVICE_NET, INTERCONNECT_NET, SERVICE_NET6 = "10.99.0", "10.99.1", "fd99:"
GATEWAY, CLIENT, VIP = f"{SERVICE_NET}.1", f"{SERVICE_NET}.50", f"{SERVICE_NET}.100"
OMM_ID = 1900
DATA_DIRECTORY = "/var/lib/opengauss"
INSTALLATION = "/opt/openGauss"
WANTS = "/etc/systemd/system/multi-user.target.wants"
COROSYNC_WANTS = "/etc/systemd/system/corosync.service.wants"
STAGE = "/mnt"
OVERLAID = ("etc", "var", "opt", "home", "root")

CIB = """<cib validate-with="pacemaker-3.9" crm_feature_set="3.16.1" \
epoch="1" num_updates="0" admin_epoch="0">
 <configuration>
  <crm_config><cluster_property_set id="cib-bootstrap-options">{properties}
  </cluster_property_set></crm_config>
  <nodes/>
  <resources>{resources}</resources>
  <constraints/>
 </configuration>
 <status/>
</cib>
"""
# Of corosync.conf: the gateway as the quorum device, for Lab.up(quorum=).
GATEWAY_DEVICE = """wait_for_all: 0
device {{
    model: gateway
    votes: {votes}
    timeout: 5000
    sync_timeout: {sync_ms}
    gateway {{
        address: 10.99.0.1
        relay: {relay}
    }}
}}"""
FENCE_DEVICE = """
   <primitive id="fence" class="stonith" type="fence_lab">
    <instance_attributes id="fence-attributes">{attributes}
    </instance_attributes>
    <operations><op id="fence-monitor" name="monitor" interval="60s"/></operations>
   </primitive>
  """
BASHRC = f"""export GAUSSHOME={INSTALLATION}
export PATH=$GAUSSHOME/bin:$PATH
export LD_LIBRARY_PATH=$GAUSSHOME/lib
export PGDATA={DATA_DIRECTORY}
"""


def number(node):
    """n3 -> 3"""
    return int(node[1:])


def address(node, net=SERVICE_NET):
    """The IPv4 address of a node, the gateway or the client."""
    host = {"gateway": 1, "client": 50}.get(node)
    return f"{net}.{host or 10 + number(node)}"


def address6(node):
    """The IPv6 address on the service network; its last digits are IPv4's."""
    return f"{SERVICE_NET6}:" + address(node).rsplit(".", 1)[1]


def hosts(nodes):
    """The text of /etc/hosts, everywhere in the lab."""
    lines = ["127.0.0.1 localhost", "::1 localhost ip6-localhost"]
    for name in ["gateway", "client"] + nodes:
        lines.append(f"{address(name)} {name}")
    for name in nodes:
        lines.append(f"{address(name, INTERCONNECT_NET)} {name}-interconnect")
    return "\n".join(lines) + "\n"


def scheduling(quorum):
    """In real time, as corosync is everywhere: else Pacemaker, which asks at once when
    a node has left, is quicker than a ring that is only forming, and then sleeps for
    a second, or for two.

    But all nodes share the host's cores, and corosync spins while it waits for a
    quorum device and has a request that it may not take yet (libqb's level-triggered
    poll): in real time four of them let nobody else run on two cores, the device
    neither."""
    return ["sched_rr: no", "priority: -10"] if "device" in quorum else ["sched_rr: yes"]


def corosync_conf(settings):
    """corosync.conf as `pcs cluster setup` would write it, with quick timeouts and
    a token that rests early."""
    totem = {
        "version": 2, "cluster_name": "lab", "transport": "knet",
        "token": settings["token"], "token_coefficient": 0,
        "crypto_cipher": "aes256", "crypto_hash": "sha256",
        # Rotations before an idle token rests; with 30, as is the default, two
        # cores are busy with little else: 12 % each node, and 4 % with this.
        "seqno_unchanged_const": 3, **settings["totem"],
    }
    quorum = settings["quorum"]
    if not quorum and settings["nodes"] == 2:
        quorum = "two_node: 1"
    members = "".join(
        f"    node {{\n        ring0_addr: {SERVICE_NET}.{10 + i}\n"
        f"        ring1_addr: {INTERCONNECT_NET}.{10 + i}\n"
        f"        name: n{i}\n        nodeid: {i}\n    }}\n"
        for i in range(1, settings["nodes"] + 1))
    return (
        "totem {\n" + indent(f"{key}: {value}" for key, value in totem.items())
        + "}\n\nnodelist {\n" + members
        + "}\n\nquorum {\n    provider: corosync_votequorum\n"
        + indent(quorum.splitlines())
        + "}\n\nsystem {\n" + indent(scheduling(quorum))
        + "}\n\nlogging {\n" + indent([
            "to_logfile: yes", "logfile: /var/log/corosync/corosync.log",
            "to_syslog: no", "to_stderr: no", "timestamp: hires"])
        + "}\n")


def indent(lines):
    return "".join(f"    {line}\n" for line in lines)


def cib(settings):
    """A first CIB.  With crm_feature_set 3.16.2 pacemaker 2.1.5 could not
    update it; dc-deadtime is how long the first election waits for others."""
    properties = {"dc-deadtime": "2s", "stonith-enabled": "false"}
    resources = ""
    if settings["fence"]:
        names = " ".join(f"n{i}" for i in range(1, settings["nodes"] + 1))
        properties["stonith-enabled"] = "true"
        resources = FENCE_DEVICE.format(attributes=nvpairs("fence", {
            "pcmk_host_check": "static-list", "pcmk_host_list": names,
            "pcmk_reboot_action": "off"}))
    properties.update(settings["properties"])
    return CIB.format(
        properties=nvpairs("cib-bootstrap-options", properties),
        resources=resources)


def nvpairs(prefix, values):
    def quoted(text):
        return (str(text).replace("&", "&amp;").replace('"', "&quot;")
                .replace("<", "&lt;"))
    return "".join(
        f'\n   <nvpair id="{prefix}-{key}" name="{key}" value="{quoted(value)}"/>'
        for key, value in values.items())


class Tree:
    """The upper half of a node's overlays, before it is mounted."""

    def __init__(self, top):
        self.top = top

    def directory(self, path, owner=None, mode=None, hide=False):
        """The upper directory of path; as on the host, unless told otherwise.

        hide: what the host has below it does not shine through.
        """
        upper = self.top + path
        if not os.path.isdir(upper):
            parent = os.path.dirname(path)
            if parent != "/":
                self.directory(parent)
            os.mkdir(upper)
            if os.path.isdir(path):
                there = os.stat(path)
                os.chown(upper, there.st_uid, there.st_gid)
                os.chmod(upper, there.st_mode & 0o7777)
        if owner is not None:
            os.chown(upper, *owner)
        if mode is not None:
            os.chmod(upper, mode)
        if hide:
            os.setxattr(upper, "trusted.overlay.opaque", b"y")
        return upper

    def file(self, path, content, owner=(0, 0), mode=0o644):
        upper = self.directory(os.path.dirname(path)) + "/" + os.path.basename(path)
        with open(upper, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        os.chown(upper, *owner)
        os.chmod(upper, mode)

    def amend(self, path, unwanted, line):
        """The host's file without the lines that start so, and with this one."""
        with open(path, encoding="utf-8") as file:
            kept = [l for l in file if not l.startswith(unwanted)]
        there = os.stat(path)
        self.file(path, "".join(kept) + line + "\n",
                  (there.st_uid, there.st_gid), there.st_mode & 0o7777)


def ids(user, group):
    """(uid, gid) on the host; root's where a package is missing."""
    import grp
    import pwd
    try:
        return pwd.getpwnam(user).pw_uid, grp.getgrnam(group).gr_gid
    except KeyError:
        return 0, 0


def add_omm(tree):
    """The database's owner, as the openGauss manuals name it."""
    owner = (OMM_ID, OMM_ID)
    tree.amend("/etc/passwd", "omm:",
               f"omm:x:{OMM_ID}:{OMM_ID}:openGauss:/home/omm:/bin/bash")
    tree.amend("/etc/group", "omm:", f"omm:x:{OMM_ID}:")
    tree.amend("/etc/shadow", "omm:", "omm:*:19000:0:99999:7:::")
    tree.directory("/home/omm", owner, 0o700)
    tree.file("/home/omm/.bashrc", BASHRC, owner)
    tree.file("/home/omm/.profile", ". ~/.bashrc\n", owner)
    tree.directory(DATA_DIRECTORY, owner, 0o700)


def add_cluster(tree, settings, secret):
    """What corosync and pacemaker start from; nothing of the host's own."""
    cluster = ids("hacluster", "haclient")
    for path in ("/var/lib/pacemaker/cib", "/var/lib/pacemaker/pengine",
                 "/var/lib/corosync", "/var/log/corosync", "/var/log/pacemaker",
                 "/var/lib/pcsd"):
        if os.path.isdir(path):
            tree.directory(path, hide=True)
    tree.file("/etc/corosync/corosync.conf", corosync_conf(settings))
    tree.file("/etc/corosync/authkey", secret[:256], mode=0o400)
    tree.file("/etc/pacemaker/authkey", secret, cluster, 0o640)
    tree.file("/etc/default/pacemaker",
              "PCMK_logfile=/var/log/pacemaker/pacemaker.log\n"
              "PCMK_logfacility=none\n")
    tree.file("/var/lib/pacemaker/cib/cib.xml", cib(settings), cluster, 0o600)
    tree.directory(WANTS, hide=True)
    if settings["cluster"]:
        for service in ("corosync", "pacemaker"):
            tree.file(f"{WANTS}/{service}.service", "")
    if settings["keeper"]:
        tree.file(f"{COROSYNC_WANTS}/gausshad.service", "")
    if "model: gateway" in settings["quorum"]:
        tree.file(f"{COROSYNC_WANTS}/gaussha-quorumd.service", "")


def prepare(top, name, settings, nodes, secret):
    """Fills a new node's directory."""
    os.mkdir(top)
    for part in OVERLAID:
        os.mkdir(f"{top}/{part}")
        os.chmod(f"{top}/{part}", 0o700 if part == "root" else 0o755)
        os.mkdir(f"{top}/{part}.work")
    for part in ("installation", "installation.work"):
        os.mkdir(f"{top}/{part}")
        os.chmod(f"{top}/{part}", 0o755)
    os.chown(f"{top}/installation", OMM_ID, OMM_ID)
    tree = Tree(top)
    tree.file("/etc/hosts", hosts(nodes))
    tree.file("/etc/hostname", name + "\n")
    tree.directory("/opt/openGauss")
    add_omm(tree)
    add_cluster(tree, settings, secret)


# Device nodes of a node's own /dev: the host's must not get a socket of ours.
DEVICES = (("null", 1, 3), ("zero", 1, 5), ("full", 1, 7), ("random", 1, 8),
           ("urandom", 1, 9), ("tty", 5, 0))
NETWORK_SETTINGS = (
    ("ipv4/ping_group_range", "0 2147483647"),
    ("ipv6/conf/all/disable_ipv6", "0"), ("ipv6/conf/default/disable_ipv6", "0"),
    ("ipv6/conf/all/accept_ra", "0"), ("ipv6/conf/default/accept_ra", "0"),
)
ROUTER_SETTINGS = (
    ("ipv4/ip_forward", "1"), ("ipv4/conf/all/send_redirects", "0"),
    ("ipv4/conf/default/send_redirects", "0"), ("ipv6/conf/all/forwarding", "1"),
)
SWITCH_SETTINGS = tuple((f"bridge/bridge-nf-call-{table}", "0")
                        for table in ("iptables", "ip6tables", "arptables"))


def mount(kind, source, target, flags="-", data="-"):
    return f"mount\t{kind}\t{source}\t{target}\t{flags}\t{data}\n"


def write_settings(settings):
    return "".join(f"write\t/proc/sys/net/{path}\t{value}\n"
                   for path, value in settings if os.path.exists(f"/proc/sys/net/{path}"))


def machine_plan(state, settings):
    """The plan of the switch, the gateway or the client: the host's files, but
    processes and names of its own."""
    return (mount("proc", "proc", "/proc", "nosuid,nodev,noexec")
            + mount("-", f"{state}/hosts", "/etc/hosts", "bind")
            + write_settings(NETWORK_SETTINGS + settings))


def node_plan(state, name, installation, disk=None):
    """The plan of a node.

    The state directory is reached by STAGE, wherever it lies: what lies over
    /var or /dev must not hide it from the steps that follow.  The host's root
    becomes read-only after the overlays, which need its upper halves writable.
    disk: the device that the database's data lie on; else they lie in /var.
    """
    top = f"{STAGE}/{name}"
    layers = [layer for layer in ("product", "lab")
              if os.path.isdir(f"{state}/layers/{layer}")]
    plan = mount("-", state, STAGE, "bind")
    plan += mount("proc", "proc", "/proc", "nosuid,nodev,noexec")
    plan += write_settings(NETWORK_SETTINGS)
    # What is left of the host's own settings is not a node's to change.
    for part in ("kernel", "vm", "fs"):
        plan += mount("-", f"/proc/sys/{part}", f"/proc/sys/{part}", "bind")
        plan += mount("-", "-", f"/proc/sys/{part}", "remount,bind,ro")
    plan += mount("sysfs", "sysfs", "/sys", "ro,nosuid,nodev,noexec")
    plan += mount("overlay", "overlay", "/usr", "ro", lower("usr", state, layers))
    for part in OVERLAID:
        plan += mount("overlay", "overlay", f"/{part}", "-",
                      lower(part, state, layers) + upper(f"{top}/{part}"))
    if installation:
        plan += mount("overlay", "overlay", INSTALLATION, "-",
                      f"lowerdir={installation}" + upper(f"{top}/installation"))
    if disk:
        plan += mount("ext4", disk, DATA_DIRECTORY)
    plan += mount("-", "-", "/", "remount,bind,ro")
    plan += mount("tmpfs", "tmpfs", "/run", "nosuid,nodev", "mode=755")
    for path, mode in (("lab", 755), ("lock", 1777), ("resource-agents", 1755),
                       ("systemd", 755), ("systemd/system", 755)):
        plan += f"dir\t{mode}\t/run/{path}\n"
    plan += mount("-", f"{STAGE}/power", "/run/lab", "bind")
    plan += mount("tmpfs", "tmpfs", "/tmp", "nosuid,nodev", "mode=1777")
    return plan + f"unmount\t{STAGE}\n" + device_plan()


def device_plan():
    plan = mount("tmpfs", "tmpfs", "/dev", "nosuid", "mode=755")
    for name, major, minor in DEVICES:
        plan += f"device\t666\t/dev/{name}\t{major}\t{minor}\n"
    for path, target in (("fd", "/proc/self/fd"), ("stdin", "/proc/self/fd/0"),
                         ("stdout", "/proc/self/fd/1"),
                         ("stderr", "/proc/self/fd/2"), ("ptmx", "pts/ptmx")):
        plan += f"link\t/dev/{path}\t{target}\n"
    plan += "dir\t755\t/dev/pts\ndir\t1777\t/dev/shm\n"
    plan += mount("devpts", "devpts", "/dev/pts", "nosuid,noexec",
                  "newinstance,ptmxmode=0666,mode=620")
    # Private: libqb's rings and the database's shared memory are named alike.
    return plan + mount("tmpfs", "tmpfs", "/dev/shm", "nosuid,nodev",
                        "mode=1777,size=2g")


def lower(part, state, layers):
    """The overlay option for what lies below: the layers, topmost first, and
    the host's own."""
    found = [f"{STAGE}/layers/{layer}/{part}" for layer in layers
             if os.path.isdir(f"{state}/layers/{layer}/{part}")]
    return "lowerdir=" + ":".join(found + [f"/{part}"])


def upper(path):
    return f",upperdir={path},workdir={path}.work,index=off,metacopy=off"


def copy_layer(source, target):
    """A layer of the lab's own, so that a rebuild does not pull it away."""
    if os.path.isdir(source):
        shutil.copytree(source, target, symlinks=True)
