# SPDX-License-Identifier: GPL-2.0-or-later
"""One page on one run: text, and HTML with a picture that needs nothing else."""
import dataclasses
import html

import outage
from verdict import shortest

WIDTH, LEFT, ROW, GRAPH = 1180, 110, 16, 90
COLOURS = {"primary": "#2b7a3d", "standby": "#b8cfe6", "none": "#f1d5d5"}
WORDS = {"vip": ("lost the address", "has the address"), "power": ("lost power", "has power"),
         "stopped": ("is stopped no more", "is stopped")}
STYLE = ("body{font:14px sans-serif;max-width:1300px;margin:1em auto}"
         "pre{background:#f6f6f6;padding:.7em;overflow:auto}"
         ".bad{color:#a00}text{font:11px sans-serif}")
AROUND_US, AROUND_MOST = 3000000, 15


@dataclasses.dataclass
class Run:
    """All that a report tells of."""
    seed: int
    nodes: list
    begun: int
    ended: int
    struck: int         # when the last fault was healed
    ops: list
    faults: list
    marks: list         # (us, node, "vip", "power" or "stopped", is so)
    samples: list       # (us, node, role)
    findings: list
    trouble: str = ""   # why the run was cut short
    title: str = ""
    stood_still: float = 0.0    # seconds in which the host itself did not run us

    def violations(self):
        return [one for one in self.findings if not one.warning]

    def seconds(self, at):
        return (at - self.begun) / 1e6

    def outages(self):
        return outage.by_fault(self.faults,
                               outage.silences(self.ops, self.begun, self.ended))

    def overlapping(self, fault):
        return any(other is not fault and other.begun <= (fault.healed or self.ended)
                   and fault.begun <= (other.healed or self.ended) for other in self.faults)

    def counts(self):
        found = {"ok": 0, "fail": 0, "unknown": 0}
        for op in self.ops:
            if op.kind != "watch":
                found[op.outcome] += 1
        found["acknowledged writes"] = sum(op.is_acknowledged_write() for op in self.ops)
        return found

    def line(self):
        """The run in a line."""
        counts = self.counts()
        return (f"seed {self.seed}{self.title}: {len(self.nodes)} nodes, "
                f"{self.seconds(self.ended):.0f} s, {sum(list(counts.values())[:3])} operations "
                f"({counts['acknowledged writes']} writes acknowledged, {counts['unknown']} "
                f"unknown), {len(self.faults)} faults, {len(self.violations())} violations")


def around(run, finding):
    """What happened from some seconds before to some after, in order."""
    told = []
    for fault in run.faults:
        told.append((fault.begun, f"{fault.word} {fault.detail}"))
        if fault.healed:
            told.append((fault.healed, f"{fault.word} {fault.detail} healed"))
    told += [(when, f"{node} {WORDS[what][so]}")
             for when, node, what, so in run.marks]
    near = [f"      {run.seconds(when):8.3f} s  {text}" for when, text in sorted(told)
            if finding.at - AROUND_US < when < max(finding.at, finding.until) + AROUND_US]
    return near[:AROUND_MOST]


def text(run):
    lines = [run.line(), ""]
    if run.stood_still:
        lines += [f"The host was too busy: for {run.stood_still:.1f} s it did not run even who "
                  "looks; outages are longer by it.", ""]
    if run.trouble:
        lines += [f"The run was cut short: {run.trouble}", ""]
    if run.findings:
        lines += ["What must not be:" if run.violations() else "Noted:"]
    for one in shortest(run.findings):
        lines.append(f"  {run.seconds(one.at):8.3f} s  {one}" if one.at < 10 ** 17
                     else f"              {one.sentence}")
        if not one.warning:
            lines += around(run, one)
    lines += ["", "Faults, and how long no row was acknowledged through the address:"]
    for fault, seconds, healed in run.outages():
        to = f"{run.seconds(fault.healed):.1f}" if fault.healed else "the end"
        lines.append(f"  {run.seconds(fault.begun):7.1f} to {to:>7} s  {fault.word} "
                     f"{fault.detail}" + (f" (when it was said: '{fault.aim}')" if fault.aim
                                          else "")
                     + f": {seconds:.2f} s" + (" (until healed)" if healed else "")
                     + (f"; {fault.trouble}" if fault.trouble else ""))
    lines += ["", *outage.print_table(outage.classes(run.outages(), run.overlapping))]
    return "\n".join(lines) + "\n"


class Picture:
    """The time line as SVG."""

    def __init__(self, run):
        self.run, self.parts, self.y = run, [], 14
        self.scale = (WIDTH - LEFT) / max(1, run.ended - run.begun)

    def x(self, at):
        return LEFT + (min(max(at, self.run.begun), self.run.ended)
                       - self.run.begun) * self.scale

    def box(self, begin, end, y, height, colour, title="", opacity=1.0):
        self.parts.append(
            f'<rect x="{self.x(begin):.1f}" y="{y}" width="'
            f'{max(1.0, self.x(end) - self.x(begin)):.1f}" height="{height}" fill="{colour}" '
            f'fill-opacity="{opacity}"><title>{html.escape(title)}</title></rect>')

    def label(self, x, words, anchor="end"):
        self.parts.append(f'<text x="{x}" y="{self.y + 11}" text-anchor="{anchor}">'
                          f'{html.escape(words)}</text>')

    def faults(self):
        for fault in self.run.faults:
            self.label(LEFT - 4, fault.word)
            self.box(fault.begun, fault.healed or self.run.ended, self.y + 2, ROW - 5,
                     "#d98032", f"{fault.word} {fault.detail}, from "
                     f"{self.run.seconds(fault.begun):.1f} s")
            self.y += ROW

    def node(self, name):
        """Its role as it says itself; its power and the address as seen."""
        self.label(LEFT - 4, name)
        marks = [(at, role) for at, node, role in self.run.samples if node == name]
        for (at, role), (until, _) in zip(marks, [*marks[1:], (self.run.ended, "")]):
            self.box(at, until, self.y + 2, ROW - 7, COLOURS[role], f"{name}: {role}")
        for what, colour, wanted in (("power", "#444", False), ("vip", "#c3272b", True)):
            for begin, end in self.times(name, what, wanted):
                self.box(begin, end, self.y + ROW - 5, 3, colour,
                         f"{name}: {'has the address' if wanted else 'is off'}")
        self.y += ROW + 2

    def times(self, name, what, wanted):
        begin = None
        for at, node, kind, so in [*self.run.marks, (self.run.ended, name, what, not wanted)]:
            if (node, kind) == (name, what):
                if so == wanted:
                    begin = at if begin is None else begin
                elif begin is not None:
                    yield begin, at
                    begin = None

    def rate(self):
        """Acknowledged writes per second, and the silences."""
        run = self.run
        seconds = int(run.seconds(run.ended)) + 1
        bins = [0] * seconds
        for op in run.ops:
            if op.is_acknowledged_write():
                bins[min(seconds - 1, max(0, int(run.seconds(op.ended))))] += 1
        top = max(bins + [1])
        for begin, end in outage.silences(run.ops, run.begun, run.ended):
            self.box(begin, end, self.y, GRAPH, "#c3272b", f"no row was acknowledged via the "
                     f"address for {(end - begin) / 1e6:.2f} s", 0.15)
        for i, n in enumerate(bins):
            at, height = run.begun + i * 10 ** 6, GRAPH * n / top
            self.box(at, min(at + 10 ** 6, run.ended), self.y + GRAPH - height, f"{height:.1f}",
                     "#2b7a3d", f"{n} writes acknowledged in second {i}", 0.6)
        self.label(LEFT - 4, f"writes/s, {top}")
        self.y += GRAPH

    def axis(self):
        total = self.run.seconds(self.run.ended)
        step = next(s for s in (1, 5, 10, 30, 60, 300, 1800) if total / s < 20 or s == 1800)
        for i in range(0, int(total) + 1, step):
            self.label(self.x(self.run.begun + i * 10 ** 6), f"{i} s", "middle")
        self.y += ROW

    def findings(self):
        for one in self.run.findings:
            if one.at < 10 ** 17:
                self.parts.append(
                    f'<line x1="{self.x(one.at):.1f}" x2="{self.x(one.at):.1f}" y1="0" '
                    f'y2="{self.y}" stroke="{"#999" if one.warning else "#f00"}" '
                    f'stroke-dasharray="3,2"><title>{html.escape(str(one))}</title></line>')

    def svg(self):
        self.faults()
        for name in self.run.nodes:
            self.node(name)
        self.rate()
        self.axis()
        self.findings()
        return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH + 20}" '
                f'height="{self.y + 6}">' + "".join(self.parts) + "</svg>")


def page(run):
    body = text(run)
    colour = ' class="bad"' if run.violations() or run.trouble else ""
    return (f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>chaos {run.seed}</title>"
            f"<style>{STYLE}</style></head><body><h2{colour}>{html.escape(run.line())}</h2>"
            + Picture(run).svg()
            + "<p>Bars: green, it calls itself primary; blue, standby; pink, no answer; dark "
            "line, off; red line, it has the address; orange, a fault until it was healed; "
            "red ground, no row acknowledged through the address.</p>"
            + f"<pre>{html.escape(body)}</pre></body></html>\n")
