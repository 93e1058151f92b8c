#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Check that lines have at most 100 columns. Prints TAP.

    lines.py            run the check
    lines.py --list     print each longer line: file, line, columns

A tab goes to the next multiple of 8 columns. The check leaves out pages and tables that a program
prints, and the corpora of tests.
"""

import os
import re
import sys

from arrows import files
from cases import check

MOST = 100
TAB = 8
SUFFIXES = (".c", ".h", ".sh", ".py", ".md", ".bash")
NAMES = ("meson.build", "meson_options.txt", "sources")
MANUALS = re.compile(r"(tools/man|vfu)/[^/]+\.[158]")
# A program prints these pages as a whole. A test compares the page with the output.
GENERATED = re.compile(r"docs/reference/generated/.*")
CORPORA = re.compile(r"tests/(.*/)?(corpus|corpora)/")
# These lines enclose a part of a page that a program prints.
PRINTED = re.compile(r"<!-- (Printed by .*|results) -->")
PRINTED_END = re.compile(r"<!-- end -->", re.I)


def is_checked(path):
    name = os.path.basename(path)
    return (name.endswith(SUFFIXES + ("_sources",)) or name in NAMES or
            MANUALS.fullmatch(path)) and not GENERATED.fullmatch(path) and \
        not CORPORA.match(path)


def long_lines(path, text):
    """Yield (line number, columns) for each line that is too long."""
    printed = False
    for number, line in enumerate(text.split("\n"), 1):
        if path.endswith(".md") and PRINTED.fullmatch(line):
            printed = True
        elif PRINTED_END.fullmatch(line):
            printed = False
        columns = len(line.expandtabs(TAB))
        if columns > MOST and not printed:
            yield number, columns


def in_tree():
    """Return a dict: path -> its long lines. Files without long lines are left out."""
    found = {}
    for path in filter(is_checked, files()):
        with open(path, encoding="utf-8") as file:
            lines = list(long_lines(path, file.read()))
        if lines:
            found[path] = lines
    return found


def missed():
    """Yield a text for each small case that the check gets wrong."""
    x, tabs = "x" * MOST, "\t" * 12 + "xxxx"
    for path, text, number in (
            ("a.c", x, 0), ("a.c", x + "x\n", 1), ("a.c", tabs, 0), ("a.h", tabs + "x", 1),
            ("a.md", f"<!-- results -->\n{x}x\n<!-- end -->\n", 0),
            ("a.md", f"<!-- Printed by a -->\n<!-- End -->\n{x}x\n", 1)):
        if len(list(long_lines(path, text))) != number:
            yield f"wrong in {path}: {text!r}"
    for path in ("docs/reference/generated/hostile.md", "tests/fuzz/corpus/a.c", "a.json",
                 "tests/a.1"):
        if is_checked(path):
            yield f"{path} is checked"
    for path in ("docs/dev/testing.md", "meson.build", "tests/target_sources", "a/sources", "a.sh",
                 "tools/man/a.1", "tools/man/a.conf.5", "tools/man/a.8", "vfu/a.1"):
        if not is_checked(path):
            yield f"{path} is not checked"


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
    found = in_tree()
    if sys.argv[1:] == ["--list"]:
        for path, lines in found.items():
            for number, columns in lines:
                print(f"{path}:{number}: {columns}")
        return 0
    if sys.argv[1:]:
        sys.exit("lines.py: usage error: lines.py [--list]")
    good = [
        check(f"lines have at most {MOST} columns",
              [f"{path}:{number}: {columns} columns" for path, lines in found.items()
               for number, columns in lines]),
        check("longer lines are found", list(missed())),
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
