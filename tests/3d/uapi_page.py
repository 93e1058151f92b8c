#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""uapi_page.py DIR: print the page on what drivers ask of the i915 device.

DIR has a file for each driver and root, NAME.tsv, as uapi.sh prints it.
"""

import os
import sys

# File, driver and version; the order is that of the columns.
COLUMNS = (
    ("iris-bookworm", "iris 22.3"), ("iris-trixie", "iris 25.0"), ("iris-sid", "iris sid"),
    ("anv-bookworm", "anv 22.3"), ("anv-trixie", "anv 25.0"), ("anv-sid", "anv sid"),
    ("opencl-bookworm", "rusticl 22.3"), ("opencl-trixie", "rusticl 25.0"),
    ("opencl-sid", "rusticl sid"), ("opencl-neo", "NEO legacy"),
)

HEAD = """\
# What drivers ask of the i915 device

This page is for developers of `shim/`, and for driver developers. It lists the requests that
packaged drivers make when programs of `tests/3d` run by `facet-run`. Columns: the driver of Mesa
in Debian 12 (22.3), Debian 13 (25.0) and sid, and Intel's OpenCL driver (NEO).

| word | means |
|---|---|
| `must` | without the item, a program fails, draws another picture or finds no driver |
| `may` | the driver goes on when the item fails with EINVAL |
| (empty) | the driver does not ask |

`./run test nightly --part uapi` measures the table anew, one refused item at a time.
`tests/3d/uapi_page.py` prints this page; do not edit it.
"""


def read(path):
    """Return {item: must or may} of a file of uapi.sh."""
    with open(path, encoding="utf-8") as f:
        return {item: verdict for item, _, verdict in (line.rstrip("\n").split("\t") for line in f)}


def page(folder):
    found = {
        title: read(os.path.join(folder, f"{name}.tsv"))
        for name, title in COLUMNS
        if os.path.exists(os.path.join(folder, f"{name}.tsv"))
    }
    yield HEAD.rstrip("\n")
    yield ""
    yield "| item | " + " | ".join(found) + " |"
    yield "|---" * (len(found) + 1) + "|"
    for item in sorted({item for rows in found.values() for item in rows}):
        cells = (rows.get(item, "") for rows in found.values())
        yield f"| {item} | " + " | ".join(cells) + " |"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.split("\n", maxsplit=1)[0])
    for line in page(sys.argv[1]):
        print(line)


main()
