#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Check the rules for folders and includes in docs/dev/architecture.md. Prints TAP.

The script reads all files that git knows or would add, so it also checks files without a commit.
Each check also reads small trees with a planted fault. It fails if it does not find the fault.
"""

import os
import re
import subprocess
import sys
from collections import Counter

from cases import check, misses

OS_FREE = ("gen9", "pgpu", "device", "mediator", "softgpu", "display", "virtio", "model", "eu",
           "sample", "render")

# Every sub-folder of mediator/ may include these; "mediator" is mediator/*.h, the public headers.
CORE = ("mediator", "device", "pgpu", "gen9")
# engine/ and vfu/ may include these. They use floating point: no module has them.
RENDER = ("render", "sample", "eu")
ALL = ("display", "display/picture", "display/pipe", "display/output", "softgpu") + CORE

# The display includes these headers to read pinned guest pages, and to know when it must stop.
PAGES = ("mediator/ggtt.h", "mediator/ggtt_view.h", "mediator/host.h", "mediator/retry.h",
         "mediator/pins.h", "mediator/progress.h")

# Folder -> the folders that it may include besides itself. None: all folders.
# The files of a sub-folder without a row belong to the folder above.
# The path of a header, in place of a folder, allows that header alone.
ARROWS = {
    "gen9": (),
    "pgpu": ("gen9",),
    "device": ("gen9",),
    "mediator": ("device", "pgpu", "gen9"),
    "mediator/base": CORE,
    # No device: the scheduler stays simulatable.
    "mediator/sched": ("mediator/base", "mediator", "pgpu", "gen9"),
    "mediator/pins": ("mediator/base",) + CORE,
    "mediator/ggtt": ("mediator/pins", "mediator/base") + CORE,
    "mediator/ppgtt": ("mediator/ggtt", "mediator/pins", "mediator/base") + CORE,
    "mediator/aperture": ("mediator/ppgtt", "mediator/ggtt", "mediator/base") + CORE,
    "mediator/ggtt_guest": ("mediator/aperture", "mediator/ppgtt", "mediator/ggtt",
                            "mediator/base") + CORE,
    "mediator/audit": CORE,
    "mediator/execlist": ("mediator/audit", "mediator/ggtt_guest", "mediator/aperture",
                          "mediator/ppgtt", "mediator/ggtt", "mediator/pins", "mediator/sched",
                          "mediator/base") + CORE,
    "mediator/vgpu": ("mediator/execlist", "mediator/audit", "mediator/ggtt_guest",
                      "mediator/aperture", "mediator/ppgtt", "mediator/ggtt", "mediator/pins",
                      "mediator/sched", "mediator/base") + CORE,
    "softgpu": ("pgpu", "gen9"),
    "eu": ("gen9",),
    "sample": ("eu", "gen9"),
    "render": ("sample", "eu", "gen9", "pgpu/pipeline_state.h"),
    "display": ("display/pipe", "display/picture", "display/output", "device", "gen9") + PAGES,
    "display/picture": ("display", "device", "gen9") + PAGES,
    "display/pipe": ("display/picture", "display", "device", "gen9") + PAGES,
    "display/output": ("display", "device", "gen9"),
    "virtio": ("mediator/host.h", "mediator/retry.h", "device/config_space.h",
               "device/pci_config_defs.h", "device/state_io.h", "device/state_section.h",
               "device/state_walk.h", "display/display.h", "display/display_ops.h",
               "display/scanout_ids.h", "display/damage.h", "display/edid.h"),
    "model": ("virtio", "display", "mediator", "device", "pgpu", "gen9"),
    "kernel": ("kernel/uapi", "model", "virtio/virtio_direct.h") + ALL,
    "kernel/uapi": (),
    "engine": ("softgpu/softgpu.h", "softgpu/units.h", "softgpu/remote_layout.h",
               "softgpu/remote_regs.h", "pgpu", "gen9") + RENDER,
    "engine/service": ("engine", "kernel/uapi", "tools/lib/options.h", "tools/lib/proc.h",
                       "softgpu/units.h", "softgpu/remote_layout.h"),
    "vfu": ("engine", "model", "tools/lib/options.h") + ALL + RENDER,
    "shim": ("engine", "pgpu", "gen9", "device/pci_config_defs.h", "tools/lib/options.h"),
    "tools": ("kernel/uapi",),
    "tools/facetctl": ("kernel/uapi", "tools", "model/traits.h", "model/migration.h",
                       "model/move_data.h"),
    "tools/facet-sim": ("mediator", "pgpu", "tools/lib/options.h"),
    "tests": None,
}

# Each sub-folder of these folders (a part) needs a row. Headers directly in the folder are public.
PARTED = ("mediator", "display")
# The tree has several headers of each of these names. The include path chooses one.
BY_INCLUDE_PATH = ("port.h", "port_locks.h")

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)
ALLOCATOR = re.compile(r"\b(?:(?:k|kv|v|kmem_cache_)[mzc]?alloc\w*|k[vz]?free\w*|vfree|GFP_\w+|"
                       r"get_zeroed_page)\b(?=\s*[(),|;])")
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.S)
CONDITIONAL = re.compile(r"^\s*#\s*(if|ifdef|ifndef|elif|else)\b.*$", re.M)


def files():
    """Return the sorted paths of all regular files, from the root of the repository."""
    out = subprocess.run(["git", "ls-files", "-z", "-co", "--exclude-standard"], check=True,
                         capture_output=True, text=True).stdout
    return sorted(f for f in set(out.split("\0")) if f and os.path.isfile(f))


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def includes(path, known):
    """Yield (kind, name, path) for each include.

    kind is "<" or a double quote. path is None if the name is no path in @known.
    """
    for kind, name in INCLUDE.findall(read(path)):
        near = os.path.normpath(os.path.join(os.path.dirname(path), name))
        yield kind, name, near if near in known else name if name in known else None


def folder_of(path):
    """Return the folder of a file: its sub-folder if ARROWS has that, else the outermost folder."""
    two = two_levels(path)
    return two if two in ARROWS else path.split("/")[0]


def two_levels(path):
    """Return the first two folders of a path: mediator/sched, or mediator for mediator/pins.h."""
    return "/".join(os.path.dirname(path).split("/")[:2])


def without_row(path):
    """Return True if the file's folder, or part of a folder, needs a row and has none."""
    folder = folder_of(path)
    return folder not in ARROWS or folder in PARTED and two_levels(path) != folder


def check_arrows(sources, known):
    for folder in {two_levels(path) for path in sources if without_row(path)}:
        yield f"{folder}/ has no arrows: add a row to ARROWS"
    for path in sources:
        folder = folder_of(path)
        allowed = ARROWS.get(folder)
        if allowed is None:
            continue
        for kind, name, target in includes(path, known):
            if kind == "<" or name in BY_INCLUDE_PATH:
                continue
            if target is None:
                yield f'{path}: "{name}" is no file of the repository'
                continue
            if target not in allowed and folder_of(target) not in (folder,) + allowed:
                yield f"{path}: {folder}/ must not include {target}"


def check_os_free(sources, known):
    for path in sources:
        if path.split("/")[0] in OS_FREE:
            for kind, name, _ in includes(path, known):
                if kind == "<":
                    yield f"{path}: system header <{name}> in an OS-free folder (use port.h)"


def check_memory(sources, known):
    """Find allocations without the port. In the kernel, the port charges memory to the VMM."""
    for path in sources:
        if path.split("/")[0] in OS_FREE:
            for m in ALLOCATOR.finditer(COMMENT.sub("", read(path))):
                yield f"{path}: {m.group(0)}: use the allocators of port.h (port_zalloc())"


def check_conditionals(sources, known):
    for path in sources:
        if path.split("/")[0] not in OS_FREE:
            continue
        found = [m.group(0).strip() for m in CONDITIONAL.finditer(read(path))]
        if path.endswith(".h") and found and re.fullmatch(r"#ifndef \w+_H", found[0]):
            found = found[1:]
        for line in found:
            yield f"{path}: {line}: choose at creation by a table or an ops pointer instead"


def check_guards(sources, known):
    for path in sources:
        if path.endswith(".h"):
            m = re.search(r"^#ifndef (\w+)\n#define (\w+)", read(path), re.M)
            traced = "TRACE_HEADER_MULTI_READ" in read(path)
            if not traced and (not m or m.group(1) != m.group(2)):
                yield f"{path}: has no include guard"


def check_spdx(sources, known):
    named = [f for f in known
             if os.path.basename(f) in ("Kbuild", "meson.build") or f.endswith((".sh", ".py"))]
    for path in sources + named:
        head = read(path)[:300]
        if "SPDX-License-Identifier: GPL-2.0-only" not in head:
            yield f"{path}: does not open with SPDX-License-Identifier: GPL-2.0-only"


def lists_of(known):
    """Yield (path, names in it) for each list of sources."""
    for path in known:
        if os.path.basename(path) == "sources" or path.endswith("_sources"):
            lines = (line.strip() for line in read(path).split("\n"))
            yield path, [line for line in lines if line and not line.startswith("#")]


def check_twice(sources, known):
    for path, names in lists_of(known):
        for name, times in Counter(names).items():
            if times > 1:
                yield f"{path}: lists {name} {times} times"


def check_lists(sources, known):
    """Compare the lists with the files. A list names the sources in its folder and below.

    A source may also be named by a build file in place of a list.
    """
    listed = {}
    for path, names in lists_of(known):
        folder = os.path.dirname(path)
        targets = {os.path.normpath(os.path.join(folder, name)) for name in names}
        for target in targets - set(sources):
            yield f"{path}: lists {target}, which is not there"
        listed.setdefault(folder, set()).update(targets)
    built = set()
    if "Kbuild" in known:
        built = {name + ".c" for name in re.findall(r"\b([\w/]+)\.o\b", read("Kbuild"))}
    for path in known:
        if os.path.basename(path) == "meson.build":
            built |= {os.path.normpath(os.path.join(os.path.dirname(path), c))
                      for c in re.findall(r"'([\w./]+\.c)'", read(path))}
    for path in sources:
        if not path.endswith(".c"):
            continue
        folder = os.path.dirname(path)
        while folder and folder not in listed:
            folder = os.path.dirname(folder)
        if folder and path not in listed[folder] | built:
            yield f"{path} is in no list of sources"
        if not folder and path.split("/")[0] in OS_FREE:
            yield f"{path}: there is no {path.split('/')[0]}/sources"


def check_modules(sources, known):
    """Find files of RENDER in what Kbuild builds and in what its Makefile copies."""
    folders = set()
    for path in ("Kbuild", "Makefile"):
        if path not in known:
            continue
        for word in re.findall(r"[\w./-]+", re.sub(r"#.*", "", read(path))):
            if os.path.normpath(word).split("/")[0] in RENDER:
                yield f"{path}: {word}: the render engine uses floating point, so no module has it"
        folders |= set(re.findall(r"call objects,\s*([\w/-]+)", read(path)))
    for path, names in lists_of(known):
        folder = os.path.dirname(path)
        for name in names:
            target = os.path.normpath(os.path.join(folder, name))
            if folder in folders and target.split("/")[0] in RENDER:
                yield f"{path}: {name}: the render engine uses floating point, so no module has it"


# (name of the check, function, small trees with a fault that the function must find)
CHECKS = (
    ("includes follow the arrows between folders", check_arrows, (
        {"gen9/a.h": '#include "pgpu/b.h"\n', "pgpu/b.h": ""},
        {"mediator/sched/a.c": '#include "mediator/pins/b.h"\n', "mediator/pins/b.h": ""},
        {"tools/facetctl/a.c": '#include "kernel/b.h"\n', "kernel/b.h": ""},
        {"device/a.c": '#include "mediator/b.h"\n', "mediator/b.h": ""},
        {"vfu/a.c": '#include "mediator/pins/b.h"\n', "mediator/pins/b.h": ""},
        {"shim/a.c": '#include "mediator/b.h"\n', "mediator/b.h": ""},
        {"shim/a.c": '#include "vfu/b.h"\n', "vfu/b.h": ""},
        {"engine/a.c": '#include "vfu/b.h"\n', "vfu/b.h": ""},
        {"engine/a.c": '#include "softgpu/walk.h"\n', "softgpu/walk.h": ""},
        {"mediator/strange/a.c": ""}, {"strange/a.c": ""}, {"gen9/a.c": '#include "b.h"\n'})),
    ("no system header in OS-free folders", check_os_free,
     ({"device/a.c": "#include <linux/pci.h>\n"},)),
    ("OS-free folders allocate by the port alone, which charges the VMM", check_memory,
     ({"mediator/pins/a.c": "p = kzalloc(8, GFP_KERNEL);\n"},)),
    ("no conditional compilation in OS-free folders", check_conditionals,
     ({"gen9/a.h": "#ifndef A_H\n#define A_H\n#ifdef B\n#endif\n#endif\n"},)),
    ("every header has an include guard", check_guards, ({"gen9/a.h": "int a;\n"},)),
    ("every file names its licence", check_spdx, ({"gen9/a.h": ""}, {"run.sh": ""})),
    ("no list names a source twice", check_twice, ({"gen9/sources": "a.c\nb.c\na.c\n"},)),
    ("lists of sources and folders agree", check_lists, (
        {"gen9/sources": "a.c\n"}, {"gen9/a.c": ""},
        {"mediator/sources": "a.c\n", "mediator/a.c": "", "mediator/pins/b.c": ""})),
    ("no module has the render engine", check_modules, (
        {"Kbuild": "facet-y += $(call objects,eu)\n"}, {"Kbuild": "facet-y += render/a.o\n"},
        {"Makefile": "FOLDERS = $(wildcard gen9 sample)\n"},
        {"Kbuild": "facet-y := $(call objects,gen9)\n", "gen9/sources": "../eu/a.c\n"})),
)
# A small tree without a fault: no check of arrows or lists refuses it.
GOOD = {
    "mediator/sources": "sched/a.c\n", "mediator/b.h": "", "mediator/sched/a.h": "",
    "mediator/sched/a.c": '#include "mediator/b.h"\n#include "a.h"\n',
    "tools/a.c": '#include "kernel/uapi/b.h"\n', "kernel/uapi/b.h": "",
    "Kbuild": "facet-y := $(call objects,mediator)\n",
}


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
    known = dict.fromkeys(files())
    sources = [f for f in known if f.endswith((".c", ".h"))]
    good = [check(name, [*rule(sources, known), *misses(rule, trees)])
            for name, rule, trees in CHECKS]
    refused = [line for rule in (check_arrows, check_twice, check_lists, check_modules)
               for line in misses(rule, (), (GOOD,))]
    good.append(check("and a tree that follows the arrows is not refused", refused))
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
