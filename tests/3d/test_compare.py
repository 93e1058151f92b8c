#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Test compare.py: states of pictures, bounds of rules, renderers, and rules.tsv itself."""

import contextlib
import glob
import io
import json
import os
import re
import tempfile
import unittest
import unittest.mock

import compare

HERE = os.path.dirname(os.path.abspath(__file__))
OURS = "Mesa Intel(R) HD Graphics 630 (KBL GT2)"
THEIRS = "llvmpipe (LLVM 19.1.7, 256 bits)"
SIZE = 40           # pixels of a side: one pixel of a picture is less than 1 of 1000
GREY = 100


class Pictures(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.summary = self.path("summary.json")
        for side, name in (("got", OURS), ("wanted", THEIRS)):
            os.mkdir(self.path(side))
            self.write(f"{side}/renderer", name + "\n")

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def picture(self, side, name="a", wrong=0, by=0, width=SIZE):
        """Write a grey picture in which some pixels differ by a number in one colour."""
        pixels = bytearray([GREY] * 3 * width * SIZE)
        for i in range(wrong):
            pixels[3 * i + 1] += by
        with open(self.path(f"{side}/{name}.ppm"), "wb") as file:
            file.write(b"P6\n%d %d\n255\n" % (width, SIZE) + pixels)

    def judge(self, rules="", root="trixie"):
        """Return (exit status, summary). The lines of TAP must agree with the status."""
        self.write("rules", rules)
        said = io.StringIO()
        words = ["compare.py", self.path("got"), self.path("wanted"), self.summary,
                 self.path("rules"), root]
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said), \
                unittest.mock.patch("sys.argv", words):
            status = compare.main()
        if not os.path.exists(self.summary):
            return status, said.getvalue()
        with contextlib.redirect_stdout(said):
            self.assertEqual(compare.print_tap(self.summary), status == 0)
        with open(self.summary, encoding="utf-8") as file:
            return status, json.load(file)

    def state(self, rules="", root="trixie"):
        """Return the state of picture a. It must agree with the exit status."""
        status, summary = self.judge(rules, root)
        state = summary["rows"]["a"]["state"]
        self.assertEqual(status == 0, state in compare.GOOD)
        self.assertEqual(summary["wrong"], status)
        return state

    def test_a_picture_is_equal_up_to_1_of_255_and_in_999_of_1000_pixels(self):
        self.picture("wanted")
        self.picture("got", wrong=SIZE * SIZE, by=1)
        self.assertEqual(self.state(), "equal")
        self.picture("got", wrong=1, by=50)
        self.assertEqual(self.state(), "equal")
        self.picture("got", wrong=2, by=2)
        self.assertEqual(self.state(), "differs")

    def test_a_rule_explains_a_difference_within_its_bounds(self):
        self.picture("wanted")
        self.picture("got", wrong=16, by=9)
        for rule, state in (("9\t0.99", "explained"), ("8\t0.99", "differs"),
                            ("9\t0.991", "differs"), ("255\t0", "explained")):
            self.assertEqual(self.state(f"# name\na\tsid,trixie\t{rule}\tReason.\n"), state)

    def test_a_black_picture_is_not_explained_by_the_rule_of_a_small_difference(self):
        self.picture("wanted")
        self.picture("got", wrong=SIZE * SIZE, by=-GREY)
        self.assertEqual(self.state("a\ttrixie\t2\t0.97\tReason.\n"), "differs")

    def test_no_rule_explains_a_picture_that_is_missing_or_has_another_size(self):
        rule = "a\ttrixie\t255\t0\tReason.\n"
        self.picture("wanted")
        self.assertEqual(self.state(rule), "missing")
        self.picture("got", width=SIZE + 1)
        self.assertEqual(self.state(rule), "size")
        os.remove(self.path("wanted/a.ppm"))
        self.assertEqual(self.state(rule), "missing")

    def test_a_rule_that_is_not_needed_is_a_failure(self):
        for side in ("got", "wanted"):
            self.picture(side)
        self.assertEqual(self.state("a\ttrixie\t2\t0.97\tReason.\n"), "unneeded")

    def test_a_rule_is_for_its_roots_alone(self):
        rule = "a\tsid\t9\t0.99\tReason.\n"
        self.picture("wanted")
        self.picture("got", wrong=16, by=9)
        self.assertEqual(self.state(rule), "differs")
        self.assertEqual(self.state(rule, "sid"), "explained")
        self.picture("got")
        self.assertEqual(self.state(rule), "equal")

    def test_each_picture_counts_once(self):
        for name in "abcd":
            self.picture("wanted", name)
        for name, wrong in (("a", 0), ("b", 16), ("c", 16)):
            self.picture("got", name, wrong, 9)
        status, summary = self.judge("c\ttrixie\t9\t0.99\tReason.\n")
        counts = [summary[key] for key in ("pictures", "equal", "explained", "wrong")]
        self.assertEqual((status, counts), (1, [4, 1, 1, 2]))

    def test_another_renderer_is_a_failure(self):
        for side in ("got", "wanted"):
            self.picture(side)
        self.assertEqual(self.judge()[0], 0)
        for side, names in (("got", (THEIRS, f"{OURS};{THEIRS}", "")), ("wanted", (OURS, ""))):
            for name in names:
                self.write(f"{side}/renderer", name)
                self.assertEqual(self.judge()[0], 1, (side, name))
            self.write(f"{side}/renderer", OURS if side == "got" else THEIRS)

    def test_no_picture_at_all_is_a_failure(self):
        self.assertEqual(self.judge()[0], 1)

    def test_a_line_that_is_no_rule_is_a_failure(self):
        for line in ("a\tReason.", "a\ttrixie\tx\t1\tReason.", "a\ttrixie\t1\t0.9\tReason.\tMore.",
                     ""):
            status, said = self.judge(line + "\n")
            self.assertEqual(status, 1)
            self.assertIn("rules:1: no rule", said)
        line = "a\ttrixie\t1\t0.9\tReason.\n"
        self.assertIn("a second rule", self.judge(line + line)[1])


class Rules(unittest.TestCase):
    """The rules of ./run images."""

    def test_each_rule_is_for_a_picture_that_can_be_drawn(self):
        sources = ""
        for path in glob.glob(os.path.join(HERE, "*.c")) + [os.path.join(HERE, "pictures.sh")]:
            with open(path, encoding="utf-8") as file:
                sources += file.read()
        with open(os.path.join(HERE, "rules.tsv"), encoding="utf-8") as file:
            rows = [line.split("\t") for line in file if not line.startswith("#")]
        for name in {row[0] for row in rows}:
            frame = re.fullmatch(r"glmark2-(.+)-\d{6}", name)
            wanted = rf'\b{frame[1]}\b' if frame else f'"{name}"'
            self.assertTrue(re.search(wanted, sources), name)
        for root in {root for row in rows for root in row[1].split(",")}:
            self.assertIn(root, ("bookworm", "trixie", "sid"))
            for rule in compare.read_rules(os.path.join(HERE, "rules.tsv"), root).values():
                self.assertTrue(compare.LIMIT < rule.most <= 255 and 0 <= rule.equal < 1, rule)


if __name__ == "__main__":
    unittest.main()
