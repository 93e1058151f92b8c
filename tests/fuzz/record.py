#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Make small inputs of what record.sh has recorded: record.py DIR SHRINK CORPUS.

SHRINK is the program of shrink_render.c, CORPUS is tests/fuzz/corpus. Of draws with the same
shaders and the same state of blending, depth and more, one is taken.
"""

import hashlib
import os
import struct
import subprocess
import sys
from glob import glob

DRAW_POLLS, BATCH_POLLS = "12", "255"
DRAW_BYTES, BATCH_BYTES = 8192, 16384
# Packets that make a draw another one (gen9/op_3d_defs.h): shaders, streamout, rasterization,
# blending, depth and stencil, samples, vertex elements, topology, tessellation, instancing, SBE.
TELLING = {0x7820, 0x784F, 0x7810, 0x781B, 0x781D, 0x7811, 0x781E, 0x7814, 0x784D, 0x784E, 0x7850,
           0x7812, 0x780D, 0x7809, 0x784B, 0x781C, 0x7849, 0x781F}
# render_input.h: the length of a head, a kind of records, the place of the number of polls.
HEAD, COMMAND, POLLS_AT = 8, 0, 2
# Pictures whose batches are taken whole.
BATCHES = ("triangle", "compute", "tessellation", "indexed", "geometry", "vk-triangle")


def commands(data):
    """Yield the commands of an input (render_input.h)."""
    at = HEAD
    while at + 4 <= len(data):
        kind, dwords = struct.unpack_from("<HH", data, at)
        if kind == COMMAND:
            yield data[at + 4:at + 4 + 4 * dwords]
        at += 4 + 4 * dwords


def shape(data):
    """Return what draws of one kind have in common."""
    key = hashlib.sha256()
    opcode = 0
    for command in commands(data):
        opcode = struct.unpack_from("<H", command, 2)[0]
        if opcode in TELLING:
            key.update(command[:16])
    return opcode, key.digest()


def read(path):
    with open(path, "rb") as file:
        return file.read()


def distinct(folder):
    """Yield the recorded draws that differ, the smallest first."""
    known = set()
    for path in sorted(glob(os.path.join(folder, "*/*.draw")), key=os.path.getsize):
        key = shape(read(path))
        if key not in known:
            known.add(key)
            yield path


def shrink(program, path, to, polls, most):
    """Write a small input of @path, unless it is larger than @most."""
    done = subprocess.run([program, path, to, polls], check=False)
    if done.returncode or os.path.getsize(to) > most:
        if os.path.exists(to):
            os.unlink(to)
        return
    # Fuzzers cancel each command early, so that they have many inputs a second.
    with open(to, "r+b") as file:
        file.seek(POLLS_AT)
        file.write(bytes([int(DRAW_POLLS)]))


def main():
    folder, program, corpus = sys.argv[1:]
    for target in ("render_state", "render_batch"):
        os.makedirs(os.path.join(corpus, target), exist_ok=True)
        for path in glob(os.path.join(corpus, target, "draw-*")):
            os.unlink(path)
    for path in distinct(folder):
        name, number = path.split("/")[-2], path.split("-")[-1].split(".")[0]
        shrink(program, path, os.path.join(corpus, f"render_state/draw-{name}-{int(number)}"),
               DRAW_POLLS, DRAW_BYTES)
    for name in BATCHES:
        found = glob(os.path.join(folder, name, "*.batch"))
        if found:
            shrink(program, max(found, key=os.path.getsize),
                   os.path.join(corpus, f"render_batch/draw-{name}"), BATCH_POLLS, BATCH_BYTES)


if __name__ == "__main__":
    main()
