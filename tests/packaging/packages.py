# SPDX-License-Identifier: GPL-2.0-or-later
"""The packages as a test has them: built by nobody from a clean export of the
checkout, rebuilt as another version, installed into roots that are thrown away."""
import glob
import os
import re
import shutil
import stat
import subprocess

HERE = os.path.dirname(os.path.realpath(__file__))
CHECKOUT = os.path.dirname(os.path.dirname(HERE))
BUILD_S = 900

# A root whose lower half is the host's files: what is installed there finds the
# host's programs, and changes nothing of the host.
ENTER = """
top=$1 given=$2; shift 2
mount -t overlay overlay -o "lowerdir=/,upperdir=$top/upper,workdir=$top/work" "$top/root"
mount -t proc proc "$top/root/proc"
mount --bind /dev "$top/root/dev"
for part in run tmp; do mount --bind "$top/$part" "$top/root/$part"; done
mount --bind "$given" "$top/root/mnt"
exec chroot "$top/root" "$@"
"""


def run(*command, **options):
    """A finished command: its status and what it said, in one text."""
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=BUILD_S, check=False, **options)


def output(*command, **options):
    done = run(*command, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(command)}: status {done.returncode}:\n{done.stdout}")
    return done.stdout


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def listed():
    """files.txt: {path: (mode, owner)}"""
    lines = [line.split() for line in read(f"{HERE}/files.txt").splitlines()
             if not line.startswith("#")]
    return {path: (mode, owner) for mode, owner, path in lines}


def usual(path):
    """A path as files.txt has it."""
    path = path.removesuffix(".gz")
    return f"/usr{path}" if path.startswith("/lib/") else path


class Packages:
    """Both kinds, made by `make rpm` and `make deb` at the same time."""

    def __init__(self, top):
        self.top = top
        clean = f"{top}/clean"
        output(f"{CHECKOUT}/packaging/export", clean)
        # As build hosts do it: not as root, and nothing is found at home.
        os.chmod(top, 0o755)
        output("chown", "-R", "nobody:", clean)
        makes = [subprocess.Popen(
            ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups",
             "make", "--no-print-directory", kind], cwd=clean, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            # The unit tests of these sources are in the other package's %check.
            env={"PATH": "/usr/sbin:/usr/bin", "HOME": "/nonexistent",
                 "DEB_BUILD_OPTIONS": "nocheck"})
            for kind in ("rpm", "deb")]
        said = [make.communicate(timeout=BUILD_S)[0] for make in makes]
        for make, text in zip(makes, said):
            if make.returncode != 0:
                raise AssertionError(text)
        self.clean = clean
        self.version = read(f"{clean}/VERSION").strip()
        self.rpm, = glob.glob(f"{clean}/build/rpm/gaussha-{self.version}-*.{os.uname().machine}.rpm")
        self.deb, = glob.glob(f"{clean}/build/deb/gaussha_*.deb")
        self.unpacked = f"{top}/unpacked"
        output("dpkg-deb", "-x", self.deb, self.unpacked)

    def deb_scripts(self):
        """{name: text}"""
        output("dpkg-deb", "-e", self.deb, f"{self.top}/control")
        return {name: read(f"{self.top}/control/{name}")
                for name in ("preinst", "postinst", "prerm", "postrm")
                if os.path.exists(f"{self.top}/control/{name}")}

    def rpm_scripts(self):
        text = output("rpm", "-qp", "--scripts", self.rpm)
        parts = re.split(r"^(\w+) scriptlet \(using /bin/sh\):\n", text, flags=re.M)
        return dict(zip(parts[1::2], parts[2::2]))

    def deb_files(self):
        """{path: (mode, owner)}, without the directories that others own."""
        found = {}
        for line in output("dpkg-deb", "-c", self.deb).splitlines():
            mode, owner, _, _, _, path = line.split(None, 5)
            path = usual(path[1:].rstrip("/"))
            if mode[0] != "d" or path == "/var/lib/gaussha":
                found[path] = (mode, owner)
        return found

    def rpm_files(self):
        """The same, without the links by which a debugger finds symbols."""
        lines = output("rpm", "-qp", "--qf", "[%{FILEMODES:perms} %{FILEUSERNAME}/"
                       "%{FILEGROUPNAME} %{FILENAMES}\n]", self.rpm).splitlines()
        found = [line.split(None, 2) for line in lines]
        return {usual(path): (mode, owner) for mode, owner, path in found
                if not path.startswith("/usr/lib/.build-id")}

    def deb_as(self, version):
        """The same package as another version."""
        tree, path = f"{self.top}/deb-{version}", f"{self.top}/gaussha_{version}.deb"
        output("dpkg-deb", "-R", self.deb, tree)
        text = read(f"{tree}/DEBIAN/control")
        with open(f"{tree}/DEBIAN/control", "w", encoding="utf-8") as file:
            file.write(re.sub(r"^Version: .*$", f"Version: {version}", text, flags=re.M))
        output("dpkg-deb", "--root-owner-group", "-b", tree, path)
        shutil.rmtree(tree)
        return path

    def rpm_as(self, version):
        """The same: the spec's own scriptlets and files, but what is installed
        comes out of the package that was built."""
        top = f"{self.top}/rpm-{version}"
        os.makedirs(f"{top}/BUILD")
        shutil.copy(f"{self.clean}/COPYING", f"{top}/BUILD")
        spec = re.sub(r"^Version:.*$", f"Version: {version}",
                      read(f"{self.clean}/packaging/gaussha.spec"), flags=re.M)
        install = re.search(r"^find %\{buildroot\}.*?(?=^%check)", spec, re.M | re.S)[0]
        spec = re.sub(r"^%prep.*?(?=^%post$)", lambda _: (
            f"%install\nrpm2cpio {self.rpm} | (mkdir -p %{{buildroot}} && "
            "cd %{buildroot} && cpio -idm --quiet)\nrm -rf %{buildroot}/usr/share/licenses\n"
            + install), spec, flags=re.M | re.S)
        spec = spec.replace("\n%debug_package\n", "\n")
        with open(f"{top}/gaussha.spec", "w", encoding="utf-8") as file:
            file.write(spec)
        output("rpmbuild", "-bb", "--nodeps", "--define", f"_topdir {top}",
               "--define", "__os_install_post %{nil}", f"{top}/gaussha.spec")
        return glob.glob(f"{top}/RPMS/*/gaussha-{version}*.rpm")[0]


class Root:
    """Looks like the host, and keeps what is written to it for itself."""

    def __init__(self, top, packages):
        self.top = top
        self.packages = packages
        for part in ("upper", "work", "root", "run", "tmp"):
            os.makedirs(f"{top}/{part}")

    def run(self, *command):
        """/mnt is where the packages are."""
        return run("unshare", "--mount", "--propagation", "private", "sh", "-euc", ENTER,
                   "root", self.top, self.packages.top, *command)

    def do(self, *command):
        done = self.run(*command)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(command)}: status {done.returncode}:\n{done.stdout}")
        return done.stdout

    def inside(self, path):
        """A package's path as the root has it."""
        return "/mnt" + path.removeprefix(self.packages.top)

    def write(self, path, text):
        self.do("sh", "-c", f'printf %s "$1" >"$2"', "write", text, path)

    def traces(self, *managers):
        """What was written and is still there, but for what the package managers
        keep for themselves."""
        found = []
        for folder, _, names in os.walk(f"{self.top}/upper"):
            for name in names:
                path = f"{folder}/{name}"
                if not stat.S_ISCHR(os.lstat(path).st_mode):
                    found.append(path.removeprefix(f"{self.top}/upper"))
        found += [f"/run/{name}" for name in os.listdir(f"{self.top}/run")]
        return sorted(path for path in found if not path.startswith(managers))
