#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The checker of the chaos test, with histories made by hand, good and bad."""
import os
import random
import sys
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..")]

import check_address  # noqa: E402
import check_effort  # noqa: E402
import check_register  # noqa: E402
import checker  # noqa: E402
import history  # noqa: E402
import verdict  # noqa: E402
from closing import main  # noqa: E402

TOTAL = 1000


def told(text):
    """Operations of a journal, indented as it likes."""
    return history.parse(line.strip() + "\n" for line in text.splitlines() if line.strip())


def kinds(text, samples=()):
    return sorted({(finding.kind + "?" if finding.warning else finding.kind)
                   for finding in checker.check(told(text), TOTAL, samples)})


ROWS = """session 1 vip
    session 2 vip
    session 9 vip
    invoke 1 1 100 append
    ok 1 1 200 n1 primary 3 0/10 -
    invoke 1 2 300 append
    fail 1 2 310 refused
    invoke 1 3 320 append
    unknown 1 3 900 no answer
    invoke 2 1 150 transfer 1 2 5
    ok 2 1 250 n1 primary 3 0/20 -
"""


class Rows(unittest.TestCase):
    def scan(self, runs, role="primary", invoked=1000, via="vip", args=""):
        return ROWS.replace("session 9 vip", f"session 9 {via}") + f"""
            invoke 9 1 {invoked} scan {args}
            ok 9 1 {invoked + 50} n2 {role} 4 0/30 {runs} {TOTAL}"""

    def test_all_acknowledged_rows_once_are_good(self):
        self.assertEqual(kinds(self.scan("1:1-1/1,2:1-1/1")), [])

    def test_a_row_of_unknown_fate_may_be_there(self):
        self.assertEqual(kinds(self.scan("1:1-1/1,1:3-3/1,2:1-1/1")), [])

    def test_an_acknowledged_row_that_is_gone_is_lost(self):
        found = checker.check(told(self.scan("1:1-1/1")), TOTAL)
        self.assertEqual([one.kind for one in found], ["lost"])
        for word in ("session 2", "n1", "term 3", "0/20", "n2", "0.0 s later"):
            self.assertIn(word, found[0].sentence)

    def test_the_first_row_of_all_that_is_gone_is_lost(self):
        self.assertEqual(kinds(self.scan("2:1-1/1")), ["lost"])

    def test_an_empty_table_has_lost_all(self):
        self.assertEqual(kinds(self.scan("")), ["lost"])

    def test_a_row_that_is_there_twice_is_told(self):
        self.assertEqual(kinds(self.scan("1:1-1/2,2:1-1/1")), ["twice"])

    def test_a_write_that_failed_for_certain_must_not_rise(self):
        self.assertEqual(kinds(self.scan("1:1-3/3,2:1-1/1")), ["risen"])

    def test_a_row_that_nobody_wrote_is_a_stranger(self):
        self.assertEqual(kinds(self.scan("1:1-1/1,1:7-7/1,2:1-1/1")), ["stranger"])

    def test_half_a_transfer_is_seen_by_the_sum(self):
        text = self.scan("1:1-1/1,2:1-1/1").replace(str(TOTAL), str(TOTAL - 5))
        self.assertEqual(kinds(text), ["unbalanced"])

    def test_a_read_need_not_show_what_is_acknowledged_while_it_runs(self):
        self.assertEqual(kinds(self.scan("1:1-1/1", invoked=240)), [])

    def test_a_standby_may_lag(self):
        self.assertEqual(kinds(self.scan("", "standby", via="n2")), [])
        self.assertEqual(kinds(self.scan("1:1-1/1", "standby", via="n2")), [])

    def test_a_standby_shows_a_prefix(self):
        self.assertEqual(kinds(self.scan("1:1-1/1,1:3-3/1", "standby", via="n2")),
                         ["not a prefix"])

    def two_standbys(self, one, other, at=2000):
        return self.scan(one, "standby", via="n2") + f"""
            session 8 n3
            invoke 8 1 {at} scan
            ok 8 1 {at + 50} n3 standby 4 0/30 {other} {TOTAL}"""

    def test_of_two_standbys_one_has_all_that_the_other_has(self):
        self.assertEqual(kinds(self.two_standbys("1:1-1/1", "1:1-1/1,1:3-3/1,2:1-1/1")), [])

    def test_two_standbys_of_one_term_that_each_have_a_row_of_their_own_are_told(self):
        self.assertEqual(kinds(self.two_standbys("1:1-1/1", "2:1-1/1")), ["forked"])

    def test_standbys_of_which_one_may_have_gone_on_to_a_later_term_are_not_compared(self):
        text = self.two_standbys("1:1-1/1", "2:1-1/1") + """
            invoke 9 2 1500 scan
            ok 9 2 1510 n2 standby 5 0/30 1:1-1/1,2:1-1/1 1000"""
        self.assertEqual(kinds(text), [])

    def test_in_the_end_a_standby_has_everything(self):
        self.assertEqual(kinds(self.scan("1:1-1/1", "standby", via="n2", args="final")),
                         ["lost"])

    def test_a_row_of_unknown_fate_must_not_come_and_go(self):
        for via, kind in (("vip", "vanished"), ("hosts", "vanished?")):
            text = self.scan("1:1-1/1,1:3-3/1,2:1-1/1", via=via) + f"""
                invoke 9 2 2000 scan
                ok 9 2 2050 n2 primary 4 0/30 1:1-1/1,2:1-1/1 {TOTAL}"""
            self.assertEqual(kinds(text), [kind])

    def test_an_earlier_primary_that_still_answers_is_a_stale_read(self):
        text = self.scan("1:1-1/1").replace("n1 primary 3", "n1 primary 5")
        self.assertEqual(kinds(text), ["stale read"])

    def test_a_loss_is_told_once_however_often_it_is_seen(self):
        text = self.scan("1:1-1/1") + f"""
            invoke 9 2 2000 scan
            ok 9 2 2050 n2 primary 4 0/30 1:1-1/1 {TOTAL}"""
        self.assertEqual(len(checker.check(told(text), TOTAL)), 1)


class Writers(unittest.TestCase):
    def acks(self, *some):
        """(session, invoked, ended, node, term)"""
        lines = [f"session {n} vip" for n in sorted({one[0] for one in some})]
        for seq, (session, invoked, ended, node, term) in enumerate(some, 1):
            lines += [f"invoke {session} {seq} {invoked} append",
                      f"ok {session} {seq} {ended} {node} primary {term} 0/1 -"]
        return "\n".join(lines)

    def test_one_after_the_other_is_good(self):
        self.assertEqual(kinds(self.acks(
            (1, 0, 10, "n1", 1), (1, 20, 30, "n1", 1), (2, 40, 50, "n2", 2),
            (1, 60, 70, "n2", 2))), [])

    def test_an_answer_that_came_late_is_good(self):
        self.assertEqual(kinds(self.acks(
            (1, 0, 10, "n1", 1), (1, 20, 90, "n1", 1), (2, 40, 50, "n2", 2))), [])

    def test_an_acknowledgement_by_a_lower_term_after_a_higher_one_is_told(self):
        found = checker.check(told(self.acks(
            (1, 0, 10, "n2", 2), (2, 20, 30, "n1", 1))), TOTAL)
        self.assertEqual([one.kind for one in found], ["lower term"])
        self.assertIn("term 2 had acknowledged on n2", found[0].sentence)

    def test_two_nodes_that_acknowledge_in_one_term_are_told_however_far_apart(self):
        self.assertEqual(kinds(self.acks((1, 0, 10, "n1", 1), (2, 900, 910, "n2", 1))),
                         ["shared term"])

    def test_two_who_acknowledge_at_the_same_time_are_told(self):
        self.assertIn("two writers", kinds(self.acks(
            (1, 0, 10, "n1", 1), (2, 5, 15, "n2", 1), (1, 100, 110, "n1", 1),
            (2, 95, 120, "n2", 1))))

    def test_two_who_only_call_themselves_primary_are_a_warning(self):
        acks = self.acks((1, 0, 10, "n1", 1), (1, 20, 30, "n1", 1), (2, 400, 500, "n2", 2))
        self.assertEqual(kinds(acks, ((50, "n1", "primary"), (60, "n2", "primary"),
                                      (70, "n1", "standby"))), ["two primaries?"])

    def test_one_who_is_not_reached_any_more_is_no_second_primary(self):
        self.assertEqual(kinds(self.acks((1, 0, 10, "n1", 1)), (
            (50, "n1", "primary"), (55, "n1", "none"), (60, "n2", "primary"))), [])


class Registers(unittest.TestCase):
    """Each line: session, invoked, ended, what, what was told."""

    def judged(self, *lines, via="vip"):
        text = [f"session {n} {via}" for n in range(1, 8)]
        for seq, line in enumerate(lines, 1):
            session, invoked, ended, what, outcome = line
            text.append(f"invoke {session} {seq} {invoked} {what}")
            if outcome in ("unknown", "fail"):
                text.append(f"{outcome} {session} {seq} {ended} words")
            else:
                text.append(f"ok {session} {seq} {ended} n1 primary 1 0/1 {outcome}")
        return kinds("\n".join(text))

    def test_what_is_written_is_read(self):
        self.assertEqual(self.judged(
            (1, 0, 10, "read k", "0"), (1, 20, 30, "write k a", "-"),
            (2, 40, 50, "read k", "a"), (2, 60, 70, "cas k a b", "1"),
            (1, 80, 90, "cas k a c", "0"), (1, 91, 99, "read k", "b")), [])

    def test_writes_at_the_same_time_may_have_either_order(self):
        for value in "ab":
            self.assertEqual(self.judged(
                (1, 0, 100, "write k a", "-"), (2, 0, 100, "write k b", "-"),
                (3, 200, 210, "read k", value)), [])

    def test_an_old_value_read_after_a_new_one_is_told(self):
        self.assertEqual(self.judged(
            (1, 0, 10, "write k a", "-"), (1, 20, 30, "write k b", "-"),
            (2, 40, 50, "read k", "a")), ["not linearizable"])

    def test_a_value_seen_and_then_not_seen_is_told(self):
        self.assertEqual(self.judged(
            (1, 0, 100, "write k a", "-"), (2, 10, 20, "read k", "a"),
            (3, 30, 40, "read k", "0")), ["not linearizable"])

    def test_two_swaps_of_one_value_are_told(self):
        self.assertEqual(self.judged(
            (1, 0, 10, "write k a", "-"), (2, 20, 40, "cas k a b", "1"),
            (3, 20, 40, "cas k a c", "1")), ["not linearizable"])

    def test_a_write_of_unknown_fate_may_happen_late_or_never(self):
        for value in ("0", "a"):
            self.assertEqual(self.judged(
                (1, 0, 10, "write k a", "unknown"), (2, 500, 510, "read k", value)), [])

    def test_a_write_of_unknown_fate_happens_once(self):
        self.assertEqual(self.judged(
            (1, 0, 10, "write k a", "unknown"), (2, 20, 30, "read k", "a"),
            (3, 40, 50, "write k b", "-"), (2, 60, 70, "read k", "a")),
            ["not linearizable"])

    def test_swaps_of_unknown_fate_explain_each_other(self):
        self.assertEqual(self.judged(
            (1, 0, 10, "cas k 0 a", "unknown"), (2, 20, 30, "cas k a b", "unknown"),
            (3, 40, 50, "read k", "b")), [])

    def test_a_refused_swap_may_have_met_a_write_of_unknown_fate(self):
        self.assertEqual(self.judged(
            (1, 0, 10, "write k a", "unknown"), (2, 20, 30, "cas k 0 b", "0")), [])
        self.assertEqual(self.judged(
            (1, 0, 10, "write k a", "fail"), (2, 20, 30, "cas k 0 b", "0")),
            ["not linearizable"])

    def test_a_write_that_failed_for_certain_is_not_read(self):
        self.assertEqual(self.judged(
            (1, 0, 10, "write k a", "fail"), (2, 20, 30, "read k", "a")),
            ["not linearizable"])

    def test_a_search_that_is_too_long_ends_with_a_warning(self):
        ops = told("\n".join(
            [f"session {n} vip" for n in range(1, 20)]
            + [line for n in range(1, 20) for line in (
                f"invoke {n} 1 {n} write k v{n}", f"ok {n} 1 1000 n1 primary 1 0/1 -")]
            + ["invoke 1 2 2000 read k", "ok 1 2 2001 n1 primary 1 0/1 nothing"]))
        found = check_register.check(ops, steps_max=1000)
        self.assertEqual([(one.kind, one.warning) for one in found],
                         [("register undecided", True)])

    def test_long_histories_of_a_real_register_are_good_and_a_changed_one_is_not(self):
        for seed in range(20):
            lines = simulated(random.Random(seed))
            self.assertEqual(self.judged(*lines), [], f"seed {seed}")
            spoilt = [i for i, line in enumerate(lines)
                      if line[3] == "read k" and line[4] not in ("0", "unknown")]
            session, invoked, ended, what, _ = lines[spoilt[-1]]
            lines[spoilt[-1]] = (session, invoked, ended, what, "0")
            self.assertEqual(self.judged(*lines), ["not linearizable"], f"seed {seed}")


def simulated(dice, length=400):
    """Three sessions on one register; each operation happens at a moment between
    its begin and its end, and some answers are lost."""
    plans, clock = [], [0, 0, 0]
    for seq in range(length):
        who = min(range(3), key=lambda n: clock[n])
        begin = clock[who] + dice.randint(1, 20)
        end = begin + dice.randint(2, 30)
        clock[who] = end
        plans.append([dice.uniform(begin, end), who + 1, begin, end, seq])
    value, last, lines = "0", {}, []
    for _, who, begin, end, seq in sorted(plans):
        kind, answer = dice.choice(("read", "write", "cas")), "-"
        if kind == "read":
            what, answer = "read k", value
            last[who] = value
        elif kind == "write":
            what, value = f"write k v{seq}", f"v{seq}"
        else:
            old = last.get(who, "0")
            what, answer = f"cas k {old} v{seq}", str(int(old == value))
            value = f"v{seq}" if old == value else value
        lines.append((who, begin, end, what, "unknown" if dice.random() < 0.05 else answer))
    return lines


class Effort(unittest.TestCase):
    def answered(self):
        return [history.Op(1, 1, kind, ("k", "a", "b"), outcome="ok", via=via, node="n1",
                           role="standby" if via == "n2" else "primary", value="1")
                for via, kinds in (("vip", check_effort.KINDS), ("hosts", check_effort.KINDS),
                                   ("n1", ("scan", "watch")), ("n2", ("scan", "watch")))
                for kind in kinds]

    def test_a_history_in_which_all_was_answered_can_be_judged(self):
        self.assertEqual(check_effort.check(self.answered(), ["n1", "n2"]), [])

    def test_whatever_was_never_answered_is_named(self):
        for i, op in enumerate(self.answered()):
            ops = self.answered()
            ops[i].outcome = "unknown"
            found = check_effort.check(ops, ["n1", "n2"])
            self.assertEqual([one.kind for one in found], ["not judged"])
            self.assertIn(f"{op.kind} via {op.via}", found[0].sentence)

    def test_a_swap_that_was_never_done_and_a_standby_never_read_are_told(self):
        ops = self.answered()
        for op in ops:
            op.role = "primary"
            if op.kind == "cas":
                op.value = "0"
        (found,) = check_effort.check(ops, ["n1", "n2"])
        self.assertIn("swap via vip, scan via a standby", found.sentence)


class Address(unittest.TestCase):
    """n1 has it from 0 s, n2 from 10 s; seconds."""

    def judged(self, stops, *seen, more=(), pair=("n1", "n2")):
        """stops: (at, is n1 stopped?); seen: when both had it."""
        marks = [(0, "n1", "power", True), (0, "n1", "vip", True), (0, "n2", "vip", False),
                 (10, "n2", "vip", True), *((at, "n1", "stopped", so) for at, so in stops), *more]
        found = check_address.check(
            [check_address.Sighting(int(at * 1e6), *pair) for at in seen],
            [(int(at * 1e6), *rest) for at, *rest in marks])
        return [one.kind + "?" * one.warning for one in found]

    def test_an_address_that_is_never_on_two_is_good(self):
        self.assertEqual(self.judged([(3, True), (20, False)]), [])

    def test_an_address_on_two_that_run_is_told(self):
        self.assertEqual(self.judged([], 10.1), ["address twice"])

    def test_who_is_stopped_all_the_while_cannot_give_it_up(self):
        for pair in (("n1", "n2"), ("n2", "n1")):
            self.assertEqual(self.judged([(3, True)], 10.1, 60, pair=pair), ["address twice?"])

    def test_who_runs_again_may_have_it_for_two_seconds(self):
        stops = [(3, True), (20, False)]
        self.assertEqual(self.judged(stops, 20.1, 21.9), ["address twice?"])
        self.assertEqual(self.judged(stops, 22.1), ["address twice"])

    def test_what_is_excused_does_not_hide_what_is_not(self):
        self.assertEqual(self.judged([(3, True), (20, False)], 10.1, 22.1),
                         ["address twice", "address twice?"])

    def test_who_was_stopped_only_after_the_other_had_taken_it_is_told(self):
        self.assertEqual(self.judged([(10.5, True)], 11), ["address twice"])

    def test_who_ran_again_before_the_other_took_it_is_told(self):
        self.assertEqual(self.judged([(3, True), (9.9, False)], 10.1), ["address twice"])

    def test_to_be_stopped_again_and_again_gives_no_more_time(self):
        stops = [(3, True), (12, False), (13.5, True), (20, False)]
        self.assertEqual(self.judged(stops, 20.4), ["address twice?"])
        self.assertEqual(self.judged(stops, 20.6), ["address twice"])

    def test_that_the_one_who_took_it_is_stopped_excuses_nobody(self):
        self.assertEqual(self.judged([], 10.1, more=[(5, "n2", "stopped", True)]),
                         ["address twice"])

    def test_who_took_it_anew_after_it_ran_again_is_told(self):
        self.assertEqual(self.judged([(3, True), (20, False)], 21.5, more=[
            (20.5, "n1", "vip", False), (21, "n1", "vip", True)]), ["address twice"])


class Journals(unittest.TestCase):
    def test_an_invocation_without_an_outcome_is_unknown(self):
        op = told("session 1 vip\n invoke 1 1 5 append")[0]
        self.assertEqual((op.outcome, op.ended), ("unknown", history.NEVER))

    def test_a_line_that_was_cut_short_is_left_out(self):
        self.assertEqual(len(history.parse(
            ["session 1 vip\n", "invoke 1 1 5 append\n", "invoke 1 2"])), 1)

    def test_a_line_that_cannot_be_is_named(self):
        with self.assertRaisesRegex(history.HistoryError, "line 2"):
            told("session 1 vip\n ok 1 1 5 n1 primary 1 0/1 -")

    def test_of_many_findings_the_first_few_of_each_kind_are_shown(self):
        found = [verdict.Finding("lost", f"row {n}", n) for n in range(9, 0, -1)]
        kept = [one.sentence for one in verdict.shortest(found, 2)]
        self.assertEqual(kept, ["row 1", "row 2", "and 7 more of this kind"])


if __name__ == "__main__":
    main()
