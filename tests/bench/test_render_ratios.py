#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Test render_ratios.py: ratios, their mean, and runs that lack a scene."""

import contextlib
import io
import json
import sys
import unittest
import unittest.mock

import render_ratios

SCENES = """engine build 0.004 100
engine clear 0.001 800
one build 0.001 400
one clear 0.001 900
all build 0.002 200
all clear 0.002 400
"""


class Ratios(unittest.TestCase):
    def run_main(self, text):
        """Return (exit status, results: name -> value, errors)."""
        said, errors = io.StringIO(), io.StringIO()
        with unittest.mock.patch.object(sys, "stdin", io.StringIO(text)), \
                contextlib.redirect_stdout(said), contextlib.redirect_stderr(errors):
            status = render_ratios.main()
        rows = json.loads(said.getvalue())["results"]
        return status, {row["name"]: row["value"] for row in rows}, errors.getvalue()

    def test_ratios_are_above_1_where_the_engine_is_faster(self):
        status, results, errors = self.run_main(SCENES)
        self.assertEqual((status, errors), (0, ""))
        self.assertEqual(results, {
            "render_build_frame": 4, "render_build_ratio": 0.25, "render_build_ratio_all": 0.5,
            "render_clear_frame": 1, "render_clear_ratio": 1, "render_clear_ratio_all": 2,
            "render_ratio": 0.5, "render_ratio_all": 1})

    def test_a_scene_that_one_run_lacks_is_reported_and_the_others_count(self):
        for run, ratio in (("engine", 1), ("one", 1), ("all", 0.5)):
            rows = [row for row in SCENES.splitlines(True) if not row.startswith(f"{run} build")]
            status, results, errors = self.run_main("".join(rows))
            self.assertEqual((status, errors), (1, f"facet: bench: {run} lacks build\n"))
            self.assertEqual(results["render_ratio"], ratio)

    def test_a_run_without_any_scene_is_reported(self):
        status, results, errors = self.run_main(SCENES.replace("engine", "all"))
        self.assertEqual((status, results), (1, {}))
        self.assertIn("engine lacks build clear", errors)
        self.assertEqual(self.run_main("")[0], 1)

    def test_a_time_of_0_divides_nothing_by_0(self):
        self.assertEqual(self.run_main(SCENES.replace("0.001", "0"))[0], 0)


if __name__ == "__main__":
    unittest.main()
