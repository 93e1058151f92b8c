#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Print the hash of a PPM file, as facet-guest-pattern reports it (tests/guest/paint.h).

The hash is FNV-1a over 32-bit words: width, height, then the pixels.
"""
import sys

MASK = (1 << 64) - 1
PRIME = 0x100000001B3


def main():
    with open(sys.argv[1], "rb") as f:
        magic, size, depth, pixels = f.read().split(b"\n", 3)
    width, height = map(int, size.split())
    if magic != b"P6" or depth != b"255" or len(pixels) != 3 * width * height:
        raise SystemExit(f"{sys.argv[1]} is no picture of ours")
    value = 0xCBF29CE484222325
    for word in (width, height):
        value = (value ^ word) * PRIME & MASK
    for r, g, b in zip(pixels[0::3], pixels[1::3], pixels[2::3]):
        value = (value ^ (r << 16 | g << 8 | b)) * PRIME & MASK
    print(f"{value:016x}")


main()
