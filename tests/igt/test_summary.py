#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Test the judge of conformance: a good run passes, each fault is found, text is confined."""

import json
import os
import shutil
import unittest

import lists
import made_run
from made_run import DRAWS, NOTICE, NO_NAME, PASSES, SKIPS, good, test


class Judge(made_run.Case):
    def unexpected(self, tests, entry, *words):
        self.part([tests])
        status, said, _, text = self.judge()
        self.assertEqual(status, 1, said)
        self.assertIn("1 unexpected", said)
        self.assertIn(f"### {entry}: ", text)
        for word in words:
            self.assertIn(word, text)
        return text

    def test_a_good_run_passes_and_says_its_figures(self):
        self.part([good()])
        status, said, wrong, text = self.judge()
        self.assertEqual((status, wrong), (0, ""))
        self.assertIn(
            "facet: bat on 6.12, the modules: 3 of 3 attainable pass, 1 skip as listed, "
            "1 need EU execution, 1 otherwise as listed, 0 unexpected, 1 min 40 s: ",
            said,
        )
        for word in (
            "| pass | 3 |",
            "| no result | 1 |",
            "## Slowest",
            "    ./run igt\n",
            "| unexpected | 0 |",
        ):
            self.assertIn(word, text)

    def test_tap_has_a_line_for_each_entry_and_for_what_is_wrong_besides(self):
        self.part([good()])
        said = self.judge("--tap")[1].splitlines()
        self.assertEqual(len(said), 6)
        self.assertIn(f"ok - the modules: {PASSES[0]}", said)
        self.assertTrue(any(line.startswith(f"ok - the modules: {SKIPS} # SKIP ") for line in said))
        self.part([{**good(), PASSES[0]: test("fail"), SKIPS: test("pass")}], host="BUG: x\n")
        said = self.judge("--tap")[1].splitlines()
        for entry in (PASSES[0], SKIPS):
            self.assertIn(f"not ok - the modules: {entry}", said)
        self.assertIn("not ok - the modules: BUG: x", said)

    def test_a_failure_is_seen_with_what_it_printed(self):
        fails = test(
            "fail",
            out="noise\n",
            err="(gem_basic:1) CRITICAL: Failed assertion: fd == 3\n",
            **{"dmesg-warnings": "<4>[1] oops\n"},
        )
        text = self.unexpected(
            {**good(), PASSES[0]: fails},
            PASSES[0],
            "Failed assertion: fd == 3",
            "dmesg: <4>[1] oops",
        )
        self.assertNotIn("noise", text)

    def test_other_bad_results_are_seen(self):
        for result in (
            "timeout",
            "crash",
            "incomplete",
            "dmesg-warn",
            "dmesg-fail",
            "abort",
            "notrun",
        ):
            with self.subTest(result):
                self.unexpected(
                    {**good(), PASSES[0]: test(result)}, PASSES[0], f"{PASSES[0]}: {result}"
                )

    def test_a_skip_without_a_row_is_seen(self):
        self.unexpected(
            {**good(), PASSES[0]: test("skip", out="Test requirement: more\n")},
            PASSES[0],
            "Test requirement: more",
        )

    def test_another_result_than_the_rows_is_seen(self):
        self.unexpected({**good(), SKIPS: test("fail")}, SKIPS, "says skip")
        self.unexpected({**good(), DRAWS: test("timeout")}, DRAWS, "says fail")

    def test_an_entry_with_no_result_is_seen(self):
        tests = good()
        del tests[PASSES[1]]
        self.unexpected(tests, PASSES[1], f"{PASSES[1]}: no result")

    def test_a_test_in_which_the_guest_died_without_a_word_is_incomplete(self):
        self.unexpected(
            {**good(), PASSES[0]: {"dmesg": "<6> [1.0] [IGT] gem_basic: executing"}},
            PASSES[0],
            "incomplete",
        )

    def test_a_failure_that_is_listed_has_its_reason(self):
        self.part([good()])
        text = self.judge()[3]
        listed = text.partition("## Failures as listed in tests/igt/expected\n")[2]
        self.assertRegex(listed, rf"^\n    {DRAWS}: \w+; \S+ says: \w+")
        self.assertNotIn(SKIPS, listed.partition("## ")[0])

    def test_a_listed_test_that_passes_is_seen(self):
        for entry in (SKIPS, DRAWS, NO_NAME):
            with self.subTest(entry):
                self.part([{**good(), entry: test("pass")}])
                status, said, _, text = self.judge()
                self.assertEqual(status, 1)
                self.assertIn("1 pass although listed", said)
                self.assertIn("The list is to shrink", text)

    def test_a_test_of_class_time_may_pass_as_well(self):
        entry = "igt@gem_sync@basic-all"
        for result, said_so in (("fail", 0), ("pass", 1)):
            with self.subTest(result):
                self.part([{**good(), entry: test(result)}], [*good(), NO_NAME, entry])
                status, said, _, text = self.judge()
                self.assertEqual(status, 0, said)
                self.assertIn("2 otherwise as listed", said)
                self.assertEqual(text.count("Passed, though emulated time"), said_so)
        self.part([{**good(), entry: test("crash")}], [*good(), NO_NAME, entry])
        self.assertEqual(self.judge()[0], 1)

    def test_the_notice_is_a_pass_on_612_alone(self):
        tests = {
            **good(),
            PASSES[0]: test(
                "warn",
                err=f"Starting subtest: bad-close\n{NOTICE}Subtest bad-close: SUCCESS (0.1s)\n",
            ),
        }
        self.part([tests])
        status, said, _, text = self.judge()
        self.assertEqual(status, 0)
        self.assertIn("3 of 3 attainable pass", said)
        self.assertIn("| pass (notice) | 1 |", text)
        self.part([tests], kernel="7.2")
        self.assertEqual(self.judge()[0], 1)

    def test_another_warning_beside_the_notice_is_seen(self):
        for more in (
            "(x:1) WARNING: Warning on condition t.err\n",
            "libdrm: no such thing\n",
            f"# {NOTICE}",
            "(x:1) igt_kms-WARNING: IN_FORMATS\n",
        ):
            with self.subTest(more):
                self.unexpected({**good(), PASSES[0]: test("warn", err=NOTICE + more)}, PASSES[0])
        self.unexpected({**good(), PASSES[0]: test("warn")}, PASSES[0])

    def test_dynamic_parts_do_not_stand_for_an_entry_with_no_result_of_its_own(self):
        tests = good()
        del tests[PASSES[0]]
        self.unexpected(
            {**tests, f"{PASSES[0]}@a": test("pass")}, PASSES[0], f"{PASSES[0]}: no result"
        )

    def test_host_warnings_are_seen(self):
        self.part([good()], host="facet: BUG at x\n")
        status, said, _, text = self.judge()
        self.assertEqual(status, 1)
        self.assertIn("1 warnings of the host", said)
        self.assertIn("## Host warnings\n\n    facet: BUG at x\n", text)

    def test_host_warnings_are_bounded(self):
        self.part([good()], host="".join(f"BUG {n}\n" for n in range(50)))
        text = self.judge()[3]
        self.assertIn("    BUG 19\n    ... and 30 more lines\n", text)
        self.assertNotIn("BUG 20", text)

    def test_a_run_that_was_cut_short_is_seen_and_tells_of_what_it_has(self):
        tests = {**good(), PASSES[0]: test("fail")}
        del tests[PASSES[1]]
        self.part([tests], ended=None)
        status, said, _, text = self.judge()
        self.assertEqual(status, 1)
        self.assertIn("--resume", said)
        self.assertIn(f"## 1 without a result as yet\n\n    {PASSES[1]}\n", text)
        self.assertIn(f"### {PASSES[0]}: fail", text)
        self.assertNotIn(f"### {PASSES[1]}", text)

    def test_a_runner_that_gave_up_is_seen(self):
        self.part([{**good(), "igt@runner@aborted": test("fail", out="taint")}])
        status, said, _, _ = self.judge()
        self.assertEqual(status, 1)
        self.assertIn("igt_runner gave up: 'taint'", said)

    def test_a_guest_that_had_to_be_started_again_is_seen_though_all_passes(self):
        folder = self.part([good()])
        self.put(
            os.path.join(folder, "guest0", "deaths"),
            "it ended in a test, at 3 of 5: x\nit was silent for 9 s\n",
        )
        status, _, _, text = self.judge()
        self.assertEqual(status, 1)
        self.assertIn("| started again | 2 |", text)
        self.assertIn("guest0 was started again: it ended in a test, at 3 of 5: x", text)

    def test_the_slowest_come_first(self):
        self.part([{**good(), PASSES[2]: test("pass", 77.5)}])
        text = self.judge()[3]
        self.assertIn(f"| test | s | guest |\n|---|---|---|\n| {PASSES[2]} | 77.5 | 0 |\n", text)


class Guests(made_run.Case):
    def test_each_guest_is_judged_and_differences_are_told(self):
        self.part([good(), {**good(), PASSES[0]: test("fail")}])
        status, said, _, text = self.judge()
        self.assertEqual(status, 1)
        self.assertIn("2 of 3 attainable pass in each guest", said)
        self.assertIn("## Unexpected in guest1", text)
        self.assertNotIn("## Unexpected in guest0", text)
        self.assertIn(f"## Guests differ\n\n    {PASSES[0]}: pass, fail\n", text)

    def test_each_guest_has_results_of_its_own(self):
        self.part([good(), {**good(), PASSES[0]: test("fail")}])
        self.judge()
        for number, result in ((0, "pass"), (1, "fail")):
            with open(self.path(f"guest{number}", "results.json"), encoding="utf-8") as f:
                self.assertEqual(json.load(f)["tests"][PASSES[0]]["result"], result)
        self.assertFalse(os.path.exists(self.path("results.json")))


class Parts(made_run.Case):
    def test_tests_that_come_to_no_end_have_a_file_of_their_own(self):
        tests = good()
        late = {DRAWS: tests.pop(DRAWS)}
        folder = self.part([tests])
        self.put(os.path.join(folder, "guest0", "late.json"), json.dumps({"tests": late}))
        self.assertEqual(self.judge()[0], 0)
        os.remove(os.path.join(folder, "guest0", "main.json"))
        self.assertIn(f"{PASSES[0]}: no result", self.judge()[3])

    def test_a_guest_answers_for_the_list_of_its_part_alone(self):
        self.part([{PASSES[0]: test("fail")}], [PASSES[0]], (1, 2))
        self.part(
            [
                {
                    PASSES[1]: test("pass"),
                    PASSES[0]: test("pass"),
                    "igt@gem_busy@all@bcs0": test("pass"),
                }
            ],
            [PASSES[1]],
            (2, 2),
        )
        status, _, _, text = self.judge()
        self.assertEqual(status, 1)
        self.assertIn(f"{PASSES[0]}: fail", text)
        with open(self.path("results.json"), encoding="utf-8") as f:
            self.assertEqual(sorted(json.load(f)["tests"]), PASSES[:2])

    def test_a_pass_answers_for_its_own_entries_alone(self):
        dynamic = f"{PASSES[0]}@a"
        for mine, status in ((test("pass"), 0), (test("fail"), 1), (None, 1)):
            folder = self.part([{**good(), dynamic: test("pass")}], [*good(), NO_NAME, dynamic])
            self.put(os.path.join(folder, "list.main"), "\n".join([*good(), NO_NAME]))
            self.put(os.path.join(folder, "list.dynamic"), dynamic)
            tests = {PASSES[0]: test("skip"), **({dynamic: mine} if mine else {})}
            self.put(os.path.join(folder, "guest0", "dynamic.json"), json.dumps({"tests": tests}))
            self.assertEqual(self.judge()[0], status)

    def test_entries_that_no_part_has_are_missed(self):
        self.part([good()], list(good()), shard=(1, 2))
        self.assertEqual(self.judge()[0], 0)
        self.part([{}], [NO_NAME], shard=(2, 2))
        status, said, _, _ = self.judge()
        self.assertEqual(status, 1)
        self.assertRegex(said, "16[0-9] entries of bat are in no part, such as igt@")

    def test_a_pass_that_should_have_results_and_has_none_is_missed(self):
        folder = self.part([good()])
        for name, entries in (
            ("main", "\n".join([*good(), NO_NAME])),
            ("late", ""),
            ("outputs", "y"),
        ):
            self.put(os.path.join(folder, f"list.{name}"), entries)
        self.assertIn("outputs.json: No such file", self.judge()[3])
        self.put(os.path.join(folder, "list.outputs"), "")
        self.assertEqual(self.judge()[0], 0)

    def test_nothing_else_of_a_guests_file_is_kept(self):
        tests = {**good(), PASSES[0]: test("pass", more=[[[0]]], time={"end": 2, "x": "y"})}
        self.part(
            [
                json.dumps(
                    {
                        "tests": tests,
                        "x": [[[0]]],
                        "runtimes": {"igt@gem_basic": {"time": {"end": 3}, "x": 1}, "y": 5},
                    }
                )
            ]
        )
        self.assertEqual(self.judge()[0], 0)
        with open(self.path("results.json"), encoding="utf-8") as f:
            whole = json.load(f)
        self.assertEqual(sorted(whole), ["runtimes", "tests", "time_elapsed", "totals"])
        self.assertEqual(
            sorted(whole["tests"][PASSES[0]]), ["dmesg", "err", "out", "result", "time"]
        )
        self.assertEqual(
            whole["tests"][PASSES[0]]["time"],
            {"__type__": "TimeAttribute", "start": 0.0, "end": 2.0},
        )
        self.assertEqual(list(whole["runtimes"]), ["igt@gem_basic"])

    def test_parts_merge_into_the_runners_format(self):
        self.part([{PASSES[0]: test("pass")}], [PASSES[0]], (1, 3))
        self.part([{SKIPS: test("skip")}], [SKIPS], (3, 3))
        status, said, _, text = self.judge()
        self.assertEqual(status, 0)
        self.assertIn("2 of 3 shards: 1 of 1 attainable pass, 1 skip as listed", said)
        self.assertIn("3 min 20 s", said)
        self.assertIn("# bat on 6.12, the modules, 2 of 3 shards", text)
        with open(self.path("results.json"), encoding="utf-8") as f:
            whole = json.load(f)
        self.assertEqual(sorted(whole["tests"]), [PASSES[0], SKIPS])
        self.assertEqual(
            (
                whole["totals"][""]["pass"],
                whole["totals"]["root"]["skip"],
                whole["totals"]["igt@gem_basic"]["skip"],
            ),
            (1, 1, 0),
        )
        self.assertEqual(
            (whole["time_elapsed"]["start"], whole["time_elapsed"]["end"]), (10.0, 35.0)
        )
        self.assertEqual(whole["__type__"], "TestrunResult")

    def test_parts_of_another_division_are_refused(self):
        self.part([good()], list(good()), shard=(1, 2))
        self.part([good()], [NO_NAME, SKIPS], shard=(2, 2))
        status, _, wrong, _ = self.judge()
        self.assertEqual(status, 1)
        self.assertIn(f"has {SKIPS}, which", wrong)
        self.assertIn("divided in another way", wrong)

    def test_parts_of_different_runs_are_refused(self):
        self.part([good()], list(good()), shard=(1, 2))
        self.part([good()], [NO_NAME], shard=(2, 2), kernel="7.2")
        status, _, wrong, _ = self.judge()
        self.assertEqual(status, 1)
        self.assertIn("of another run", wrong)

    def test_a_part_that_is_under_way_is_not_counted(self):
        first, second = sorted(good())[:3], sorted(good())[3:]
        self.part([{entry: good()[entry] for entry in first}], first, shard=(1, 2))
        os.unlink(os.path.join(self.part([None], second, shard=(2, 2)), "run.json"))
        status, said, wrong, _ = self.judge()
        self.assertEqual((status, wrong), (0, ""))
        self.assertIn("1 of 2 shards", said)

    def test_the_run_before_is_compared(self):
        self.part([{**good(), PASSES[0]: test("fail")}], inside="previous")
        self.part([{**good(), PASSES[1]: test("fail", 4.0)}])
        text = self.judge()[3]
        self.assertIn(
            "1 newly failing, 1 newly passing of 6 that both ran; they took 8 s, before 5 s.", text
        )
        self.assertIn(f"    fails now: {PASSES[1]}\n    passes now: {PASSES[0]}\n", text)

    def test_a_run_before_that_is_spoilt_does_not_hide_this_one(self):
        folder = self.part([good()], inside="previous")
        self.put(os.path.join(folder, "run.json"), "{")
        self.part([good()])
        status, _, _, text = self.judge()
        self.assertEqual(status, 0)
        self.assertIn("## The run before cannot be compared", text)


class Hostile(made_run.Case):
    def test_results_that_are_no_results_are_told_in_a_line(self):
        whole = json.dumps({"tests": good()})
        for text in (
            whole[:200],
            "",
            "[]",
            "{}",
            '{"tests": []}',
            '{"tests": {"igt@a@b": 1}}',
            '{"tests": {"igt@a@b": {"result": "fine"}}}',
            '{"tests": {"igt@a@b": {"result": ["pass"]}}}',
            '{"a": NaN, ' + whole[1:],
            "[" * 100000,
            None,
        ):
            with self.subTest(str(text)[:40]):
                folder = self.part([text])
                if text is None and os.path.exists(os.path.join(folder, "guest0", "main.json")):
                    os.unlink(os.path.join(folder, "guest0", "main.json"))
                status, said, wrong, _ = self.judge()
                self.assertEqual((status, wrong), (1, ""))
                self.assertEqual(said.count("\n"), 1)
                self.assertIn("guest0/main.json: ", said)

    def test_times_that_are_no_times_count_nothing(self):
        for bad in (
            None,
            [],
            {"start": "a", "end": {}},
            {"start": -1e308, "end": 1e400},
            {"start": 5, "end": 1},
            {"end": True},
            {"end": 10**400},
        ):
            with self.subTest(str(bad)[:40]):
                self.part([{**good(), PASSES[0]: {**test("pass"), "time": bad}}])
                text = self.judge()[3]
                self.assertTrue("| 0.0 | 0 |" in text or "cut short or no JSON" in text)

    def test_text_of_a_guest_stays_in_its_block(self):
        evil = (
            "CRITICAL: ```\n# CRITICAL heading\r\n<script>CRITICAL</script>\u2028CRITICAL\x1b[2J"
            " | a | b\x85CRITICAL"
        )
        self.part([{**good(), PASSES[0]: test("fail", err=evil, **{"dmesg-warnings": "x\n# y"})}])
        text = self.judge()[3]
        inside = text.split(f"### {PASSES[0]}: fail\n")[1].split("\n## ")[0]
        self.assertIn("<script>", inside)
        self.assertTrue(all(not line or line.startswith("    ") for line in inside.split("\n")))
        self.assertTrue(all(c.isprintable() for c in inside.replace("\n", "")))

    def test_excerpts_are_bounded(self):
        self.part(
            [
                {
                    **good(),
                    PASSES[0]: test(
                        "fail", err="".join(f"CRITICAL {n} {'x' * 5000}\n" for n in range(5000))
                    ),
                }
            ]
        )
        inside = self.judge()[3].split(f"### {PASSES[0]}: fail\n")[1].split("\n## ")[0]
        lines = [line for line in inside.split("\n") if line]
        self.assertEqual(len(lines), 20)
        self.assertLessEqual(max(map(len, lines)), 204)

    def test_excerpts_leave_out_the_notice_and_what_was_for_debugging(self):
        err = (
            f"{NOTICE}[1.5] (kms_ccs:7) igt_kms-DEBUG: Test requirement passed: x\n"
            "[1.6] (kms_ccs:7) CRITICAL: it is so\n"
        )
        self.part([{**good(), PASSES[0]: test("fail", err=err)}])
        inside = self.judge()[3].split(f"### {PASSES[0]}: fail\n")[1].split("\n## ")[0]
        self.assertEqual(
            [line for line in inside.split("\n") if line],
            ["    [1.6] (kms_ccs:7) CRITICAL: it is so"],
        )

    def test_half_a_surrogate_does_not_stop_the_summary(self):
        self.part([{**good(), PASSES[0]: test("fail", err="CRITICAL \ud800")}])
        status, _, wrong, text = self.judge()
        self.assertEqual((status, wrong), (1, ""))
        self.assertIn("    CRITICAL ?\n", text)

    def test_a_folder_that_is_no_run_is_told_in_a_line(self):
        status, said, wrong, _ = self.judge()
        self.assertEqual((status, said), (1, ""))
        self.assertIn("it is no folder of a run", wrong)

    def test_a_run_that_nothing_is_expected_of_is_refused(self):
        for told in (
            {"kernel": "../6.12"},
            {"face": "x"},
            {"shard": [2, 1]},
            {"guests": 0},
            {"seconds": "long"},
        ):
            with self.subTest(told):
                folder = self.part([good()])
                with open(os.path.join(folder, "run.json"), encoding="utf-8") as f:
                    run = json.load(f)
                self.put(os.path.join(folder, "run.json"), json.dumps({**run, **told}))
                status, said, wrong, _ = self.judge()
                self.assertEqual((status, said, wrong.count("\n")), (1, "", 1))


class Page(made_run.Case):
    def setUp(self):
        super().setUp()
        self.page = os.path.join(self.dir.name, "page.md")
        self.put(self.page, "before\n\n<!-- results -->\n<!-- end -->\n\nafter\n")

    def rows(self):
        with open(self.page, encoding="utf-8") as f:
            text = f.read()
        self.assertTrue(
            text.startswith("before\n\n<!-- results -->\n| guest kernel |")
            and text.endswith("<!-- end -->\n\nafter\n")
        )
        return [line for line in text.split("\n") if line.startswith("| ")][2:]

    def test_a_run_has_one_row_and_others_stay(self):
        self.part([good()])
        self.judge("--page", self.page)
        self.part([good()], kernel="7.2")
        self.judge("--page", self.page)
        self.part([{**good(), PASSES[0]: test("fail")}], commit="def")
        self.judge("--page", self.page)
        self.assertEqual(
            self.rows(),
            [
                "| 6.12 | kernel | bat | 1 | 2023-11-14 | def | 2.5-1 |"
                " 6 | 2 | 0 | 1 | 1 | 1 | 1 | 1 min 40 s |",
                "| 7.2 | kernel | bat | 1 | 2023-11-14 | abc123 | 2.5-1 |"
                " 6 | 3 | 0 | 1 | 1 | 1 | 0 | 1 min 40 s |",
            ],
        )

    def test_what_the_host_complained_of_was_not_expected(self):
        self.part([good()], host="WARNING: CPU: 0 at facet\nBUG: bad page\n", list="full")
        self.judge("--page", self.page)
        self.assertEqual(self.rows()[0].split(" | ")[-2], "2")

    def test_a_shard_that_was_cut_short_has_no_row(self):
        self.part([good()], list(good()), list="full", shard=(1, 3))
        self.part([good()], [NO_NAME], list="full", shard=(2, 3), ended=None)
        self.judge("--page", self.page)
        self.assertEqual([row.split(" | ")[2] for row in self.rows()], ["full", "full, shard 1/3"])

    def test_rows_are_sorted_by_number_and_size(self):
        for told in (
            {"kernel": "7.2"},
            {"list": "full"},
            {"kernel": "6.1"},
            {"list": "sample"},
            {},
            {"face": "vfu"},
        ):
            self.part([good()], **told)
            self.judge("--page", self.page)
        self.assertEqual(
            [row.split(" | ")[:3] for row in self.rows()],
            [
                ["| 6.1", "kernel", "bat"],
                ["| 6.12", "kernel", "bat"],
                ["| 6.12", "kernel", "sample"],
                ["| 6.12", "kernel", "full"],
                ["| 6.12", "vfu", "bat"],
                ["| 7.2", "kernel", "bat"],
            ],
        )

    def test_lists_within_a_larger_one_have_rows_of_their_own(self):
        tests, whole = good(), lists.named("full")
        inside = {"bat": list(tests)[:2], "sample": [*tests, "igt@not@there"], "full": whole}
        with unittest.mock.patch("lists.named", inside.get):
            self.part([{**tests, PASSES[1]: test("fail")}], list="full", shard=(1, 8))
            self.judge("--page", self.page)
        self.assertEqual(
            self.rows(),
            [
                "| 6.12 | kernel | bat, in full | 1 | 2023-11-14 | abc123 | 2.5-1 |"
                " 2 | 1 | 0 | 0 | 0 | 0 | 1 | 2 s |",
                "| 6.12 | kernel | full | 1 | 2023-11-14 | abc123 | 2.5-1 |"
                " 6, 1 of 8 shards | 2 | 0 | 1 | 1 | 1 | 1 | 1 min 40 s |",
                "| 6.12 | kernel | full, shard 1/8 | 1 | 2023-11-14 | abc123 | 2.5-1 |"
                " 6 | 2 | 0 | 1 | 1 | 1 | 1 | 1 min 40 s |",
            ],
        )

    def forget(self):
        """Forget the run, as on another day and machine: only the page is left."""
        shutil.rmtree(self.folder)

    def test_shards_of_several_days_are_summed_up(self):
        self.part([good()], list="full", shard=(1, 2), seconds=3670)
        self.judge("--page", self.page)
        self.forget()
        self.part(
            [{**good(), PASSES[0]: test("fail")}],
            list="full",
            shard=(2, 2),
            commit="def",
            ended=1700100000,
            seconds=59.6,
        )
        self.judge("--page", self.page)
        self.assertEqual(
            self.rows(),
            [
                "| 6.12 | kernel | full | 1 | 2023-11-14 | several | 2.5-1 |"
                " 12 of 4002 | 5 | 0 | 2 | 2 | 2 | 1 | 1 h 2 min |",
                "| 6.12 | kernel | full, shard 1/2 | 1 | 2023-11-14 | abc123 | 2.5-1 |"
                " 6 | 3 | 0 | 1 | 1 | 1 | 0 | 1 h 1 min |",
                "| 6.12 | kernel | full, shard 2/2 | 1 | 2023-11-16 | def | 2.5-1 |"
                " 6 | 2 | 0 | 1 | 1 | 1 | 1 | 1 min 0 s |",
            ],
        )

    def test_shards_of_another_kind_of_run_are_not_summed_up(self):
        for told in (
            {"face": "vfu"},
            {"kernel": "7.2"},
            {"list": "sample"},
            {"dmc": True},
            {"clock": 30},
            {},
        ):
            self.part([good()], shard=(1, 2), **{"list": "full", **told})
            self.judge("--page", self.page)
            self.forget()
        self.assertEqual(
            [cells.split(" | ")[7] for cells in self.rows()], ["6, 1 of 2 shards", "6"] * 6
        )

    def test_shards_of_another_division_go(self):
        for shard in ((1, 3), (2, 3), (2, 2)):
            self.part([good()], list="full", shard=shard)
            self.judge("--page", self.page)
            self.forget()
        self.assertEqual(
            [cells.split(" | ")[2] for cells in self.rows()], ["full", "full, shard 2/2"]
        )

    def test_a_list_that_is_run_whole_again_has_no_shards(self):
        self.part([good()], list="full", shard=(1, 3))
        self.judge("--page", self.page)
        self.forget()
        self.part([good()], list="full")
        self.judge("--page", self.page)
        self.assertEqual([cells.split(" | ")[2] for cells in self.rows()], ["full"])

    def test_a_list_of_any_name_stays_in_its_cell(self):
        self.part([good()], list="kms_*|<b>\n<!-- end -->")
        self.judge("--page", self.page)
        self.judge("--page", self.page)
        self.assertEqual(len(self.rows()), 1)
        self.assertNotIn("<b>", self.rows()[0])

    def test_a_page_without_markers_is_told(self):
        self.put(self.page, "nothing\n")
        self.part([good()])
        status, _, wrong, _ = self.judge("--page", self.page)
        self.assertEqual(status, 1)
        self.assertIn("the page has no lines '<!-- results -->'", wrong)


if __name__ == "__main__":
    unittest.main()
