#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Test disk.py: it copies results from a disk on which a guest may have written anything."""

import os
import subprocess
import sys
import tempfile
import unittest

import disk
import results


class Disk(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.addCleanup(self.dir.cleanup)
        self.root, self.image, self.out = (
            os.path.join(self.dir.name, name) for name in ("root", "image", "out")
        )
        os.makedirs(os.path.join(self.root, "main"))
        os.mkdir(self.out)

    def path(self, name):
        return os.path.join(self.root, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="ascii") as f:
            f.write(text)

    def run_disk(self, *passes):
        """Make a disk of root/ and read it. Return (status, begun, complaint)."""
        if os.path.exists(self.image):
            os.unlink(self.image)
        with open(self.image, "wb") as f:
            f.truncate(16 << 20)
        subprocess.run(["mkfs.ext4", "-q", "-d", self.root, self.image], check=True)
        return self.read(*passes)

    def read(self, *passes):
        done = subprocess.run(
            [sys.executable, disk.__file__, self.image, self.out, *(passes or ("main",))],
            capture_output=True,
            check=False,
            text=True,
        )
        return done.returncode, done.stdout.strip(), done.stderr

    def taken(self, name="main"):
        with open(os.path.join(self.out, f"{name}.json"), encoding="ascii") as f:
            return f.read()

    def assert_nothing_taken(self):
        self.assertEqual(os.listdir(self.out), [])

    def test_results_of_each_pass_are_taken_and_begun_tests_counted(self):
        for name in ("main", "late"):
            os.makedirs(self.path(f"{name}/0"))
            os.makedirs(self.path(f"{name}/12"))
            self.write(f"{name}/results.json", name)
        self.write("main/7", "a file is no test")
        self.assertEqual(self.run_disk("main", "late", "outputs"), (0, "4", ""))
        self.assertEqual((self.taken(), self.taken("late")), ("main", "late"))
        self.assertEqual(sorted(os.listdir(self.out)), ["late.json", "main.json"])

    def test_what_was_taken_before_stays_until_there_is_more(self):
        self.write("main/results.json", "first")
        self.run_disk()
        os.unlink(self.path("main/results.json"))
        self.assertEqual(self.run_disk(), (0, "0", ""))
        self.assertEqual(self.taken(), "first")
        self.write("main/results.json", "second")
        self.run_disk()
        self.assertEqual(self.taken(), "second")

    def test_a_link_is_not_followed(self):
        os.symlink("/dev/zero", self.path("main/results.json"))
        self.assertEqual(self.run_disk()[0], 0)
        self.assert_nothing_taken()

    def test_a_pass_that_is_a_link_to_this_machine_is_nothing(self):
        os.rmdir(self.path("main"))
        os.symlink(self.out, self.path("main"))
        self.assertEqual(self.run_disk()[:2], (0, "0"))
        self.assert_nothing_taken()

    def test_a_device_is_not_opened(self):
        os.mkfifo(self.path("main/results.json"))
        self.assertEqual(self.run_disk()[0], 0)
        self.assert_nothing_taken()

    def test_a_file_of_any_size_costs_no_room(self):
        with open(self.path("main/results.json"), "wb") as f:
            f.truncate(results.MOST_BYTES + 1)
        status, _, complaint = self.run_disk()
        self.assertEqual(status, 1)
        self.assertIn("more than any results", complaint)
        self.assert_nothing_taken()

    def test_a_disk_that_is_none_is_told_of(self):
        with open(self.image, "wb") as f:
            f.truncate(1 << 20)
        status, begun, complaint = self.read()
        self.assertEqual((status, begun), (1, "0"))
        self.assertIn("is damaged", complaint)


if __name__ == "__main__":
    unittest.main()
