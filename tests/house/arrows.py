#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The house rules of docs/architecture.md, as tests: TAP on stdout, reasons on stderr.

Reads all files that git knows or would add, so what is being written is checked too.
"""

import os
import re
import subprocess
import sys

OS_FREE = ("gen9", "pgpu", "device", "mediator", "softgpu", "display")

# What the display includes of the mediator: how it reads pinned guest pages, and when it stops.
PAGES = ("mediator/ggtt.h", "mediator/host.h", "mediator/later.h", "mediator/progress.h", "mediator/pins.h")

# Who may include whom. A folder may always include itself. None: anything.
ARROWS = {
    "gen9": (),
    "pgpu": ("gen9",),
    "device": ("gen9",),
    "mediator": ("device", "pgpu", "gen9"),
    "softgpu": ("pgpu", "gen9"),
    "display": ("device", "gen9") + PAGES,
    "kernel": ("display", "mediator", "device", "softgpu", "pgpu", "gen9"),
    "vfu": ("display", "mediator", "device", "softgpu", "pgpu", "gen9"),
    "tools": ("kernel/uapi",),
    "tools/facet-sim": ("mediator", "pgpu"),
    "tests": None,
}

# There are several of each, and the include path picks one.
BY_INCLUDE_PATH = ("port.h", "port_locks.h")

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)
ALLOCATOR = re.compile(r"\b(?:(?:k|kv|v|kmem_cache_)[mzc]?alloc\w*|k[vz]?free\w*|vfree|GFP_\w+|get_zeroed_page)\b(?=\s*[(),|;])")
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.S)
CONDITIONAL = re.compile(r"^\s*#\s*(if|ifdef|ifndef|elif|else)\b.*$", re.M)


def files():
    """Paths from the root, of regular files."""
    out = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"], check=True, capture_output=True, text=True
    ).stdout
    return sorted(f for f in set(out.split("\0")) if f and os.path.isfile(f))


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def includes(path, known):
    """(kind, name, resolved path or None) of each include."""
    for kind, name in INCLUDE.findall(read(path)):
        near = os.path.normpath(os.path.join(os.path.dirname(path), name))
        yield kind, name, near if near in known else name if name in known else None


def folder_of(path):
    """What has arrows of its own, or the outermost folder."""
    two = "/".join(path.split("/")[:2])
    return two if two in ARROWS else path.split("/")[0]


def check_arrows(sources, known):
    for path in sources:
        folder = folder_of(path)
        allowed = ARROWS.get(folder, None)
        if folder not in ARROWS:
            yield f"{path}: folder {folder}/ has no arrows: add it to {__file__}"
        if allowed is None:
            continue
        for kind, name, target in includes(path, known):
            if kind == "<" or name in BY_INCLUDE_PATH:
                continue
            if target is None:
                yield f'{path}: "{name}" is no file of the repository'
            elif target not in allowed and not target.startswith(tuple(a + "/" for a in (folder,) + allowed)):
                yield f"{path}: {folder}/ must not include {target}"


def check_os_free(sources, known):
    for path in sources:
        if path.split("/")[0] in OS_FREE:
            for kind, name, _ in includes(path, known):
                if kind == "<":
                    yield f"{path}: system header <{name}> in an OS-free folder (use port.h)"


def check_memory(sources, known):
    """In the kernel the port charges memory to the VMM: nothing there allocates past it."""
    for path in sources:
        if path.split("/")[0] in OS_FREE:
            for m in ALLOCATOR.finditer(COMMENT.sub("", read(path))):
                yield f"{path}: {m.group(0)}: use port_zalloc(), port_calloc(), port_page_alloc(), port_free()"


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
    named = [f for f in known if os.path.basename(f) in ("Kbuild", "meson.build") or f.endswith((".sh", ".py"))]
    for path in sources + named:
        head = read(path)[:300]
        if "SPDX-License-Identifier: GPL-2.0-only" not in head:
            yield f"{path}: does not open with SPDX-License-Identifier: GPL-2.0-only"


def check_lists(sources, known):
    """FOLDER/sources and FOLDER/*_sources list what is in FOLDER and below it; a build file may name one itself."""
    listed = {}
    for path in known:
        if os.path.basename(path) == "sources" or path.endswith("_sources"):
            folder = os.path.dirname(path)
            listed.setdefault(folder, set())
            names = [n.strip() for n in read(path).split("\n") if n.strip() and not n.startswith("#")]
            for name in names:
                target = os.path.normpath(os.path.join(folder, name))
                if target not in sources:
                    yield f"{path}: lists {name}, which is not there"
                listed[folder].add(target)
    built = set()
    if "Kbuild" in known:
        built = {name + ".c" for name in re.findall(r"\b([\w/]+)\.o\b", read("Kbuild"))}
    for path in known:
        if os.path.basename(path) == "meson.build":
            built |= {os.path.normpath(os.path.join(os.path.dirname(path), c)) for c in re.findall(r"'([\w./]+\.c)'", read(path))}
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


CHECKS = (
    ("includes follow the arrows between folders", check_arrows),
    ("no system header in OS-free folders", check_os_free),
    ("OS-free folders allocate by the port alone, which charges the VMM", check_memory),
    ("no conditional compilation in OS-free folders", check_conditionals),
    ("every header has an include guard", check_guards),
    ("every file names its licence", check_spdx),
    ("lists of sources and folders agree", check_lists),
)


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
    known = files()
    sources = [f for f in known if f.endswith((".c", ".h"))]
    known_set = dict.fromkeys(known)
    failed = False
    for name, check in CHECKS:
        reasons = list(check(sources, known_set))
        for reason in reasons:
            print(f"# {reason}")
        print(f"{'not ok' if reasons else 'ok'} - {name}")
        failed |= bool(reasons)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
