#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Test the judge of ./run demo --migrate: a good run passes, and each single fault is found.

TAP on stdout.
"""

import os
import sys

import moving_summary
from test_drawing_summary import KBL, png, ppm, test, write

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
REBOOT = '{"report":"reboot","guest":0}\n'
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


def plant_reboot(directory):
    """Write the files of a good run whose host booted again."""
    plant(directory)
    write(directory, "host.report", MOVE + REBOOT + MOVE)
    png(os.path.join(directory, "rebooted.png"), 16)


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


FAULTS_OF_REBOOTS = {
    "a reboot that is missing": (
        lambda d: write(d, "host.report", MOVE * MOVES), "0 reboots of the host, 1 were wanted"),
    "a black screen after the reboot": (
        lambda d: png(os.path.join(d, "rebooted.png"), 1), "rebooted.png: the screen"),
}


def main():
    def is_right(found):
        return found["moves"] == MOVES and found["downtime_ms"] == [900, 900]

    judge = ["moving_summary.py", "--moves", str(MOVES)]
    failed = test(judge, plant, is_right, FAULTS, "moves: ")
    return test([*judge, "--reboot"], plant_reboot, is_right, FAULTS_OF_REBOOTS,
                "moves over a reboot: ") or failed


if __name__ == "__main__":
    sys.exit(main())
