#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Judge a run of ./run demo --migrate by its result folder, and write summary.json there.

The folder has guest/ and native/ with pictures of the same names, log/ with the guest's reports,
host.report with the moves, and pictures of the screen. Exit status: 0 if the run meets all that the
demo promises. Otherwise stderr has a line for each requirement that failed.
"""

import argparse
import os
import re
import sys

from drawing_summary import (
    LEAST_COLOURS,
    RENDERER,
    TROUBLE,
    colours,
    compare,
    conclude,
    pixels_of,
    read,
    read_all,
    said,
)
from summary import reports

COMPARED = {"gl-cube": "gl-cube.ppm", "vk-triangle": "vk-triangle.ppm"}
RENDERERS = ["gl", "vk", "kmscube"]
ROUND = re.compile(r"round ([0-9]{1,9}) ([0-9]{1,9})$")


def summary(directory, wanted, status, reboots=0):
    """Return the summary, and a list of the requirements that failed.

    @wanted: number of moves. @reboots: how often the host booted again, with the guest in a file.
    """
    failed = []

    def need(met, what):
        if not met:
            failed.append(what)

    report = read_all(directory, "log/*report*")
    done = reports("\n".join(read(os.path.join(directory, "host.report"))))
    moves = done.get("move", [])
    rebooted = len(done.get("reboot", []))
    rounds = [match for match in map(ROUND.match, report) if match]
    renderer = said(report, "renderer")
    need(status == 0, f"the host VM ended with status {status}: see host.report")
    need(len(moves) == wanted, f"{len(moves)} moves, {wanted} were wanted")
    need(rebooted == reboots, f"{rebooted} reboots of the host, {reboots} were wanted")
    for line in report:
        need(not line.startswith("failed "), f"in the guest: {line[7:]}")
    for name in RENDERERS:
        text = renderer.get(name, "")
        need(RENDERER.search(text), f"{name} does not run on the vGPU, but on '{text}'")
    wrong = sum(int(match.group(2)) for match in rounds)
    need(rounds, "the guest has not drawn again")
    need(not wrong, f"{wrong} pictures of {len(rounds)} rounds differ from the first ones")
    pictures = compare(directory, need, COMPARED)
    shown = {
        name: colours(pixels_of(os.path.join(directory, name + ".png")), 4)
        for name in ["before", *(f"move{n}" for n in range(1, wanted + 1)),
                     *(["rebooted"] if reboots else [])]
    }
    for name, count in shown.items():
        need(count > LEAST_COLOURS, f"{name}.png: the screen has {count} colours only")
    trouble = [line for line in read_all(directory, "guest/dmesg*") if TROUBLE.search(line)]
    need(not trouble, f"the guest's kernel complains: {trouble[:3]}")
    return {
        "ok": not failed,
        "moves": len(moves),
        "reboots": rebooted,
        "downtime_ms": [move.get("downtime_ms") for move in moves],
        "total_ms": [move.get("total_ms") for move in moves],
        "device_kib": [move.get("device_kib") for move in moves],
        "mismatches": wrong + sum(not picture["equal"] for picture in pictures),
        "rounds": len(rounds),
        "pictures": pictures,
        "renderers": {name: renderer.get(name) for name in RENDERERS},
        "screen_colours": shown,
        "kernel_trouble": trouble[:20],
        "failed": failed,
    }, failed


def main():
    """Judge, write summary.json, and print what failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory")
    parser.add_argument("--moves", type=int, default=10, help="moves that were wanted")
    parser.add_argument("--reboot", action="store_true",
                        help="the host was to boot again, with the guest in a file")
    parser.add_argument("--status", type=int, default=0, help="exit status of the host VM")
    args = parser.parse_args()
    return conclude(
        args.directory, "--migrate",
        *summary(args.directory, args.moves, args.status, int(args.reboot))
    )


if __name__ == "__main__":
    sys.exit(main())
