#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""coverage.py REPO BUILD OUT: print what gcov counted in BUILD, as FOLDER PERCENT on stdout.

OUT gets files.txt (a line for each file) and missed.txt. A line FILE:FIRST-LAST of missed.txt names
lines that no test reached.
"""

import collections
import json
import os
import subprocess
import sys

FOLDERS = ("gen9", "device", "mediator", "softgpu", "display", "virtio", "model", "eu", "sample",
           "render", "engine", "vfu", "shim")


def count(repo, build):
    """Return {path: {line: times}} for the sources of the project."""
    lines = collections.defaultdict(lambda: collections.defaultdict(int))
    data = [
        os.path.join(d, f) for d, _, names in os.walk(build) for f in names if f.endswith(".gcda")
    ]
    for path in sorted(data):
        out = subprocess.run(
            ["gcov", "--json-format", "--stdout", path],
            check=True,
            capture_output=True,
            text=True,
            cwd=build,
        ).stdout
        for report in map(json.loads, filter(None, out.splitlines())):
            for source in report["files"]:
                name = os.path.relpath(
                    os.path.join(report["current_working_directory"], source["file"]), repo
                )
                if name.split("/")[0] in FOLDERS:
                    for line in source["lines"]:
                        lines[name][line["line_number"]] += line["count"]
    return lines


def percent(counted):
    """Return the percentage of reached lines. counted: (reached, all) pairs."""
    reached, total = map(sum, zip(*counted))
    return 100 * reached / total


def ranges(numbers):
    first = last = None
    for n in sorted(numbers):
        if last is not None and n == last + 1:
            last = n
            continue
        if first is not None:
            yield first, last
        first = last = n
    if first is not None:
        yield first, last


def main():
    repo, build, out = map(os.path.abspath, sys.argv[1:4])
    lines = count(repo, build)
    if not lines:
        sys.exit(1)
    files = {
        name: (sum(map(bool, found.values())), len(found)) for name, found in lines.items() if found
    }
    with open(os.path.join(out, "files.txt"), "w", encoding="utf-8") as table:
        for name, pair in sorted(files.items()):
            print(f"{name} {percent([pair]):.1f} % ({pair[0]} of {pair[1]})", file=table)
    with open(os.path.join(out, "missed.txt"), "w", encoding="utf-8") as table:
        for name, found in sorted(lines.items()):
            for first, last in ranges(n for n, times in found.items() if not times):
                print(f"{name}:{first}" + (f"-{last}" if last != first else ""), file=table)
    for folder in FOLDERS:
        pairs = [pair for name, pair in files.items() if name.startswith(folder + "/")]
        if pairs:
            print(f"{folder} {percent(pairs):.1f} %")


if __name__ == "__main__":
    main()
