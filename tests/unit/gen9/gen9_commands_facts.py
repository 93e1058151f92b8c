#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Write gen9_commands_facts.h from Mesa's genxml.

gen9_commands_facts.py MESA/src/intel/genxml > gen9_commands_facts.h

There is one fact for each instruction of gen90.xml and of its imports, by ascending opcode. A fact
has the instruction's engines, opcode bits, length and address fields, as the XML states them. The
upper half of an address may be a field of its own in the XML: it counts with the lower half. This
script does not use Facet's own table.
"""

import os
import sys
import textwrap
import xml.etree.ElementTree as et

ROOT = "gen90.xml"
ENGINES = {
    "render": "GEN9_ON_RCS",
    "blitter": "GEN9_ON_BCS",
    "video": "GEN9_ON_VCS",
    "video enhance": "GEN9_ON_VECS",
}
OPCODE = ("opcode", "opcode a", "opcode b", "type", "subtype", "pipeline", "instruction command")
LENGTH = "DWord Length"
HEAD = """/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Facts about Gen9's commands, made by gen9_commands_facts.py from genxml of
 * Mesa %s (src/intel/genxml/%s and its imports); not to be edited.
 *
 * FACT(name, mask of the opcode bits, their value, engines, mask of the length
 *	field (0: none), bias, dwords of the usual form,
 *	dwords with the lower half of an address, dwords between repetitions)
 */
#ifndef GEN9_COMMANDS_FACTS_H
#define GEN9_COMMANDS_FACTS_H

#define GEN9_COMMANDS_FACTS \\
"""


def load(folder, name):
    """Return (kind, name) -> element, including imports. The nearest definition wins."""
    root = et.parse(os.path.join(folder, name)).getroot()
    items = {}
    for imported in root.findall("import"):
        without = {e.attrib["name"] for e in imported.findall("exclude")}
        found = load(folder, imported.attrib["name"])
        items.update({k: v for k, v in found.items() if k[1] not in without})
    items.update({(e.tag, e.attrib["name"]): e for e in root if e.tag in ("instruction", "struct")})
    return items


def addresses(items, node, base):
    """Return ([dword of each address], stride in dwords or 0) of an element at bit `base`.

    The element is an instruction, a struct or a group.
    """
    found, stride = set(), 0
    for child in node:
        if child.tag == "field":
            at, kind = base + int(child.attrib["start"]), child.attrib["type"]
            if kind == "address" and not (
                "Address High" in child.attrib["name"] and at // 32 - 1 in found
            ):
                found.add(at // 32)
            elif ("struct", kind) in items:
                found |= addresses(items, items["struct", kind], at)[0]
        elif child.tag == "group":
            count, size = int(child.attrib["count"]), int(child.attrib["size"])
            for i in range(max(count, 1)):
                inner = addresses(items, child, base + int(child.attrib["start"]) + i * size)[0]
                found |= inner
                if inner and not count:
                    stride = size // 32
    return found, stride


def bits(field):
    start, end = int(field.attrib["start"]), int(field.attrib["end"])
    return start, ((1 << (end - start + 1)) - 1) << start


def fact(items, e):
    mask = value = length = 0
    for f in e.findall("field"):
        if int(f.attrib["end"]) > 31:
            continue
        start, field = bits(f)
        if f.attrib["name"] == LENGTH:
            length = field
        elif (
            f.attrib["name"].lower().endswith(OPCODE) and "default" in f.attrib and start >= 16
        ):
            mask |= field
            value |= int(f.attrib["default"], 0) << start
    found, stride = addresses(items, e, 0)
    on = e.attrib.get("engine")
    engines = " | ".join(ENGINES[n] for n in on.split("|")) if on else "GEN9_ON_ALL"
    dwords = int(e.attrib.get("length", "0"))
    bias = int(e.attrib["bias"]) if length else dwords
    name = e.attrib["name"].removesuffix(" command")
    return value, (name, mask, value, engines, length, bias, dwords, sorted(found), stride)


def row(one):
    """Return a FACT() in lines of at most 100 columns, without the backslash of the last one."""
    n, m, v, on, lm, b, dw, a, s = one
    text = f'FACT("{n}", {m:#010x}, {v:#010x}, {on}, {lm:#x}, {b}, {dw}, ' \
        f'A({", ".join(map(str, a))}), {s})'
    return "\t" + " \\\n\t     ".join(textwrap.wrap(text, 84, break_on_hyphens=False))


def main():
    folder = sys.argv[1]
    items = load(folder, ROOT)
    with open(os.path.join(folder, "..", "..", "..", "VERSION"), encoding="utf-8") as f:
        version = f.read().strip()
    instructions = (e for (tag, _), e in items.items() if tag == "instruction")
    facts = sorted(fact(items, e) for e in instructions)
    lines = [row(one) for _, one in facts]
    print(HEAD % (version, ROOT) + " \\\n".join(lines) + "\n\n#endif")


if __name__ == "__main__":
    main()
