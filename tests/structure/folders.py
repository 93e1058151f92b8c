#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Folders include each other without circles, and a file's name says which file it is: TAP.

A folder is two levels deep here: mediator/sched, tools/lib.
"""

import os
import sys
from collections import defaultdict

from arrows import BY_INCLUDE_PATH, OS_FREE, PARTED, files, includes, two_levels
from cases import check, misses
from circles import circles

# Folders in which a name without .c or .h is unique.
NAMED = OS_FREE + ("kernel", "vfu")
# Files that may have one name: programs and modules each have a main.c.
EXCEPTED = BY_INCLUDE_PATH + ("main.c",)


def node_of(path):
    """A file's folder. Public headers of a folder with parts lie below its parts, its .c above."""
    folder = two_levels(path)
    return folder + "/*.h" if folder in PARTED and path.endswith(".h") else folder


def arrows_of(sources, known):
    """Folder -> folder that it includes -> the first (file, included file) of these two."""
    arrows = {node_of(path): {} for path in sources}
    for path in sources:
        for kind, name, target in includes(path, known):
            if kind == "<" or name in BY_INCLUDE_PATH or target is None:
                continue
            if node_of(path) != node_of(target):
                arrows[node_of(path)].setdefault(node_of(target), (path, target))
    return arrows


def check_circles(sources, known):
    arrows = arrows_of(sources, known)
    for circle in circles(arrows):
        yield f"{', '.join(circle)} include each other:"
        for folder in circle:
            for to, (path, target) in arrows[folder].items():
                if to in circle:
                    yield f"  {path} includes {target}"


def pairs(paths):
    """Files of one name: a .c and its header, in the same folder or the one above, are a pair."""
    found = [[path] for path in paths if path.endswith(".c")]
    for header in (path for path in paths if path.endswith(".h")):
        folder = os.path.dirname(header)
        for pair in found:
            mine = os.path.dirname(pair[0])
            alone = len(pair) == 1 and pair[0].endswith(".c")
            if alone and folder in (mine, os.path.dirname(mine)):
                pair.append(header)
                break
        else:
            found.append([header])
    return found


def check_names(sources, known):
    by_name = defaultdict(list)
    for path in sources:
        if path.split("/")[0] in NAMED and os.path.basename(path) not in EXCEPTED:
            by_name[os.path.splitext(os.path.basename(path))[0]].append(path)
    for name, paths in sorted(by_name.items()):
        if len(pairs(paths)) > 1:
            yield f"{', '.join(paths)}: rename: one file or pair alone may have a name"



CIRCLES = (
    {"gen9/a.h": '#include "pgpu/b.h"\n', "pgpu/b.h": '#include "gen9/a.h"\n'},
    {"display/pipe/a.h": "", "display/pipe/b.c": '#include "display/output/c.h"\n',
     "display/output/c.h": '#include "display/picture/d.h"\n',
     "display/picture/d.h": '#include "display/pipe/a.h"\n'},
    {"display/a.h": '#include "display/pipe/b.h"\n',
     "display/pipe/b.h": '#include "display/a.h"\n'})
NO_CIRCLE = (
    {"display/a.h": "", "display/a.c": '#include "display/pipe/b.h"\n',
     "display/pipe/b.h": '#include "display/a.h"\n'},)
SAME_NAMES = (
    {"gen9/a.h": "", "device/a.c": ""}, {"kernel/a.c": "", "vfu/a.c": ""},
    {"mediator/a.h": "", "mediator/pins/a.c": "", "mediator/pins/a.h": ""})
OTHER_NAMES = (
    {"gen9/a.c": "", "gen9/a.h": "", "gen9/port.h": "", "vfu/port.h": "", "tools/a.c": ""},
    {"mediator/a.h": "", "mediator/pins/a.c": "", "kernel/main.c": "", "vfu/main.c": ""})


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
    known = dict.fromkeys(files())
    sources = [f for f in known if f.endswith((".c", ".h"))]
    good = [
        check("no folders include each other in a circle",
              [*check_circles(sources, known), *misses(check_circles, CIRCLES, NO_CIRCLE)]),
        check("files have names of their own",
              [*check_names(sources, known), *misses(check_names, SAME_NAMES, OTHER_NAMES)]),
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
