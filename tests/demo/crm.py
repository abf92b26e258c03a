# SPDX-License-Identifier: GPL-2.0-or-later
"""What `crm_mon --output-as=xml` says, as facts one can ask."""
import dataclasses
import xml.etree.ElementTree as xml


class CrmError(Exception):
    """What crm_mon said cannot be read."""


@dataclasses.dataclass(frozen=True)
class Failure:
    """A failed action that crm_mon shows."""
    resource: str
    task: str
    node: str
    why: str
    degraded: bool = False  # 190, 191: for Pacemaker no failure, and kept until a start

    def __str__(self):
        why = f" ({self.why})" if self.why else ""
        return f"{self.task} of {self.resource} failed on {self.node}{why}"


@dataclasses.dataclass(frozen=True)
class Status:
    """One look at the cluster."""
    online: tuple = ()
    unclean: tuple = ()
    places: tuple = ()  # (resource, role, node) of every active instance
    troubled: tuple = ()  # resources that are failed, blocked or unmanaged
    failures: tuple = ()
    fenced: tuple = ()  # targets of successful fencing, newest first
    attributes: dict = dataclasses.field(default_factory=dict)
    coordinator: str = ""  # the node of Pacemaker's DC
    quorate: bool = True   # the part of the cluster that says so

    def nodes_of(self, resource, role):
        """Where a resource is in a role, in the order of the nodes' names."""
        return sorted(node for name, as_, node in self.places
                      if name == resource and as_ == role)


def parse(text):
    """The Status of a crm_mon document; CrmError without a DC or any sense."""
    try:
        top = xml.fromstring(text)
    except xml.ParseError as error:
        raise CrmError(f"crm_mon printed no XML: {error}") from None
    dc = top.find("summary/current_dc")
    if dc is None or dc.get("present") != "true":
        raise CrmError("the cluster has no coordinator yet")
    nodes = top.findall("nodes/node")
    return Status(
        online=tuple(sorted(node.get("name") for node in nodes if is_online(node))),
        unclean=tuple(node.get("name") for node in nodes if is_true(node, "unclean")),
        places=tuple(places(top)),
        troubled=tuple(troubled(top)),
        failures=tuple(failures(top)),
        fenced=tuple(event.get("target") for event in top.findall(
            "fence_history/fence_event") if event.get("status") == "success"),
        attributes=attributes(top),
        coordinator=dc.get("name") or "",
        quorate=dc.get("with_quorum") != "false")


def is_true(element, name):
    return element.get(name) == "true"


def is_online(node):
    return is_true(node, "online") and not is_true(node, "pending")


def places(top):
    for resource in top.iterfind("resources//resource"):
        for node in resource.iterfind("node"):
            yield bare(resource.get("id")), resource.get("role"), node.get("name")


def troubled(top):
    """A resource that is stopped beside a node that is off is not troubled."""
    for resource in top.iterfind("resources//resource"):
        if (is_true(resource, "failed") or is_true(resource, "blocked")
                or not is_true(resource, "managed")):
            yield bare(resource.get("id"))


def failures(top):
    for failure in top.iterfind("failures/failure"):
        # vip_monitor_10000: the resource's name may hold underscores itself.
        resource, task, _ = failure.get("op_key").rsplit("_", 2)
        yield Failure(bare(resource), task, failure.get("node"),
                      failure.get("exitreason") or failure.get("exitstatus") or "",
                      failure.get("exitcode") in ("190", "191"))


def attributes(top):
    """{node: {name: value}} of what the nodes say of themselves."""
    return {node.get("name"): {one.get("name"): one.get("value")
                               for one in node.iterfind("attribute")}
            for node in top.iterfind("node_attributes/node")}


def bare(resource):
    """db:1 -> db"""
    return resource.partition(":")[0]
