#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The alerts and the dashboard of doc/monitoring name metrics that there are."""
import json
import os
import re
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
CHECKOUT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(HERE, ".."))

from closing import main  # noqa: E402

PLACE = f"{CHECKOUT}/doc/monitoring"


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def names(text):
    return set(re.findall(r"\bgaussha_[a-z_]+\b", text))


def known():
    """The families' names, as gaussha metrics has them."""
    table = read(f"{CHECKOUT}/cli/metrics_text.c").partition("} families[] = {")[2]
    return {"gaussha_keeper_answers"} | {
        f"gaussha_{name}" for name in re.findall(r'\{ "([a-z_]+)",', table)}


class Monitoring(unittest.TestCase):
    def promtool(self, *words):
        done = subprocess.run(["promtool", *words], cwd=PLACE, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_promtool_takes_the_alerts(self):
        self.promtool("check", "rules", "gaussha.rules.yml")

    def test_the_alerts_are_told_when_they_should_be_and_not_else(self):
        self.promtool("test", "rules", "gaussha.rules.test.yml")

    def test_every_metric_that_is_named_exists(self):
        self.assertGreater(len(known()), 10)
        for file in ("gaussha.rules.yml", "gaussha.rules.test.yml", "dashboard.json"):
            found = names(read(f"{PLACE}/{file}"))
            self.assertTrue(found, file)
            self.assertEqual(found - known(), set(), file)

    def test_the_dashboard_asks_one_source_for_one_database(self):
        board = json.loads(read(f"{PLACE}/dashboard.json"))
        variables = [one["name"] for one in board["templating"]["list"]]
        self.assertEqual(variables, ["source", "database"])
        for panel in board["panels"]:
            self.assertEqual(panel["datasource"]["uid"], "${source}", panel["title"])
            for target in panel["targets"]:
                self.assertIn('database="$database"', target["expr"], panel["title"])


if __name__ == "__main__":
    main()
