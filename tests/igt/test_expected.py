#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Test the expected results: this tree's rows are sound, and each fault of a row is found."""

import os
import tempfile
import unittest

import expected
import late
import lists

HEAD = "\t".join(expected.HEAD) + "\n"
A, B = "igt@gem_busy@busy", "igt@gem_wait@busy"


class Expected(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.addCleanup(self.dir.cleanup)
        self.page = os.path.join(self.dir.name, "page.md")
        with open(self.page, "w", encoding="utf-8") as f:
            f.write("# page\n\n### #1 a bug\n")
        for name in (
            "common", *expected.KERNELS, *expected.FRONT_ENDS, *expected.DMC, *expected.ENGINES
        ):
            self.put(name, HEAD)

    def put(self, name, text):
        os.makedirs(os.path.join(self.dir.name, "expected"), exist_ok=True)
        with open(
            os.path.join(self.dir.name, "expected", f"{name}.tsv"), "w", encoding="utf-8"
        ) as f:
            f.write(text)

    def wrong(self, name, text):
        self.put(name, text)
        return "\n".join(expected.check_all(os.path.join(self.dir.name, "expected"), self.page))

    def row(self, *cells):
        return self.wrong("common", HEAD + "\t".join(cells) + "\n")

    def test_the_rows_of_this_tree_are_sound(self):
        self.assertEqual(expected.check_all(), [])

    def test_bat_has_the_skips_that_are_explained_three_that_draw_with_3d_and_three_that_want_time(
        self,
    ):
        rows, _ = expected.load("6.12", "kernel", False)
        kinds = [rows[entry].kind for entry in lists.named("bat") if entry in rows]
        self.assertEqual(
            {kind: kinds.count(kind) for kind in set(kinds)},
            {"skip": 23, "eu": 3, "name": 3, "time": 3},
        )
        self.assertEqual(
            expected.load("6.12", "kernel", True)[0]["igt@kms_pm_rpm@basic-rte"].kind, "bug"
        )

    def test_a_render_engine_leaves_no_test_that_needs_one(self):
        rows = expected.load("6.12", "vfu", False, draws=True)[0]
        self.assertEqual([row.test for row in rows.values() if row.kind == "eu"], [])
        self.assertEqual(
            [row.test for row in expected.parse(os.path.join(expected.FOLDER, "no3d.tsv"))[0]],
            lists.named("eu"),
        )

    def test_what_comes_to_no_end_runs_last(self):
        rows = expected.load("6.12", "kernel", False)[0]
        self.assertEqual(
            late.late(lists.named("full"), rows),
            [
                "igt@gem_ctx_shared@exhaust-shared-gtt",
                "igt@gem_ctx_shared@exhaust-shared-gtt-lrc",
                "igt@perf@gen8-unprivileged-single-ctx-counters",
            ],
        )

    def test_good_rows_are_taken(self):
        self.assertEqual(
            self.wrong("common", HEAD + f"{A}\tskip\tskip\twhy\n{B}\tfail\tbug\t#1 why\n"), ""
        )

    def test_patterns_are_refused(self):
        self.assertIn(
            "common.tsv:2: 'igt@gem_busy@*': a row is for one test",
            self.row("igt@gem_busy@*", "fail", "eu", "why"),
        )

    def test_unknown_tests_are_refused_with_near_ones(self):
        self.assertIn(
            "near it: igt@gem_busy@busy", self.row("igt@gem_busy@buzy", "fail", "eu", "why")
        )

    def test_unknown_classes_and_results_are_refused(self):
        self.assertIn("the class 'flaky'", self.row(A, "fail", "flaky", "why"))
        self.assertIn(
            "has the result fail or timeout, not 'pass'", self.row(A, "pass", "eu", "why")
        )

    def test_a_class_has_results_of_its_own(self):
        self.assertIn("has the result skip, not 'fail'", self.row(A, "fail", "skip", "why"))
        self.assertIn("has the result none, not 'fail'", self.row(A, "fail", "name", "why"))
        self.assertIn(
            "has the result fail or timeout, not 'none'", self.row(A, "none", "eu", "why")
        )

    def test_a_reason_is_needed(self):
        self.assertIn("reason is missing", self.row(A, "fail", "eu", " "))

    def test_a_bug_is_explained_under_its_number(self):
        self.assertIn("begins with its number", self.row(A, "fail", "bug", "why"))
        self.assertIn("does not explain bug #2", self.row(A, "fail", "bug", "#2 why"))

    def test_unsorted_rows_are_refused(self):
        self.assertIn(
            "rows are sorted",
            self.wrong("common", HEAD + f"{B}\tfail\teu\twhy\n{A}\tfail\teu\twhy\n"),
        )

    def test_a_test_has_one_row_in_the_files_of_a_run(self):
        self.put("common", HEAD + f"{A}\tfail\teu\twhy\n")
        self.assertIn(
            "has a row already in expected/common.tsv:2",
            self.wrong("vfu", HEAD + f"{A}\tskip\tskip\twhy\n"),
        )

    def test_files_that_never_apply_together_may_both_have_a_row(self):
        self.put("kernel", HEAD + f"{A}\tfail\teu\twhy\n")
        self.assertEqual(self.wrong("vfu", HEAD + f"{A}\tskip\tskip\twhy\n"), "")

    def test_more_than_five_of_emulated_time_are_refused(self):
        entries = sorted(lists.named("bat")[:6])
        good, bad = ("".join(f"{e}\tfail\ttime\t30 s\n" for e in entries[:n]) for n in (5, 6))
        self.assertEqual(self.wrong("common", HEAD + good), "")
        self.assertIn("at most 5", self.wrong("common", HEAD + bad))

    def test_columns_and_files_are_what_they_are_to_be(self):
        self.assertIn("has 3 columns", self.row(A, "fail", "eu"))
        self.assertIn("columns' names", self.wrong("common", f"{A}\tfail\teu\twhy\n"))
        self.put("common", HEAD)
        self.assertIn("5.10.tsv: no run reads it", self.wrong("5.10", HEAD))
        os.unlink(os.path.join(self.dir.name, "expected", "5.10.tsv"))
        os.unlink(os.path.join(self.dir.name, "expected", "vfu.tsv"))
        self.assertIn("vfu.tsv: cannot be read", self.wrong("common", HEAD))


if __name__ == "__main__":
    unittest.main()
