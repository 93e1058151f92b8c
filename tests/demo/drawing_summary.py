#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Judge a run of ./run demo --3d by its result folder, and write summary.json there.

The folder has guest/ and native/ with pictures of the same names, log/ with the guests' reports,
and pictures of the guests' screens. Exit status: 0 if the run meets all that the demo promises.
Otherwise stderr has a line for each requirement that failed.
"""

import argparse
import glob
import hashlib
import json
import os
import re
import sys

from png import Picture

RENDERER = re.compile(r"Intel\(R\) HD Graphics 630 \(KBL GT2\)")
HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, "scenes.bash"), encoding="ascii") as scenes:
    SCENES = re.search('^SCENES="(.*)"$', scenes.read(), re.M).group(1).split()
# Pictures that must be the same in the guest as natively, and their files.
COMPARED = {
    "gl-triangle": "gl-triangle.ppm",
    "gl-cube": "gl-cube.ppm",
    "gl-compute": "gl-compute.ppm",
    "gl-shared": "gl-shared.ppm",
    "vk-triangle": "vk-triangle.ppm",
    "vk-compute": "vk-compute.ppm",
    **{
        f"glmark2-{scene}-{frame}": f"glmark2-{scene}/*glmark2*-{frame:06}.png"
        for scene in SCENES for frame in (1, 30)
    },
}
SHOWN = ["weston", "clients", "kmscube"]
FRAMES = [*(f"glmark2-{scene}" for scene in SCENES), "vkcube", "kmscube"]
RENDERERS = ["gl", "vk", "weston", *FRAMES]
TROUBLE = re.compile(r"WARNING: |BUG: |\*ERROR\*|GPU HANG|Oops|general protection")
LEAST_COLOURS = 8


def read(path):
    """Return the lines of a file that a guest may have written; none if it does not exist."""
    try:
        with open(path, errors="replace") as f:
            return f.read().replace("\r", "").splitlines()
    except FileNotFoundError:
        return []


def read_all(directory, pattern):
    """Return the lines of all files of a pattern."""
    paths = sorted(glob.glob(os.path.join(glob.escape(directory), pattern)))
    return [line for path in paths for line in read(path)]


def said(lines, word):
    """Return what lines "WORD NAME TEXT" say, by name."""
    found = {}
    for line in lines:
        parts = line.split(" ", 2)
        if parts[0] == word and len(parts) > 1:
            found[parts[1]] = parts[2] if len(parts) > 2 else ""
    return found


def pixels_of(path):
    """Return the pixels of a PPM or PNG file, row by row; no rows if there is no such picture."""
    try:
        if path.endswith(".png"):
            picture = Picture(path)
            return [
                [picture.pixel(x, y) for x in range(picture.width)] for y in range(picture.height)
            ]
        with open(path, "rb") as f:
            kind, width, height, depth = f.readline().split()
            data = f.read()
        width, height = int(width), int(height)
        if kind != b"P6" or depth != b"255" or len(data) != 3 * width * height:
            return []
        return [
            [tuple(data[at:at + 3]) for at in range(3 * width * y, 3 * width * (y + 1), 3)]
            for y in range(height)
        ]
    except (OSError, ValueError):
        return []


def picture_hash(rows):
    """Return the hash of a picture's pixels; None if there is no picture."""
    if not rows:
        return None
    digest = hashlib.sha256(f"{len(rows[0])} {len(rows)}".encode())
    for row in rows:
        digest.update(bytes(value for pixel in row for value in pixel))
    return digest.hexdigest()


def one(directory, pattern):
    """Return the path of the first file that matches; the pattern's own path if there is none."""
    found = sorted(glob.glob(os.path.join(glob.escape(directory), pattern)))
    return found[0] if found else os.path.join(directory, pattern)


def colours(rows, step=1):
    """Return how many colours a picture has on a grid of points."""
    return len({pixel for row in rows[::step] for pixel in row[::step]})


def compare(directory, need, names):
    """Compare the pictures of the guest with the native ones. Return a list of entries.

    @names: the pictures, and patterns of their files
    """
    pictures = []
    for name, pattern in names.items():
        native = pixels_of(one(os.path.join(directory, "native"), pattern))
        here = picture_hash(native)
        there = picture_hash(pixels_of(one(os.path.join(directory, "guest"), pattern)))
        same = here is not None and here == there
        pictures.append({"picture": name, "guest": there, "native": here, "equal": same})
        need(same, f"{name}: the guest's picture is not the native one: {there} and {here}")
        # A picture of the background alone is equal on both sides, too.
        need(not same or colours(native) > LEAST_COLOURS, f"{name}: nothing is drawn")
    return pictures


def summary(directory, status):
    """Return the summary, and a list of the requirements that failed."""
    failed = []

    def need(met, what):
        if not met:
            failed.append(what)

    report = read_all(directory, "log/*report*")
    renderer, drawing = said(report, "renderer"), said(report, "drawing")
    frames = {name: int(count) for name, count in said(report, "frames").items() if
              re.fullmatch("[0-9]{1,9}", count)}
    need(status == 0, f"the guests ended with status {status}: see log/")
    for line in report:
        need(not line.startswith("failed "), f"in the guest: {line[7:]}")
    for name in RENDERERS:
        text = renderer.get(name, "")
        need(RENDERER.search(text), f"{name} does not run on the vGPU, but on '{text}'")
    for name in FRAMES:
        need(frames.get(name, 0) > 0, f"{name} has shown no frame")
    pictures = compare(directory, need, COMPARED)
    shown = {
        name: colours(pixels_of(os.path.join(directory, name + ".png")), 4) for name in SHOWN
    }
    for name, count in shown.items():
        need(count > LEAST_COLOURS, f"{name}.png: the screen has {count} colours only")
    trouble = [
        line for line in read_all(directory, "guest/dmesg*") if TROUBLE.search(line)
    ]
    need(not trouble, f"the guest's kernel complains: {trouble[:3]}")
    missing = [
        line.partition("does not have: ")[2]
        for line in read_all(directory, "log/facet-vfu") + read_all(directory, "facet-engine")
        if "does not have: " in line
    ]
    need(not missing, f"the render engine does not have: {', '.join(missing)}")
    return {
        "ok": not failed,
        "gl_renderer": renderer.get("gl"),
        "vk_device": renderer.get("vk"),
        "renderers": {name: renderer.get(name) for name in RENDERERS},
        "frames": frames,
        "mismatches": sum(not picture["equal"] for picture in pictures),
        "pictures": pictures,
        "screen_colours": shown,
        "programs_ms": {
            name: int(text.split()[-1]) for name, text in drawing.items() if
            re.fullmatch("[0-9]{1,3} [0-9]{1,9}", text)
        },
        "missing": missing,
        "kernel_trouble": trouble[:20],
        "failed": failed,
    }, failed


def conclude(directory, demo, found, failed):
    """Write summary.json and print what failed. Return true if something has."""
    with open(os.path.join(directory, "summary.json"), "w", encoding="ascii") as f:
        json.dump(found, f, indent=1)
        f.write("\n")
    for what in failed:
        print(f"facet: demo {demo}: {what}", file=sys.stderr)
    return bool(failed)


def main():
    """Judge, write summary.json, and print what failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory")
    parser.add_argument("--status", type=int, default=0, help="exit status of the guest")
    args = parser.parse_args()
    return conclude(args.directory, "--3d", *summary(args.directory, args.status))


if __name__ == "__main__":
    sys.exit(main())
