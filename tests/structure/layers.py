#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Compare the includes of kernel/ with the layers in docs/dev/architecture.md. Prints TAP.

A file may include headers of lower layers alone, so it can call lower layers alone. A header
without a .c file of the same name is below all layers. circles.py checks the calls themselves, in
the objects of a build.
"""

import re
import subprocess
import sys

from cases import check

PAGE = "docs/dev/architecture.md"
HEADING = "Layers of `kernel/`"
FOLDER = "kernel/"
HEADERS = 1  # layer of a header without a .c file
ROW = re.compile(r"^\| (\d+) \| ([^|]+) \|", re.M)
INCLUDE = re.compile(r'^\s*#\s*include\s+"kernel/([\w/]+)\.h"', re.M)


def sources():
    """Return a dict: path below kernel/ -> text of the source."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", FOLDER], check=True,
                            capture_output=True, text=True).stdout.split()
    found = {}
    for path in listed:
        if path.endswith((".c", ".h")):
            with open(path, encoding="utf-8") as file:
                found[path.removeprefix(FOLDER)] = file.read()
    return found


def rows(text):
    """Return (file without .c, layer) for each file in the table of the page @text."""
    table = text.split(f"\n## {HEADING}\n", 1)[1].split("\n## ", 1)[0]
    return [(name, int(layer)) for layer, names in ROW.findall(table)
            for name in re.findall(r"`([\w/]+)\.c`", names)]


def upward(layer, files):
    """Yield a text for each include that does not go to a lower layer."""
    for path, text in sorted(files.items()):
        own = path[:-2]
        for name in INCLUDE.findall(text):
            if name != own and name in layer and layer[name] >= layer.get(own, HEADERS):
                yield f"{FOLDER}{path} includes {name}.h: layer {layer[name]} is not below " \
                    f"layer {layer.get(own, HEADERS)}"


def planted():
    """Return the lines of upward() about two faults: includes of the same and of a higher layer."""
    include = '#include "kernel/%s.h"\n'
    return list(upward({"high": 3, "low": 2, "lower": 2},
                       {"high.c": include % "high" + include % "low" + include % "low_types",
                        "low.c": include % "lower", "low_types.h": include % "high"}))


def main():
    files = sources()
    with open(PAGE, encoding="utf-8") as file:
        table = rows(file.read())
    layer = dict(table)
    built = {path[:-2] for path in files if path.endswith(".c")}
    good = [
        check("each file of kernel/ is in one layer",
              [f"{FOLDER}{name}.c is in no layer" for name in sorted(built - set(layer))] +
              [f"{FOLDER}{name}.c is not there" for name in sorted(set(layer) - built)] +
              [f"{FOLDER}{name}.c is in {n} layers" for name in sorted(layer)
               if (n := sum(name == other for other, _ in table)) > 1]),
        check("files of kernel/ include lower layers alone", list(upward(layer, files))),
        check("an include of the same layer, and of a higher one, is found",
              [] if len(planted()) == 2 else planted() or ["none is"]),
    ]
    return 0 if all(good) else 1


sys.exit(main())
