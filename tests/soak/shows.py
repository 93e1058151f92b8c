#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Tell whether a picture shows something: shows.py FILE.png COLOURS PERCENT.

It does if it has at least COLOURS colours, and at least PERCENT of its pixels have not the most
common colour. Prints why not. Every fourth row and column is looked at.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "demo"))
from png import Picture

STEP = 4


def main():
    """Judge one picture. Return the exit status."""
    path, least, percent = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    try:
        picture = Picture(path)
    except (OSError, ValueError) as error:
        print(f"{path}: {error}")
        return 1
    counts = picture.colours(STEP)
    rest = 100 * (1 - max(counts.values()) / counts.total())
    if len(counts) >= least and rest >= percent:
        return 0
    print(f"{path}: {len(counts)} colours, and {rest:.1f} % are not the most common one; "
          f"expected {least} and {percent} %")
    return 1


sys.exit(main())
