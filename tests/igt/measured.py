#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""measured.py RUN_DIR: print rows for seconds.tsv from the durations of a run.

A test that takes at least 60 s has a row of its own. The row of a program has the mean of its other
tests: the seconds of its processes by the number of these tests. A program that was not in the run
keeps its rows.
"""

import argparse
import collections
import sys

import lists
import results
import runs
import summary


LONG = 60.0	# seconds of a test that has a row of its own


def of_guest(run, guest):
    """Return seconds() of one guest."""
    tests = collections.Counter(entry.split("@")[1] for entry in run.entries)
    rest = {
        name.removeprefix("igt@"): results.took(entry["time"])
        for name, entry in guest.whole["runtimes"].items()
    }
    found = {v.entry.removeprefix("igt@"): v.seconds for v in guest.verdicts if v.seconds >= LONG}
    for name, took in found.items():
        program = name.split("@")[0]
        rest[program] = rest.get(program, 0.0) - took
        tests[program] -= 1
    return {
        **found,
        **{
            program: took / tests[program]
            for program, took in rest.items()
            if tests[program] > 0 and took > 0
        },
    }


def seconds(run):
    """Return {program: seconds of one of its tests, program@test: seconds of that test}.

    Of several guests the slowest counts.
    """
    found = {}
    for guest in (guest for guest in run.guests if guest.whole):
        for name, took in of_guest(run, guest).items():
            found[name] = max(found.get(name, 0.0), took)
    return found


def tell(folder):
    mine = seconds(runs.read(folder, summary.rows_for))
    programs = {name.split("@")[0] for name in mine}
    known = {
        **{
            name: took
            for name, took in lists.seconds().items()
            if name.split("@")[0] not in programs
        },
        **mine,
    }
    print("".join(f"{name}\t{took:.2f}\n" for name, took in sorted(known.items())), end="")
    return 0


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", metavar="RUN_DIR")
    args = parser.parse_args()
    return summary.guarded(lambda: tell(args.folder))


if __name__ == "__main__":
    sys.exit(main())
