# SPDX-License-Identifier: GPL-2.0-only
"""Make runs for the tests of summary.py: folders as ./run igt leaves them."""

import contextlib
import io
import json
import os
import tempfile
import unittest
import unittest.mock

import summary

NOTICE = (
    "[387.166155] (kms_addfb_basic:7) igt_kms-WARNING: Driver has IN_FORMATS but no "
    "IN_FORMATS_ASYNC while supporting async flips\n"
)
PASSES = ["igt@gem_basic@bad-close", "igt@gem_basic@create-close", "igt@gem_basic@create-fd-close"]
SKIPS = "igt@intel_hwmon@hwmon-read"
DRAWS = "igt@gem_render_linear_blits@basic"
NO_NAME = "igt@gem_busy@busy@all"


def test(result, seconds=1.0, **more):
    return {
        "result": result,
        "out": "",
        "err": "",
        "dmesg": "",
        "time": {"__type__": "TimeAttribute", "start": 0.0, "end": seconds},
        **more,
    }


def good():
    """Return {entry: test} of a run as expected. NO_NAME has no result."""
    return {**{name: test("pass") for name in PASSES}, SKIPS: test("skip"), DRAWS: test("fail")}


class Case(unittest.TestCase):
    """A test case with the folder of a run, for which summary.py is called."""

    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.addCleanup(self.dir.cleanup)
        self.folder = os.path.join(self.dir.name, "6.12-kernel-bat")

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def put(self, path, text):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)

    def part(self, guests, entries=None, shard=(1, 1), inside="", host="", **told):
        """Write a part. @guests: {entry: test}, text for results.json, or None (no file)."""
        folder = self.path(*([inside] if inside else []), f"part-{shard[0]}-of-{shard[1]}")
        run = {
            "kernel": "6.12",
            "release": "6.12.1-amd64",
            "face": "kernel",
            "host_kernel": "6.12",
            "list": "bat",
            "shard": list(shard),
            "guests": len(guests),
            "dmc": False,
            "draws": False,
            "clock": 100,
            "igt": "2.5-1",
            "started": 1700000000,
            "ended": 1700000100,
            "seconds": 100,
            "commit": "abc123",
            "command": "./run igt",
            **told,
        }
        self.put(os.path.join(folder, "run.json"), json.dumps(run))
        self.put(
            os.path.join(folder, "list"), "".join(f"{e}\n" for e in entries or [*good(), NO_NAME])
        )
        self.put(os.path.join(folder, "host.trouble"), host)
        for number, tests in enumerate(guests):
            if isinstance(tests, dict):
                tests = json.dumps(
                    {
                        "__type__": "TestrunResult",
                        "results_version": 10,
                        "name": "facet",
                        "tests": tests,
                        "totals": {},
                        "runtimes": {},
                        "time_elapsed": {"start": 10.0 * shard[0], "end": 10.0 * shard[0] + 5},
                    }
                )
            if tests is not None:
                self.put(os.path.join(folder, f"guest{number}", "main.json"), tests)
        return folder

    def judge(self, *options):
        """Call summary.py. Return (status, stdout, stderr, summary.md)."""
        out, err = io.StringIO(), io.StringIO()
        with unittest.mock.patch(
            "sys.argv", ["summary.py", self.folder, *options]
        ), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = summary.main()
        text = ""
        if os.path.exists(self.path("summary.md")):
            with open(self.path("summary.md"), encoding="utf-8") as f:
                text = f.read()
        return status, out.getvalue(), err.getvalue(), text
