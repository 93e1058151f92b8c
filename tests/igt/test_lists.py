#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Test lists.py: names, files and shards, and messages for bad ones."""

import os
import tempfile
import unittest

import lists


class Lists(unittest.TestCase):
    def refused(self, *args):
        with self.assertRaises(lists.Bad) as caught:
            lists.choose(*args)
        self.assertNotIn("\n", str(caught.exception))
        return str(caught.exception)

    def file(self, text):
        with tempfile.NamedTemporaryFile("w", suffix=".list", delete=False) as f:
            f.write(text)
        self.addCleanup(os.unlink, f.name)
        return f.name

    def test_named_lists_have_all_entries_once(self):
        for name, count in (("bat", 166), ("sample", 711), ("full", 4002)):
            entries = lists.choose(name)
            self.assertEqual((len(entries), len(set(entries))), (count, count))
            self.assertTrue(all(e.startswith("igt@") for e in entries))

    def test_quick_lists_are_part_of_bat_and_touch_each_subsystem_on_both_faces(self):
        quick = {face: lists.named(f"quick-{face}") for face in ("kernel", "vfu")}
        bat = lists.choose("bat")
        for entries in quick.values():
            self.assertEqual(entries, [e for e in bat if e in set(entries)])
            self.assertEqual(
                {e.split("@")[1].split("_")[0] for e in entries}
                & {"core", "gem", "i915", "kms", "prime", "vgem"},
                {"core", "gem", "i915", "kms", "prime", "vgem"},
            )
        self.assertGreater(len(set().union(*quick.values())), 150)

    def test_tests_that_want_other_monitors_are_known_and_take_no_boot_of_a_quick_list(self):
        full, seen = set(lists.choose("full")), set()
        for name in ("outputs", "large"):
            want = lists.from_file(os.path.join(lists.HERE, f"{name}.testlist"))
            self.assertEqual(want, sorted(set(want)))
            self.assertFalse(set(want) - full | set(want) & seen)
            seen.update(want)
        for face in ("kernel", "vfu"):
            self.assertFalse(seen & set(lists.named(f"quick-{face}")))

    def test_names_match_with_and_without_igt(self):
        self.assertEqual(lists.choose("gem_basic@bad-*"), ["igt@gem_basic@bad-close"])
        self.assertEqual(lists.choose("igt@gem_basic@bad-*"), ["igt@gem_basic@bad-close"])
        self.assertEqual(lists.choose("gem_basic@bad-close"), ["igt@gem_basic@bad-close"])

    def test_a_program_stands_for_all_of_its_tests(self):
        found = lists.choose("gem_basic")
        self.assertEqual(found, [t for t in lists.choose("full") if t.split("@")[1] == "gem_basic"])
        self.assertGreater(len(found), 1)

    def test_a_file_keeps_its_order(self):
        path = self.file("# mine\n\nkms_addfb_basic@size-max  # one\nigt@gem_basic@bad-close\n")
        self.assertEqual(
            lists.choose(path), ["igt@kms_addfb_basic@size-max", "igt@gem_basic@bad-close"]
        )

    def test_an_unknown_name_is_refused_with_near_ones(self):
        self.assertIn("near it: sample", self.refused("sampel"))
        self.assertIn("gem_basic", self.refused("gem_basik"))
        self.assertIn("igt@gem_basic@bad-close", self.refused("gem_basic@bad-cloze"))
        self.assertIn("no test matches", self.refused("qqq*"))
        self.assertLessEqual(self.refused("kms_flip@basic-flipp").count("igt@"), 5)

    def test_an_unknown_test_in_a_file_is_refused_with_its_line(self):
        path = self.file("gem_basic@bad-close\n\ngem_basic@bad-cloze\n")
        said = self.refused(path)
        self.assertIn(f"{path}:3: ", said)
        self.assertIn("near it: igt@gem_basic@bad-close", said)

    def test_an_empty_or_missing_file_is_refused(self):
        self.assertIn("has no test", self.refused(self.file("# nothing\n")))
        self.assertIn("/nowhere/list", self.refused("/nowhere/list"))
        self.assertIn("is no file", self.refused(""))

    def test_a_bad_shard_is_refused(self):
        for bad in ("0/3", "4/3", "x", "1", "1/0", "-1/3", "1/3/5", ""):
            self.assertIn("K/N", self.refused("bat", bad))
        self.assertIn("fewer parts", self.refused("gem_basic", "200/400"))

    def test_shards_have_each_test_once_in_the_order_of_the_list(self):
        for name, of in (("full", 7), ("bat", 3)):
            whole, seen = lists.choose(name), []
            for k in range(1, of + 1):
                part = lists.choose(name, f"{k}/{of}")
                self.assertEqual(part, lists.choose(name, f"{k}/{of}"))
                self.assertEqual(part, sorted(part, key=whole.index))
                seen += part
            self.assertEqual(sorted(seen), sorted(whole))

    def test_shards_take_about_as_long(self):
        parts = [sum(lists.costs(lists.choose("full", f"{k}/8"))) for k in range(1, 9)]
        self.assertLess(max(parts), 1.1 * min(parts))

    def test_a_shard_has_programs_whose_names_follow_each_other(self):
        for name, of in (("full", 8), ("sample", 4)):
            parts = [
                sorted({t.split("@")[1] for t in lists.choose(name, f"{k}/{of}")})
                for k in range(1, of + 1)
            ]
            for part, after in zip(parts, parts[1:]):
                self.assertLessEqual(part[-1], after[0])


if __name__ == "__main__":
    unittest.main()
