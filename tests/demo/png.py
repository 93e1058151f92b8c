# SPDX-License-Identifier: GPL-2.0-only
"""Reads 8-bit RGB and RGBA PNG files: pixels for checks, with nothing but the standard library."""

import struct
import zlib

_CHANNELS = {2: 3, 6: 4}


class Picture:
    """Rows of a decoded picture."""

    def __init__(self, path):
        data = open(path, "rb").read()
        if data[:8] != b"\x89PNG\r\n\x1a\n":
            raise ValueError("no PNG")
        at, packed = 8, b""
        while at < len(data):
            length, kind = struct.unpack(">I4s", data[at:at + 8])
            body = data[at + 8:at + 8 + length]
            if kind == b"IHDR":
                self.width, self.height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", body)
                if depth != 8 or interlace or colour not in _CHANNELS:
                    raise ValueError("a kind of PNG that is not read here")
                self.channels = _CHANNELS[colour]
            elif kind == b"IDAT":
                packed += body
            at += 12 + length
        self._raw = zlib.decompress(packed)
        self._rows = {}

    def _row(self, y):
        """Row y, unfiltered; rows before it are needed only by some filters."""
        if y in self._rows:
            return self._rows[y]
        n, bpp = self.width * self.channels, self.channels
        start = y * (n + 1)
        kind, row = self._raw[start], bytearray(self._raw[start + 1:start + 1 + n])
        up = self._row(y - 1) if kind in (2, 3, 4) and y else bytes(n)
        if kind == 2:
            row = bytearray((a + b) & 255 for a, b in zip(row, up))
        elif kind:
            for i in range(n):
                left = row[i - bpp] if i >= bpp else 0
                corner = up[i - bpp] if i >= bpp else 0
                row[i] = (row[i] + _predict(kind, left, up[i], corner)) & 255
        self._rows[y] = row
        return row

    def pixel(self, x, y):
        """(red, green, blue)"""
        row = self._row(y)
        return tuple(row[x * self.channels:x * self.channels + 3])

    def colours(self, step=8):
        """The set of colours on a grid."""
        return {self.pixel(x, y) for y in range(0, self.height, step) for x in range(0, self.width, step)}


def _predict(kind, left, up, corner):
    if kind == 1:
        return left
    if kind == 3:
        return (left + up) // 2
    p = left + up - corner
    return min((left, up, corner), key=lambda v: abs(p - v))
