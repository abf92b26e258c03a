#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the demo reads from others' texts: the README, crm_mon, the journal."""
import os
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, HERE)
import crm  # noqa: E402
import database  # noqa: E402
import readme  # noqa: E402
from journal import Follower  # noqa: E402

PAGE = """\
# Title
<!-- demo: one -->

```sh
pcs resource create db ocf:x:y a=1 names="ANY 1 (n1,n2)" op monitor interval=3s
# a comment
pcs constraint order \\
    promote db-clone then start vip
```
text
<!-- demo: empty -->
```
```
<!-- demo: bare -->
nothing fenced
<!-- demo: endless -->
```
pcs status
"""

MONITOR = """\
<pacemaker-result api-version="2.25" request="crm_mon">
 <summary><current_dc present="{dc}" name="n3"/></summary>
 <nodes>
  <node name="n1" online="true" pending="false" unclean="false"/>
  <node name="n2" online="true" pending="true" unclean="false"/>
  <node name="n3" online="true" pending="false" unclean="false"/>
  <node name="n4" online="false" pending="false" unclean="true"/>
 </nodes>
 <resources>
  <clone id="db-clone" failed="false">
   <resource id="db" role="Unpromoted" failed="false" blocked="false" managed="true">
    <node name="n3"/></resource>
   <resource id="db:1" role="Promoted" failed="false" blocked="false" managed="true">
    <node name="n1"/></resource>
   <resource id="db" role="Stopped" failed="false" blocked="false" managed="true"/>
  </clone>
  <resource id="vip" role="Started" failed="false" blocked="true" managed="true">
   <node name="n1"/></resource>
 </resources>
 <node_attributes><node name="n1"><attribute name="db-lag" value="0"/></node>
 </node_attributes>
 <failures>
  <failure op_key="my_vip_monitor_10000" node="n2" exitstatus="error" exitreason="gone"/>
  <failure op_key="db_stop_0" node="n1" exitstatus="Timed Out" exitreason=""/>
  <failure op_key="db_monitor_4000" node="n1" exitstatus="OCF_DEGRADED" exitcode="190"/>
 </failures>
 <fence_history>
  <fence_event action="reboot" target="n4" status="success"/>
  <fence_event action="reboot" target="n2" status="failed"/>
 </fence_history>
</pacemaker-result>
"""


class Readme(unittest.TestCase):
    def test_a_block_is_its_commands_as_a_shell_would_split_them(self):
        first, second = readme.commands(PAGE, "one")
        self.assertEqual(first[5:7], ["a=1", "names=ANY 1 (n1,n2)"])
        self.assertEqual(second, "pcs constraint order promote db-clone then start vip".split())

    def test_the_parameters_of_a_resource_can_be_read_from_its_command(self):
        self.assertEqual(readme.options(readme.commands(PAGE, "one")[0]),
                         {"a": "1", "names": "ANY 1 (n1,n2)"})

    def test_a_block_that_is_missing_empty_bare_or_endless_is_refused(self):
        for name in ("none", "empty", "bare", "endless"):
            with self.subTest(name), self.assertRaises(readme.ReadmeError):
                readme.commands(PAGE, name)

    def test_a_marker_that_is_there_twice_is_refused(self):
        with self.assertRaises(readme.ReadmeError):
            readme.commands(PAGE + PAGE, "one")

    def test_the_projects_readme_creates_a_database_and_an_address(self):
        with open(f"{HERE}/../../README.md", encoding="utf-8") as file:
            text = file.read()
        made = {argv[3]: readme.options(argv) for argv in readme.commands(text, "resources")
                if argv[:3] == ["pcs", "resource", "create"]}
        self.assertEqual(sorted(made), ["db", "vip"])
        self.assertEqual(made["db"]["datadir"], database.DATADIR)
        self.assertEqual(made["db"]["gausshome"], database.INSTALLATION)
        self.assertIn("--promoted", readme.commands(text, "switchover")[0])


class Monitor(unittest.TestCase):
    def setUp(self):
        self.seen = crm.parse(MONITOR.format(dc="true"))

    def test_a_node_is_online_only_when_it_is_no_longer_pending(self):
        self.assertEqual(self.seen.online, ("n1", "n3"))
        self.assertEqual(self.seen.unclean, ("n4",))

    def test_instances_of_a_clone_are_one_resource(self):
        self.assertEqual(self.seen.nodes_of("db", "Promoted"), ["n1"])
        self.assertEqual(self.seen.nodes_of("db", "Unpromoted"), ["n3"])
        self.assertEqual(self.seen.nodes_of("vip", "Started"), ["n1"])

    def test_the_coordinator_is_named_and_whether_it_has_quorum(self):
        self.assertEqual(self.seen.coordinator, "n3")
        self.assertTrue(self.seen.quorate)
        text = MONITOR.format(dc="true").replace('name="n3"/></summary>',
                                                 'name="n3" with_quorum="false"/></summary>')
        self.assertFalse(crm.parse(text).quorate)

    def test_a_blocked_resource_is_trouble_and_a_stopped_instance_is_none(self):
        self.assertEqual(self.seen.troubled, ("vip",))

    def test_failures_have_a_resource_a_task_and_a_reason(self):
        self.assertEqual([str(failure) for failure in self.seen.failures],
                         ["monitor of my_vip failed on n2 (gone)",
                          "stop of db failed on n1 (Timed Out)",
                          "monitor of db failed on n1 (OCF_DEGRADED)"])

    def test_what_is_only_degraded_is_told_from_what_failed(self):
        self.assertEqual([failure.degraded for failure in self.seen.failures],
                         [False, False, True])

    def test_only_successful_fencing_counts(self):
        self.assertEqual(self.seen.fenced, ("n4",))

    def test_node_attributes_are_found_by_node(self):
        self.assertEqual(self.seen.attributes["n1"]["db-lag"], "0")

    def test_without_a_coordinator_there_is_no_status(self):
        for text in (MONITOR.format(dc="false"), "<a/>", "Connection failed"):
            with self.subTest(text[:20]), self.assertRaises(crm.CrmError):
                crm.parse(text)


class Database(unittest.TestCase):
    def test_standbys_are_known_by_the_name_in_brackets(self):
        rows = "WalSender to Standby[n2]\nWalSender to Standby[n3]"
        self.assertEqual(database.names_in(rows), {"n2", "n3"})
        self.assertEqual(database.names_in(""), set())

    def test_every_node_names_all_its_peers_and_itself(self):
        words = " ".join(database.settings(["n1", "n2", "n3"], "n2"))
        self.assertIn("application_name='n2'", words)
        self.assertIn("replconninfo1='localhost=10.99.0.12 localport=15401 ", words)
        self.assertIn("remotehost=10.99.0.11 ", words)
        self.assertIn("replconninfo2=", words)
        self.assertNotIn("replconninfo3=", words)


class Journal(unittest.TestCase):
    def test_the_youngest_acknowledged_attempt_is_known_while_the_file_grows(self):
        with tempfile.NamedTemporaryFile("w") as file:
            follower = Follower(file.name)
            file.write("writer 5 100\ntry 1 1 101\nok 1 1 105\ntry 1 2 110\nok 1")
            file.flush()
            self.assertEqual(follower.look().newest, 101)
            file.write(" 2 111\ntry 1 3 120\nfailed 1 3 121 no route\n")
            file.flush()
            self.assertEqual(follower.look().newest, 110)
            self.assertEqual(follower.acknowledged, 2)

    def test_a_journal_that_is_not_there_yet_is_empty(self):
        self.assertEqual(Follower("/nonexistent/journal").look().acknowledged, 0)


def main():
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__])
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=0).run(suite)
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(failed != 0)


main()
