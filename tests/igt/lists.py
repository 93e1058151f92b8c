#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""lists.py LIST [--shard K/N]: print the entries of a list of tests for igt_runner, one a line.

LIST is bat, sample, full, a file (a test a line), or a pattern of names as in a shell. The name of
a program stands for all its tests.
"""

import argparse
import difflib
import fnmatch
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
NAMED = ("bat", "sample", "full")
LEAST_SECONDS = 0.1	# least cost of a test, whatever was measured


class Bad(Exception):
    """The user's input cannot be used; the text says why."""


def read_list(path):
    """Return [(line number, entry)] of a file, without comments and blank lines."""
    try:
        with open(path, encoding="utf-8") as f:
            lines = [(number, line.split("#")[0].strip()) for number, line in enumerate(f, 1)]
    except (OSError, UnicodeDecodeError) as e:
        raise Bad(
            f"{path}: cannot be read as a list: {getattr(e, 'strerror', None) or 'it is not text'}"
        ) from e
    return [(number, entry) for number, entry in lines if entry]


def named(name):
    """Return the entries of a list in this folder."""
    return [entry for _, entry in read_list(os.path.join(HERE, f"{name}.testlist"))]


def all_tests():
    """Return every test of the lists, in the order of the full list."""
    return list(dict.fromkeys(named("full") + named("bat") + named("sample")))


def full_name(name):
    return name if name.startswith("igt@") else f"igt@{name}"


def near(name, names):
    """Return '; near it: a, b' with similar names, or an empty text."""
    found = difflib.get_close_matches(name, names, 5, 0.5)
    return f"; near it: {', '.join(found)}" if found else ""


def from_file(path):
    known, entries = dict.fromkeys(all_tests()), []
    for number, text in read_list(path):
        if full_name(text) not in known:
            raise Bad(f"{path}:{number}: there is no test '{text}'{near(full_name(text), known)}")
        entries.append(full_name(text))
    if not entries:
        raise Bad(f"{path}: has no test: write one a line, such as igt@gem_basic@bad-close")
    return list(dict.fromkeys(entries))


def matching(pattern):
    """Return the tests whose name matches, or all tests of a program of that name."""
    tests, whole = all_tests(), full_name(pattern)
    found = [
        t for t in tests if fnmatch.fnmatchcase(t, whole) or t.split("@")[1] == whole[len("igt@") :]
    ]
    if found:
        return found
    if re.search(r"[*?[]", pattern):
        raise Bad(f"no test matches '{pattern}'{near(whole, tests)}")
    programs = dict.fromkeys(t.split("@")[1] for t in tests)
    # A name without @ may be the name of a list or of a program.
    names = tests if "@" in pattern else [*NAMED, *programs]
    close = near(whole if "@" in pattern else pattern, names)
    raise Bad(f"there is no list, file or test '{pattern}'{close}")


def entries_of(what):
    if what in NAMED:
        return named(what)
    if os.path.isfile(what):
        return from_file(what)
    if not what or os.path.exists(what) or "/" in what:
        raise Bad(
            f"'{what}' is no file with a list: give bat, sample, full, a file or a test's name"
        )
    return matching(what)


def seconds():
    """Return the measured seconds: {program: of one of its tests, program@test: of that test}."""
    known = {}
    for _, line in read_list(os.path.join(HERE, "seconds.tsv")):
        name, took = line.split("\t")
        known[name] = float(took)
    return known


def costs(entries):
    """Return the expected seconds of each entry."""
    known = seconds()
    programs = [took for name, took in known.items() if "@" not in name]
    usual = sum(programs) / len(programs)
    return [
        max(
            known.get(entry.removeprefix("igt@"), known.get(entry.split("@")[1], usual)),
            LEAST_SECONDS,
        )
        for entry in entries
    ]


def shard(entries, which, of):
    """Return part @which of @of parts.

    Parts divide the programs in the order of their names, so tests of one kind are in one part.
    Tests of time are in few parts, which can run while the machine is idle.
    """
    by_program = sorted(entries, key=lambda entry: entry.split("@")[1])
    took = costs(by_program)
    whole, before, mine = sum(took), 0.0, set()
    for entry, cost in zip(by_program, took):
        if int(of * (before + cost / 2) / whole) == which - 1:
            mine.add(entry)
        before += cost
    return [entry for entry in entries if entry in mine]


def parse_shard(text):
    found = re.fullmatch(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})", text)
    which, of = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= which <= of:
        raise Bad(
            f"--shard takes K/N, the K-th of N parts with K from 1 to N, such as 2/8, not '{text}'"
        )
    return which, of


def choose(what, part=None):
    """Return the entries of LIST, or of one part of it."""
    which, of = parse_shard(part) if part is not None else (1, 1)
    entries = entries_of(what)
    if of == 1:
        return entries
    if not (mine := shard(entries, which, of)):
        raise Bad(
            f"part {part} of {what} has no test: it has {len(entries)} tests, so take fewer parts"
        )
    return mine


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("list", metavar="LIST")
    parser.add_argument("--shard", metavar="K/N")
    args = parser.parse_args()
    try:
        print("\n".join(choose(args.list, args.shard)))
    except Bad as e:
        print(f"facet: {e}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
