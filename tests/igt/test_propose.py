# SPDX-License-Identifier: GPL-2.0-only
"""Test propose.py: rows for tests that skip, from their output."""

import contextlib
import io
import unittest
import unittest.mock

import expected
import lists
import propose
import results
import runs
import summary
from made_run import NOTICE, PASSES, Case, good, test

PSR = "igt@kms_psr@made-up"
SW_SYNC = "Test requirement: kernel_has_sw_sync()\n"


class ProposeTest(Case):
    def propose(self, tests, *options):
        """Call propose.py. Return (status, stdout, stderr)."""
        self.part([tests], entries=list(tests), list="full")
        out, err = io.StringIO(), io.StringIO()
        with unittest.mock.patch(
            "sys.argv", ["propose.py", self.folder, *options]
        ), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = propose.main()
        return status, out.getvalue(), err.getvalue()

    def test_a_skip_that_says_what_it_lacks_becomes_a_row(self):
        status, rows, others = self.propose({**good(), PASSES[0]: test("skip", err=SW_SYNC)})
        self.assertEqual(
            (status, rows, others),
            (
                0,
                f"{PASSES[0]}\tskip\tskip\tkernel configuration of the guest: SW_SYNC is not set\n",
                "",
            ),
        )

    def test_a_skip_that_nothing_explains_wants_a_person(self):
        _, rows, others = self.propose(
            {**good(), PASSES[0]: test("skip", err="Test requirement: the_moon_is_full()\n")}
        )
        self.assertEqual(rows, "")
        self.assertIn(f"{PASSES[0]}: skip, 1.0 s", others)
        self.assertIn("    Test requirement: the_moon_is_full()", others)

    def test_a_failure_never_becomes_a_row(self):
        _, rows, others = self.propose(
            {
                **good(),
                PASSES[0]: test("fail", err=SW_SYNC),
                PASSES[1]: test("timeout", err=SW_SYNC),
            }
        )
        self.assertEqual(rows, "")
        self.assertIn(f"{PASSES[0]}: fail", others)
        self.assertIn(f"{PASSES[1]}: timeout", others)

    def test_a_test_that_failed_in_another_guest_wants_a_person(self):
        self.part(
            [{**good(), PASSES[0]: test("skip", err=SW_SYNC)}, {**good(), PASSES[0]: test("fail")}]
        )
        rows, others = propose.propose(runs.read(self.folder, summary.rows_for))
        self.assertEqual((rows, [v.entry for v in others]), ([], [PASSES[0]]))

    def test_a_file_that_has_no_rows_is_told_in_a_line(self):
        path = self.path("rows.tsv")
        self.put(path, "")
        with self.assertRaises(results.Bad):
            propose.write(path, [])

    def test_a_test_that_has_a_row_gets_no_second_one(self):
        drawing = "igt@gem_render_linear_blits@basic"
        _, rows, others = self.propose({**good(), drawing: test("skip", err=SW_SYNC)})
        self.assertEqual(rows, "")
        self.assertIn(f"{drawing}: skip (listed)", others)

    def test_a_dynamic_part_that_the_kernel_lacks_has_no_result(self):
        _, rows, others = self.propose(
            {**good(), "igt@drm_mm@drm_mm": test("skip", out="No dynamic tests executed.\n")}
        )
        self.assertEqual(others, "")
        self.part([good()], entries=[*good(), "igt@drm_mm@drm_mm@no_such_part"], list="full")
        with unittest.mock.patch(
            "sys.argv", ["propose.py", self.folder]
        ), contextlib.redirect_stdout(io.StringIO()) as out:
            propose.main()
        self.assertEqual(
            out.getvalue(), f"igt@drm_mm@drm_mm@no_such_part\tnone\tkernel\t{propose.KUNIT}\n"
        )

    def test_rows_are_written_where_their_names_belong(self):
        path = self.path("rows.tsv")
        self.put(
            path,
            "test\tresult\tclass\treason\nigt@gem_basic@a\tskip\tskip\tx\n"
            "igt@zzz@b\tskip\tskip\ty\n",
        )
        self.propose(
            {**good(), PSR: test("skip", err=SW_SYNC), PASSES[0]: test("skip", err=SW_SYNC)},
            "--write",
            path,
        )
        with open(path, encoding="utf-8") as f:
            names = [line.split("\t")[0] for line in f]
        self.assertEqual(names, ["test", "igt@gem_basic@a", PASSES[0], PSR, "igt@zzz@b"])

    def test_the_first_reason_that_fits_is_taken(self):
        both = test(
            "skip", err=f"{NOTICE}Test requirement: psr.can_test\nTest requirement: fbc.can_test\n"
        )
        _, rows, _ = self.propose({**good(), "igt@kms_frontbuffer_tracking@fbcpsr-made-up": both})
        self.assertIn(propose.PSR, rows)

    def test_each_reason_is_for_some_test_of_a_list(self):
        names = lists.all_tests()
        for name, _, _, reason in propose.REASONS:
            with self.subTest(reason):
                self.assertTrue(any(name.match(test) for test in names))

    def test_what_is_proposed_is_sound(self):
        known = set(lists.all_tests())
        for _, _, (result, kind), reason in propose.REASONS:
            row = expected.Row(PASSES[0], result, kind, reason, "here")
            self.assertEqual(list(expected.check_row(row, known, set())), [])

    def test_a_folder_that_is_no_run_is_told_in_a_line(self):
        with unittest.mock.patch(
            "sys.argv", ["propose.py", self.folder]
        ), contextlib.redirect_stderr(io.StringIO()) as err:
            self.assertEqual(propose.main(), 1)
        self.assertIn("it is no folder of a run", err.getvalue())


if __name__ == "__main__":
    unittest.main()
