#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Write the seeds of the fuzzers of the render engine; seeds.py runs this.

render_input.h has the records. The fuzzer `messages` gets the recorded draws of `render_state` with
messages to all units. Numbers are those of gen9/surface_defs.h, gen9/sampler_defs.h,
gen9/data_port_defs.h and gen9/state_pixel.h.
"""

import os
import struct

HERE = os.path.dirname(os.path.abspath(__file__))
COMMAND, MEMORY, REGISTER, FLUSH, STATE, MESSAGE, SURFACE, SAMPLER, TARGET, EVENT = range(10)
DATA = 0x180000000
AUX = 0x190000000
# Shared functions. The fuzzer `surfaces` takes them modulo 8 (fuzz_surfaces.c).
RENDER_CACHE, URB, GATEWAY, SPAWNER, INTERPOLATOR = 5, 6, 3, 7, 11
UNITS = {"sampler": (2, 0), "read-only": (4, 1), "constants": (9, 2), "cache-0": (10, 3),
         "cache-1": (12, 4)}
# A format of each kind: floats, integers, normalized, sRGB, shared exponent, depth, packed.
FORMATS = (0x000, 0x002, 0x040, 0x080, 0x085, 0x087, 0x0C0, 0x0C7, 0x0C8, 0x0CA, 0x0D7, 0x0D8,
           0x0E4, 0x0E9, 0x0ED, 0x100, 0x10A, 0x10E, 0x115, 0x140, 0x144, 0x182, 0x186, 0x191,
           0x1FF)
BUFFER = 4
SHORT = ("geometry-5", "indexed-5", "points-5", "blend-2", "vk-triangle-2", "compute-2",
         "feedback-6", "cull-6")
SCENES = ("geometry-5", "tessellation-5", "compute-7", "targets-5", "vk-triangle-2")


def head(side=0, move=0, polls=15, seed=1, absent=0, pad=(0, 0, 0)):
    return bytes((side, move, polls, seed, absent, *pad))


def record(kind, *dwords):
    return struct.pack(f"<HH{len(dwords)}I", kind, len(dwords), *dwords)


def bits(*fields):
    """Return dwords with the fields (dword, low bit, value)."""
    dwords = [0] * 16
    for dword, low, value in fields:
        dwords[dword] |= value << low & 0xFFFFFFFF
    return dwords


def surface(index, kind, form, *fields, width=32, height=32, pitch=128, tiling=3):
    shape = [(0, 29, kind), (0, 18, form), (0, 12, tiling), (0, 14, 1), (0, 16, 1),
             (2, 0, width - 1), (2, 16, height - 1), (3, 0, pitch - 1), (1, 0, height // 4),
             (7, 25, 4), (7, 22, 5), (7, 19, 6), (7, 16, 7), (8, 0, DATA & 0xFFFFFFFF),
             (9, 0, DATA >> 32)]
    return record(SURFACE, index, *bits(*shape, *fields))


def buffer(index, form, elements=256, pitch=4, offset=0):
    return surface(index, BUFFER, form, (8, 0, offset), width=(elements - 1 & 0x7F) + 1,
                   height=(elements - 1 >> 7) + 1, pitch=pitch, tiling=0)


def sampler(index, filters=(1, 1, 3), wrap=(0, 0, 0), shadow=0, aniso=0, more=0):
    return record(SAMPLER, index, filters[0] << 14 | filters[1] << 17 | filters[2] << 20,
                  14 << 16 | shadow << 1 | 0x800, 0x100,
                  wrap[0] << 6 | wrap[1] << 3 | wrap[2] | aniso << 19 | more)


def message(sfid, desc, length, answer, *dwords, channels=4, mask=0xFFFFFFFF, ex_desc=0,
            split=0, src=2, group=0):
    """A message of a payload of @length registers. @split: registers of the second payload."""
    first = sfid | (0x80 if split else 0) | (channels | group << 4) << 8 | src << 16 | 20 << 24
    return record(MESSAGE, first, mask, desc | length << 25 | answer << 20,
                  ex_desc | split << 6, *dwords)


def floats(first, *values):
    """Pairs of a dword's index and a float, eight dwords for each value."""
    pairs = []
    for i, value in enumerate(values):
        for lane in range(8):
            pairs += [first + 8 * i + lane,
                      struct.unpack("<I", struct.pack("<f", value + lane / 8))[0]]
    return pairs


def save(target, name, *parts):
    os.makedirs(os.path.join(HERE, "corpus", target), exist_ok=True)
    with open(os.path.join(HERE, "corpus", target, name), "wb") as file:
        file.write(b"".join(parts))


def samples(unit, index=0):
    """Messages of all types to the sampler, of 8 and 16 channels."""
    for kind in (*range(12), 16, 17, 18, 20, 24, 25, 26, 28, 29, 30, 31):
        for simd, length, answer in ((1, 4, 4), (2, 8, 8)):
            yield message(unit, index | kind << 12 | simd << 17, length, answer,
                          *floats(0, 0.25, 0.5, 0.0, 1.0), channels=2 + simd)
        yield message(unit, index | kind << 12 | 1 << 17 | 1 << 19, 5, 4,
                      2, 0x21F, *floats(8, 0.25, 0.5, 1.5, 0.0), channels=3)


def offsets(n, step=4):
    return [value for i in range(n) for value in (i, i * step)]


def port_0(unit, index):
    """Messages of data cache 0 and the read-only ports."""
    for kind in (0, 1, 8):
        for size in range(5):
            yield message(unit, index | kind << 14 | size << 8 | 1 << 19,
                          1 if kind != 8 else 1 + max(1, size), 0 if kind == 8 else 4, 2, 1)
    for kind in (3, 4, 11, 12):
        for size in (0, 1, 2):
            yield message(unit, index | kind << 14 | 1 << 8 | size << 10, 4 if kind > 4 else 2,
                          0 if kind > 4 else 2, *offsets(16))
    for write in (0, 1):
        for size in range(3):
            yield message(unit, 1 << 18 | write << 17 | size << 12 | 3 | 1 << 19,
                          1 + (write << size), 0 if write else 1 << size, 5, 0x400)
    yield message(unit, 7 << 14 | 1 << 19, 1, 1)


def port_1(unit, index):
    """Messages of data cache 1."""
    for kind in (1, 5, 9, 13):
        for mode in (1, 2):
            writes = kind > 5
            yield message(unit, index | kind << 14 | mode << 12 | 0xE << 8, 8 if writes else 4,
                          0 if writes else 2, *offsets(16), channels=5 - mode)
    for kind, ops in ((2, 16), (6, 16), (27, 4), (18, 16), (29, 4)):
        for op in range(ops):
            yield message(unit, index | kind << 14 | op << 8 | 1 << 13 | 1 << 12, 6, 1,
                          *offsets(8), channels=3)
    address = [v for i in range(8) for v in (2 * i, DATA + 4 * i & 0xFFFFFFFF,
                                             2 * i + 1, DATA >> 32)]
    for kind in (16, 17, 25, 26):
        for size in range(3):
            yield message(unit, 255 | kind << 14 | 1 << 8 | size << 10, 2 if kind < 20 else 6,
                          4 if kind < 20 else 0, *address, channels=3)
    for kind in (20, 21):
        for size in range(5):
            yield message(unit, 255 | kind << 14 | size << 8, 1 if kind == 20 else 1 + size,
                          4 if kind == 20 else 0, 0, DATA & 0xFFFFFFFF, 1, DATA >> 32)


def surfaces():
    """Surfaces of each format, tiling, type and layout, with messages of each unit."""
    units = {name: number for name, (_, number) in UNITS.items()}
    for form in FORMATS:
        save("surfaces", f"seed-format-{form:x}", head(move=3, absent=1), surface(0, 1, form),
             sampler(0), *[*samples(units["sampler"])][::4], *[*port_1(units["cache-1"], 0)][::6])
    for kind in (0, 1, 2, 3, 7):
        for tiling in (0, 1, 2, 3):
            save("surfaces", f"seed-type-{kind}-{tiling}", head(side=1),
                 surface(0, kind, 0xC7, (0, 28, 1), (3, 21, 5), (5, 0, 4), (4, 7, 5), (0, 0, 63),
                         tiling=tiling),
                 sampler(0, wrap=(3, 3, 3) if kind == 3 else (2, 1, 4)),
                 *[*samples(units["sampler"])][tiling::4])
    for count in (1, 2, 3, 4):
        save("surfaces", f"seed-samples-{count}", head(),
             surface(0, 1, 0xC7, (4, 3, count), (6, 0, 1), (6, 16, 8), (10, 0, AUX & 0xFFFFF000),
                     (11, 0, AUX >> 32)), sampler(0), *[*samples(units["sampler"])][::3],
             *(record(TARGET, 0, 0, op, 0, 0, 32, 32) for op in range(3)))
    for mode in (1, 5):
        clear = surface(0, 1, 0xC7, (6, 0, mode), (6, 3, 0), (10, 0, AUX & 0xFFFFF000),
                        (11, 0, AUX >> 32), (12, 0, 0x3F800000))
        save("surfaces", f"seed-clear-{mode}", head(move=1), clear,
             *(record(TARGET, 0, 0, op, 0, 0, 32, 32) for op in (0, 2, 1)), record(FLUSH, 0),
             record(TARGET, 0, 0, 0, 0, 0, 32, 32), sampler(0),
             message(0, 1 << 17, 4, 4, *floats(0, 0.25, 0.5, 0, 0), channels=3))
    for wrap in range(8):
        save("surfaces", f"seed-wrap-{wrap}", head(), surface(0, 1, 0xC7, (5, 0, 3)),
             sampler(0, (2, 2, 3), (wrap, wrap, wrap), wrap, wrap, wrap << 9),
             *[*samples(units["sampler"])][wrap % 2::2])
    for name, make in (("cache-0", port_0), ("read-only", port_0), ("constants", port_0),
                       ("cache-1", port_1)):
        for index, place in ((1, "buffer"), (254, "slm"), (255, "stateless"), (253, "coherent")):
            for slm in (8, 8 + 6)[:1 + (index == 254)]:
                save("surfaces", f"seed-{name}-{place}-{slm}",
                     head(side=slm & 1, pad=(slm | 0x80, 1, 0)), buffer(1, 0x1FF, pitch=1),
                     *[*make(units[name], index)][index % 2::2])


def edges():
    """Absent and read-only pages; bytes that cross the end of a page."""
    cache_0, cache_1 = UNITS["cache-0"][1], UNITS["cache-1"][1]
    for name, absent in (("absent", 7), ("read-only", 7 << 3)):
        save("surfaces", "seed-atomics-" + name, head(absent=absent), buffer(1, 0x1FF, pitch=1),
             surface(2, 1, 0xD7), *[*port_1(cache_1, 1)][8::3], *[*port_1(cache_1, 1)][8::3],
             *[*port_1(cache_1, 2)][8::3], *[*port_1(cache_1, 2)][8::3])
        save("surfaces", "seed-typed-" + name, head(absent=absent, side=1), surface(2, 1, 0xD7),
             *[*port_1(cache_1, 2)][:8], *[*port_1(cache_1, 2)][:8])
    for offset in (0xFF0, 0xFF8, 0xFFC):
        save("surfaces", f"seed-page-{offset:x}", head(move=2), buffer(1, 0x1FF, 256, 1, offset),
             *port_0(cache_0, 1), *[*port_1(cache_1, 1)][:8])


def scenes():
    """Yield the name and the bytes of some recorded draws, with all stages."""
    for name in SCENES:
        with open(os.path.join(HERE, "corpus/render_state/draw-" + name), "rb") as file:
            yield name, file.read()


def absent():
    """Recorded draws: pages are absent, and the others move at each poll."""
    for i, (name, scene) in enumerate(scenes()):
        save("render_state", "seed-absent-" + name,
             head(side=i & 1, move=1, absent=0x11 + i), scene[8:])


def left():
    """Recorded draws that end within their polls, and are left in the middle."""
    for name in SHORT:
        with open(os.path.join(HERE, "corpus/render_state/draw-" + name), "rb") as file:
            draw = file.read()[8:]
        events = [record(EVENT, what, polls) for what, polls in
                  ((0, 3), (1, 20), (3, 1), (1, 2), (0, 30), (1, 100))]
        save("render_batch", "seed-left-" + name, head(polls=255), draw, *events)
        save("render_batch", "seed-cancelled-" + name, head(polls=255, seed=3), draw,
             record(EVENT, 2, 40))


def messages():
    """Recorded draws, whose threads send messages to all units."""
    last = 1 << 12
    targets = [message(RENDER_CACHE, 12 << 14 | form << 8 | last, length, 0,
                       channels=3 + (form < 2))
               for form, length in ((0, 8), (1, 1), (2, 8), (3, 8), (4, 4))]
    targets += [message(RENDER_CACHE, 12 << 14 | form << 8 | last | 1 << 19, length, 0, 0, dw0,
                        channels=3 + (form < 2))
                for form, length in ((0, 13), (4, 8)) for dw0 in (0, 1 << 11, 1 << 14, 1 << 9)]
    targets += [message(RENDER_CACHE, 13 << 14 | 4 << 8, 2, 4, channels=3)]
    urb = [message(URB, op | row << 4 | flags, 6 if op == 7 else 2, 0 if op == 7 else 4,
                   channels=3, src=1)
           for op in (7, 8) for row in (0, 1, 5, 2047) for flags in (0, 1 << 15, 1 << 17)]
    pixels = [message(INTERPOLATOR, kind << 12 | data | wide << 16, 4 if kind == 3 else 1,
                      2 + 2 * wide, channels=3 + wide, group=group)
              for kind in (0, 1, 3) for data in (0, 0x77, 0xF0) for wide in (0, 1)
              for group in (0, 1)]
    others = [message(GATEWAY, function, 1, 0) for function in range(8)]
    others += [message(SPAWNER, 0, 1, 0, channels=4 | 0x80), message(0, 0, 1, 0)]
    memory = [*samples(UNITS["sampler"][0])][::5] + [*port_0(UNITS["cache-0"][0], 254)][::3]
    memory += [*port_1(UNITS["cache-1"][0], 1)][::5] + [*port_0(UNITS["cache-0"][0], 255)][::4]
    for name, scene in scenes():
        for kind, sent in (("targets", targets), ("urb", urb), ("pixels", pixels),
                           ("others", others), ("memory", memory)):
            save("messages", f"seed-{kind}-{name}", scene, *sent)


def main():
    surfaces()
    edges()
    messages()
    absent()
    left()


if __name__ == "__main__":
    main()
