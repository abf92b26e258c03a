#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What fell comes back by itself: three nodes, a client that writes, the judge,
and nobody who types a command."""
import os
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, ".."), HERE]

from closing import main  # noqa: E402
from healing import HALF_BUILT, Healing, now_ms, set_params  # noqa: E402
from stage import LabError  # noqa: E402
import database  # noqa: E402


class Restart(Healing):
    """on_primary_failure=restart."""
    NAME = "restart"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        set_params(cls.stage, on_primary_failure="restart", restart_limit=2,
                   restart_window=600)

    def forget_restarts(self):
        """As after a boot; what is counted is told with the next monitor."""
        for node in self.stage.names:
            self.lab.exec_(node, "sed", "-i", "s/^restarts .*/restarts 0/",
                           "/run/gaussha/db.state")
        begun = now_ms()
        self.stage.wait(lambda: now_ms() - begun > 5000, 20, "a monitor has run")

    def kill_primary(self):
        """Returns when another process serves: what the old one still did, and
        what crm_mon still shows of it, is no answer."""
        old, begun = self.stage.postmaster(self.primary), now_ms()
        self.kill(self.primary)

        def is_another(node):
            seen = self.lab.exec_(node, "head", "-n", "1", f"{database.DATADIR}/postmaster.pid")
            return node != self.primary or seen.stdout.strip() not in ("", old)
        return self.stage.settled("kill", begun, self.primary, is_another)

    def test_a_dead_primary_is_restarted_in_its_place_so_often_and_then_another_takes_over(self):
        self.forget_restarts()
        for _ in range(2):
            fault = self.kill_primary()
            self.assertEqual(fault.new, self.primary)
            self.assert_healed(fault)
        fault = self.kill_primary()
        self.assertNotEqual(fault.new, self.primary)
        self.assert_healed(fault)
        self.assert_nobody_was_fenced()

    def test_commits_that_nobody_was_told_of_are_not_shown_until_the_standbys_have_them(self):
        self.forget_restarts()
        primary = self.primary
        database.sql(self.lab, primary, "create table if not exists untold (a int)",
                     "delete from untold")
        for standby in self.standbys(primary):
            self.lab.cut(primary, standby, net="service")
        try:
            # Written, and never acknowledged: nobody else has it.
            with self.assertRaises(LabError):
                database.sql(self.lab, primary, "insert into untold values (7)", timeout=3)
            begun = now_ms()
            self.kill(primary)
            self.stage.wait(lambda: self.role(primary) == "Primary", 60,
                            f"{primary} is a primary again")
            # It has the row; clients have not.
            self.assertEqual(database.sql(self.lab, primary, "select count(*) from untold"), "1")
            for _ in range(10):
                self.assertIsNone(self.stage.served())
        finally:
            self.lab.heal()
        fault = self.stage.settled("untold", begun, primary, lambda new: new == primary)
        self.assert_healed(fault)
        for standby in self.standbys(primary):
            self.stage.wait(lambda node=standby: database.sql(
                self.lab, node, "select count(*) from untold") == "1", 20,
                            f"{standby} has the row")
        self.assert_nobody_was_fenced()

    def test_a_primary_that_cannot_be_started_is_handed_over_and_comes_back_later(self):
        self.forget_restarts()
        control = f"{database.DATADIR}/global/pg_control"
        self.lab.exec_(self.primary, "mv", control, f"{control}.away", check=True)
        try:
            fault = self.kill_primary()
            self.assertNotEqual(fault.new, self.primary)
        finally:
            self.lab.exec_(self.primary, "mv", f"{control}.away", control)
        self.assert_healed(fault, 180)
        self.assert_nobody_was_fenced()


class Sick(Healing):
    """Disks, memory, hung processes, and a rebuild that is stuck."""
    NAME = "sick"

    def test_a_primary_whose_disk_is_read_only_hands_over_and_comes_back_when_it_is_not(self):
        begun = now_ms()
        self.write_protect(self.primary)
        try:
            fault = self.stage.settled("read-only", begun, self.primary,
                                       lambda new: new != self.primary)
            self.await_logged(self.primary, f"the file system on {database.DATADIR} is read-only")
        finally:
            self.write_again(self.primary)
        self.assert_healed(fault, 180)
        self.assert_nobody_was_fenced()

    def test_a_standby_whose_disk_is_read_only_is_rebuilt_when_it_is_not(self):
        """Not three times in vain before, after which somebody had to look."""
        standby, begun = self.standbys(self.primary)[0], now_ms()
        self.lab.exec_(standby, "touch", HALF_BUILT, user=database.OWNER, check=True)
        self.write_protect(standby)
        try:
            self.kill(standby)
            self.await_logged(standby, "must be rebuilt and waits until its disk can be written")
        finally:
            self.write_again(standby)
        self.await_logged(standby, "The standby is rebuilt from the primary, try 1 of 3")
        fault = self.stage.settled("no disk", begun, self.primary,
                                   lambda new: new == self.primary)
        self.assert_healed(fault, 180)
        self.assert_nobody_was_fenced()

    def test_a_memory_error_in_the_server_s_log_has_a_primary_hand_over_and_is_over_then(self):
        begun = now_ms()
        self.lab.exec_(self.primary, "sh", "-c", 'echo "1 SR001 WARNING:  Uncorrected Error '
                       f'occurred at clean page" >> "$(ls -t {database.DATADIR}/pg_log/*.log '
                       '| head -n 1)"', user=database.OWNER, check=True)
        fault = self.stage.settled("memory error", begun, self.primary,
                                   lambda new: new != self.primary)
        self.await_logged(self.primary, "the server's log tells of a memory error: Uncorrected")
        self.assert_healed(fault)
        self.assert_nobody_was_fenced()

    def test_a_hung_standby_is_degraded_then_restarted_and_clients_notice_nothing(self):
        standby = self.standbys(self.primary)[0]
        begun = now_ms()
        self.kill(standby, "STOP")
        self.await_logged(standby, "does not answer: its process is stopped")
        self.stage.wait(lambda: standby not in database.streaming(self.lab, self.primary), 60,
                        f"the primary misses {standby}")
        fault = self.stage.settled("hung standby", begun, self.primary,
                                   lambda new: new == self.primary)
        self.assert_healed(fault)
        self.assert_nobody_was_fenced()

    def test_a_rebuild_that_old_rules_forbid_comes_about_when_nothing_else_is_left(self):
        old, begun = self.primary, now_ms()
        # No standby has its last commits, and whoever is promoted has no standby.
        self.lab.cut(old, net="service")
        standbys = self.standbys(old)
        self.lab.cut(*standbys, net="service")
        try:
            with self.assertRaises(LabError):
                database.sql(self.lab, old, "create table untold (a int)", timeout=3)
            self.kill(old)
            self.stage.wait(lambda: "Primary" in map(self.role, standbys), 60,
                            "a standby is the primary")
            new = next(node for node in standbys if self.role(node) == "Primary")
            third = next(node for node in standbys if node != new)
            self.lab.power_off(third)
        finally:
            self.lab.heal()
        self.await_logged(new, f"{old} must be rebuilt before any commit returns", 60)
        fault = self.stage.settled("stuck", begun, old, lambda node: node == new)
        self.assertFalse(self.lab.is_on(third))
        self.assert_nothing_lost(fault)
        self.lab.power_on(third)
        self.assert_healed(fault)


if __name__ == "__main__":
    main()
