#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""measured.py RUN_DIR: rows for seconds.tsv, from what the programs of a run took.

A program's seconds are those of all its processes, by number of its tests in the run. One that was not in the run keeps its row.
"""

import argparse
import collections
import sys

import lists
import results
import runs
import summary


def seconds(run):
    """{program: what one of its tests took}; of several guests the slowest counts."""
    tests = collections.Counter(entry.split("@")[1] for entry in run.entries)
    found = {}
    for guest in (guest for guest in run.guests if guest.whole):
        for name, entry in guest.whole["runtimes"].items():
            program = name.removeprefix("igt@")
            if tests[program]:
                found[program] = max(found.get(program, 0.0), results.took(entry["time"]) / tests[program])
    return {program: took for program, took in found.items() if took}


def tell(folder):
    known = {**lists.seconds(), **seconds(runs.read(folder, summary.rows_for))}
    print("".join(f"{program}\t{took:.2f}\n" for program, took in sorted(known.items())), end="")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar="RUN_DIR")
    args = parser.parse_args()
    return summary.guarded(lambda: tell(args.folder))


if __name__ == "__main__":
    sys.exit(main())
