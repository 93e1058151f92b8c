#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Test choose.py: commands of tests, platforms, samples, parts, and lists."""

import gzip
import os
import tempfile
import unittest

import choose

TEST = '<Test type="{}" name="{}"><option name="command" value="{}"/>{}</Test>'
CONCURRENT = '<option name="run_concurrent" value="{}"/>'
NEEDS = '<option name="require_platforms" value="{}"/>'


class Choose(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        os.mkdir(os.path.join(self.root, "tests"))
        self.profile("quick_gl", [
            TEST.format("gl", "spec@a@draw", "['draw', 'x', '-auto']", CONCURRENT.format(True)),
            TEST.format("gl", "spec@a@window", "['window']", CONCURRENT.format(False)),
            TEST.format("gl", "glx@only", "['glx']", NEEDS.format("['glx']")),
            TEST.format("gl_builtin", "spec@b@limits", "['limits', 'some.txt']", "")])
        self.profile("quick_shader", [
            TEST.format("shader", f"spec@s@{i}", f"['shader_runner', 'tests/{i}.shader_test']", "")
            for i in range(400)])

    def profile(self, name, tests):
        with gzip.open(os.path.join(self.root, "tests", name + ".xml.gz"), "wt") as file:
            file.write("<PiglitTestList>" + "".join(tests) + "</PiglitTestList>")

    def file(self, text):
        path = os.path.join(self.root, "list")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def test_commands_are_those_of_piglits_framework_without_windows(self):
        tests = choose.choose(self.root, "gpu")
        self.assertEqual(tests["spec@a@draw"],
                         [f"{self.root}/bin/draw", "x", "-auto", "-fbo"])
        self.assertEqual(tests["spec@a@window"], [f"{self.root}/bin/window", "-auto", "-fbo"])
        self.assertEqual(tests["spec@b@limits"],
                         [f"{self.root}/bin/limits", f"{self.root}/tests/some.txt"])
        self.assertEqual(tests["spec@s@7"], [f"{self.root}/bin/shader_runner",
                                             f"{self.root}/tests/7.shader_test", "-auto", "-fbo"])

    def test_tests_of_glx_are_in_no_list(self):
        self.assertNotIn("glx@only", choose.choose(self.root, "gpu"))
        self.assertEqual(len(choose.choose(self.root, "quick_gl")), 3)

    def test_a_sample_is_the_same_each_time_and_part_of_a_larger_one(self):
        small = list(choose.choose(self.root, "quick", sample=20))
        self.assertEqual(small, list(choose.choose(self.root, "quick", sample=20)))
        self.assertEqual(small, list(choose.choose(self.root, "gpu", sample=90))[:20])
        self.assertNotEqual(small, list(choose.choose(self.root, "gpu", seed=2, sample=20)))
        self.assertEqual(len(choose.choose(self.root, "quick")), choose.SAMPLE)

    def test_shards_have_each_test_once(self):
        shards = [list(choose.choose(self.root, "gpu", shard=f"{i}/3")) for i in (1, 2, 3)]
        self.assertEqual(sorted(sum(shards, [])), sorted(choose.choose(self.root, "gpu")))

    def test_patterns_and_files_choose_names(self):
        self.assertEqual(set(choose.choose(self.root, "spec@s@3")), {"spec@s@3"})
        self.assertEqual(set(choose.choose(self.root, "spec@a@*")),
                         {"spec@a@draw", "spec@a@window"})
        path = self.file("# a comment\n\nspec@s@3\nspec@a@draw\n")
        self.assertEqual(set(choose.choose(self.root, path)), {"spec@s@3", "spec@a@draw"})

    def test_a_name_that_is_no_test_is_told(self):
        for word in ("nothing@*", self.file("spec@s@3\nglx@only\n")):
            with self.assertRaises(choose.Bad) as caught:
                choose.choose(self.root, word)
            self.assertNotIn("\n", str(caught.exception))


if __name__ == "__main__":
    unittest.main()
