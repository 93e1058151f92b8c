#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Compare the order in which locks are taken with the annotations of the locks. TAP on stdout.

The script runs each program of the command line. In each program, the strict port
(vfu/port/strict.c) records which class of lock was taken while which other class was held. The port
names a class after the expression that initialises the lock. tests/structure/c_locks.py says how
locks are annotated.
"""

import os
import subprocess
import sys
import tempfile

ROOT = os.environ["FACET_SOURCE_ROOT"]
sys.path.insert(0, os.path.join(ROOT, "tests/structure"))
sys.dont_write_bytecode = True
import c_locks
from cases import check
from locks import inner_locks

# Each recording has these pairs. If a pair is missing, the recording does not work.
EXPECTED = [
    ("facet_device.mmio_lock", "facet_vgpu.shadow_lock"),
    ("facet_device.mmio_lock", "facet_detiled.lock"),
    ("facet_vgpu.shadow_lock", "facet_device.lock"),
    ("facet_device.lock", "facet_sched.lock"),
    ("facet_sched.lock", "sgpu_engine.lock"),
]


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


def complaints(edges, names, inner):
    """Yield a complaint for each edge that contradicts the annotations."""
    for (outer, inside), site in sorted(edges.items()):
        missing = [one for one in (outer, inside) if names.get(one) not in inner]
        if missing:
            yield f"{missing[0]} ({site}) is initialised nowhere in {', '.join(c_locks.FOLDERS)}"
        elif names[inside] not in inner[names[outer]]:
            yield (f"{names[inside]} is taken inside {names[outer]} at {site}: say so in the "
                   "comment of one of the two, or change the code")


def main():
    sources = c_locks.read(ROOT)
    inner = inner_locks(sources.locks)
    names = {"&" + expression: name
             for name, expression, _, _ in sources.calls(c_locks.INITIALISED)}
    reasons, edges = [], {}
    for reason, found in record(sys.argv[1:]):
        reasons += [reason] if reason else []
        edges = found or edges
    print("1..3")
    recorded = {(names.get(outer), names.get(inside)) for outer, inside in edges}
    missing = [pair for pair in EXPECTED if pair not in recorded]
    good = [
        check("the programs that take the locks pass", reasons),
        check("locks were taken one inside the other",
              [f"{inside} was never taken inside {outer}" for outer, inside in missing]),
        check("locks are taken in the order of docs/dev/locking.md",
              list(complaints(edges, names, inner))),
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
