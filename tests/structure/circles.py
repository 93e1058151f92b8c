#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Which files call each other in a circle: TAP on stdout.

    circles.py LIBRARY...    static libraries of the OS-free folders, as a build has made them
    circles.py FOLDER        where Kbuild has built the modules: kernel/ as well

A circle that is not in CIRCLES, or has more files than there, fails; so does one that is there and
no more in the code.
"""

import glob
import os
import re
import subprocess
import sys

# Files that stand or fall together, and why.
CIRCLES = {
    # Tables contain tables, pages are tables, and room for one is made by freeing others.
    ("mediator/ppgtt_ppgtt", "mediator/ppgtt_ppgtt_large", "mediator/ppgtt_ppgtt_leaf",
     "mediator/ppgtt_ppgtt_page", "mediator/ppgtt_ppgtt_table"),
}

FOLDERS = "gen9|device|mediator|softgpu|display"


def name_of(member):
    """mediator/pins of mediator_pins.c.o, in a library, and of mediator/pins.o, by Kbuild"""
    found = re.search(rf"({FOLDERS})_(\w+)\.c\.o$", member) or \
        re.fullmatch(r"(\w+)/([\w/]+)\.o", member)
    return f"{found[1]}/{found[2].replace('/', '_')}" if found else None


def listing(path):
    """What nm prints of a library, or of the objects that Kbuild has made below a folder."""
    folder, files = None, [path]
    if os.path.isdir(path):
        # An object without its source is of an earlier build.
        found = glob.glob("*/**/*.o", root_dir=path, recursive=True)
        folder = path
        files = [name for name in found if os.path.exists(os.path.join(path, name[:-1] + "c"))]
    if not files:
        return ""
    return subprocess.run(["nm", *files], cwd=folder, check=True, capture_output=True,
                          text=True).stdout


def symbols(path):
    """(file, names that it defines, names that it wants) of each object in a library or folder."""
    for block in listing(path).split("\n\n"):
        member, *lines = block.strip().splitlines() or [""]
        has, wants = set(), set()
        for line in lines:
            kind, symbol = line.split()[-2:]
            if kind == "U":
                wants.add(symbol)
            elif kind in "TDBR":
                has.add(symbol)
        if name_of(member.rstrip(":")):
            yield name_of(member.rstrip(":")), has, wants


def circles(arrows):
    """Strongly connected components of more than one file (Tarjan)."""
    index, low, stack, out = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for to in arrows[node]:
            if to not in index:
                visit(to)
                low[node] = min(low[node], low[to])
            elif to in stack:
                low[node] = min(low[node], index[to])
        if low[node] == index[node]:
            at = stack.index(node)
            if len(stack) - at > 1:
                out.append(tuple(sorted(stack[at:])))
            del stack[at:]

    for node in arrows:
        if node not in index:
            visit(node)
    return out


def main():
    objects = {name: (has, wants) for path in sys.argv[1:] for name, has, wants in symbols(path)}
    if not objects:
        sys.exit("circles.py: no objects: give it the libraries of a build, or Kbuild's folder")
    owner = {symbol: name for name, (has, _) in objects.items() for symbol in has if not symbol.startswith("_")}
    arrows = {
        name: {owner[s]: s for s in sorted(wants) if owner.get(s, name) != name}
        for name, (_, wants) in sorted(objects.items())
    }
    found = set(circles(arrows))
    failed = False
    for circle in sorted(found | CIRCLES):
        good = circle in found and circle in CIRCLES
        failed |= not good
        if circle not in CIRCLES:
            for name in circle:
                for to, symbol in arrows[name].items():
                    if to in circle:
                        print(f"# {name} -> {to}: {symbol}")
        elif not good:
            print(f"# {__file__}: no such circle: take it off CIRCLES")
        print(f"{'ok' if good else 'not ok'} - structure: {', '.join(circle)} call each other and are known to")
    folders = sorted({name.split("/")[0] for name in objects})
    print(f"{'not ok' if found - CIRCLES else 'ok'} - structure: no other circle in {', '.join(folders)}")
    print(f"1..{len(found | CIRCLES) + 1}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
