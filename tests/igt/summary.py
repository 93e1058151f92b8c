#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""summary.py RUN_DIR [--page FILE] [--tap]: merges the parts of a run of ./run igt, judges them and tells of it.

Writes RUN_DIR/results.json (guestN/results.json where there are several guests) and RUN_DIR/summary.md, and says one line, or with --tap one
for each entry. Status 0: each entry did what is expected of it, and nothing is missing.
"""

import argparse
import os
import sys

import expected
import lists
import page
import report
import results
import runs


def rows_for(run):
    """The expected rows of a run; rows that are unsound are no judge of anything."""
    if run["kernel"] not in expected.KERNELS or run["face"] not in expected.FACES:
        raise results.Bad(f"run.json: there are no expected results for kernel '{run['kernel']}' and face '{run['face']}'")
    rows, wrong = expected.load(run["kernel"], run["face"], run["dmc"])
    if wrong:
        raise results.Bad("; ".join(wrong[:5]) + (f"; and {len(wrong) - 5} more" if len(wrong) > 5 else ""))
    return rows


def run_before(folder):
    """(the run before, why it cannot be had); neither where there was none."""
    folder = os.path.join(folder, "previous")
    if not runs.part_folders(folder):
        return None, None
    try:
        return runs.read(folder, rows_for), None
    except (results.Bad, lists.Bad) as e:
        return None, str(e)


def summarise(folder, table, tap):
    run = runs.read(folder, rows_for)
    runs.write(run)
    summary = os.path.join(folder, "summary.md")
    with open(summary, "w", encoding="utf-8") as f:
        f.write(report.page(run, *run_before(folder)))
    if table:
        page.write(table, run)
    for line in report.tap(run) if tap else [report.line(run, os.path.relpath(summary))]:
        print(line)
    return 0 if runs.clean(run) else 1


def guarded(work):
    """What @work returns; 1 and a line on stderr where a file is no good."""
    try:
        return work()
    except (results.Bad, lists.Bad) as e:
        print(f"facet: {report.plain(str(e), 2000)}", file=sys.stderr)
    except OSError as e:
        print(f"facet: {e.filename}: {e.strerror}", file=sys.stderr)
    return 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar="RUN_DIR")
    parser.add_argument("--page", metavar="FILE")
    parser.add_argument("--tap", action="store_true")
    args = parser.parse_args()
    return guarded(lambda: summarise(args.folder, args.page, args.tap))


if __name__ == "__main__":
    sys.exit(main())
