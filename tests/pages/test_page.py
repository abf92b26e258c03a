#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""How a page is read: its commands and what they show, its quotes and its links."""
import os
import sys
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [HERE, f"{HERE}/../lint", f"{HERE}/.."]
import page  # noqa: E402
import quotes  # noqa: E402
from closing import main  # noqa: E402
from substitutions import Substitutions  # noqa: E402

PAGE = """Words.

```sh all omm
one   two
three \\
    four
```

```text
a ... b
c
```

```
not typed
```
"""


class Commands(unittest.TestCase):
    def test_a_block_says_where_and_as_whom_it_is_typed_and_what_it_shows(self):
        block, = page.blocks(PAGE)
        self.assertEqual((block.where, block.user), ("all", "omm"))
        self.assertEqual(block.commands, ["one two", "three four"])
        self.assertEqual(block.shows, ["a ... b", "c"])

    def test_what_is_quoted_keeps_its_blanks(self):
        block, = page.blocks("```sh n1\necho 'a  b'\n```\n")
        self.assertEqual((block.user, block.commands), ("root", ["echo 'a  b'"]))

    def test_a_page_that_makes_no_sense_is_refused(self):
        for text in ("", "```sh n1\n```\n", "```sh n1\na\n", "```text\na\n```\n",
                     "```sh n1\na\n```\n```text\nb\n```\n```text\nc\n```\n"):
            with self.assertRaises(page.PageError):
                page.blocks(text)

    def test_lines_are_seen_in_their_order_whatever_the_blanks(self):
        printed = "x\n  a\t 1 2  b \ny\nc\n"
        self.assertIsNone(page.unseen(["a ... b", "c"], printed))
        self.assertEqual(page.unseen(["c", "a ... b"], printed), "a ... b")
        self.assertEqual(page.unseen(["a b"], printed), "a b")
        self.assertEqual(page.unseen(["c", "c"], printed), "c")

    def test_a_command_is_replaced_where_a_row_says_so_and_only_there(self):
        rows = Substitutions()
        self.assertEqual(rows.of("gs_ctl stop -D /x"), "gs_ctl stop -D /x")
        self.assertEqual(rows.of("systemctl enable --now pcsd"), "systemctl enable --now pcsd")
        before = len(rows.unused())
        self.assertEqual(rows.of("systemctl enable --now chronyd"), "")
        self.assertEqual(len(rows.unused()), before - 1)


class Quotes(unittest.TestCase):
    SOURCE = 'log_info("%s: it has %u of "\n    "%.1f parts", a, b);'

    def wrong(self, text):
        known = set(quotes.sentences(self.SOURCE))
        return list(quotes.missing("README.md", text, known))

    def test_a_sentence_is_found_with_what_is_filled_in_as_dots(self):
        self.assertEqual(self.wrong("> ...: it has ... of ... parts\n"), [])
        self.assertEqual(self.wrong("> it has ... of ... parts\n"), [])

    def test_a_sentence_that_no_source_has_is_told(self):
        self.assertEqual(len(self.wrong("> it had ... of ... parts\n")), 1)
        self.assertEqual(len(self.wrong("> it ...\n")), 1)

    def test_a_link_that_leads_nowhere_is_told(self):
        self.assertEqual(self.wrong("see [x](https://example.org) and [y](Makefile)\n"), [])
        self.assertEqual(len(self.wrong("see [x](nowhere.md)\n")), 1)
        self.assertEqual(len(self.wrong("see `doc/nowhere.md`\n")), 1)
        self.assertEqual(self.wrong("```\n`doc/nowhere.md`\n```\n"), [])


if __name__ == "__main__":
    main()
