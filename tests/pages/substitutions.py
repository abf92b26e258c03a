# SPDX-License-Identifier: GPL-2.0-or-later
"""What the lab does in place of a page's command, and why: all of it is here.

A row is (what the command must match, what is run instead, the reason); "" runs
nothing.  A row that no page uses is a mistake, and the test says so.
"""
import re

ROWS = (
    (r"^dnf install -y .*\bgaussha\b.*$",
     "systemctl preset gausshad",
     "the lab's nodes have the package's files already; this is what it does "
     "when it is installed"),
    (r"^systemctl enable --now chronyd$", "",
     "all nodes have the host's clock"),
    (r"^systemctl restart systemd-logind$", "",
     "no systemd runs in a node"),
    (r"^firewall-cmd .*$", "",
     "there is no firewall in a node"),
    (r"\bpassword_encryption_type=2\b", "password_encryption_type=1",
     "the clients are PostgreSQL's, which do not know openGauss's digest"),
    (r"(\bhost all app \S+) sha256\b", r"\1 md5",
     "the same"),
    (r"\bgsql (.* )-W (\S+)", r"PGPASSWORD=\2 gsql \1",
     "the double's gsql is psql, whose -W has no password behind it"),
)


class Substitutions:
    """Applies the rows, and remembers which were needed."""

    def __init__(self):
        self.used = set()

    def of(self, command):
        """The command as the lab runs it; "" for none."""
        for row, (wanted, instead, _) in enumerate(ROWS):
            command, n = re.subn(wanted, instead, command)
            if n:
                self.used.add(row)
        return command

    def unused(self):
        return [ROWS[row][0] for row in range(len(ROWS)) if row not in self.used]
