#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What crashes of Pacemaker is started again, and costs a healthy database nothing:
fence_gaussha is the only device, and a client writes."""
import os
import sys
import time

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "demo"), os.path.join(HERE, ".."), HERE]

from closing import main  # noqa: E402
from kept import Kept  # noqa: E402
from proven import Proven  # noqa: E402
from stage import CHECKOUT, LabError, now_ms  # noqa: E402

# As the kernel cuts their names; execd has the watches of what it started.
CONTROLLER, ATTRIBUTES = "pacemaker-contr", "pacemaker-attrd"
CIB_MANAGER = "pacemaker-based"
OTHERS = ("pacemaker-fence", "pacemaker-sched")
# pacemakerd asks corosync before it starts one, and takes an answer that a signal
# interrupts for none: the attribute manager and the fencer end with the CIB manager.
NOT_STARTED = "subdaemon until cluster returns"
SCORE = "//transient_attributes//nvpair[@name='master-db']"
# A score that was forgotten is there again within that, on a host that has time.
AGAIN_S = 10
ROUNDS = int(os.environ.get("ROUNDS", "2"))


class Daemons(Kept):
    NAME, STAGE = "daemons", Proven

    def setUp(self):
        self.stage.wait_whole()
        self.keepers.wait_for_view(*self.stage.names)
        self.primary = self.stage.need_primary()
        self.standby = next(node for node in self.stage.names if node != self.primary)
        self.pids = {node: self.stage.postmaster(node) for node in self.stage.names}
        self.lab.wait_until(lambda: self.lasting() == {self.primary}, 30,
                            "the primary alone has a lasting score")
        self.lab.wait_until(lambda: self.scores() == set(self.stage.names), 30,
                            "every node has a score")

    def tearDown(self):
        if self._outcome.result.failures or self._outcome.result.errors:
            self.stage.write_log(f"{CHECKOUT}/build/daemons-{self._testMethodName[:30]}.log")

    def lasting(self):
        """Nodes that have the score that Pacemaker does not forget."""
        return {node for node in self.stage.names if self.lab.exec_(
            self.primary, "crm_attribute", "--type=nodes", f"--node={node}",
            "--name=master-db", "--query", "--quiet").stdout.strip() == "800"}

    def scores(self):
        """Nodes whose own score is in the CIB."""
        return {node for node in self.stage.names if self.lab.exec_(
            self.primary, "cibadmin", "--query", "--xpath",
            f"//node_state[@uname='{node}']{SCORE}").returncode == 0}

    def crash(self, node, name):
        """Kills it; returns when another one is there and the score is told again."""
        pid = self.lab.exec_(node, "pgrep", "-x", name, check=True).stdout.strip()
        begun, since = now_ms(), time.monotonic()
        self.lab.exec_(node, "kill", "-KILL", pid, check=True)
        self.lab.wait_until(
            lambda: self.lab.exec_(node, "pgrep", "-x", name).stdout.strip() not in ("", pid),
            20, f"pacemakerd has started another {name}")
        return begun, since

    def spared(self, name, begun):
        """Nobody was moved, restarted or fenced.  Judged."""
        time.sleep(5)   # what Pacemaker thought of it has been carried out
        fault = self.stage.settled(name, begun, self.primary, lambda new: new == self.primary)
        judged = self.stage.judge(fault)
        self.assertEqual(judged["violations"], [])
        self.assertEqual(judged["lost"], 0)
        self.assertEqual({node: self.stage.postmaster(node) for node in self.stage.names},
                         self.pids)
        print(f"({name}: {judged['silence_s']:.1f} s) ", end="", flush=True)

    def wait_told_again(self, node, since):
        self.lab.wait_until(lambda: node in self.scores(), AGAIN_S,
                            f"Pacemaker knows the score of {node} again", 0.1)
        print(f"(told again after {time.monotonic() - since:.1f} s) ", end="", flush=True)

    def test_a_crashed_attribute_manager_costs_a_primary_nothing(self):
        for _ in range(ROUNDS):
            begun, since = self.crash(self.primary, ATTRIBUTES)
            self.wait_told_again(self.primary, since)
            self.spared("attributes", begun)

    def test_a_standby_whose_attribute_manager_crashed_has_its_score_again(self):
        for _ in range(ROUNDS):
            begun, since = self.crash(self.standby, ATTRIBUTES)
            self.wait_told_again(self.standby, since)
            self.spared("standby", begun)

    def test_a_crashed_controller_costs_a_primary_nothing(self):
        for _ in range(ROUNDS):
            begun, since = self.crash(self.primary, CONTROLLER)
            # The others forget it as soon as they see that it is gone.
            time.sleep(2)
            self.wait_told_again(self.primary, since)
            self.spared("controller", begun)

    def test_any_other_daemon_that_crashes_costs_a_primary_nothing(self):
        for name in OTHERS:
            begun, since = self.crash(self.primary, name)
            time.sleep(2)
            self.wait_told_again(self.primary, since)
            self.spared(name, begun)

    def test_a_crashed_cib_manager_costs_a_primary_nothing_where_it_is_started_again(self):
        begun = now_ms()
        try:
            begun, since = self.crash(self.primary, CIB_MANAGER)
            time.sleep(2)
            self.wait_told_again(self.primary, since)
            self.spared(CIB_MANAGER, begun)
        except (LabError, AssertionError):
            if not any(NOT_STARTED in line for line in self.lab.logs([self.primary])):
                raise
            # A node without Pacemaker is fenced; nobody else switches it on.
            fault = self.stage.settled(CIB_MANAGER, begun, self.primary,
                                       lambda new: new != self.primary)
            self.assertEqual(self.stage.judge(fault)["lost"], 0)
            self.lab.power_on(self.primary)
            print("(not started again) ", end="", flush=True)

    def test_the_lasting_score_goes_where_the_role_goes(self):
        begun = now_ms()
        self.lab.exec_(self.primary, "gaussha", "switchover", "--to", self.standby,
                       timeout=120, check=True)
        self.stage.settled("moved", begun, self.primary, lambda new: new == self.standby)
        self.lab.wait_until(lambda: self.lasting() == {self.standby}, 30,
                            "the new primary alone has it")


if __name__ == "__main__":
    main()
