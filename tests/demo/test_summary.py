#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Test the judge of the demo: a good run passes, and each single fault is found. TAP on stdout."""

import contextlib
import io
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import unittest.mock
import zlib

import png
import summary

WIDTH, HEIGHT = 1920, 1080
GUESTS = 2


def write_png(path, bars, filters=(0,)):
    """Write a picture with the bars over its full height.

    @filters: filters of the rows in turn (0 none, 1 left, 2 up).
    """
    row = b"".join(bytes(colour) * (WIDTH // len(bars)) for colour in bars)
    packed = zlib.compressobj(1)
    data, before = b"", bytes(len(row))
    for y in range(HEIGHT):
        kind = filters[y % len(filters)]
        base = {0: bytes(len(row)), 1: bytes(3) + row[:-3], 2: before}[kind]
        line = (
            row if kind == 0 else bytes((a - b) & 255 for a, b in zip(row, base)) if y < 4 else None
        )
        if line is None:
            kind, line = 0, row
        data += packed.compress(bytes([kind]) + line)
        before = row
    data += packed.flush()

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    with open(path, "wb") as f:
        f.write(
            b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", data)
            + chunk(b"IEND", b"")
        )


def lines(*entries):
    return "".join(json.dumps(e) + "\n" for e in entries)


def good_guest(n):
    return ("FACET-BEGIN guest%d 6.12.1-amd64 8.5\nFACET-READY 12.5\n" % n + lines(
        *({"report": "engine", "name": e, "ok": True} for e in summary.ENGINES),
        {"report": "check", "ok": True, "wedged": False},
        {"report": "blits", "blits": 1000, "blit_mismatches": 0, "seconds": 5.0},
        *(
            {"report": "aperture", "tiling": t, "ok": True, "offered": True}
            for t in ("linear", "x", "y")
        ),
        {"report": "modeset", "mode": "1920x1080", "edid": 256, "error": ""},
        {"report": "flips", "rate": 59.9}))


def good_host():
    return lines(
        {"report": "host", "kernel": "6.12.1-amd64", "qemu": "10.0.2"},
        {
            "report": "leftovers",
            "phase": "before",
            "pinned": 0,
            "dmabufs": 0,
            "vmalloc": 0,
            "free_kib": 8000000,
            "modules": 0,
        },
        *({"report": "vgpu", "guest": n, "uuid": f"uuid-{n}"} for n in range(GUESTS)),
        *(
            {"report": "in_vain", "guest": n, "unlisted": [], "ignored": [], "refused": []}
            for n in range(GUESTS)
        ),
        *(
            {
                "report": "screenshot",
                "guest": n,
                "file": f"guest{n}.png",
                "path": "dmabuf",
                "hash": f"{n:016x}",
                "match": True,
            }
            for n in range(GUESTS)
        ),
        *({"report": "pins", "guest": n, "left": 0} for n in range(GUESTS)),
        {
            "report": "leftovers",
            "phase": "after",
            "pinned": -1,
            "dmabufs": 0,
            "vmalloc": 0,
            "free_kib": 7999000,
            "modules": 0,
        },
    )


def good_run():
    early = (
        "[    0.0] Linux version 6.12\n[    1.0] WARNING: of a machine without Facet\n"
        "[    9.0] facet: loading\n"
    )
    files = {"host.report": good_host(), "host.dmesg": early}
    for n in range(GUESTS):
        files[f"guest{n}.report"] = good_guest(n)
        files[f"guest{n}.dmesg"] = "[    0.0] Linux version 6.12\n[    2.1] i915: fine\n"
    return files


def mixed_run():
    """Return a good run whose second guest has a virtio-gpu: no engines, and no copies."""
    files = good_run()
    files["guest1.report"] = re.sub(
        r'(?m)^{"report": "(engine|check|blits|aperture)".*\n', "", files["guest1.report"]
    )
    host = files["host.report"].replace('"uuid": "uuid-1"', '"uuid": "u", "model": "virtio-gpu"')
    host = re.sub(r'{"report": "in_vain", "guest": 1.*\n', "", host)
    files["host.report"] = host + lines({"report": "copied", "guest": 1, "bytes": 0})
    return files


def judge(files, bars=None, status=0, others=0.0):
    """Return the exit status, the summary, and the text on stderr."""
    with tempfile.TemporaryDirectory() as directory:
        for name, text in files.items():
            with open(os.path.join(directory, name), "w") as f:
                f.write(text)
        for n in range(GUESTS):
            write_png(os.path.join(directory, f"guest{n}.png"), bars or summary.BARS)
        said = io.StringIO()
        argv = ["summary.py", directory, "--status", str(status), "--others", str(others)]
        with unittest.mock.patch.object(sys, "argv", argv), contextlib.redirect_stderr(said):
            rc = summary.main()
        with open(os.path.join(directory, "summary.json")) as f:
            return rc, json.load(f), said.getvalue()


# The name of the case, the file, a pattern, its replacement, and a text that the judge must print.
DAMAGES = [
    (
        "an engine that does not answer",
        "guest1.report",
        r'"vecs0", "ok": true',
        '"vecs0", "ok": false',
        "vecs0",
    ),
    ("a wedged GPU", "guest0.report", r'"wedged": false', '"wedged": true', "wedged"),
    (
        "one wrong blit",
        "guest1.report",
        r'"blit_mismatches": 0',
        '"blit_mismatches": 1',
        "1 mismatches",
    ),
    ("one blit too few", "guest0.report", r'"blits": 1000', '"blits": 999', "999 blits"),
    ("a late i915", "guest1.report", r"FACET-READY 12.5", "FACET-READY 30.5", "30.5 s"),
    ("another kernel", "guest0.report", r"6\.12\.1", "6.1.1", "6.1.1"),
    ("another mode", "guest0.report", r"1920x1080", "1024x768", "1024x768"),
    ("a mode without EDID", "guest0.report", r'"edid": 256', '"edid": 0', "EDID of 0 bytes"),
    (
        "an aperture that was not tried",
        "guest1.report",
        r'"tiling": "linear", "ok": true, "offered": true',
        '"tiling": "linear", "ok": true, "offered": false',
        "aperture",
    ),
    (
        "a broken fence",
        "guest0.report",
        r'"tiling": "x", "ok": true',
        '"tiling": "x", "ok": false',
        "aperture",
    ),
    (
        "an error of i915",
        "guest1.dmesg",
        r"i915: fine",
        "i915 0000:00:02.0: [drm] *ERROR* no",
        "*ERROR*",
    ),
    ("a warning of the guest", "guest1.dmesg", r"i915: fine", "WARNING: CPU: 0 PID: 1", "WARNING"),
    ("no kernel log of a guest", "guest1.dmesg", r"(?s).*", "", "missing"),
    ("a guest that said nothing", "guest1.report", r"(?s).*", "", "guest1"),
    (
        "a picture that differs from the guest's",
        "host.report",
        r'"match": true',
        '"match": false',
        "hash",
    ),
    (
        "a picture by another road",
        "host.report",
        r'"path": "dmabuf"',
        '"path": "region"',
        "by region",
    ),
    (
        "two equal pictures",
        "host.report",
        r"0000000000000001",
        "0000000000000000",
        "1 different ones",
    ),
    (
        "a register that the vGPU lacks",
        "host.report",
        r'"unlisted": \[\]',
        '"unlisted": ["04f018 1 0"]',
        "04f018 1 0",
    ),
    (
        "a register that commands named in vain",
        "host.report",
        r'"ignored": \[\]',
        '"ignored": ["0021f0 1 0"]',
        "0021f0",
    ),
    (
        "a refused command",
        "host.report",
        r'"refused": \[\]',
        '"refused": ["rcs c0000000 1"]',
        "rcs c0000000",
    ),
    ("counts that could not be read", "host.report", r'"ignored": \[\]', '"ignored": null', "None"),
    (
        "counts that nobody looked at",
        "host.report",
        r'"report": "in_vain", "guest": 1',
        '"report": "in_vain", "guest": 7',
        "None",
    ),
    ("a warning of the host", "host.dmesg", r"\Z", "WARNING: CPU: 1 PID: 9 at facet\n", "WARNING"),
    (
        "a stall inside Facet",
        "host.dmesg",
        r"\Z",
        "[  20.1]  facet_vgpu_work+0x30/0x90 [facet]\n",
        "facet_vgpu_work",
    ),
    ("no kernel log of the host", "host.dmesg", r"(?s).*", "", "no log"),
    (
        "pinned pages",
        "host.report",
        r'"guest": 1, "left": 0',
        '"guest": 1, "left": 7',
        "guest1: 7 pages",
    ),
    (
        "pins that nobody counted",
        "host.report",
        r'{"report": "pins", "guest": 1, "left": 0}\n',
        "",
        "guest1: nobody",
    ),
    (
        "pins that could not be counted",
        "host.report",
        r'"guest": 1, "left": 0',
        '"guest": 1, "left": null',
        "guest1: None",
    ),
    ("a dma-buf left", "host.report", r'(after.*)"dmabufs": 0', r'\1"dmabufs": 1', "1 dma-bufs"),
    ("lost memory", "host.report", r'7999000', '7000000', "1000000 KiB"),
    ("modules left", "host.report", r'(after.*)"modules": 0', r'\1"modules": 2', "still loaded"),
    (
        "a failure in the host VM",
        "host.report",
        r"\Z",
        lines({"report": "failure", "what": "no vGPU"}),
        "no vGPU",
    ),
]


def in_vain(files):
    """Return what in-vain.sh prints for these files of a vGPU."""
    with tempfile.TemporaryDirectory() as directory:
        for name, text in files.items():
            with open(os.path.join(directory, name), "w") as f:
                f.write(text)
        said = subprocess.run(
            ["bash", "-c", '. ./in-vain.sh && in_vain "$1"', "bash", directory],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        return json.loads("{" + said + "}")


def registers(function, files, argument):
    """Call a function of in-vain.sh in a folder with these files. Return (status, lines)."""
    with tempfile.TemporaryDirectory() as directory:
        for name, text in files.items():
            with open(os.path.join(directory, name), "w") as f:
                f.write(text)
        done = subprocess.run(
            [
                "bash",
                "-c",
                f'. ./in-vain.sh && {function} "$1"',
                "bash",
                os.path.join(directory, argument),
            ],
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout.splitlines()


def main():
    number, failed = 0, 0

    def case(met, name):
        nonlocal number, failed
        number += 1
        failed += not met
        print(f"{'ok' if met else 'not ok'} - judge: {name}")

    rc, result, said = judge(good_run())
    case(rc == 0 and not said, "a good run passes")
    case(result["display_path"] == "dmabuf" and len(result["guests"]) == GUESTS and
         result["guests"][1]["uuid"] == "uuid-1" and result["guests"][0]["ready_s"] == 12.5,
         "the summary says what was seen")
    rc, result, said = judge(mixed_run())
    case(rc == 0 and not said and result["guests"][1]["screen_bytes_copied"] == 0,
         "a guest with a virtio-gpu needs no engines")
    files = mixed_run()
    files["host.report"] = files["host.report"].replace('"bytes": 0', '"bytes": 8294400')
    rc, result, said = judge(files)
    case(rc == 1 and "8294400 bytes were copied" in said, "a copy of its pictures is seen")
    for name, file, pattern, replacement, word in DAMAGES:
        files = good_run()
        damaged = re.sub(
            pattern,
            lambda m: m.expand(replacement) if "\\1" in replacement else replacement,
            files[file],
            count=1,
        )
        changed, files[file] = damaged != files[file], damaged
        rc, result, said = judge(files)
        case(changed and rc == 1 and word in said and result["failed"], f"{name} is seen")
    rc, _, said = judge(good_run(), bars=summary.BARS[::-1])
    case(rc == 1 and "bar 0" in said, "wrong colours are seen")
    rc, _, said = judge(good_run(), status=125)
    case(rc == 1 and "125" in said, "a host VM that died is seen")
    late = {name: text.replace("READY 12.5", "READY 95.0") for name, text in good_run().items()}
    case(
        judge(late)[0] == 1 and judge(late, others=0.5)[0] == 0,
        "a late i915 is no fault where others had the processors",
    )
    slow = {name: text.replace("amd64 8.5", "amd64 40.0") for name, text in late.items()}
    case(judge(slow)[0] == 0, "nor is it where the kernel alone took as long in proportion")
    case(
        in_vain({"unlisted": "", "ignored": "0021f0 1 0\n0083a8 0 7\n", "refused": "rcs other 3\n"})
        == {"unlisted": [], "ignored": ["0021f0 1 0", "0083a8 0 7"], "refused": ["rcs other 3"]},
        "what was asked in vain is read line by line",
    )
    case(
        in_vain({"unlisted": "", "refused": ""})["ignored"] is None,
        "a file that is not there is told from an empty one",
    )
    case(
        len(in_vain({"unlisted": "000000 1 0\n" * 300})["unlisted"]) == 20,
        "of a long list, the first lines are read",
    )
    rows = {"unlisted": "0021f0 1 0\n", "ignored": "0083a8 0 7\n", "refused": "rcs other 3\n"}
    case(
        registers("registers_in_vain", rows, "")
        == (0, ["unlisted: 0021f0 1 0", "ignored: 0083a8 0 7"]),
        "registers without a row are told with their file",
    )
    case(
        registers("registers_in_vain", {"unlisted": "", "ignored": ""}, "") == (0, []),
        "none of them is no line",
    )
    case(
        registers("registers_in_vain", {"unlisted": ""}, "")[0] == 1,
        "where a file is missing there is no answer",
    )
    log = (
        "facet: /tmp/0: 1 offsets that no register covers\nfacet:   0021f0 1 reads 0 writes\n"
        "facet: /tmp/0: 1 registers that commands named to no effect\n"
        "facet:   0083a8 0 reads 7 writes\n"
        "facet: /tmp/0: 1 commands that the audit refused\nfacet:   rcs 7a000000 1 times\n"
    )
    case(
        registers("log_in_vain", {"log": log}, "log")
        == (0, ["unlisted: 0021f0 1 0", "ignored: 0083a8 0 7"]),
        "a server's log tells the same",
    )
    case(
        registers("log_in_vain", {"log": "facet: ready\n"}, "log")[0] == 1,
        "a server that does not say so gives no answer",
    )
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "a.png")
        write_png(path, summary.BARS, filters=(1, 2))
        picture = png.Picture(path)
        case(
            [picture.pixel(WIDTH * (2 * i + 1) // 16, 3) for i in range(8)] == summary.BARS,
            "filtered pictures are read",
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
