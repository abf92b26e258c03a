#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The keeper's courier and a real PostgreSQL, with the table that
doc/metadatabase.md has.

Needs root, so that the courier is seen to become the owner for good.
"""
import concurrent.futures
import os
import shutil
import socket
import subprocess
import sys
import time
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(ROOT, "tests"), os.path.join(ROOT, "tests", "agent")]

import closing  # noqa: E402
from plain_postgres import OWNER, Postgres, documented_table, free_port  # noqa: E402

BUILD = os.path.join(ROOT, os.environ.get("BUILD", "build"))
SECRET = "not to be seen"


class Courier(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres()
        cls.addClassCleanup(cls.postgres.remove)
        cls.postgres.start()
        cls.directory = cls.postgres.directory
        cls.driver = f"{cls.directory}/courier_driver"
        subprocess.run(["cc", "-std=gnu11", "-D_GNU_SOURCE", "-g", f"-I{ROOT}",
                        f"{ROOT}/tests/agent/courier_driver.c", "-o", cls.driver], check=True)
        # Where the owner may enter.
        cls.courier = shutil.copy(f"{BUILD}/gausshad-courier", cls.directory)
        cls.passfile = f"{cls.directory}/meta.pass"
        with open(cls.passfile, "w", encoding="utf-8") as file:
            file.write(f"*:*:*:gaussha:{SECRET}\n")
        os.chmod(cls.passfile, 0o600)
        os.chown(cls.passfile, OWNER.pw_uid, OWNER.pw_gid)
        cls.postgres.sql(f"CREATE ROLE gaussha LOGIN PASSWORD '{SECRET}'")

    def setUp(self):
        self.postgres.sql("DROP TABLE IF EXISTS gaussha_history, gaussha_fencings;"
                          f"{documented_table()}")

    def send(self, *events, more="", node="n1", cluster="c", database="db"):
        """What the courier said, as lines."""
        conninfo = (f"host=127.0.0.1 port={self.postgres.port} dbname=postgres user=gaussha "
                    f"passfile={self.passfile} {more}")
        done = subprocess.run(
            [self.driver, self.courier, "postgres", conninfo, cluster, database, node],
            input="".join(f"{event}\n" for event in events), text=True, timeout=60, check=True,
            stdout=subprocess.PIPE)
        return done.stdout.splitlines()

    def rows(self, what="count(*)"):
        return self.postgres.sql(f"SET timezone TO 'Asia/Shanghai'; "
                                 f"SELECT {what} FROM (SELECT * FROM gaussha_history ORDER BY term) t")

    def test_an_event_is_a_row(self):
        self.assertEqual(self.send("7 1700000000 n1 n2 its process died"), ["told 7", "done"])
        self.assertEqual(
            self.rows("cluster, resource_name, term, extract(epoch FROM ended)::bigint, "
                      "old_primary, new_primary, lsn, duration_ms, cause, told_by"),
            "c|db|7|1700000000|n1|n2|0/3000148|412|its process died|n1")

    def test_the_first_promotion_has_no_primary_before_it(self):
        self.send("1 1700000000 - n2 -")
        self.assertEqual(self.rows("old_primary IS NULL AND cause IS NULL"), "t")

    def test_what_was_told_is_not_told_twice(self):
        self.send("7 1700000000 n1 n2 a")
        self.assertEqual(self.send("7 1700000000 n1 n2 a", "8 1700000009 n2 n1 b", node="n2"),
                         ["told 7", "told 8", "done"])
        self.assertEqual(self.rows("term, told_by"), "7|n1\n8|n2")

    def test_another_cluster_resource_or_life_of_it_is_another_row(self):
        event = "7 1700000000 n1 n2 a"
        self.send(event)
        self.send(event, cluster="d")
        self.send(event, database="db2")
        self.send("7 1800000000 n1 n2 a")
        self.assertEqual(self.rows(), "4")

    def test_nine_nodes_at_once_make_each_row_once(self):
        events = [f"{term} {1700000000 + term} n1 n2 x" for term in range(1, 33)]
        with concurrent.futures.ThreadPoolExecutor(9) as pool:
            said = list(pool.map(lambda i: self.send(*events, node=f"n{i}"), range(1, 10)))
        for lines in said:
            self.assertEqual(lines[-1], "done", said)
            self.assertEqual(len(lines), 33)
        self.assertEqual(self.rows("count(*), count(DISTINCT term)"), "32|32")

    def test_words_are_words_whatever_is_in_them(self):
        cause = r"""it's \ "so"; DROP TABLE gaussha_history; -- $1 %s"""
        self.send(f"7 1700000000 n1 n2 {cause}")
        self.assertEqual(self.rows("cause"), cause)

    def test_the_longest_words_fit(self):
        long = "'" * 127
        self.assertEqual(self.send(f"18446744073709551 1 {'a' * 63} {'b' * 63} {long}",
                                   cluster="'" * 127, database="d" * 63)[-1], "done")
        self.assertEqual(self.rows("cause"), long)

    def fencings(self, what="count(*)"):
        return self.postgres.sql(f"SELECT {what} FROM gaussha_fencings")

    def test_a_fencing_is_a_row_once_whoever_tells_it(self):
        fencing = "fencing 1700000000 n3 n1 fence_gaussha n3 is harmless: it's off"
        self.assertEqual(self.send("7 1700000000 n1 n2 a", fencing), ["told 7", "done"])
        self.assertEqual(self.send(fencing, node="n2"), ["done"])
        self.assertEqual(
            self.fencings("cluster, extract(epoch FROM proven)::bigint, node, fenced_by, device, "
                          "proof, told_by"),
            "c|1700000000|n3|n1|fence_gaussha|n3 is harmless: it's off|n1")

    def test_a_fencing_that_has_no_table_is_told(self):
        self.postgres.sql("DROP TABLE gaussha_fencings")
        self.assertIn('failed the database says: relation "gaussha_fencings" does not exist',
                      self.send("7 1700000000 n1 n2 a")[0])

    def test_with_nothing_to_tell_it_looks(self):
        self.assertEqual(self.send(), ["done"])
        self.postgres.sql("DROP TABLE gaussha_history")
        self.assertIn('failed the database says: relation "gaussha_history" does not exist',
                      self.send()[0])

    def test_a_role_that_may_not_insert_is_told(self):
        self.postgres.sql("REVOKE INSERT ON gaussha_history FROM gaussha")
        self.assertEqual(self.send("7 1700000000 n1 n2 a"),
                         ["failed the database says: permission denied for table "
                          "gaussha_history"])

    def test_what_was_told_before_it_failed_is_known(self):
        self.postgres.sql("ALTER TABLE gaussha_history ADD CHECK (term < 8)")
        said = self.send("7 1700000000 n1 n2 a", "8 1700000009 n2 n1 b")
        self.assertEqual(said[0], "told 7")
        self.assertIn("failed the database says: new row", said[1])
        self.assertEqual(len(said), 2)

    def test_a_server_that_is_away_is_told(self):
        said = self.send("7 1700000000 n1 n2 a", more=f"port={free_port()}")
        self.assertIn("Connection refused", said[0])

    def test_one_that_never_answers_holds_it_up_for_its_deadline_only(self):
        with socket.socket() as deaf:
            deaf.bind(("127.0.0.1", 0))
            deaf.listen()
            begun = time.monotonic()
            said = self.send("7 1700000000 n1 n2 a", more=f"port={deaf.getsockname()[1]}")
            self.assertEqual(said, ["failed it does not answer"])
            self.assertLess(time.monotonic() - begun, 20)

    def test_a_wrong_password_is_told_and_none_is_shown(self):
        self.postgres.sql("ALTER ROLE gaussha PASSWORD 'another'")
        self.addCleanup(self.postgres.sql, f"ALTER ROLE gaussha PASSWORD '{SECRET}'")
        said = self.send("7 1700000000 n1 n2 a")
        self.assertIn("password authentication failed", said[0])
        self.assertNotIn(SECRET, said[0])

    def test_a_passfile_that_the_owner_may_not_read_does_not_help(self):
        os.chown(self.passfile, 0, 0)
        self.addCleanup(os.chown, self.passfile, OWNER.pw_uid, OWNER.pw_gid)
        self.assertIn("failed", self.send("7 1700000000 n1 n2 a")[0])
        self.assertEqual(self.rows(), "0")

    def test_the_string_is_libpqs_with_all_it_has(self):
        self.postgres.sql("CREATE SCHEMA ha; GRANT USAGE ON SCHEMA ha TO gaussha;"
                          "SET search_path TO ha;" + documented_table())
        self.addCleanup(self.postgres.sql, "DROP SCHEMA ha CASCADE")
        self.assertEqual(
            self.send("7 1700000000 n1 n2 a", more="options='-c search_path=ha' "
                      f"host=127.0.0.1,127.0.0.1 port={free_port()},{self.postgres.port} "
                      "target_session_attrs=read-write"), ["told 7", "done"])
        self.assertEqual(self.postgres.sql("SELECT count(*) FROM ha.gaussha_history"), "1")
        self.assertEqual(self.rows(), "0")


if __name__ == "__main__":
    closing.main()
