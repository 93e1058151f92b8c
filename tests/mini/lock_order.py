#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Compare the order in which locks are taken with the tables of docs/locking.md. TAP on stdout.

The script runs each program of the command line. In each program, the strict port
(vfu/port/strict.c) records which class of lock was taken while which other class was held.
"""

import os
import re
import subprocess
import sys
import tempfile

# The strict port names a class after the expression that initialises the lock. The tables of
# docs/locking.md have other names.
NAMES = {
    "&dev->mmio_lock": "facet_device.mmio_lock",
    "&detiled->lock": "facet_detiled.lock",
    "&vgpu->shadow_lock": "facet_vgpu.shadow_lock",
    "&vgpu->ggtt->map.lock": "ggtt_map.lock",
    "&display->lock": "facet_display.lock",
    "&dev->lock": "facet_device.lock",
    "&gpu->lock": "facet_gpu.lock",
    "&sg->notified_roots.lock": "sgpu_notified_roots.lock",
    "&sched->lock": "facet_sched.lock",
    "&e->lock": "engine lock of the pGPU",
    "&ppgtt->notify_lock": "facet_ppgtt.notify_lock",
    "&sg->lock": "softgpu.lock",
    "&bus->lock": "sgpu_bus.lock",
}
# Each recording has these pairs. If a pair is missing, the recording does not work.
EXPECTED = [
    ("facet_device.mmio_lock", "facet_vgpu.shadow_lock"),
    ("facet_device.mmio_lock", "facet_detiled.lock"),
    ("facet_vgpu.shadow_lock", "facet_device.lock"),
    ("facet_device.lock", "facet_sched.lock"),
    ("facet_sched.lock", "engine lock of the pGPU"),
]


def table(page, heading):
    """Return the names in the first column of the table under a heading, from top to bottom."""
    text = page.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| ([^|]+) \|", text, re.M)
    return [row.strip("` ").strip() for row in rows if row.strip() not in ("lock", "---")]


def record(programs):
    """Yield (complaint, None) for each program that fails, then (None, edges).

    The edges of all programs are (outer class, inner class) -> place in the code.
    """
    edges = {}
    for program in programs:
        with tempfile.NamedTemporaryFile("r", suffix=".tsv") as file:
            env = dict(os.environ, FACET_LOCK_ORDER=file.name)
            done = subprocess.run([program], env=env, capture_output=True, text=True)
            if done.returncode:
                yield f"{program}: status {done.returncode}: {done.stderr[-500:]}", None
            for line in file.read().splitlines():
                outer, inner, site = line.split("\t")
                edges.setdefault((outer, inner), site)
    yield None, edges


def complaints(edges, order, beside):
    """Yield a complaint for each edge that contradicts the tables."""
    for (outer, inner), site in sorted(edges.items()):
        missing = [name for name in (outer, inner) if NAMES.get(name) not in order + beside]
        if missing:
            yield f"{missing[0]} ({site}) is in no table of docs/locking.md"
            continue
        outer, inner = NAMES[outer], NAMES[inner]
        if outer in beside:
            yield f"{inner} is taken inside {outer} at {site}: no lock is, by docs/locking.md"
        elif inner in order and order.index(inner) <= order.index(outer):
            yield f"{inner} is taken inside {outer} at {site}: docs/locking.md has it above"


def main():
    path = os.path.join(os.environ["FACET_SOURCE_ROOT"], "docs/locking.md")
    with open(path, encoding="utf-8") as f:
        page = f.read()
    order = table(page, "One vGPU, from outermost to innermost")
    beside = table(page, "Beside one vGPU")
    failed, edges = False, {}
    for reason, found in record(sys.argv[1:]):
        if reason:
            failed = True
            print(f"# {reason}")
        edges = found or edges

    def case(reasons, name):
        nonlocal failed
        for reason in reasons:
            print(f"# {reason}")
        failed |= bool(reasons)
        print(f"{'not ok' if reasons else 'ok'} - {name}")

    print("1..3")
    case(["see above"] if failed else [], "the programs that take the locks pass")
    recorded = {(NAMES.get(outer), NAMES.get(inner)) for outer, inner in edges}
    missing = [pair for pair in EXPECTED if pair not in recorded]
    case([f"{inner} was never taken inside {outer}" for outer, inner in missing],
         "locks were taken one inside the other")
    case(list(complaints(edges, order, beside)), "locks are taken in the order of docs/locking.md")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
