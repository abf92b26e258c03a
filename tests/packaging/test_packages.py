#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The packages: built from a clean export, looked into, installed, upgraded,
downgraded and removed.  Needs root.  What an upgrade does to a database that
runs is shown in tests/cluster/test_upgrade.py."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, ".."), os.path.join(HERE, "..", "demo")]

import packages  # noqa: E402
import readme  # noqa: E402
from closing import main  # noqa: E402
from packages import CHECKOUT, output, read, run  # noqa: E402

PROGRAMS = ("/usr/bin/", "/usr/sbin/", "/usr/lib/ocf/", "/usr/libexec/")
UNIT = "/usr/lib/systemd/system/"
RECORD = "/var/lib/gaussha/db.record"
ENABLED = "/etc/systemd/system/corosync.service.wants/gausshad.service"
# The managers' own: databases, logs, caches.
DPKG = ("/var/lib/dpkg/", "/var/log/", "/var/cache/", "/etc/ld.so.cache")
RPM = ("/tmp/", "/var/cache/")


class Made:
    """Once for all cases."""
    @classmethod
    def setUpModule(cls):
        # In memory: an overlay's upper half cannot be on every file system.
        cls.top = tempfile.mkdtemp(prefix="gaussha-packages-", dir="/dev/shm")
        unittest.addModuleCleanup(shutil.rmtree, cls.top)
        cls.packages = packages.Packages(cls.top)


setUpModule = Made.setUpModule


class Case(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.packages = Made.packages

    def root(self):
        top = tempfile.mkdtemp(prefix="root-", dir=Made.top)
        return packages.Root(top, self.packages)

    def unpacked(self, path):
        """Where a file of files.txt is in the unpacked package."""
        top = self.packages.unpacked
        for place in (path, f"{path}.gz", path.removeprefix("/usr")):
            if os.path.lexists(top + place):
                return top + place
        raise AssertionError(f"no {path} in the package")

    def listed(self, *beginnings):
        return [path for path in packages.listed() if path.startswith(beginnings)]


class WhatIsInThem(Case):
    def test_both_have_the_listed_files_with_these_modes_and_owners(self):
        deb, rpm = self.packages.deb_files(), self.packages.rpm_files()
        for path in ("/usr/share/doc/gaussha/copyright", "/usr/share/doc/gaussha/changelog",
                     "/usr/share/lintian/overrides/gaussha"):
            del deb[path]
        license_text = f"/usr/share/licenses/gaussha-{self.packages.version}"
        for path in (f"{license_text}/COPYING", license_text, "/usr/share/doc/gaussha",
                     "/usr/share/doc/gaussha/faults", "/usr/share/doc/gaussha/monitoring",
                     "/usr/lib/ocf/resource.d/gaussha", "/usr/libexec/gaussha",
                     "/run/gaussha"):
            del rpm[path]
        self.assertEqual(deb, packages.listed())
        self.assertEqual(rpm, packages.listed())

    def test_no_file_has_capabilities_of_its_own(self):
        for path in self.listed("/"):
            try:
                found = os.getxattr(self.unpacked(path), "security.capability")
            except OSError:
                found = None
            self.assertIsNone(found, path)
        self.assertNotIn("cap_", output("rpm", "-qp", "--filecaps", self.packages.rpm))

    def test_all_carry_the_version_of_the_checkout(self):
        version = self.packages.version
        self.assertEqual(version, output("dpkg-deb", "-f", self.packages.deb, "Version").strip())
        self.assertEqual(version, output(
            "rpm", "-qp", "--qf", "%{VERSION}", self.packages.rpm))
        said = output(self.unpacked("/usr/sbin/gausshad"), "--version")
        self.assertEqual(said, f"gausshad {version}\n")

    def test_programs_are_hardened(self):
        for path in self.listed(*PROGRAMS):
            said = output("readelf", "-dWl", self.unpacked(path))
            self.assertRegex(said, r"FLAGS_1.*NOW.*PIE", path)
            self.assertIn("GNU_RELRO", said, path)
            self.assertIn("__stack_chk_fail", output(
                "readelf", "-W", "--dyn-syms", self.unpacked(path)), path)

    def test_every_program_has_its_page_and_every_daemon_its_unit(self):
        pages = {re.sub(r"\.\d$", "", os.path.basename(path))
                 for path in self.listed("/usr/share/man/")}
        for path in self.listed(*PROGRAMS):
            name = os.path.basename(path)
            if "/libexec/" in path:
                continue
            self.assertIn(f"ocf_gaussha_{name}" if "/ocf/" in path else name, pages)
        units = {os.path.basename(path) for path in self.listed(UNIT)}
        spec = read(f"{CHECKOUT}/packaging/gaussha.spec")
        known = {kind: set(re.search(rf"^%global {kind} (.*)$", spec, re.M)[1].split())
                 for kind in ("daemons", "timers")}
        started = {timer.replace(".timer", ".service") for timer in known["timers"]}
        self.assertEqual(units, known["daemons"] | known["timers"] | started)

    def test_both_ask_for_every_library_that_is_linked(self):
        """What builds here also builds where nothing else is installed."""
        linked = set(re.findall(r" -l([a-z0-9_]+)", read(f"{CHECKOUT}/Makefile")))
        spec = read(f"{CHECKOUT}/packaging/gaussha.spec")
        control = read(f"{CHECKOUT}/packaging/debian/control")
        self.assertIn("cfg", linked)
        for name in linked:
            module, package = {"xml2": ("libxml-2.0", "libxml2-dev"),
                               "corosync_common": ("libcpg", "libcorosync-common-dev")}.get(
                                   name, (f"lib{name}", f"lib{name}-dev"))
            self.assertIn(f"BuildRequires:  pkgconfig({module})\n", spec)
            self.assertRegex(control, rf"(?m)^ {re.escape(package)},$")

    def test_a_daemon_says_what_its_unit_waits_for(self):
        """Else systemd ends it: when it has started, or again and again."""
        for path in self.listed(UNIT):
            unit = read(self.unpacked(path))
            if path.endswith(".timer"):
                continue
            program = re.search(r"^ExecStart=(\S+)", unit, re.M)[1]
            with open(self.unpacked(program), "rb") as file:
                text = file.read()
            if "Type=notify" in unit:
                self.assertIn(b"READY=1\0", text)
            if "WatchdogSec=" in unit:
                self.assertIn(b"WATCHDOG=1\0", text)

    def test_a_page_that_is_installed_leads_to_pages_that_are(self):
        """README.md is also for those who have the sources."""
        folder = "/usr/share/doc/gaussha"
        pages = [path for path in self.listed(folder)
                 if path.endswith(".md") and path != f"{folder}/README.md"]
        self.assertGreater(len(pages), 10)
        for path in pages:
            page = path.replace(folder, f"{CHECKOUT}/doc", 1)
            for named in re.findall(r"`doc/([\w./-]+)`", read(page)):
                self.assertTrue(self.listed(f"{folder}/{named}"), f"{page}: {named}")

    def test_scripts_are_shell(self):
        scripts = {**self.packages.deb_scripts(), **self.packages.rpm_scripts()}
        self.assertLessEqual({"postinst", "postrm", "postinstall", "preuninstall",
                              "postuninstall"}, set(scripts))
        for name, text in scripts.items():
            for shell in ("bash", "dash"):
                done = subprocess.run([shell, "-n"], input=text, text=True, check=False,
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                self.assertEqual((done.returncode, done.stdout), (0, ""), f"{name}\n{text}")

    def test_rpmlint_finds_nothing_that_is_not_explained(self):
        folder = os.path.dirname(self.packages.rpm)
        found = run("rpmlint", "-c", f"{CHECKOUT}/packaging/rpmlint.toml",
                    *[f"{folder}/{name}" for name in os.listdir(folder) if name.endswith(".rpm")],
                    f"{CHECKOUT}/packaging/gaussha.spec").stdout
        self.assertIn(" 0 errors, 0 warnings", found, found)

    def test_lintian_finds_nothing_that_is_not_explained(self):
        folder = os.path.dirname(self.packages.deb)
        changes, = [name for name in os.listdir(folder) if name.endswith(".changes")]
        found = output("lintian", "--allow-root", "--info", "--display-info",
                       f"{folder}/{changes}")
        self.assertEqual(found, "")


class ManualPages(Case):
    def pages(self):
        return [self.unpacked(path) for path in self.listed("/usr/share/man/")]

    def render(self, page):
        done = subprocess.run(
            ["man", "--warnings", "-l", page], text=True, check=False, capture_output=True,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "100", "MANPAGER": "cat"})
        self.assertEqual((done.returncode, done.stderr), (0, ""), page)
        return done.stdout

    def test_each_renders_without_a_warning(self):
        for page in self.pages():
            said = self.render(page)
            for section in ("NAME", "DESCRIPTION", "SEE ALSO"):
                self.assertIn(f"\n{section}\n", said, page)

    def test_the_overview_has_the_commands_of_the_readme(self):
        said = self.render(self.unpacked("/usr/share/man/man7/gaussha.7"))
        said = " ".join(said.replace("\\\n", " ").split())
        text = read(f"{CHECKOUT}/README.md")
        for argv in readme.commands(text, "resources"):
            command = " ".join(f'{word.split("=")[0]}="{word.split("=", 1)[1]}"'
                               if " " in word else word for word in argv)
            self.assertIn(command, said)


class Debian(Case):
    def install(self, root, path):
        return root.do("dpkg", "-i", root.inside(path))

    def test_it_is_installed_upgraded_downgraded_removed_and_purged(self):
        root = self.root()
        self.install(root, self.packages.deb)
        self.assertEqual(root.do("stat", "-c", "%a %U", "/var/lib/gaussha", "/run/gaussha"),
                         "700 root\n755 root\n")
        self.assertTrue(root.do("readlink", ENABLED).endswith("/gausshad.service\n"))
        root.write(RECORD, "precious")
        self.install(root, self.packages.deb_as("9.0"))
        self.assertEqual(root.do("dpkg", "-V", "gaussha"), "")
        self.assertIn("downgrading", self.install(root, self.packages.deb))
        self.assertEqual(root.do("dpkg", "-V", "gaussha"), "")
        self.assertEqual(root.do("cat", RECORD), "precious")
        root.do("dpkg", "-r", "gaussha")
        # As with every Debian package, that it was enabled is kept until purge.
        self.assertEqual([path for path in root.traces(*DPKG) if "systemd" not in path], [RECORD])
        root.do("dpkg", "-P", "gaussha")
        self.assertEqual(root.traces(*DPKG), [])

    def test_the_units_are_sound(self):
        root = self.root()
        self.install(root, self.packages.deb)
        for path in self.listed(UNIT):
            self.assertEqual(root.do("systemd-analyze", "verify", path), "")

    def test_units_of_programs_to_come_are_sound(self):
        for name in os.listdir(f"{CHECKOUT}/packaging/systemd"):
            if name.endswith(".service"):
                path = f"{Made.top}/{name}"
                with open(path, "w", encoding="utf-8") as file:
                    file.write(read(f"{CHECKOUT}/packaging/systemd/{name}")
                               .replace("@SBINDIR@/" + name.removesuffix(".service"), "/bin/true")
                               .replace("@BINDIR@/gaussha", "/bin/true"))
                self.assertEqual(output("systemd-analyze", "verify", "--man=no", path), "")


class Rpm(Case):
    """rpm knows of no package that apt installed: hence --nodeps."""
    RPM = ("rpm", "--dbpath", "/tmp/rpmdb")

    def test_it_is_installed_into_an_empty_root_and_verified(self):
        top = f"{Made.top}/empty"
        os.makedirs(top)
        rpm = ("rpm", "--root", top, "--dbpath", "/var/lib/rpm")
        output(*rpm, "-i", "--nodeps", "--noscripts", self.packages.rpm)
        for path, (mode, _) in packages.listed().items():
            there = [place for place in (path, f"{path}.gz") if os.path.lexists(top + place)]
            self.assertEqual(len(there), 1, path)
            self.assertEqual(output("stat", "-c", "%A", top + there[0]).strip(), mode, path)
        self.assertEqual(output(*rpm, "-V", "--nodeps", "gaussha"), "")
        os.chmod(f"{top}/usr/sbin/gausshad", 0o777)
        self.assertIn("gausshad", run(*rpm, "-V", "--nodeps", "gaussha").stdout)

    def test_it_is_installed_upgraded_downgraded_and_removed(self):
        root = self.root()
        older = root.inside(self.packages.rpm_as("0.0.1"))
        newer = root.inside(self.packages.rpm)
        self.assertNotRegex(root.do(*self.RPM, "-i", "--nodeps", older), "warning|error|fail")
        self.assertTrue(root.do("readlink", ENABLED).endswith("/gausshad.service\n"))
        self.assertEqual(root.do("stat", "-c", "%a %U", "/var/lib/gaussha", "/run/gaussha"),
                         "700 root\n755 root\n")
        root.write(RECORD, "precious")
        root.do(*self.RPM, "-U", "--nodeps", newer)
        self.assertEqual(root.do(*self.RPM, "-V", "--nodeps", "gaussha"), "")
        refused = root.run(*self.RPM, "-U", "--nodeps", older)
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("newer", refused.stdout)
        self.assertEqual(root.do(*self.RPM, "-V", "--nodeps", "gaussha"), "")
        root.do(*self.RPM, "-U", "--nodeps", "--oldpackage", older)
        self.assertEqual(root.do(*self.RPM, "-V", "--nodeps", "gaussha"), "")
        self.assertEqual(root.do("cat", RECORD), "precious")
        root.do(*self.RPM, "-e", "--nodeps", "gaussha")
        self.assertEqual(root.traces(*RPM), [RECORD])

    def test_an_upgrade_restarts_the_daemons_that_run_and_does_nothing_else(self):
        """As systemd is asked to: the first process here is none."""
        root = self.root()
        root.do(*self.RPM, "-i", "--nodeps", root.inside(self.packages.rpm_as("0.0.2")))
        root.do("rm", "/usr/bin/systemctl")
        root.write("/usr/bin/systemctl", '#!/bin/sh\necho "$*" >>/tmp/asked\n')
        root.do("chmod", "755", "/usr/bin/systemctl")
        root.do(*self.RPM, "-U", "--nodeps", root.inside(self.packages.rpm))
        self.assertEqual(root.do("cat", "/tmp/asked").splitlines(), [
            "daemon-reload", "try-restart gausshad.service gaussha-quorumd.service"])

    def test_only_the_keeper_is_enabled(self):
        for kind, install in (("rpm", (*self.RPM, "-i", "--nodeps")), ("deb", ("dpkg", "-i"))):
            root = self.root()
            root.do(*install, root.inside(getattr(self.packages, kind)))
            links = root.do("find", "/etc/systemd/system", "-name", "gauss*").split()
            self.assertTrue(links, kind)
            self.assertEqual({os.path.basename(link) for link in links},
                             {"gausshad.service"}, kind)


if __name__ == "__main__":
    main()
