#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Test window.py: it finds each fault of a planted desktop."""

import contextlib
import io
import os
import struct
import tempfile
import unittest
import unittest.mock
import zlib

import window

SIZE = WIDTH, HEIGHT = 240, 160
GREY = bytes([window.GREY] * 3)
RED = b"\xff\0\0"


def rows(colours, width=WIDTH, height=HEIGHT):
    """Return rows of a picture: its upper half in one colour, its lower half in another."""
    return [colours[2 * y // height] * width for y in range(height)]


def chunk(kind, body):
    return struct.pack(">I4s", len(body), kind) + body + struct.pack(">I", zlib.crc32(kind + body))


def png(lines):
    """Return a PNG of rows of RGB."""
    head = struct.pack(">IIBBBBB", len(lines[0]) // 3, len(lines), 8, 2, 0, 0, 0)
    packed = zlib.compress(b"".join(b"\0" + line for line in lines))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + \
        chunk(b"IEND", b"")


def xwd(lines):
    """Return a screen of Xvfb of rows of RGB, with a name of 5 bytes and 2 colours."""
    width, name, colours = len(lines[0]) // 3, b"Xvfb\0", 2
    head = [0] * 25
    head[0], head[4], head[5] = 100 + len(name), width, len(lines)
    head[12], head[19] = 4 * width, colours
    data = struct.pack(">25I", *head) + name + bytes(12 * colours)
    for line in lines:
        for x in range(0, 3 * width, 3):
            data += line[x:x + 3][::-1] + b"\xaa"
    return data


class Window(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        size = unittest.mock.patch.object(window, "SIZE", SIZE)
        size.start()
        self.addCleanup(size.stop)
        self.write("screen.png", png(rows((GREY, RED))))
        self.write("frame-30.png", png(rows((GREY, RED), WIDTH - 20, HEIGHT - 20)))

    def write(self, name, data):
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(data)

    def failures(self, status="0", wanted="0"):
        """Return the numbers of the cases that fail: 0 screen, 1 size, 2 status."""
        said = io.StringIO()
        words = ["window.py", "x", status, wanted, self.folder]
        with contextlib.redirect_stdout(said), unittest.mock.patch("sys.argv", words):
            failed = window.main()
        cases = [line for line in said.getvalue().splitlines() if not line.startswith("#")]
        found = [i for i, line in enumerate(cases) if line.startswith("not ok")]
        self.assertEqual((len(cases), bool(failed)), (3, bool(found)))
        return found

    def test_a_desktop_that_shows_the_program_is_right(self):
        self.assertEqual(self.failures(), [])

    def test_a_screen_of_x_is_read(self):
        os.remove(os.path.join(self.folder, "screen.png"))
        self.write("screen.xwd", xwd(rows((GREY, RED))))
        self.assertEqual(self.failures(), [])
        self.write("screen.xwd", xwd(rows((RED, RED))))
        self.assertEqual(self.failures(), [0])

    def test_a_screen_without_the_program_is_found(self):
        for colours in ((RED, RED), (bytes(3), bytes(3)), (bytes([window.GREY + 1] * 3), RED)):
            self.write("screen.png", png(rows(colours)))
            self.assertEqual(self.failures(), [0], colours)

    def test_a_screen_of_another_size_is_found(self):
        self.write("screen.png", png(rows((GREY, GREY), WIDTH - 1)))
        self.assertEqual(self.failures(), [0])

    def test_a_program_that_keeps_its_size_is_found(self):
        for width, height in ((WIDTH - 101, HEIGHT), (WIDTH, HEIGHT - 101), (WIDTH + 1, HEIGHT)):
            self.write("frame-30.png", png(rows((GREY, RED), width, height)))
            self.assertEqual(self.failures(), [1], (width, height))

    def test_a_picture_that_is_missing_or_broken_is_a_fault(self):
        good = png(rows((GREY, RED)))
        for data in (b"", b"x", good[:60], good.replace(b"IDAT", b"JDAT")):
            self.write("screen.png", data)
            self.write("frame-30.png", data[:20])
            self.assertEqual(self.failures(), [0, 1])
        for name in ("screen.png", "frame-30.png"):
            os.remove(os.path.join(self.folder, name))
        self.assertEqual(self.failures(), [0, 1])
        for data in (b"", xwd(rows((GREY, RED)))[:-4]):
            self.write("screen.xwd", data)
            self.assertEqual(self.failures(), [0, 1])

    def test_another_status_of_the_run_is_a_fault(self):
        self.assertEqual(self.failures("3", "130"), [2])
        self.assertEqual(self.failures("130", "130"), [])


if __name__ == "__main__":
    unittest.main()
