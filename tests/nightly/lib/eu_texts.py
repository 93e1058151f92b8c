#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Compare texts of EU instructions: of eu_disasm, and of Mesa's brw_disasm.

eu_texts.py bytes HEX FILE     write the bytes that the text file HEX has in hexadecimal
eu_texts.py random SEED FILE   write random instructions: 16 bytes each, valid opcodes
eu_texts.py compare OURS MESA  compare two texts of the same instructions, line by line

Both texts lose what only one of them has: comments, the regions of payloads, numbers of labels.
"""

import random
import re
import sys

MOST = 20  # differences that are printed
# Opcodes that both disassemblers know. Those of THREE have three sources.
MATH = 56
THREE = (18, 24, 26, 91, 92, 93)
OPCODES = [*range(1, 10), 12, 16, 17, 23, 25, 34, 36, 37, 39, 40, 41, 42, *range(48, 53), MATH,
           *range(64, 80), *range(84, 88), 89, 90, 126, *THREE]
COUNT = 200000
# Bits that stay 0: of all opcodes (reserved, compacted, breakpoint), of three sources (half floats
# and subregisters of the destination, which Mesa's disassembler does not show), and of MATH (an
# immediate in source 0: Mesa shows source 1 all the same).
ZERO = 1 << 7 | 1 << 29 | 1 << 30
ZERO_MATH = 1 << 42
ZERO_THREE = 3 << 35 | 1 << 45 | 7 << 53 | 1 << 84 | 1 << 105 | 1 << 126


def words(text):
    """Return the instructions of a text, one normalised line each; None for an invalid one."""
    found = []
    for line in text.split("\n"):
        line = re.sub(r"/\*.*?\*/|;", " ", line)
        line = re.sub(r"^[0-9a-f]{8}: ", "", line)
        line = " ".join(line.split())
        if line == "# refused" or line.startswith("invalid"):
            found[len(found) - (line[0] == "#"):] = [None]
        elif line and not line.startswith(("LABEL", "# breaks")):
            if "MsgDesc:" in line and found:
                found[-1] += " " + line
            else:
                found.append(line)
    return [line and normal(line) for line in found]


def normal(line):
    line = re.sub(r"\( +", "(", line)
    # Mesa shows the distance of an address as an unsigned number of 10 bits.
    line = re.sub(r"(g\[a0\S*) (\d+)\]", lambda m: f"{m[1]} {(int(m[2]) ^ 512) - 512}]", line)
    # Mesa divides the subregister of a destination's address, and hides the stride in align16.
    line = re.sub(r"(\) g\[a0)\.\d+", r"\1", line, count=1)
    if "align16" in line:
        line = re.sub(r"<[024]>", "<1>", line, count=1)
    line = line.replace(" rt accel MsgDesc:", " vme MsgDesc:")
    line = re.sub(r"\*{3} invalid SFID value \d+ ", "? ", line)
    line = re.sub(r"(RT read) MsgCtrl = \w+", r"\1", line)
    line = re.sub(r"([JU]IP:) (LABEL\d+|0x[0-9a-f]+)", r"\1", line)
    if re.search(r"\bsendc?\(", line):
        # The bits of the region are part of the extended descriptor.
        line = re.sub(r"(\b(?:g\d+|g\[a0[^]]*\])(?:\.\d+)?)<[^<>]*,[^<>]*,[^<>]*>", r"\1", line)
        line = re.sub(r"(a0)(?:\.\d+)?<\S+?>\w+ 0x[0-9a-f]+", r"\1", line)
        line = re.sub(r"(a0)<0,1,0>UD", r"\1", line)
    return line


def compare(ours, mesa):
    differ = [(a, b) for a, b in zip(ours, mesa) if a and a != b]
    if len(ours) != len(mesa):
        differ.append((f"{len(ours)} instructions", f"{len(mesa)} instructions"))
    for a, b in differ[:MOST]:
        print(f"# ours {a}\n# Mesa {b}")
    shown = len(ours) - ours.count(None)
    print(f"# {shown} of {len(ours)} instructions are valid")
    return 1 if differ or not shown else 0


def main(args):
    if args[0] == "bytes":
        with open(args[1], encoding="utf-8") as hexa, open(args[2], "wb") as out:
            out.write(bytes.fromhex(hexa.read()))
        return 0
    if args[0] == "random":
        rng = random.Random(int(args[1]))
        with open(args[2], "wb") as out:
            for _ in range(COUNT):
                op = rng.choice(OPCODES)
                zero = ZERO | 0x7F | (ZERO_THREE if op in THREE else ZERO_MATH if op == MATH else 0)
                out.write((rng.getrandbits(128) & ~zero | op).to_bytes(16, "little"))
        return 0
    texts = []
    for path in args[1:]:
        with open(path, encoding="utf-8") as file:
            texts.append(words(file.read()))
    return compare(*texts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
