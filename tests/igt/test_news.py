#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Test the progress of a guest, also with lines that igt_runner would not write."""

import os
import subprocess
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
# After unset, SECONDS is an ordinary variable: the tests set the time.
CLOCK = 'unset SECONDS; SECONDS=0; '
# Call igt_news for each report, and print "on" if the loop comes to its end.
LOOP = (
    CLOCK
    + '. "$1/lib.sh"; shift; '
    + 'for report; do SECONDS=$((SECONDS + 60)); igt_news 0 "$report"; done; echo on'
)
WAKE = (
    CLOCK
    + '. "$1/lib.sh"; igt_wake 0 "$2" echo pressed; igt_wake 0 "$2" echo pressed; '
    + 'SECONDS=$((SECONDS + 60)); igt_wake 0 "$2" echo again'
)


class Death(unittest.TestCase):
    def test_each_is_told_with_the_test_that_it_was_in_and_counted(self):
        died = (
            'set -u; . "$1/lib.sh"; igt_died 0 "it ended" "$FACET_DIR/report"; '
            'igt_died 0 "it was silent" "$FACET_DIR/none"; echo "${DIED[0]}"'
        )
        with tempfile.TemporaryDirectory() as folder:
            os.mkdir(os.path.join(folder, "guest0"))
            with open(os.path.join(folder, "report"), "w", encoding="ascii") as f:
                f.write("[1.0] [03/15] gem_basic (bad-close)\r\n")
            done = subprocess.run(
                ["bash", "-c", died, "bash", HERE],
                capture_output=True,
                check=True,
                text=True,
                env={**os.environ, "PATIENCE": "60", "FACET_DIR": folder},
            )
            with open(os.path.join(folder, "guest0", "deaths"), encoding="ascii") as f:
                kept = f.read().splitlines()
        self.assertEqual(done.stderr, "")
        self.assertEqual(kept, ["it ended, at 3 of 15: gem_basic (bad-close)", "it was silent"])
        self.assertEqual(done.stdout.splitlines(), [*(f"guest0: {line}" for line in kept), "2"])


class Sleep(unittest.TestCase):
    def pressed(self, last, age):
        """Return what presses the button in two checks at once and in one a minute later."""
        with tempfile.NamedTemporaryFile("w") as log:
            log.write(f"[    1.0] before\n{last}\n")
            log.flush()
            then = time.time() - age
            os.utime(log.name, (then, then))
            done = subprocess.run(
                ["bash", "-c", WAKE, "bash", HERE, log.name],
                capture_output=True,
                check=True,
                text=True,
                env={**os.environ, "PATIENCE": "60"},
            )
        return done.stdout.split()

    def test_a_guest_that_sleeps_is_woken_once_in_half_a_minute(self):
        for last in (
            "[   64.6] PM: suspend entry (s2idle)",
            "[   64.6] Freezing user space processes completed (elapsed 0.001 seconds)",
            "[   64.6] Freezing remaining freezable tasks completed (elapsed 0.001 seconds)\r",
        ):
            self.assertEqual(self.pressed(last, 40), ["pressed", "again"])

    def test_no_other_guest_is(self):
        self.assertEqual(self.pressed("[   64.6] PM: suspend entry (deep)", 5), [])
        self.assertEqual(self.pressed("[   64.6] PM: suspend exit", 40), [])


class News(unittest.TestCase):
    def told(self, *lines):
        """Return what is printed after each of these lines."""
        with tempfile.TemporaryDirectory() as folder:
            reports = []
            for line in lines:
                reports.append(os.path.join(folder, f"{len(reports)}"))
                with open(reports[-1], "w", encoding="latin1") as f:
                    f.write(f"before\r\n{line}\r\n")
            done = subprocess.run(
                ["bash", "-c", LOOP, "bash", HERE, *reports],
                capture_output=True,
                check=False,
                text=True,
                env={**os.environ, "PATIENCE": "60"},
            )
        self.assertEqual(done.stderr, "")
        self.assertTrue(done.stdout.endswith("on\n"), done.stdout)
        return done.stdout.splitlines()[:-1]

    def test_the_test_and_the_time_left_are_told(self):
        self.assertEqual(self.told("[1.0] [001/100] a (x)", "[2.0] [011/100] b (y)"),
                         ["guest0: 1 of 100: a (x)", "guest0: 11 of 100, about 9 min left: b (y)"])

    def test_numbers_that_no_list_has_end_nothing(self):
        most = 2**63 - 3
        self.assertEqual(
            self.told(
                f"[1.0] [{most}/{most}] a",
                "[1.0] [9/1] b",
                "[1.0] [0/0] c",
                "[1.0] [000/000] d",
                "[1.0] [-1/5] e",
            ),
            ["guest0: 0 of 0: c", "guest0: 0 of 0: d"],
        )

    def test_a_list_that_begins_anew_is_reckoned_anew(self):
        self.assertEqual(
            self.told("[1.0] [50/100] a", "[1.0] [1/100] b", "[1.0] [6/100] c")[-1],
            "guest0: 6 of 100, about 19 min left: c",
        )

    def test_another_pass_is_reckoned_anew(self):
        self.assertEqual(
            self.told("[1.0] [1/100] a", "[1.0] [100/100] b", "[1.0] [2/50] c", "[1.0] [7/50] d")[
                -1
            ],
            "guest0: 7 of 50, about 9 min left: d",
        )

    def test_nothing_is_told_that_a_terminal_would_obey(self):
        said = self.told("[1.0] [1/2] a\x1b]0;title\x07")
        self.assertEqual(said, ["guest0: 1 of 2: a"])

    def test_a_line_without_end_is_cut(self):
        self.assertLess(len(self.told("[1.0] [1/2] " + "x" * 60000)[0]), 200)


if __name__ == "__main__":
    unittest.main()
