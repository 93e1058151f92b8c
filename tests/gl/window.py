#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Look at the pictures that window.sh has taken. Prints TAP.

    window.py NAME STATUS WANTED DIR

NAME is the name of the desktop. facet-run has ended with STATUS, and should have with WANTED.
"""

import os
import struct
import sys
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "demo"), os.path.join(HERE, "..", "structure")]
from cases import check  # pylint: disable=wrong-import-position
from png import Picture  # pylint: disable=wrong-import-position

SIZE = 1280, 800
GREY = 51           # vkcube's background: 0.2 of 255
BACKGROUND = 0.4    # part of the screen that must have it; the cube and a frame have the rest

# Errors of pictures that are missing or broken.
BROKEN = (OSError, ValueError, IndexError, struct.error, zlib.error)


def read_xwd(path):
    """Return (width, height, rows of RGB) of a screen of Xvfb with 24 bits: pixels are BGRX."""
    with open(path, "rb") as file:
        data = file.read()
    head = struct.unpack(">25I", data[:100])
    width, height, pitch, colours = head[4], head[5], head[12], head[19]
    start = head[0] + 12 * colours
    rows = []
    for y in range(height):
        pixels = data[start + y * pitch:start + y * pitch + 4 * width]
        row = bytearray(3 * width)
        row[0::3], row[1::3], row[2::3] = pixels[2::4], pixels[1::4], pixels[0::4]
        rows.append(bytes(row))
    return width, height, rows


def read_screen(folder):
    path = os.path.join(folder, "screen.png")
    if not os.path.exists(path):
        return read_xwd(os.path.join(folder, "screen.xwd"))
    picture = Picture(path)
    rows = [picture.row(y) for y in range(picture.height)]
    if picture.channels == 4:
        rows = [bytes(byte for i, byte in enumerate(row) if i % 4 != 3) for row in rows]
    return picture.width, picture.height, rows


def shows_cube(folder):
    width, height, rows = read_screen(folder)
    grey = bytes([GREY] * 3)
    count = sum(row[x:x + 3] == grey for row in rows for x in range(0, 3 * width, 3))
    if (width, height) != SIZE:
        yield f"the screen has {width}x{height} pixels"
    if count < BACKGROUND * width * height:
        yield f"{count} pixels of the screen have the background of vkcube"


def sized(folder):
    """The program gets the size of the window, less a frame that Weston may draw."""
    picture = Picture(os.path.join(folder, "frame-30.png"))
    if not (SIZE[0] - 100 <= picture.width <= SIZE[0] and
            SIZE[1] - 100 <= picture.height <= SIZE[1]):
        yield f"frame 30 of vkcube has {picture.width}x{picture.height} pixels"


def ended(status, wanted):
    if status != wanted:
        yield f"status {status} instead of {wanted}"


def faults(wrong):
    """Return the faults that a generator finds. A picture that is missing or broken is one."""
    try:
        return list(wrong)
    except BROKEN as error:
        return [str(error)]


def main():
    name, status, wanted, folder = sys.argv[1:]
    good = check(f"{name}: the desktop shows the program", faults(shows_cube(folder)))
    good &= check(f"{name}: the program gets the size of the window", faults(sized(folder)))
    good &= check(f"{name}: the run ends as it should", faults(ended(status, wanted)))
    return not good


if __name__ == "__main__":
    sys.exit(main())
