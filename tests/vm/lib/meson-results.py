#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""meson-results.py LOG.json TIMES.tsv: print a TAP line for each test case of a meson run.

TIMES.tsv gets the seconds of each program. A program that printed TAP counts case by case. If
such a program died without a failed case, the program itself counts as a failed case.
"""

import json
import re
import sys

CASE = re.compile(r"^(ok|not ok)\b(?: +\d+)?(?: *-)? *(.*)$", re.M)


def main():
    with open(sys.argv[1], encoding="utf-8") as log:
        runs = [json.loads(line) for line in log if line.strip()]
    with open(sys.argv[2], "w", encoding="utf-8") as times:
        for run in runs:
            times.write(f'{run["name"].split(" / ")[-1]}\t{run["duration"]:.0f}\n')
    for run in runs:
        name = run["name"].split(" / ")[-1]
        cases = [
            (word, text)
            for word, text in CASE.findall(run.get("stdout", ""))
            if "# SKIP" not in text
        ]
        for word, text in cases:
            print(f"{word} - {name}: {text}")
        well = run["result"] in ("OK", "EXPECTEDFAIL")
        if not well and run["result"] != "SKIP" and not any(word == "not ok" for word, _ in cases):
            print(f"not ok - {name}: {run['result']}")
        elif well and not cases:
            print(f"ok - {name}")


if __name__ == "__main__":
    main()
