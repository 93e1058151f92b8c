#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Compare the locks in the sources with docs/locking.md. Prints TAP.

Each lock has a row of its kind there, and each lock that vGPUs share is a spinlock.

tests/mini/lock_order.py compares the order in which they are taken."""

import re
import subprocess
import sys

from cases import check

PAGE = "docs/locking.md"
TABLES = ("One vGPU, from outermost to innermost", "Beside one vGPU")
FOLDERS = ("kernel", "device", "mediator", "display", "softgpu", "pgpu")
KINDS = {"spinlock_t": "spin", "struct mutex": "mutex", "struct rw_semaphore": "rwsem",
         "SPINLOCK": "spin", "MUTEX": "mutex"}
# Rows by another name than "STRUCT.MEMBER": what the table calls it, and what it is.
CALLED = {"engine lock of the pGPU": "sgpu_engine.lock", "ops_buckets[].lock": "ops_bucket.lock"}
# Locks that are not ours.
OTHERS = ("VFIO", "mm", "vfio_iommu_type1")
# What there is one of for all vGPUs, or for all of a pGPU.
SHARED_STRUCTS = ("facet_gpu", "facet_sched", "facet_parent", "softgpu", "sgpu_")
MEMBER = re.compile(r"^\t(spinlock_t|struct mutex|struct rw_semaphore) (\w+);")
STATIC = re.compile(r"^(?:static )?DEFINE_(SPINLOCK|MUTEX)\((\w+)\)")
STRUCT = re.compile(r"^(?:static )?struct (\w+) \{")


def in_sources():
    """Name -> (kind, whether it is outside any struct) of each lock that is declared."""
    found = {}
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", *FOLDERS], check=True,
                            capture_output=True, text=True).stdout.split()
    for path in listed:
        if not path.endswith((".c", ".h")):
            continue
        with open(path, encoding="utf-8") as file:
            struct = None
            for line in file:
                if match := STRUCT.match(line):
                    struct = match[1]
                elif line.startswith("}"):
                    struct = None
                elif match := STATIC.match(line):
                    found[match[2]] = (KINDS[match[1]], True)
                elif match := MEMBER.match(line):
                    found[f"{struct}.{match[2]}"] = (KINDS[match[1]], False)
    return found


def in_page(text):
    """Name -> kind of each row that is of ours, in both tables."""
    rows = {}
    for heading in TABLES:
        table = text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
        for name, kind, where in re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|", table, re.M):
            if name == "lock" or name.startswith("---") or where.strip() in OTHERS:
                continue
            name = re.sub(r",.*", "", name).strip("` ")
            rows[CALLED.get(name, name)] = kind.split(",")[0].strip()
    return rows


def shared_in_page(text):
    """Two sets of names, by rule 11: what vGPUs share, and which mutexes only a load takes."""
    rule = text.split("\n11. ", 1)[1].split("\n\n", 1)[0]
    lists = re.search(r"The shared locks are (.*?)\.\s+(`parents_lock` and `softgpu\.lock`) stay",
                      rule, re.S)
    if not lists:
        return set(), set()
    shared, loads = (re.findall(r"`([^`]+)`", part) for part in lists.groups())
    if "the engines' locks" in " ".join(lists[1].split()):
        shared.append("engine lock of the pGPU")
    return {CALLED.get(name, name) for name in shared}, set(loads)


def main():
    with open(PAGE, encoding="utf-8") as file:
        text = file.read()
    sources, rows = in_sources(), in_page(text)
    shared, loads = shared_in_page(text)
    by_nature = {name for name, (_, alone) in sources.items()
                 if alone or name.startswith(SHARED_STRUCTS)}
    good = [
        check("each lock has a row in the page on locking", sorted(set(sources) - set(rows))),
        check("each row of that page is a lock", sorted(set(rows) - set(sources))),
        check("each lock is of the kind that its row says",
              [f"{name} is a {kind}" for name, (kind, _) in sorted(sources.items())
               if rows.get(name, kind) != kind]),
        check("what vGPUs share by nature is in rule 11 of that page",
              sorted(by_nature - shared - loads)),
        check("what rule 11 says that vGPUs share is a spinlock",
              [name for name in sorted(shared) if sources.get(name, ("",))[0] != "spin"] if shared
              else ["it names none"]),
    ]
    return 0 if all(good) else 1


sys.exit(main())
