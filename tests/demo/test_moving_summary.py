#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Test the judge of ./run demo --migrate: a good run passes, and each single fault is found.

TAP on stdout.
"""

import json
import os
import subprocess
import sys
import tempfile

import moving_summary
from test_drawing_summary import KBL, png, ppm, write

MOVES = 2
REPORT = f"""FACET-READY 20
renderer gl {KBL}
renderer vk {KBL[5:]}
round 1 0
round 2 0
renderer kmscube {KBL}
frames kmscube 30
FACET-EXIT 0
"""
MOVE = '{"report":"move","guest":0,"total_ms":9000,"downtime_ms":900,"ram_kib":1,"device_kib":99}\n'


def plant(directory):
    """Write the files of a good run."""
    for folder in ("guest", "native", "log"):
        os.mkdir(os.path.join(directory, folder))
    for side in ("guest", "native"):
        for name in moving_summary.COMPARED.values():
            write(directory, f"{side}/{name}", ppm(16))
    for name in ("before", "move1", "move2"):
        png(os.path.join(directory, name + ".png"), 16)
    write(directory, "log/guest.report", REPORT)
    write(directory, "host.report", MOVE * MOVES)
    write(directory, "guest/dmesg-guest0", "[drm] Initialized i915\n")


def replace(old, new):
    return lambda directory: write(directory, "log/guest.report", REPORT.replace(old, new))


FAULTS = {
    "a move that is missing": (lambda d: write(d, "host.report", MOVE), "1 moves, 2 were wanted"),
    "llvmpipe in place of the vGPU": (replace(f"gl {KBL}", "gl llvmpipe"), "gl does not run"),
    "a picture that differs from the first": (replace("round 2 0", "round 2 1"), "1 pictures of 2"),
    "a guest that has not drawn again": (
        replace("round 1 0\nround 2 0\n", ""), "has not drawn again"),
    "a program that failed": (
        replace("FACET-EXIT", "failed kmscube\nFACET-EXIT"), "in the guest: kmscube"),
    "another picture than the native one": (
        lambda d: write(d, "guest/gl-cube.ppm", ppm(15)), "gl-cube: the guest's"),
    "a black screen after a move": (
        lambda d: png(os.path.join(d, "move2.png"), 1), "move2.png: the screen"),
    "a hang": (
        lambda d: write(d, "guest/dmesg-guest0", "i915: GPU HANG: ecode 9\n"), "kernel complains"),
}


def run(fault):
    """Judge a planted run. Return exit status, stderr and the summary."""
    with tempfile.TemporaryDirectory() as directory:
        plant(directory)
        fault(directory)
        done = subprocess.run(
            [sys.executable, "-B", "moving_summary.py", directory, "--moves", str(MOVES)],
            capture_output=True, text=True, check=False,
        )
        with open(os.path.join(directory, "summary.json"), encoding="ascii") as f:
            return done.returncode, done.stderr, json.load(f)


def main():
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    failures = 0
    status, said, found = run(lambda directory: None)
    good = status == 0 and not said and found["ok"] and found["mismatches"] == 0 and \
        found["moves"] == MOVES and found["downtime_ms"] == [900, 900]
    print(f"{'ok' if good else 'not ok'} - moves: a good run passes")
    failures += not good
    for name, (fault, words) in FAULTS.items():
        status, said, found = run(fault)
        met = status == 1 and words in said and not found["ok"] and said.count("\n") == 1
        print(f"{'ok' if met else 'not ok'} - moves: found: {name}")
        if not met:
            print(f"# status {status}: {said}")
        failures += not met
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
