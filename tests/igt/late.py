#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""late.py LIST KERNEL FRONT-END dmc|nodmc 3d|no3d: print the entries of a list that should not end.

expected/ has a time-out as the result of these entries. One entry a line. These entries run last,
and each has less time than other entries.
"""

import argparse
import sys

import expected
import lists


def late(entries, rows):
    """Return the entries whose expected result is a time-out, in their order."""
    return [entry for entry in entries if entry in rows and rows[entry].result == "timeout"]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("list", metavar="LIST")
    parser.add_argument("kernel", choices=expected.KERNELS)
    parser.add_argument("front_end", choices=expected.FRONT_ENDS)
    parser.add_argument("dmc", choices=expected.DMC)
    parser.add_argument("engine", choices=expected.ENGINES)
    args = parser.parse_args()
    try:
        entries = [entry for _, entry in lists.read_list(args.list)]
    except lists.Bad as e:
        sys.exit(f"facet: {e}")
    rows, wrong = expected.load(
        args.kernel, args.front_end, args.dmc == "dmc", args.engine == "3d"
    )
    if wrong:
        sys.exit(f"facet: {wrong[0]}")
    for entry in late(entries, rows):
        print(entry)


if __name__ == "__main__":
    main()
