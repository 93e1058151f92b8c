#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Test the judge of ./run demo --3d: a good run passes, and each single fault is found.

TAP on stdout.
"""

import json
import os
import struct
import subprocess
import sys
import tempfile
import zlib

import drawing_summary

KBL = "Mesa Intel(R) HD Graphics 630 (KBL GT2)"
REPORT = f"""FACET-READY 20
renderer gl {KBL}
renderer vk {KBL[5:]}
drawing gl-triangle 0 1200
renderer weston {KBL}
renderer glmark2-build {KBL}
renderer glmark2-texture {KBL}
renderer glmark2-shading {KBL}
renderer vkcube {KBL[5:]}
renderer kmscube {KBL}
frames glmark2-build 30
frames glmark2-texture 30
frames glmark2-shading 30
frames vkcube 30
frames kmscube 30
FACET-EXIT 0
"""


def ppm(colours):
    """Return a picture of 64 x 1 pixels that has so many colours."""
    return "P6 64 1 255\n" + "".join(chr(33 + x % colours) * 3 for x in range(64))


def png(path, colours):
    """Write a picture of 64 x 64 pixels that has so many colours."""
    row = b"".join(bytes((x // 4 % colours, 0, 9)) for x in range(64))
    data = zlib.compress((b"\0" + row) * 64)
    with open(path, "wb") as f:
        f.write(b"\x89PNG\r\n\x1a\n")
        for kind, body in (
            (b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)),
            (b"IDAT", data),
            (b"IEND", b""),
        ):
            check = zlib.crc32(kind + body)
            f.write(struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check))


def write(directory, name, text):
    with open(os.path.join(directory, name), "w", encoding="ascii") as f:
        f.write(text)


def plant(directory):
    """Write the files of a good run."""
    for folder in ("guest", "native", "log"):
        os.mkdir(os.path.join(directory, folder))
    for side, process in (("guest", 7), ("native", 8)):
        for pattern in drawing_summary.COMPARED.values():
            if pattern.endswith(".ppm"):
                write(directory, f"{side}/{pattern}", ppm(16))
        for scene in drawing_summary.SCENES:
            os.mkdir(os.path.join(directory, side, "glmark2-" + scene))
            for frame in (1, 30):
                name = f"{side}/glmark2-{scene}/glmark2-es2-way-{process}-{frame:06}.png"
                png(os.path.join(directory, name), frame + 10)
    for name in drawing_summary.SHOWN:
        png(os.path.join(directory, name + ".png"), 16)
    write(directory, "log/report.log", REPORT)
    write(directory, "log/facet-vfu", "facet: ready\n")
    write(directory, "guest/dmesg-guest0", "[drm] Initialized i915\n")


def replace(old, new):
    return lambda directory: write(directory, "log/report.log", REPORT.replace(old, new))


FAULTS = {
    "llvmpipe in place of the vGPU": (replace(f"gl {KBL}", "gl llvmpipe"), "gl does not run"),
    "no Vulkan": (replace(f"renderer vk {KBL[5:]}\n", ""), "vk does not run"),
    "Weston without the vGPU": (replace(f"weston {KBL}", "weston softpipe"), "weston does not run"),
    "a client on llvmpipe": (
        replace(f"glmark2-build {KBL}", "glmark2-build llvmpipe"),
        "glmark2-build does not run"),
    "a client without frames": (replace("frames vkcube 30\n", ""), "vkcube has shown no frame"),
    "a program that failed": (
        replace("FACET-EXIT", "failed vkcube: status 1\nFACET-EXIT"), "in the guest: vkcube"),
    "another picture": (
        lambda d: write(d, "guest/vk-compute.ppm", ppm(15)), "vk-compute: the guest's"),
    "no picture on both sides": (
        lambda d: [os.remove(os.path.join(d, s, "gl-cube.ppm")) for s in ("guest", "native")],
        "gl-cube: the guest's"),
    "a picture of the background alone": (
        lambda d: [write(d, s + "/vk-triangle.ppm", ppm(1)) for s in ("guest", "native")],
        "vk-triangle: nothing is drawn"),
    "another frame": (
        lambda d: png(os.path.join(d, "guest/glmark2-shading/glmark2-es2-way-7-000030.png"), 12),
        "glmark2-shading-30: the"),
    "a black screen": (lambda d: png(os.path.join(d, "weston.png"), 1), "weston.png: the screen"),
    "no picture of the screen": (
        lambda d: os.remove(os.path.join(d, "kmscube.png")), "kmscube.png"),
    "a hang": (
        lambda d: write(d, "guest/dmesg-guest0", "i915: GPU HANG: ecode 9\n"), "kernel complains"),
    "something that the engine has not": (
        lambda d: write(d, "log/facet-vfu", "facet: the render engine does not have: x\n"),
        "does not have: x"),
}


def run(judge, build, fault):
    """Judge a run that @build plants, with a fault. Return exit status, stderr and the summary.

    @judge: the file of the judge, and its arguments behind the folder
    """
    with tempfile.TemporaryDirectory() as directory:
        build(directory)
        fault(directory)
        done = subprocess.run(
            [sys.executable, "-B", judge[0], directory, *judge[1:]], capture_output=True,
            text=True, check=False,
        )
        with open(os.path.join(directory, "summary.json"), encoding="ascii") as f:
            return done.returncode, done.stderr, json.load(f)


def test(judge, build, is_right, faults, prefix=""):
    """Judge a good run, whose summary @is_right, and each of the faults. Return true if one fails.

    @faults: by name, a function that plants the fault, and words that the judge says of it
    """
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    failures = 0
    status, said, found = run(judge, build, lambda directory: None)
    good = status == 0 and not said and found["ok"] and found["mismatches"] == 0 and \
        is_right(found)
    print(f"{'ok' if good else 'not ok'} - {prefix}a good run passes")
    failures += not good
    for name, (fault, words) in faults.items():
        status, said, found = run(judge, build, fault)
        met = status == 1 and words in said and not found["ok"] and said.count("\n") == 1
        print(f"{'ok' if met else 'not ok'} - {prefix}found: {name}")
        if not met:
            print(f"# status {status}: {said}")
        failures += not met
    return bool(failures)


def main():
    def is_right(found):
        return found["gl_renderer"] == KBL and found["frames"] == dict.fromkeys(
            drawing_summary.FRAMES, 30) and len(found["pictures"]) == 12

    return test(["drawing_summary.py"], plant, is_right, FAULTS)


if __name__ == "__main__":
    sys.exit(main())
