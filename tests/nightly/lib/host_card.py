#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Judge what part host-card has left in a folder: host_card.py FOLDER. Prints TAP.

weston.png and weston-own.png have the same pixels, and show a window. host-card.tsv has a row for
each test of igt.json that is not skipped. A test that fails has its reason there. A row may have
several results: a|b.
"""
import csv
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "demo"))
from png import Picture

EXPECTED = os.path.join(HERE, "host-card.tsv")
SHOWS = os.path.join(HERE, "..", "..", "soak", "shows.py")
COLOURS_LEAST = "100"	# Weston's background alone has 26, and with a window it has 230
MOST_SHOWN = 40


def ok(good, name):
    """Print a line of TAP, and return whether it is a failure."""
    print("ok" if good else "not ok", "-", name)
    return not good


def same_pictures(folder):
    """Return whether facetctl's picture of Weston is Weston's own."""
    a, b = (Picture(os.path.join(folder, f"weston{end}.png")) for end in ("", "-own"))
    return (a.width, a.height) == (b.width, b.height) and all(
        a.pixel(x, y) == b.pixel(x, y) for y in range(a.height) for x in range(a.width))


def differences(tests, rows):
    """Yield a line for each test whose result is not the expected one."""
    for name, test in sorted(tests.items()):
        result, wanted = test["result"], rows.get(name, "skip")
        if result not in wanted.split("|"):
            yield f"{name}: {result}, expected {wanted}"
    for name in sorted(rows.keys() - tests.keys()):
        yield f"{name}: did not run"


def judge_igt(folder):
    """Print what IGT's results are worth, and return the number of failures."""
    with open(os.path.join(folder, "igt.json"), encoding="utf-8") as f:
        tests = json.load(f)["tests"]
    with open(EXPECTED, encoding="utf-8") as f:
        rows = {row["test"]: row["result"] for row in csv.DictReader(f, delimiter="\t")}
    counts = {}
    for test in tests.values():
        counts[test["result"]] = counts.get(test["result"], 0) + 1
    print("# IGT:", ", ".join(f"{n} {result}" for result, n in sorted(counts.items())))
    wrong = list(differences(tests, rows))
    for line in wrong[:MOST_SHOWN]:
        print("#", line)
    return ok(not wrong, "IGT's generic KMS tests do what is expected")


def main():
    folder = sys.argv[1]
    own = os.path.join(folder, "weston-own.png")
    shows = subprocess.run([sys.executable, "-B", SHOWS, own, COLOURS_LEAST, "5"], check=False)
    failed = ok(shows.returncode == 0, "Weston shows a window")
    failed += ok(same_pictures(folder), "facetctl's picture of Weston is Weston's own")
    return failed + judge_igt(folder) > 0


sys.exit(main())
