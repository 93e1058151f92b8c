# SPDX-License-Identifier: GPL-2.0-only
"""Read 8-bit RGB and RGBA PNG files with the standard library only, to check pixels."""

import collections
import struct
import sys
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
                self.width, self.height, depth, colour, _, _, interlace = struct.unpack(
                    ">IIBBBBB", body
                )
                if depth != 8 or interlace or colour not in _CHANNELS:
                    raise ValueError("a kind of PNG that is not read here")
                self.channels = _CHANNELS[colour]
            elif kind == b"IDAT":
                packed += body
            at += 12 + length
        self._raw = zlib.decompress(packed)
        self._rows = []

    def _row(self, y):
        """Return row y, unfiltered. Most filters need the row before."""
        while len(self._rows) <= y:
            self._unfilter_next()
        return self._rows[y]

    def _unfilter_next(self):
        n, bpp = self.width * self.channels, self.channels
        start = len(self._rows) * (n + 1)
        kind, row = self._raw[start], bytearray(self._raw[start + 1:start + 1 + n])
        up = self._rows[-1] if self._rows else bytes(n)
        if kind == 2:
            row = bytearray((a + b) & 255 for a, b in zip(row, up))
        elif kind:
            for i in range(n):
                left = row[i - bpp] if i >= bpp else 0
                corner = up[i - bpp] if i >= bpp else 0
                row[i] = (row[i] + _predict(kind, left, up[i], corner)) & 255
        self._rows.append(row)

    def row(self, y):
        """Return the bytes of row y, unfiltered."""
        return bytes(self._row(y))

    def pixel(self, x, y):
        """Return (red, green, blue)."""
        row = self._row(y)
        return tuple(row[x * self.channels:x * self.channels + 3])

    def colours(self, step):
        """Count the colours in each step-th row and column. Return a collections.Counter."""
        return collections.Counter(
            self.pixel(x, y)
            for y in range(0, self.height, step)
            for x in range(0, self.width, step)
        )


def _predict(kind, left, up, corner):
    if kind == 1:
        return left
    if kind == 3:
        return (left + up) // 2
    p = left + up - corner
    return min((left, up, corner), key=lambda v: abs(p - v))


def main():
    """Print the size and some pixels of a picture as text, to compare two pictures."""
    picture = Picture(sys.argv[1])
    print(picture.width, picture.height)
    for y in range(0, picture.height, 45):
        print(*("%02x%02x%02x" % picture.pixel(x, y) for x in range(0, picture.width, 24)))


if __name__ == "__main__":
    main()
