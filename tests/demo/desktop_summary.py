#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Judge a run of the demo with desktops by its result folder, and write summary.json there.

summary.py does the same for the plain demo. A picture of a desktop must have the background's
colour, enough colours, and the pointer. The squares left and right of the pointer's place must be
equal, and the square at that place must differ from both. The pointer of a virtio-gpu may be
beside QEMU's picture instead, at that place.
"""

import os
import re
import sys

from png import Picture
from summary import (
    GUEST_TROUBLE,
    Verdict,
    conclude,
    first_trouble,
    flip_figures,
    judge_in_vain,
    last,
    options_of,
    read,
    reports,
    trouble,
)

# Text and clients have far more colours.
COLOURS_LEAST = 12
# In pixels: the side of a square whose corner is the pointer's tip, and the distance to the squares
# on its left and right.
POINTER_SEEN = 16
POINTER_CLEAR = 64
POINTER_OFF = 2	# a tablet's coordinates are rounded
STEP = 8


def square(picture, x, y):
    """Return the pixels of a square of POINTER_SEEN pixels a side, row by row."""
    return [
        picture.pixel(x + dx, y + dy) for dy in range(POINTER_SEEN) for dx in range(POINTER_SEEN)
    ]


def pointer_seen(picture, at):
    """Tell whether the square at @at differs from the two beside it, which are equal."""
    x, y = at
    left, right = square(picture, x - POINTER_CLEAR, y), square(picture, x + POINTER_CLEAR, y)
    return left == right != square(picture, x, y)


def pointer_beside(shot, at):
    """Tell whether QEMU has sent the pointer beside the picture, with its hot spot at @at."""
    if shot.get("cursor_on") != 1 or shot.get("cursor") == "0x0":
        return False
    corner, hot = ([int(v) for v in shot[key].split(",")] for key in ("cursor_at", "cursor_hot"))
    return all(abs(c + h - a) <= POINTER_OFF for c, h, a in zip(corner, hot, at))


def judge_picture(verdict, options, name, file, how, desktop, at, shot):
    """Judge one picture of a desktop. @shot: what QEMU said of a pointer beside it; {}: none is."""
    need, case = verdict.need, f"{name}: its picture by {how}"
    try:
        picture = Picture(os.path.join(options.directory, file))
    except (OSError, ValueError) as error:
        need(False, f"{case} is there", str(error))
        return
    need(f"{picture.width}x{picture.height}" == options.mode, f"{case} is of {options.mode}",
         f"{picture.width}x{picture.height}")
    background = tuple(bytes.fromhex(desktop.get("background", "ffffff")))
    got = picture.pixel(picture.width - 8, picture.height - 8)
    need(got == background, f"{case} has the background's colour", f"{got}, not {background}")
    colours = len(picture.colours(STEP))
    need(colours >= COLOURS_LEAST, f"{case} shows clients", f"{colours} colours")
    need(
        at and (pointer_seen(picture, at) or pointer_beside(shot, at)),
        f"{case} has the pointer in its place",
        f"nothing alone at {at}",
    )


def judge_guest(verdict, n, host, options):
    """Judge guest @n against its requirements. Return its summary."""
    name = f"guest{n}"
    found = reports(read(os.path.join(options.directory, name + ".report")))
    log = read(os.path.join(options.directory, name + ".dmesg")) + read(
        os.path.join(options.directory, name + ".console")
    )
    bad = trouble(GUEST_TROUBLE, log) if "Linux version" in log else ["its kernel log is missing"]
    desktop = last(found, "desktop")
    at = next((p["at"] for p in host.get("pointer", []) if p.get("guest") == n), None)
    shots = [
        s
        for s in host.get("screenshot", [])
        if s.get("guest") == n and s.get("file") == name + ".png"
    ]
    verdict.need(
        desktop.get("kind") and not desktop.get("error"),
        f"{name}: its desktop is up",
        desktop.get("error", "nothing said so"),
    )
    verdict.need(
        not bad,
        f"{name}: no warning in its kernel log",
        first_trouble(log, bad),
    )
    # A program that reads all of i915's debugfs accesses offset 0, so "unlisted" may have a line
    # (docs/reference/generated/registers.md). Commands name no such register.
    vgpu = next((v for v in host.get("vgpu", []) if v.get("guest") == n), {})
    beside = shots[-1] if shots else {}
    if vgpu.get("model") == "gen9":
        beside = {}
        judge_in_vain(verdict, name, n, host, ("ignored", "refused"))
    judge_picture(verdict, options, name, f"{name}.png", "QEMU's D-Bus display", desktop, at,
                  beside)
    judge_picture(verdict, options, name, f"{name}-facetctl.png", "facetctl", desktop, at, {})
    kernel = re.search(r"Linux version (\S+)", log)
    return {
        "uuid": vgpu.get("uuid"),
        "model": vgpu.get("model"),
        "kernel": kernel.group(1) if kernel else None,
        "desktop": desktop.get("kind"),
        "version": desktop.get("version"),
        "warnings": len(bad),
        "screenshot": name + ".png" if shots else None,
        **flip_figures(found),
        "first_picture_ms": shots[-1].get("first_ms") if shots else None,
    }


def main():
    options, verdict = options_of(__doc__), Verdict()
    host = reports(read(os.path.join(options.directory, "host.report")))
    guests = [judge_guest(verdict, n, host, options) for n in range(options.guests)]
    return conclude(verdict, options, host, guests)


if __name__ == "__main__":
    sys.exit(main())
