#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Test measured.py: the seconds of a program's tests."""

import json
import os
import unittest

import lists
import made_run
import measured
import runs
import summary


class Measured(made_run.Case):
    def took(self, *guests):
        """Return seconds() of a run. Each guest has {program: seconds}, or None: no results."""
        folder = self.part([made_run.good()] * len(guests))
        for number, programs in enumerate(guests):
            path = os.path.join(folder, f"guest{number}", "main.json")
            with open(path, encoding="utf-8") as f:
                found = json.load(f)
            found["runtimes"] = {
                f"igt@{name}": {"time": {"start": 5.0, "end": 5.0 + took}}
                for name, took in programs.items()
            }
            self.put(path, json.dumps(found))
        return measured.seconds(runs.read(self.folder, summary.rows_for))

    def test_a_programs_seconds_are_shared_out_among_its_tests(self):
        self.assertEqual(
            self.took({"gem_basic": 6.0, "intel_hwmon": 2.0}),
            {"gem_basic": 2.0, "intel_hwmon": 2.0},
        )

    def test_the_slowest_guest_counts(self):
        self.assertEqual(self.took({"gem_basic": 6.0}, {"gem_basic": 9.0}), {"gem_basic": 3.0})

    def test_a_program_that_is_not_in_the_list_or_took_nothing_has_no_row(self):
        self.assertEqual(self.took({"kms_flip": 6.0, "gem_basic": 0.0}), {})

    def test_a_test_that_takes_long_has_a_row_of_its_own(self):
        folder = self.part([{**made_run.good(), made_run.PASSES[0]: made_run.test("pass", 100.0)}])
        path = os.path.join(folder, "guest0", "main.json")
        with open(path, encoding="utf-8") as f:
            found = json.load(f)
        found["runtimes"] = {"igt@gem_basic": {"time": {"start": 0.0, "end": 104.0}}}
        self.put(path, json.dumps(found))
        self.assertEqual(
            measured.seconds(runs.read(self.folder, summary.rows_for)),
            {"gem_basic@bad-close": 100.0, "gem_basic": 2.0},
        )

    def test_each_row_is_for_a_program_or_a_test_that_is_in_full(self):
        full = lists.named("full")
        self.assertLessEqual(
            lists.seconds().keys(),
            {entry.split("@")[1] for entry in full}
            | {entry.removeprefix("igt@") for entry in full},
        )


if __name__ == "__main__":
    unittest.main()
