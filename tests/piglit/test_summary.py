#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Test summary.py: counts, the ratio, causes, and the lines of TAP."""

import contextlib
import io
import json
import os
import tempfile
import unittest

import summary

OURS = "Mesa Intel(R) HD Graphics 630 (KBL GT2)"
THEIRS = "llvmpipe (LLVM 19.1.7, 256 bits)"


def ours(name, status, **more):
    return name, {"name": name, "status": status, "renderer": OURS, "missing": [], "stopped": [],
                  "refused": [], **more}


def theirs(*names, status="pass"):
    return {name: {"name": name, "status": status} for name in names}


def causes(result):
    return {row["cause"]: row["tests"] for row in result["causes"]}


def summarize(rows, reference):
    return summary.summarize({"reference": THEIRS}, dict(rows), reference)


class Summary(unittest.TestCase):
    def test_the_ratio_is_of_what_llvmpipe_passes_and_the_driver_advertises(self):
        rows = [ours("a", "pass"), ours("b", "fail"), ours("c", "skip", reason="requires GL 4.6"),
                ours("d", "skip", reason=""), ours("e", "pass"), ours("f", "timeout")]
        result = summarize(rows, {**theirs("a", "b", "c", "d"), **theirs("e", "f", status="fail")})
        self.assertEqual((result["both_pass"], result["llvmpipe_pass"],
                          result["not_advertised"], result["ratio"]), (1, 4, 1, round(1 / 3, 4)))
        self.assertEqual([result[state] for state in summary.STATES], [2, 1, 2, 0, 1, 0, 0])

    def test_tests_without_a_reference_do_not_count(self):
        result = summarize([ours("a", "pass"), ours("b", "pass")], theirs("a"))
        self.assertEqual((result["tests"], result["pass"]), (1, 1))

    def test_a_fallback_is_no_pass(self):
        rows = [ours("a", "fallback", reason="no renderer"), ours("b", "pass")]
        result = summarize(rows, theirs("a", "b"))
        self.assertEqual((result["ratio"], result["fallback"]), (0.5, 1))

    def test_a_pass_without_a_context_does_not_count_and_a_failure_does(self):
        why = {"reason": "facet-run: x: did not open a GPU"}
        rows = [ours("a", "no_context", result="pass", **why), ours("b", "pass"),
                ours("c", "no_context", result="fail", **why),
                ours("d", "no_context", result="fail", **why)]
        result = summarize(rows, {**theirs("a", "b", "c"), **theirs("d", status="fail")})
        self.assertEqual((result["both_pass"], result["no_gpu_needed"], result["no_context"],
                          result["fallback"], result["ratio"]), (1, 1, 3, 0, 0.5))
        self.assertEqual(causes(result), {"no_context: facet-run: x: did not open a GPU": 1})

    def test_no_test_at_all_is_no_success(self):
        self.assertEqual(summarize([], {})["ratio"], 0.0)

    def test_causes_are_named_and_counted(self):
        gs = {"missing": ["geometry shader"], "stopped": ["command 0x1 at 0x2"]}
        rows = [ours("a", "fail", **gs), ours("b", "timeout", **gs),
                ours("c", "fail", stopped=["command 0x7b000005 at 0x10"]),
                ours("d", "fail", stopped=["command 0x7b000005 at 0x20"]),
                ours("e", "crash", signal=11, **gs), ours("f", "timeout"),
                ours("spec@x@w", "fail", picture=True, warned=True),
                ours("spec@x@y", "fail", picture=True), ours("spec@x@z", "fail", picture=False)]
        result = summarize(rows, theirs(*dict(rows)))
        self.assertEqual(causes(result), {
            "missing: geometry shader": 2, "stopped: command 0x7b000005": 2, "crash: signal 11": 1,
            "timeout": 1, "wrong picture: spec@x": 1, "wrong result: spec@x": 1,
            "warns: spec@x": 1})
        counts = [row["tests"] for row in result["causes"]]
        self.assertEqual(counts, sorted(counts, reverse=True))

    def test_a_refusal_that_passing_tests_have_too_is_no_cause(self):
        rows = [ours("a", "pass", refused=["parameter 1"]),
                ours("spec@b@c", "fail", picture=True, refused=["parameter 1"]),
                ours("spec@b@d", "fail", refused=["parameter 1", "ioctl 0x77"])]
        result = summarize(rows, theirs(*dict(rows)))
        self.assertEqual(causes(result), {"wrong picture: spec@b": 1, "refused: ioctl 0x77": 1})

    def test_a_crash_is_a_cause_also_where_llvmpipe_fails(self):
        rows = [ours("a", "crash", signal=6), ours("b", "fail", picture=True)]
        result = summarize(rows, theirs("a", "b", status="fail"))
        self.assertEqual((causes(result), result["crash_alone"]), ({"crash: signal 6": 1}, 1))

    def test_a_test_that_crashes_on_both_is_no_fault(self):
        result = summarize([ours("a", "crash", signal=6)], theirs("a", status="crash"))
        self.assertEqual((causes(result), result["crash"], result["crash_alone"]), ({}, 1, 0))


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "file")

    def test_a_line_that_is_cut_is_left_out_and_the_last_of_a_name_counts(self):
        with open(self.path, "w", encoding="utf-8") as file:
            file.write('{"seed": 1}\n{"name": "a", "status": "fail"}\n'
                       '{"name": "a", "status": "pass"}\n{"name": "b", "sta')
        self.assertEqual(summary.read_results(self.path),
                         ({"seed": 1}, {"a": {"name": "a", "status": "pass"}}))

    def tap(self, mark=0.5, part=0.0, **changes):
        result = {**summarize([ours("a", "pass")], theirs("a")), "chosen": 1}
        with open(self.path, "w", encoding="utf-8") as file:
            json.dump({**result, **changes}, file)
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            good = summary.print_tap(self.path, mark, part)
        self.assertEqual(good, "not ok" not in said.getvalue())
        return said.getvalue().count("not ok")

    def test_tap_has_a_line_for_each_promise(self):
        self.assertEqual(self.tap(), 0)
        self.assertEqual(self.tap(ratio=0.4), 1)
        self.assertEqual(self.tap(fallback=1), 1)
        self.assertEqual(self.tap(crash_alone=1), 1)
        self.assertEqual(self.tap(renderer=f"{OURS};{THEIRS}"), 1)
        self.assertEqual(self.tap(renderer=""), 1)
        self.assertEqual(self.tap(reference=OURS), 1)
        self.assertEqual(self.tap(chosen=0), 1)

    def test_a_run_that_ended_early_fails_unless_it_may_be_resumed(self):
        self.assertEqual(self.tap(part=0.95, chosen=10, tests=10), 0)
        self.assertEqual(self.tap(part=0.95, chosen=10, tests=9), 1)
        self.assertEqual(self.tap(chosen=10, tests=9), 0)

    def test_the_number_of_chosen_tests_is_that_of_the_last_run(self):
        with open(self.path, "w", encoding="utf-8") as file:
            file.write('{"chosen": 100}\n{"name": "a", "status": "pass"}\n{"chosen": 200}\n')
        result = summary.summarize(*summary.read_results(self.path), theirs("a"))
        self.assertEqual((result["tests"], result["chosen"]), (1, 200))


if __name__ == "__main__":
    unittest.main()
