#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Check that folders do not include each other in circles, and that names of files are unique.

A folder is two levels deep here: mediator/sched, tools/lib. Prints TAP.
"""

import os
import sys
from collections import defaultdict

from arrows import BY_INCLUDE_PATH, OS_FREE, PARTED, files, includes, two_levels
from cases import check, misses
from circles import circles

# In these folders together, a file's name without .c or .h is unique.
NAMED = OS_FREE + ("engine", "kernel", "vfu")
# Names that several files may have: each program and module has a main.c.
EXCEPTED = BY_INCLUDE_PATH + ("main.c",)


def node_of(path):
    """Return the folder of a file, as a node of the graph of includes.

    The public headers of a folder in PARTED are a node of their own: the parts include these
    headers, and the folder's own .c files include the parts.
    """
    folder = two_levels(path)
    return folder + "/*.h" if folder in PARTED and path.endswith(".h") else folder


def arrows_of(sources, known):
    """Return the graph: folder -> included folder -> the first (file, included file)."""
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
    """Group the files of one name: a .c and its header are a pair.

    The header is in the folder of the .c, or in the folder above.
    """
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


# Small trees: the first two tuples are for check_circles, the others for check_names.
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
