# SPDX-License-Identifier: GPL-2.0-or-later
"""What openGauss's programs share: how they speak, and how they look at an
instance: its files, its process, its SQL."""
# What is not needed to signal a server is imported where it is used: the real
# programs begin within a few milliseconds, and failovers wait for them.
import fcntl
import os
import struct
import sys
import time

HOME = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.realpath(__file__))))
POSTGRES_BIN = "/usr/lib/postgresql/15/bin"
PROGRAM = os.path.basename(sys.argv[0])

ROLES = {0: "Unknown", 1: "Normal", 2: "Primary", 3: "Standby",
         4: "Cascade Standby", 5: "Pending"}
STATES = {0: "Unknown", 1: "Normal", 2: "Need repair", 3: "Starting",
          4: "Wait promoting", 5: "Demoting", 6: "Promoting", 7: "Building",
          8: "Catchup", 9: "Coredump"}
STATE_FORMAT = "<iii?3xQQi4xQQiiii"


class Node:
    """The name in the second bracket, once it is known."""
    name = ""


def take_node_name(datadir):
    Node.name = read_conf(datadir).get("pgxc_node_name", "")


def say(text, end="\n", program=None):
    """One line as every openGauss program begins it."""
    now = time.time()
    stamp = (time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(now))
             + f".{int(now * 1000) % 1000:03d}")
    put(f"[{stamp}][{os.getpid()}][{Node.name}][{program or PROGRAM}]: {text}", end)


def put(text, end="\n"):
    sys.stdout.write(text + end)
    sys.stdout.flush()


def begin():
    """What happens before main: the loader, and no root."""
    paths = os.environ.get("LD_LIBRARY_PATH", "").split(":")
    if not any(p and os.path.exists(os.path.join(p, "libboundscheck.so")) for p in paths):
        sys.stderr.write(
            f"{sys.argv[0]}: error while loading shared libraries: libboundscheck.so: "
            "cannot open shared object file: No such file or directory\n")
        sys.exit(127)
    if os.geteuid() == 0 and PROGRAM in ("gs_ctl", "gs_initdb", "gs_guc"):
        say(" cannot be run as root\n"
            "Please log in (using, e.g., \"su\") as the (unprivileged) user that will\n"
            "own the server process.")
        sys.exit(1)


# --- the configuration file

def parse_line(line):
    """(commented out?, name, value as written, the rest), or None."""
    text = line.strip()
    commented = text.startswith("#")
    name, equals, rest = text[commented:].strip().partition("=")
    name, rest = name.strip(), rest.strip()
    if not equals or not name.replace("_", "").replace(".", "").isalnum():
        return None
    end, quoted = 0, False
    while end < len(rest) and (quoted or not (rest[end] == "#" or rest[end].isspace())):
        quoted ^= rest[end] == "'"
        end += 1
    return commented, name, rest[:end], rest[end:]


def conf_path(datadir):
    return os.path.join(datadir, "postgresql.conf")


def read_conf(datadir):
    """All active settings, unquoted."""
    settings = {}
    try:
        with open(conf_path(datadir), encoding="utf-8") as file:
            for line in file:
                parsed = parse_line(line)
                if parsed and not parsed[0]:
                    settings[parsed[1].lower()] = unquote(parsed[2])
    except OSError:
        pass
    return settings


def unquote(value):
    if len(value) >= 2 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    return value


def edit_conf(datadir, name, value):
    """Sets one line, under the lock ALTER SYSTEM takes; value as written, or
    None to comment it out."""
    path = conf_path(datadir)
    lock = os.open(os.path.join(datadir, "postgresql.conf.lock"),
                   os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with open(path, encoding="utf-8") as file:
            lines = file.readlines()
        found = None
        for number, line in enumerate(lines):
            parsed = parse_line(line)
            if parsed and parsed[1].lower() == name.lower():
                if not parsed[0] or found is None or parse_line(lines[found])[0]:
                    found = number
        if found is None:
            if value is not None:
                if lines and not lines[-1].endswith("\n"):
                    lines[-1] += "\n"
                lines.append(f"{name} = {value}\n")
        else:
            rest = parse_line(lines[found])[3].strip()
            tail = f"\t{rest}" if rest else ""
            if value is None:
                lines[found] = "#" + lines[found].lstrip("#")
            else:
                lines[found] = f"{name} = {value}{tail}\n"
        with open(path + ".bak", "w", encoding="utf-8") as file:
            file.writelines(lines)
        os.chmod(path + ".bak", 0o600)
        os.rename(path + ".bak", path)
    finally:
        os.close(lock)


def peers(datadir):
    """replconninfo1..8 as dictionaries, in order."""
    settings = read_conf(datadir)
    found = []
    for index in range(1, 9):
        words = dict(word.split("=", 1) for word in
                     settings.get(f"replconninfo{index}", "").split() if "=" in word)
        if "remotehost" in words and "remoteport" in words:
            found.append(words)
    return found


# --- the process

class PidFile:
    """postmaster.pid and the process it names."""

    def __init__(self, datadir):
        self.path = os.path.join(datadir, "postmaster.pid")
        self.datadir = datadir
        self.exists, self.pid, self.lines = False, 0, []
        try:
            with open(self.path, encoding="utf-8") as file:
                self.exists = True
                self.lines = file.read().split("\n")
            self.pid = int(self.lines[0])
        except FileNotFoundError:
            pass
        except ValueError:
            self.pid = 0

    @property
    def valid(self):
        return self.pid > 0

    def alive(self):
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass
        return True

    def ours(self):
        """openGauss's own test: the process works in the data directory."""
        try:
            return os.readlink(f"/proc/{self.pid}/cwd") == os.path.realpath(self.datadir)
        except OSError:
            return False


def wait_until(condition, seconds, step=0.02):
    """True as soon as it holds; looks every few milliseconds."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= end:
            return False
        time.sleep(step)
    return True


# --- gaussdb.state

def read_state(datadir):
    """mode, conn_num, state, ... as STATE_FORMAT has them, or None."""
    try:
        with open(os.path.join(datadir, "gaussdb.state"), "rb") as file:
            return list(struct.unpack(STATE_FORMAT, file.read(72)))
    except (OSError, struct.error):
        return None


def write_state(datadir, values):
    path = os.path.join(datadir, "gaussdb.state")
    with open(path + ".temp", "wb") as file:
        file.write(struct.pack(STATE_FORMAT, *values))
    os.chmod(path + ".temp", 0o600)
    os.rename(path + ".temp", path)


# --- SQL, in the few bytes of the protocol that are needed

class SqlError(Exception):
    """What the server, or the way to it, said."""


class Session:
    """A connection over the unix socket, or TCP where host is no directory."""

    def __init__(self, host, port, user, timeout=5.0, name="gs_ctl",
                 replication=False, database="postgres"):
        import socket
        self.where = f"{host}:{port}"
        try:
            if host.startswith("/"):
                self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                self.socket.settimeout(timeout)
                self.socket.connect(f"{host}/.s.PGSQL.{port}")
            else:
                self.socket = socket.create_connection((host, int(port)), timeout)
            words = ["user", user, "database", database, "application_name", name,
                     "options", "-c xc_maintenance_mode=on"]
            if replication:
                words += ["replication", "true"]
            body = struct.pack("!i", 196608) + b"".join(
                word.encode() + b"\0" for word in words) + b"\0"
            self.socket.sendall(struct.pack("!i", len(body) + 4) + body)
            self._until_ready()
        except TimeoutError:
            raise SqlError(f"wait {self.where} timeout expired") from None
        except OSError as error:
            raise SqlError(str(error)) from None

    def _read(self, size):
        data = b""
        while len(data) < size:
            more = self.socket.recv(size - len(data))
            if not more:
                raise SqlError("server closed the connection unexpectedly")
            data += more
        return data

    def _until_ready(self):
        rows, failure = [], None
        while True:
            kind = self._read(1)
            body = self._read(struct.unpack("!i", self._read(4))[0] - 4)
            if kind == b"Z":
                break
            if kind == b"E":
                fields = {part[:1]: part[1:].decode() for part in body.split(b"\0") if part}
                failure = f"{fields.get(b'S')}:  {fields.get(b'M')}"
                if fields.get(b"S") == "FATAL":
                    raise SqlError(failure)
            if kind == b"R" and struct.unpack("!i", body[:4])[0] != 0:
                raise SqlError("FATAL:  Invalid username/password,login denied.")
            if kind == b"D":
                rows.append(self._row(body))
        if failure:
            raise SqlError(failure)
        return rows

    @staticmethod
    def _row(body):
        count = struct.unpack("!h", body[:2])[0]
        at, fields = 2, []
        for _ in range(count):
            size = struct.unpack("!i", body[at:at + 4])[0]
            at += 4
            fields.append(None if size < 0 else body[at:at + size].decode())
            at += max(size, 0)
        return fields

    def query(self, text):
        body = text.encode() + b"\0"
        try:
            self.socket.sendall(b"Q" + struct.pack("!i", len(body) + 4) + body)
            return self._until_ready()
        except TimeoutError:
            raise SqlError(f"wait {self.where} timeout expired") from None
        except OSError as error:
            raise SqlError(str(error)) from None

    def close(self):
        self.socket.close()


def owner_name():
    import pwd
    return pwd.getpwuid(os.geteuid()).pw_name


def open_local(datadir, timeout=5.0):
    """A session of gs_ctl's own, on the HA port's socket."""
    pid_file = PidFile(datadir)
    settings = read_conf(datadir)
    port = settings.get("port", "5432")
    directory = settings.get("unix_socket_directory") or "/tmp"
    if len(pid_file.lines) > 4 and pid_file.lines[3].isdigit():
        port, directory = pid_file.lines[3], pid_file.lines[4] or directory
    return Session(directory, int(port), owner_name(), timeout)


def local_role(datadir):
    """What the running server says of itself, "Unknown" where it does not."""
    try:
        session = open_local(datadir)
        rows = session.query("select local_role from pg_stat_get_stream_replications()")
        session.close()
        return rows[0][0]
    except (SqlError, IndexError):
        return "Unknown"
