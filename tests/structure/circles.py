#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Check that no files call each other in a circle, except those in CIRCLES. Prints TAP.

    circles.py LIBRARY...    read static libraries of OS-free folders and front ends, from a build
    circles.py FOLDER        read the objects of the modules, from a Kbuild folder; adds kernel/

The check fails if the circles in the objects and the circles in CIRCLES differ. Level unit runs it
on libraries, level modules on the modules. folders.py and arrows.py compare includes.
"""

import glob
import os
import re
import subprocess
import sys

# Circles that may exist, each with its reason.
CIRCLES = {
    # A table contains tables, a page is a table, and the code frees pages to make room for a table.
    ("mediator/ppgtt_ppgtt", "mediator/ppgtt_ppgtt_large", "mediator/ppgtt_ppgtt_leaf",
     "mediator/ppgtt_ppgtt_page", "mediator/ppgtt_ppgtt_table"),
}

FOLDERS = "gen9|device|mediator|softgpu|display|virtio|model|eu|sample|render|engine"
# The build file in each of these folders makes a library of the folder's own files.
LIBRARIES = ("shim", "vfu")


def name_of(member, path):
    """Return the name of a file by its object: mediator/pins for each of these two objects.

    mediator_pins.c.o is a member of a library, mediator/pins.o an object of Kbuild. A member of
    shim/libfacet-shim.a at @path is shim/NAME.
    """
    folder = os.path.basename(os.path.dirname(path))
    if folder in LIBRARIES:
        own = re.search(r"(\w+)\.c\.o$", member)
        return f"{folder}/{own[1]}" if own else None
    found = re.search(rf"({FOLDERS})_(\w+)\.c\.o$", member) or \
        re.fullmatch(r"(\w+)/([\w/]+)\.o", member)
    return f"{found[1]}/{found[2].replace('/', '_')}" if found else None


def listing(path):
    """Return the output of nm for a library, or for the objects of Kbuild below a folder."""
    folder, files = None, [path]
    if os.path.isdir(path):
        # Skip objects of an earlier build: their source is missing.
        found = glob.glob("*/**/*.o", root_dir=path, recursive=True)
        folder = path
        files = [name for name in found if os.path.exists(os.path.join(path, name[:-1] + "c"))]
    if not files:
        return ""
    return subprocess.run(["nm", *files], cwd=folder, check=True, capture_output=True,
                          text=True).stdout


def symbols(path):
    """Yield (file, symbols that it defines, symbols that it needs) for each object."""
    for block in listing(path).split("\n\n"):
        member, *lines = block.strip().splitlines() or [""]
        has, wants = set(), set()
        for line in lines:
            kind, symbol = line.split()[-2:]
            if kind == "U":
                wants.add(symbol)
            elif kind in "TDBR":
                has.add(symbol)
        name = name_of(member.rstrip(":"), path)
        if name:
            yield name, has, wants


def circles(arrows):
    """Return the strongly connected components with more than one file (Tarjan's algorithm)."""
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
    owner = {symbol: name for name, (has, _) in objects.items()
             for symbol in has if not symbol.startswith("_")}
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
        result = "ok" if good else "not ok"
        print(f"{result} - structure: {', '.join(circle)} call each other and are known to")
    folders = sorted({name.split("/")[0] for name in objects})
    result = "not ok" if found - CIRCLES else "ok"
    print(f"{result} - structure: no other circle in {', '.join(folders)}")
    print(f"1..{len(found | CIRCLES) + 1}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
