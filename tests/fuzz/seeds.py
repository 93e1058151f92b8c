#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Write the seeds that people thought of into tests/fuzz/corpus/TARGET/seed-NAME.

Each seed is the input of a guest that attacks something that an oracle watches. libFuzzer finds the
rest. ops.h has the records, layout.h the places. Run this script again when the lists of records in
fuzz_TARGET.c change.
"""

import os
import re
import struct

import seeds_render

HERE = os.path.dirname(os.path.abspath(__file__))
RECORDS_MAX = 250
# FUZZ_OP_LATE of ops.h.
LATE = 0xF0
RCS, BCS, VCS, VECS = range(4)
BASES = {RCS: 0x2000, BCS: 0x22000, VCS: 0x12000, VECS: 0x1A000}
GGTT = 1 << 22
WINDOW = 0xE0000000
# Page numbers of layout.h.
HWSP, CONTEXT, PML4, PDP, PD, PT, BATCH, DATA, READ_ONLY, PRIVILEGED, INDIRECT, SECRET = (
    0x10, 0x20, 0x40, 0x41, 0x42, 0x43, 0x48, 0x4C, 0x50, 0x51, 0x53, 0x54)
OWN = SECRET << 12
# Calls that can fail (machine.h): the pGPU's ops, in the order of the enum from FUZZ_FAIL_SUBMIT
# on. FAIL_LATE is the value of a record that stands for the first of them (ops.c). EIO is the
# number of the error in error_of().
PGPU_FAILS = ("submit", "preempt", "cancel", "look", "reg-read", "switch-regs")
FAIL_LATE, EIO = 0xC0, 3
MOCS, RCS_TIMESTAMP = 0xC800, 0x2358
# The head of a description (mediator/vgpu_state.h).
STATE_MAGIC, STATE_HEAD = 0x5550475654434146, 40
# GGTT addresses at the edges of the guest's parts, the aperture and the hidden part: the last dword
# of each part, and the first dword after it.
EDGES = (OWN, 0x3FFFFFC, 0x4000000, 0x10000000, 0x27FFFFFC, 0x28000000, WINDOW, WINDOW + 0x1000,
         0xFFFFF000)


# Commands that genxml's file of Gen9 lacks (facts.c).
EXTRA = (("MI_UPDATE_GTT", 0x11800000, "GEN9_ON_ALL", 0xFF, 2, 4, [1]),
         ("MI_FLUSH", 0x02000000, "GEN9_ON_ALL", 0, 1, 1, []),
         ("XY_COLOR_BLT", 0x54000000, "GEN9_ON_BCS", 0xFF, 2, 7, [4]),
         ("XY_SRC_COPY_BLT", 0x54C00000, "GEN9_ON_BCS", 0xFF, 2, 10, [4, 8]),
         ("XY_FAST_COPY_BLT", 0x50800000, "GEN9_ON_BCS", 0xFF, 2, 10, [4, 8]))


def facts():
    """Yield (name, dw0, engines, length mask, bias, dwords, addresses) of genxml's commands."""
    with open(os.path.join(HERE, "../unit/gen9/gen9_commands_facts.h"), encoding="utf-8") as header:
        text = header.read().replace("\\\n", "")
    pattern = r'FACT\("(\w+)", \w+, (\w+), ([^,]+), (\w+), (\d+), (\d+),\s+A\(([\d, ]*)\)'
    for name, value, engines, mask, bias, dwords, addresses in re.findall(pattern, text):
        yield (name, int(value, 16), engines, int(mask, 16), int(bias), int(dwords),
               [int(a) for a in addresses.split(",") if a.strip()])
    yield from EXTRA


class Seed:
    """The records of one input, and how far its rings are filled."""

    def __init__(self, target, name):
        self.target, self.name = target, name
        with open(os.path.join(HERE, f"fuzz_{target}.c"), encoding="utf-8") as source:
            ops = re.findall(r"(\.late = )?FUZZ_OP_(\w+)", source.read())
        self.ops = {name: LATE if late else i for i, (late, name) in reversed(list(enumerate(ops)))}
        self.records = []
        self.at = {}

    def op(self, name, a=0, b=0, c=0, d=0):
        record = (self.ops[name], a, b & 0xFFFF, c & 0xFFFFFFFF, d & (1 << 64) - 1)
        self.records.append(struct.pack("<BBHIQ", *record))
        return self

    def aim(self, place, context=0):
        self.place = (place, context if place == 0 else 0)
        self.at.setdefault(self.place, 0)
        return self.op("AIM", place, context)

    def dwords(self, *dws):
        for i in range(0, len(dws), 3):
            piece = dws[i : i + 3]
            rest = sum(dw << 32 * k for k, dw in enumerate(piece[1:]))
            self.op("DWORDS", b=len(piece) - 1, c=piece[0], d=rest)
        self.at[self.place] += 4 * len(dws)
        return self

    def ring(self, context, *dws):
        """Submit commands in the ring, then move HEAD behind them and reset the engine.

        So the engine does not run a command again that the engine refuses.
        """
        self.aim(0, context)
        self.dwords(*dws, *([0] if (self.at[self.place] // 4 + len(dws)) % 2 else []))
        self.op("SUBMIT", context).op("RUN")
        self.op("IMAGE", context, 1, self.at[self.place])
        return self.op("RESET", context % 4)

    def write32(self, offset, value):
        return self.op("WRITE", 0x82, 0, offset, value)

    def save(self):
        folder = os.path.join(HERE, "corpus", self.target)
        os.makedirs(folder, exist_ok=True)
        for i in range(0, len(self.records), RECORDS_MAX):
            part = f"-{i // RECORDS_MAX}" if len(self.records) > RECORDS_MAX else ""
            with open(os.path.join(folder, f"seed-{self.name}{part}"), "wb") as file:
                file.write(b"".join(self.records[i : i + RECORDS_MAX]))


def command(fact, address, flags):
    name, value, _, mask, bias, dwords, addresses = fact
    dwords = max(dwords, bias, 1)
    dws = [value | flags | ((dwords - bias) & mask)] + [0] * (dwords - 1)
    for at in addresses:
        if at < dwords:
            dws[at] = address
    return dws


def aims_at_memory():
    """Each command with an address, in the ring, with a GGTT address at each edge."""
    for fact in facts():
        name, _, engines, _, _, _, addresses = fact
        in_ring = (name.startswith("MI_") or name == "PIPE_CONTROL")
        if not addresses or not in_ring or name == "MI_BATCH_BUFFER_START":
            continue
        context = VCS if engines == "GEN9_ON_VCS" else RCS
        seed = Seed("commands", "aims-" + name.lower().replace("_", "-"))
        for edge in EDGES:
            if name == "PIPE_CONTROL":
                seed.ring(context, 0x7A000004, 1 << 24 | 1 << 14, edge, 0, 1, 0)
            elif name == "MI_FLUSH_DW":
                seed.ring(context, 0x13004003, edge | 4, 0, 1, 0)
            elif name == "MI_REPORT_PERF_COUNT":
                seed.ring(context, 0x14000002, edge | 1, 0, 0)
            else:
                seed.ring(context, *command(fact, edge, GGTT | (1 << 21 if "COPY" in name else 0)))
        seed.save()


def every_command():
    for engine, what in ((RCS, "rcs"), (VCS, "vcs"), (VECS, "vecs"), (BCS, "bcs")):
        seed = Seed("commands", "every-command-" + what)
        for fact in facts():
            if f"ON_{what.upper()}" in fact[2] or "ALL" in fact[2] or (engine and "XCS" in fact[2]):
                seed.ring(engine, *command(fact, OWN, 0)[:12])
        seed.save()


def registers():
    """Commands that write registers: of the ring, of pages, of the display and of other blocks."""
    regs = [0x2030, 0x2080, 0x20A8, 0x2230, 0x2270, 0x229C, 0x24D0, 0x22230, 0x941C, 0xA188,
            0x44200, 0x70180, 0x78000, 0x100000, 0x4094, 0x138124, 0x2600, 0x2358, 0x7000]
    for name, make in (("lri", lambda r: (0x11000001, r, 1)),
                       ("lrr", lambda r: (0x15000001, 0x2600, r)),
                       ("lrm", lambda r: (0x14C00002, r, OWN, 0)),
                       ("srm", lambda r: (0x12400002, r, OWN, 0)),
                       ("pipe-control", lambda r: (0x7A000004, 1 << 23 | 1 << 14, r, 0, 1, 0))):
        seed = Seed("commands", "registers-" + name)
        for reg in regs:
            seed.ring(RCS, *make(reg))
        seed.save()


def batches():
    start, end = 0x18800001, 0x05000000
    seed = Seed("commands", "batch-privileged-stores")
    for edge in EDGES:
        seed.aim(2).dwords(0x10400002, edge, 0, 1, end, 0)
        seed.ring(RCS, start, (PRIVILEGED << 12) + seed.at[(2, 0)] - 24, 0)
    seed.save()
    seed = Seed("commands", "batch-chains-to-itself")
    seed.aim(2).dwords(0x18800001, PRIVILEGED << 12, 0)
    seed.ring(RCS, start, PRIVILEGED << 12, 0).save()
    seed = Seed("commands", "batch-second-level-and-predicated")
    second = (PRIVILEGED << 12) + 32
    seed.aim(2).dwords(0x18C00001, second, 0, 0x18808001, second, 0, end, 0)
    seed.dwords(0x01000000, 0x18C00001, PRIVILEGED << 12, 0, end, 0)
    seed.ring(RCS, start, PRIVILEGED << 12, 0).save()
    seed = Seed("commands", "batch-everywhere-else")
    for edge in (WINDOW, 0xFFFFFFFC, 0x3FFFFFC, 0, 0x28000000):
        seed.ring(RCS, start, edge, 0).ring(RCS, start, edge, 1).ring(RCS, start | 0x100, edge, 0)
    seed.save()
    seed = Seed("commands", "batch-indirect-and-per-context")
    for dws in ((0x10400002, WINDOW, 0, 1), (0x11000001, 0x2080, 1, 0), (0x11000001, 0x2600, 1, 0)):
        seed.aim(3)
        seed.op("AIM", 0x83, 0, 0).dwords(*dws, *[0] * 12)
        seed.op("IMAGE", 0, 6, INDIRECT << 12 | 1).op("IMAGE", 0, 7, 0x0D << 6).ring(RCS, 0, 0)
        seed.op("AIM", 0x82, 0, 0x800).dwords(*dws, end, 0)
        seed.op("IMAGE", 0, 5, PRIVILEGED << 12 | 1).ring(RCS, 0, 0)
    seed.save()
    seed = Seed("commands", "image-loads-private-registers")
    for reg in (0x2030, 0x2080, 0x2230, 0x22080, 0x44200, 0x78000, 0x941C, 0x2600):
        for dword, value in ((0x51, 0x11000001), (0x52, reg), (0x53, 1), (0x54, 0)):
            seed.op("IMAGE", 0, 0x8000 | dword, value)
        # The first dword clears the bit that keeps the engine from loading the image.
        seed.op("IMAGE", 0, 0, 0x00090008).ring(RCS, 0, 0)
    seed.save()
    seed = Seed("commands", "ring-wraps")
    seed.aim(0, BCS)
    for _ in range(40):
        seed.dwords(*[0] * 48)
    seed.op("SUBMIT", BCS).op("RUN").dwords(*[0x01000000, 0] * 100)
    seed.op("SUBMIT", BCS).op("RUN").save()


def user_batches():
    """Everything that a user batch must not do, and a user batch that never ends."""
    seed = Seed("batch", "privileged-stores")
    for edge in EDGES:
        seed.op("DWORDS", b=2, c=0x10400002, d=edge).op("DWORDS", b=0, c=1)
    seed.op("DWORDS", b=0, c=0x05000000).op("SUBMIT", RCS, 0, 0x20).op("RUN").save()
    seed = Seed("batch", "privileged-registers")
    for reg in (0x2080, 0x2230, 0x24D0, 0x44200, 0x78000, 0x22080, 0x2600, 0x7000):
        seed.op("DWORDS", b=2, c=0x11000001, d=reg | 1 << 32)
    seed.op("DWORDS", b=0, c=0x05000000).op("SUBMIT", RCS, 0, 0x20).op("RUN").save()
    seed = Seed("batch", "read-only-and-absent-pages")
    for page in (READ_ONLY, SECRET, PT, 0x7FFFF, 0):
        seed.op("DWORDS", b=2, c=0x10000002, d=page << 12).op("DWORDS", b=0, c=1)
    seed.op("DWORDS", b=0, c=0x05000000).op("SUBMIT", RCS, 0, 0x20).op("RUN").save()
    seed = Seed("batch", "blits-within-and-beyond")
    data = DATA << 12
    for to in (data, data + 0x2FF8, BATCH << 12, READ_ONLY << 12, 0x7FFFF000):
        page = to & ~0xFFF
        for dws in ((0x54300005, 3 << 24 | 0xF0 << 16 | 64, 0, 8 << 16 | 16, to, 0, 0x12345678),
                    (0x54F00008, 3 << 24 | 0xCC << 16 | 64, 0, 8 << 16 | 16, to, 0, 0, 64,
                     data + 0x1000, 0),
                    (0x54F08808, 3 << 24 | 0xCC << 16 | 128, 0, 8 << 16 | 32, page, 0, 0, 128,
                     data + 0x1000, 0),
                    (0x50800008, 3 << 24 | 64, 0, 8 << 16 | 16, to, 0, 0, 64, data + 0x1000, 0)):
            for i in range(0, len(dws), 3):
                piece = dws[i : i + 3]
                rest = sum(dw << 32 * k for k, dw in enumerate(piece[1:]))
                seed.op("DWORDS", b=len(piece) - 1, c=piece[0], d=rest)
    seed.op("DWORDS", b=0, c=0x05000000).op("SUBMIT", BCS, 0, 0x20).op("RUN").save()
    seed = Seed("batch", "never-ends-beside-the-victim")
    seed.op("DWORDS", b=2, c=0x18800101, d=BATCH << 12)
    for engine in range(4):
        seed.op("SUBMIT", engine, 0, 0x20)
    seed.op("RUN").op("VICTIM", RCS).op("VICTIM", BCS).op("TIME", 1).op("VICTIM", VCS).save()


def table(seed, page, i, value):
    return seed.op("TABLE", page - PML4, 0x8000 | i, 3, value)


def page_tables():
    for name, changes in (
            ("names-itself", [(PML4, 0, PML4 << 12 | 3)]),
            ("tables-as-leaves", [(PT, BATCH, PT << 12 | 3), (PT, DATA, PML4 << 12 | 3)]),
            ("beyond-memory", [(PT, DATA, 0xFFFFFFF000 | 3), (PD, 1, 0xFFFFFF0000 | 3),
                               (PDP, 1, (1 << 46) | 3)]),
            ("large-pages", [(PD, 1, 0x83), (PDP, 1, 0x83), (PD, 2, 0x200083)]),
            ("read-only-tables", [(PD, 0, PT << 12 | 1), (PDP, 0, PD << 12 | 1),
                                  (PT, DATA, DATA << 12 | 1)]),
            ("shared-and-crossed", [(PDP, 1, PD << 12 | 3), (PD, 1, PT << 12 | 3),
                                    (PML4, 511, PDP << 12 | 3), (PD, 511, PD << 12 | 3)])):
        seed = Seed("pages", name)
        for change in changes:
            table(seed, *change).op("SUBMIT", RCS).op("RUN")
        seed.op("UNMAP", 0, PT, 0).op("SUBMIT", RCS).op("RUN")
        seed.op("UNMAP", 0, HWSP, 63).op("SUBMIT", BCS).op("RUN").save()
    seed = Seed("pages", "ggtt-changes-under-work")
    for value in (SECRET << 12 | 1, 0xFFFFFFFFF001, 0, PML4 << 12 | 1):
        seed.op("PTE", 1, 3, SECRET - HWSP, value).op("SUBMIT", RCS).op("STEP").op("WORK").op("RUN")
    seed.save()
    seed = Seed("pages", "faces-that-fail")
    for kind in range(7):
        seed.op("FAIL", kind, 0x0301, 1).op("SUBMIT", RCS).op("RUN").op("RESET", RCS).op("TIME", 1)
    seed.op("VICTIM", RCS).save()


def counted():
    """Calls in the victim's name fail while an oracle counts the victim's commands.

    The calls are read, write and pin; each fails for later (5) or for good (0).
    """
    for what, kind in enumerate(("read", "write", "pin")):
        for how, error in (("later", 5), ("for-good", 0)):
            for first in (0, 3, 6):
                seed = Seed("execlist", f"counted-{kind}-{how}-{first}")
                for skip in range(first, first + 3):
                # ops.c: b is how many calls succeed first, c % 7 the call, c >> 8 the error.
                    call = error << 8 | (what - (error << 8)) % 7
                    seed.op("VICTIM", skip % 2, 0x8000 | skip, call)
                seed.save()
    for late, kind in enumerate(PGPU_FAILS):
        seed = Seed("execlist", f"counted-{kind}")
        for skip in range(3):
            # The engine has the registers of another guest, so it switches them for the victim.
            seed.write32(MOCS, skip + 1).op("SUBMIT", RCS).op("RUN")
            seed.op("VICTIM", RCS, 0x8000 | late + 1 << 9 | 3 << 6 | skip, EIO << 8)
        seed.save()
        # Calls in the attacker's name fail, and its work is endless. The victim must run
        # nevertheless.
        seed = Seed("execlist", f"fails-{kind}")
        seed.aim(0, RCS).dwords(0x18800101, BATCH << 12, 0, 0)
        seed.aim(1).dwords(0x18800101, BATCH << 12, 0)
        seed.op("FAIL", FAIL_LATE + late, 0x300, EIO).write32(MOCS, 1).op("SUBMIT", RCS).op("RUN")
        seed.op("VICTIM", RCS).op("TIME", 1).op("VICTIM", BCS)
        seed.op("RESET", RCS).op("FAIL", FAIL_LATE + late, 0x300, EIO).op("SUBMIT", RCS).op("RUN")
        seed.op("RESET", RCS).op("VICTIM", RCS).save()
    # The work is endless, and preempt and cancel fail: the scheduler asks for both again.
    seed = Seed("execlist", "fails-preempt-and-cancel")
    seed.aim(0, RCS).dwords(0x18800101, BATCH << 12, 0, 0).aim(1).dwords(0x18800101, BATCH << 12, 0)
    for kind in ("preempt", "cancel"):
        seed.op("FAIL", FAIL_LATE + PGPU_FAILS.index(kind), 0x700, EIO)
    seed.op("SUBMIT", RCS).op("RUN").op("VICTIM", RCS).save()


def views():
    """Accesses to pages under a fence, while the calls that a detiled page needs fail."""
    seed = Seed("mmio", "views")
    for fence in range(2):
        seed.op("WRITE", 0x83, 0, 0x100000, (0x53000 << 32) | 0x10000 | fence << 1 | (3 << 32) | 1)
        for page in (0x10, 0x20, 0x21, 0x50):
            seed.op("APERTURE", 0xBF, 0, page << 12, 0x0123456789ABCDEF)
    for late, _ in enumerate(PGPU_FAILS + ("watch", "follow")):
        seed.op("UNMAP", 0x40, 0x10, 0, 0x60 << 12).op("FAIL", FAIL_LATE + late, 0x100, EIO)
        seed.op("READ", 0x82, 0, RCS_TIMESTAMP)
        seed.op("APERTURE", 0xBF, 0, 0x20000, 0x0123456789ABCDEF)
    seed.op("APERTURE", 0xBF, 0, 0x20000, 0xFEDCBA9876543210)
    seed.op("PTE", 1, 3, 0x10, SECRET << 12 | 1)
    seed.op("APERTURE", 0xBF, 0, 0x20000, 1).op("UNMAP", 0, 0x10, 63)
    seed.op("VICTIM", BCS, 0x8001, EIO << 8).save()


def execlists():
    for name, second in (("one-after-the-other", 0), ("two-ports", 1), ("lite-restore", 3)):
        seed = Seed("execlist", name)
        for context in (0, 1, 4, 2, 3, 5, 0, 0):
            seed.op("AIM", 0, context).op("DWORDS", b=2, c=0x01000000)
            seed.op("SUBMIT", context, second).op("WORK").op("STEP")
        seed.op("RUN").op("IRQS").op("VICTIM", RCS).save()
    seed = Seed("execlist", "resets-at-any-moment")
    for steps in range(4):
        seed.op("AIM", 0, 0).op("DWORDS", b=2, c=0).op("SUBMIT", 0, 1).op("WORK")
        for _ in range(steps):
            seed.op("STEP")
        seed.op("RESET", 0).op("RUN")
    seed.op("RESET", 0xF0).op("RUN").save()
    seed = Seed("execlist", "descriptors-that-mean-nothing")
    for desc in (0, 1, 0x11, 0x119, 0xFFFFFFFF, WINDOW | 0x119, 0x3FFF119, 0x20001, 0x20119):
        seed.op("ELSP", 0x80, 0x100, desc, desc).op("RUN").op("RESET", 0)
    seed.save()
    seed = Seed("execlist", "unmap-while-it-runs")
    for page in (CONTEXT, CONTEXT + 2, HWSP, PML4, PT, BATCH):
        seed.op("AIM", 0, 0).op("DWORDS", b=2, c=0x18800101, d=BATCH << 12)
        seed.op("SUBMIT", 0).op("WORK").op("STEP")
        seed.op("UNMAP", 0, page, 0).op("RUN").op("RESET", 0)
    seed.save()


def traps():
    seed = Seed("mmio", "interrupts")
    for group in (0x44300, 0x44310, 0x44320, 0x44330, 0x44400, 0x44440, 0xC4000):
        seed.write32(group + 12, 0xFFFFFFFF).write32(group + 4, 0).write32(group + 8, 0xFFFFFFFF)
    seed.write32(0x44200, 0x80000000).op("TIME", 1).op("IRQS").save()
    seed = Seed("mmio", "fences")
    for fence in range(4):
        value = (0x53000 << 32) | 0x10000 | fence % 2 << 1 | (fence << 35) | 1
        seed.op("WRITE", 0x83, 0, 0x100000 + 8 * fence, value)
        seed.op("APERTURE", 0xC7, 0, 0x10000 + fence * 0x1234).op("APERTURE", 0x87, 0, 0x10000)
    seed.save()
    seed = Seed("mmio", "a-screen")
    seed.write32(0x60000, 0x063F063F).write32(0x6000C, 0x04AF04AF).write32(0x6001C, 0x063F04AF)
    seed.write32(0x70008, 0xC0000000)
    seed.write32(0x70188, 4).write32(0x70190, 0x003F003F).write32(0x70180, 0x84000000)
    seed.write32(0x7019C, 0x10000)
    seed.op("DISPLAY").op("TIME", 1).op("DISPLAY", 0x81, 63).save()


def gmbus():
    seed = Seed("gmbus", "reads-the-edid")
    raw = [(0, 1, 0, 0), (1, 2, 0, 128), (7, 31, 0, 0), (1, 1, 0, 0x48000000), (1, 6, 0x80, 0x1FF),
           (7, 79, 0, 0), (4, 1, 0, 0), (1, 2, 0, 4)]
    seed.records = [struct.pack("<BBHIQ", op, a, b, c, 0) for op, a, b, c in raw]
    seed.save()


def aux():
    seed = Seed("aux", "trains-and-reads-the-edid")
    native_write, native_read, i2c_write, i2c_read = 0x80, 0x90, 0x40, 0x50
    raw = [(6, native_read, 14 << 3, 0, 0), (6, native_write, 1 << 3 | 1, 0, 0x840A << 48),
           (6, native_write, 2, 0, 0x21 << 56), (6, native_read, 5 << 3 | 3, 0, 0),
           (6, native_write, 2, 0, 0x22 << 56), (6, native_read, 5 << 3 | 3, 0, 0),
           (6, i2c_write, 0x105, 0, 0), (6, i2c_write, 5, 0, 0)]
    raw += [(6, i2c_read, 15 << 3 | 5, 0, 0)] * 8
    raw += [(6, 0x10, 0x105, 0, 0), (2, 2, 0, 0, 0x0123456789ABCDEF),
            (6, i2c_write, 6, 0, 1 << 56), (6, i2c_read, 15 << 3 | 5, 0, 0)]
    raw += [(1, 2, 0, 0x80000000 | size << 20, 0) for size in (0, 1, 2, 21, 31)]
    raw += [(2, 0x12, 0, 0, 0), (6, native_read, 0, 0, 0)]
    seed.records = [struct.pack("<BBHIQ", *r) for r in raw]
    seed.save()


def config():
    seed = Seed("config", "sizes-the-bars")
    raw = [(3, i, 0, 0, 0) for i in range(3)]
    raw += [(0, 4, 0x10, 0, 0xFFFFFFFF), (0, 2, 4, 0, 0x407), (0, 2, 0xAE, 0, 1), (4, 0, 0, 0, 0)]
    seed.records = [struct.pack("<BBHIQ", *r) for r in raw]
    seed.save()


def copies():
    """Dense workloads (dense.h): each engine, each fate, each bad command and its place."""
    no_defect, batches, cancel, leave = 0x8000, 8, 2 << 6, 3 << 6
    seed = Seed("copies", "each-engine")
    for context in range(8):
        for fate in (0, cancel, leave):
            seed.op("DENSE", context | batches | fate, no_defect | 1000 + context, context, context)
        seed.op("RUN").op("UNMAP", 0x80, 0x400 + context, 40).op("VICTIM", context)
    seed.save()
    seed = Seed("copies", "each-defect")
    for defect in range(6):
        for where in range(3):
            for context in (0, 1):
                seed.op("DENSE", context | batches, 307 + defect, defect << 1 | where << 5,
                        defect + 6 * where)
    seed.save()
    seed = Seed("copies", "entries-and-pins-fail")
    for i in range(12):
        seed.op("PTE", 3, 1, 0x400 + i, 0x400123 + (i << 12)).op("FAIL", 2, 0x0201, i)
        seed.op("DENSE", i % 8 | batches, no_defect | 2000 + i, i, 100 + i)
    seed.save()


def vfu():
    def message(command, payload, nfds=0, how=0):
        return struct.pack("<BBHBBH", command, how, len(payload), nfds, 0, 7) + payload

    info = struct.pack("<IIII", 32, 0, 0, 0) + bytes(16)
    seed = b"\x01" + message(4, info[:16])
    seed += b"".join(message(5, struct.pack("<IIIIQQ", 32, 0, i, 0, 0, 0)) for i in range(10))
    seed += b"".join(message(7, struct.pack("<IIII", 16, 0, i, 0)) for i in range(6))
    seed += message(8, struct.pack("<IIIII", 20, 0x24, 1, 0, 2), 2)
    seed += message(8, struct.pack("<IIIII", 20, 0x21, 1, 0, 0))
    seed += message(8, struct.pack("<IIIII", 24, 0x22, 1, 0, 4) + b"\1\0\1\1")
    seed += message(2, struct.pack("<IIQQQ", 32, 3, 0, 0x1000, 0x2000), 1)
    seed += message(3, struct.pack("<IIQQ", 24, 0, 0x1000, 0x2000))
    seed += message(3, struct.pack("<IIQQ", 24, 2, 0, 0))
    seed += message(9, struct.pack("<QII", 0x10, 0, 4))
    seed += message(10, struct.pack("<QII", 0x10, 0, 4) + b"abcd") + message(13, b"")
    seed += message(15, struct.pack("<QQII", 1, 0, 0, 4) + bytes(8))
    seed += message(10, struct.pack("<QII", 0x1FFE, 0, 4) + b"abcd", how=1)
    with open(os.path.join(HERE, "corpus/vfu/seed-all-commands"), "wb") as file:
        file.write(seed)

    def feature(flags, argsz=16, data=b""):
        return message(16, struct.pack("<II", argsz, flags) + data)

    def go(to):
        return feature(1 << 17 | 2, data=struct.pack("<II", to, 0))

    seed = b"\x01" + feature(1 << 16 | 1) + feature(1 << 16 | 2) + feature(1 << 16 | 9)
    seed += feature(7 << 16 | 2, data=bytes(8)) + feature(1 << 18 | 6) + feature(1 << 16 | 1, 15)
    seed += go(3) + b"".join(message(17, struct.pack("<II", 8 + n, n)) for n in (64, 4096, 1, 0))
    seed += message(17, struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFF8))
    seed += message(17, struct.pack("<II", 0xFFFFFFFF, (1 << 20) + 1))
    seed += go(4) + message(18, struct.pack("<II", 12, 4) + b"data")
    seed += message(18, struct.pack("<II", 12, 0xFFFFFFFC) + b"data")
    seed += message(18, struct.pack("<II", 12, 4) + b"data", how=1) + go(2) + go(7)
    with open(os.path.join(HERE, "corpus/vfu/seed-migration"), "wb") as file:
        file.write(seed)


def state():
    """Changes to a valid description (tests/lib/state_fuzz.h): offsets and bytes to XOR in."""

    def save(name, data):
        with open(os.path.join(HERE, "corpus/state/seed-" + name), "wb") as file:
            file.write(data)

    def changes(*pairs):
        return b"".join(struct.pack("<HB", at, value) for at, value in pairs)

    save("nothing-changed", b"")
    save("another-magic", changes((0, 1)))
    fields = ("version", "aperture", "hidden", "fences", "width", "height", "engines",
              "context-pages")
    for i, name in enumerate(fields):
        save("another-" + name, changes((STATE_HEAD - 32 + 4 * i, 1)))
    for i, name in enumerate(("tag", "flags", "length")):
        save("first-record-of-another-" + name, changes((STATE_HEAD + 4 * i, 1)))
    save("optional-record", changes((STATE_HEAD, 0xFF), (STATE_HEAD + 4, 1)))
    save("configuration", changes(*((STATE_HEAD + 12 + i, 0xFF) for i in range(0, 256, 5))))
    for step in (257, 1021, 4093):
        every = range(STATE_HEAD, 1 << 16, step)
        save(f"every-{step}-bytes", changes(*((i, 1 + i % 255) for i in every)))
    head = struct.pack("<QIIIIIIIBBBB", STATE_MAGIC, 1, 64, 384, 32, 1920, 1200, 15, 22, 2, 2, 2)
    save("head-alone", head)
    save("head-and-end", head + struct.pack("<III", 0x20444E45, 0, 0))
    save("endless-record", head + struct.pack("<III", 0x464E4F43, 0, 0xFFFFFFFF) + bytes(256))


def screen():
    """Writes of registers. Each has the register's number in fuzz_screen.c, flags and a value.

    Flags: 1: the value is the address of pages; 3: the address of pages to which access has begun.
    """
    with open(os.path.join(HERE, "fuzz_screen.c"), encoding="utf-8") as source:
        tables = re.findall(r"u32 (?:offsets|arming)\[\] = \{([^}]*)\}", source.read())
    numbers = {int(v, 16): i for i, v in enumerate(re.findall(r"0x\w+", "".join(tables)))}

    def save(name, flags=1, **groups):
        data = b""
        for plane, values in groups.items():
            base = {"one": 0x70180, "two": 0x70280, "three": 0x70380, "pipe": 0}[plane]
            for offset, value in values.items():
                flag = flags if value is None else 0
                data += struct.pack("<BBI", numbers[base + offset], flag, value or 0)
        with open(os.path.join(HERE, "corpus/screen/seed-" + name), "wb") as file:
            file.write(data)

    size, pages = 0x001F001F, None
    for name, ctl, stride in (("linear", 0x84000000, 4), ("y-tiled", 0x84001000, 3),
                              ("yf-tiled", 0x84001400, 3), ("sideways", 0x84001001, 3),
                              ("upside-down", 0x8E000002, 4), ("indexed", 0xCC000000, 4),
                              ("deep", 0x82000000, 4), ("halves", 0x86000400, 2),
                              ("pairs", 0x80031003, 3), ("compressed", 0x84009000, 3),
                              ("matrix", 0x84800000, 4)):
        save(name + "-lent", flags=3, one={0x00: ctl, 0x08: stride, 0x10: size, 0x1C: pages})
        save(name, one={0x00: ctl, 0x08: stride, 0x10: size, 0x24: 0x00030005, 0x1C: pages},
             pipe={0x49010: 0x7800F800, 0x49018: 0x00007800, 0x49024: 0x78000000, 0x49040: 0x100,
                   0x49028: 2})
    save("nv12", one={0x00: 0x81001000, 0x08: 2, 0x10: size, 0x40: 0x10002, 0x44: 0, 0x1C: pages})
    save("second-surface-far-away",
         one={0x00: 0x81001000, 0x08: 2, 0x10: size, 0x40: 0xFFF00002, 0x44: 0, 0x1C: pages})
    save("absurd",
         one={0x00: 0x84000000, 0x08: 0x3FF, 0x10: 0x0FFF1FFF, 0x24: 0x0FFF1FFF, 0x1C: 0xFFFFF000})
    one = {0x00: 0x84000000, 0x08: 4, 0x10: size, 0x1C: pages}
    save("alpha", one=one,
         two=dict(one) | {0x00: 0x84000030, 0x0C: 0x00070009, 0x18: 1 << 31, 0x20: 0x7E000000})
    save("keys", one=dict(one) | {0x00: 0x84400000, 0x18: 0xC00000},
         two=dict(one) | {0x00: 0x84200000, 0x18: 0xC0}, three=one)
    save("scalers", one=one,
         pipe={0x68180: 0x82000000, 0x68170: 0x00020003, 0x68174: 0x00110007, 0x68280: 1 << 31,
               0x68274: 0x00300020})
    save("cursor", one=one,
         pipe={0x70088: 0x80058009, 0x700A0: 0x80000011, 0x70080: 0x27, 0x70084: pages})


def eu_decode():
    """Kernels of the execution units: each opcode, in several forms.

    Fields are those of gen9/eu_encoding.h: the lowest bit, and the value.
    """

    def inst(op, *fields):
        return sum((value << low for low, value in fields), op).to_bytes(16, "little")

    def save(name, *instructions):
        with open(os.path.join(HERE, "corpus/eu_decode/seed-" + name), "wb") as file:
            file.write(b"".join(instructions))

    ops = range(128)
    eight, floats = (21, 3), ((35, 1), (37, 7), (41, 1), (43, 7), (89, 1), (91, 7))
    places = ((53, 2), (61, 1), (69, 3), (101, 4))
    regions = ((80, 1), (82, 3), (85, 4), (112, 1), (114, 3), (117, 4))
    registers = (eight,) + floats + places + regions
    save("registers", *(inst(op, *registers) for op in ops))
    save("indirect", *(inst(op, (63, 1), (79, 1), (111, 1), *registers) for op in ops))
    save("align16", *(inst(op, (8, 1), eight, (49, 15), (56, 2), (76, 3), (97, 4), (118, 5))
                      for op in ops))
    imm = (eight, (35, 1), (37, 7), (53, 2), (61, 1), (96, 0x3F800000))
    save("immediates", *(inst(op, (41, 3), (43, kind), *imm)
                         for op in (1, 4) for kind in range(16)))
    save("messages", *(inst(op, (24, 2), eight, (35, 1), (41, 1), (53, 2), (69, 3), (89, 3),
                            (116, length), (121, length), (127, length & 1))
                       for op in range(49, 53) for length in range(16)))
    save("compacted", *(inst(op, (29, 1), (8, i), (13, i), (18, i), (30, i), (35, i))[:8]
                        for op in ops for i in range(0, 32, 5)))
    save("cut-short", inst(1, *registers), inst(1, *registers)[:9])


def eu_run():
    """Kernels with the state of a thread before them: moves, arithmetic, a loop, messages."""

    def inst(op, *fields):
        return sum((value << low for low, value in fields), op).to_bytes(16, "little")

    def save(name, *instructions, cr0=0, alt=0):
        head = struct.pack("<IIHBB", 0xFFFFFFFF, 0, cr0, alt, 1)
        with open(os.path.join(HERE, "corpus/eu_run/seed-" + name), "wb") as file:
            file.write(head + b"".join(instructions))

    os.makedirs(os.path.join(HERE, "corpus/eu_run"), exist_ok=True)
    places = ((53, 20), (61, 1), (69, 8), (101, 10))
    regions = ((80, 1), (82, 3), (85, 4), (112, 1), (114, 3), (117, 4))

    def alu(op, dst, src, *more, size=3):
        return inst(op, (21, size), (35, 1), (37, dst), (41, 1), (43, src), (89, 1), (91, src),
                    *places, *regions, *more)

    two = (2, 5, 6, 7, 8, 9, 12, 64, 65)
    for kind in range(11):
        save(f"type-{kind}", *(alu(op, kind, kind) for op in two),
             alu(16, kind, kind, (24, 5)), alu(2, kind, kind, (16, 1)), cr0=0x4C0)
        save(f"move-to-{kind}", *(alu(1, kind, other) for other in range(11)), alt=kind & 3)
    save("math", *(alu(56, 7, 7, (24, fn)) for fn in range(1, 11)),
         *(alu(56, 0, 0, (24, fn)) for fn in (12, 13)))
    save("three", *(inst(op, (8, 1), (21, 3), (43, kind), (46, kind), (49, 15), (56, 20),
                         (65, 228), (76, 8), (86, 228), (97, 10), (107, 228), (118, 12))
                    for op in (18, 24, 26, 91, 92) for kind in (0, 1, 2, 3)))
    less = alu(16, 0, 0, (24, 5), (33, 0))
    save("loop", alu(64, 0, 0), less, inst(39, (21, 3), (16, 1), (96, (1 << 32) - 32)))
    save("if", less, inst(34, (21, 3), (16, 1), (64, 64), (96, 48)), alu(64, 7, 7),
         inst(36, (21, 3), (64, 32), (96, 32)), alu(65, 7, 7), inst(37, (21, 3), (96, 16)))
    save("goto", less, inst(46, (21, 3), (16, 1), (64, 32), (96, 32)), alu(64, 7, 7),
         inst(47, (21, 3), (96, 16)), alu(64, 7, 7))
    save("messages", *(inst(49, (24, 12), (21, 3), (35, 1), (41, 1), (43, 7), (53, 20), (69, 8),
                            (89, 3), (96, length << 25 | length << 20 | 5))
                       for length in (1, 2, 4)))
    save("indirect", alu(1, 0, 0, (79, 1), (77, 2)), alu(1, 0, 0, (63, 1)))
    save("registers", *(inst(1, (34, 1), (35, 1), (41, 0), (43, 0), (53, 20), (61, 1), (69, arf))
                        for arf in (0x20, 0x30, 0x40, 0x70, 0x80, 0xC0)))


# States of a migration (model/migration.h), and actions of tests/lib/move_fuzz.c.
STOP, RUNNING, STOP_COPY, RESUMING, RUNNING_P2P, PRE_COPY, PRE_COPY_P2P = range(1, 8)
(READ_ALL, WRITE_PIECE, WRITE_ALL, WRITE_CHANGED, WRITE_DAMAGED, WRITE_FOREIGN, WRITE_CUT,
 VMM_RESET) = range(8, 16)
LEAVE = ((0, PRE_COPY), (READ_ALL, 0), (0, PRE_COPY_P2P), (0, STOP_COPY), (READ_ALL, 0), (0, STOP))
ARRIVE = ((0, RESUMING), (WRITE_ALL, 500), (0, STOP), (0, RUNNING_P2P), (0, RUNNING))
TO_FILE = ((0, RUNNING_P2P), (0, STOP), (0, STOP_COPY), (READ_ALL, 0), (0, STOP))
MOVES = {
    "whole": (LEAVE, ARRIVE),
    "file": (TO_FILE, ARRIVE),
    "changed": (TO_FILE, *(((WRITE_CHANGED, at, 977 * at, 1 << 6 * at),) for at in range(10))),
    "damaged": (TO_FILE, *(((WRITE_DAMAGED, at, 97 * at, 1 << 6 * at),) for at in range(10))),
    "foreign": (TO_FILE, ((WRITE_FOREIGN, 99), (0, RUNNING)), ((WRITE_CUT, 0, 1000),)),
    "pieces": (TO_FILE, ((0, RESUMING), *((WRITE_PIECE, 9, 4000),) * 16), ARRIVE[2:]),
    "cancelled": (LEAVE[:2], ((0, RUNNING),), LEAVE[:4], ((0, RUNNING_P2P), (0, RUNNING))),
    "reset": tuple((*LEAVE[:n], (VMM_RESET, 0)) for n in range(6)),
}


def moves():
    """Moves of a guest: idle ones, ones with work, and of memory that goes away."""
    for name, parts in MOVES.items():
        arcs = [arc + (0,) * (4 - len(arc)) for part in parts for arc in part]
        seed = Seed("moves", name)
        for a, b, c, d in arcs:
            seed.op("OWN", a, b, c, d)
        seed.save()
        seed = Seed("moves", name + "-busy")
        for at, (a, b, c, d) in enumerate(arcs[:80]):
            seed.aim(0, at % 4).dwords(0x10400002, OWN, 0, at)
            seed.op("SUBMIT", at % 4).op("WORK").op("OWN", a, b, c, d)
        seed.save()
        seed = Seed("moves", name + "-unmapped")
        for a, b, c, d in arcs[:80]:
            seed.op("SUBMIT", 1).op("WORK").op("OWN", a, b, c, d).op("UNMAP", 0x80, 0, 64)
        seed.save()
        with open(os.path.join(HERE, "corpus/virtio", "seed-" + name), "wb") as file:
            for at, (a, b, c, d) in enumerate(arcs):
                send = (2, at % 13, 0, 1, 0, 0)
                file.write(struct.pack("<BBH3I", *send) if at % 2 else b"")
                file.write(struct.pack("<BBHIQ", LATE, a, b, c, d))


def main():
    for make in (aims_at_memory, every_command, registers, batches, user_batches, page_tables,
                 execlists, counted, traps, views, gmbus, aux, config, copies, vfu, state, screen,
                 eu_decode, eu_run, moves, seeds_render.main):
        make()


if __name__ == "__main__":
    main()
