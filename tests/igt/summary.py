#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""summary.py RUN_DIR [--page FILE] [--tap]: merge the parts of a run of ./run igt, and judge them.

Writes RUN_DIR/results.json (guestN/results.json for several guests) and RUN_DIR/summary.md. Prints
one line, or with --tap one line for each entry. --page: update the table in FILE. Status 0: each
entry has its expected result, and nothing is missing.
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
    """Return the expected rows of a run. Raises results.Bad if a row is wrong."""
    if run["kernel"] not in expected.KERNELS or run["face"] not in expected.FRONT_ENDS:
        raise results.Bad(
            f"run.json: there are no expected results for kernel '{run['kernel']}' "
            f"and front end '{run['face']}'"
        )
    rows, wrong = expected.load(run["kernel"], run["face"], run["dmc"], run["draws"])
    if wrong:
        raise results.Bad(
            "; ".join(wrong[:5]) + (f"; and {len(wrong) - 5} more" if len(wrong) > 5 else "")
        )
    return rows


def run_before(folder):
    """Return (the run before, why it cannot be read); (None, None) if there was none."""
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
    """Return the result of @work. For a bad file, print a line on stderr and return 1."""
    try:
        return work()
    except (results.Bad, lists.Bad) as e:
        print(f"facet: {report.plain(str(e), 2000)}", file=sys.stderr)
    except OSError as e:
        print(f"facet: {e.filename}: {e.strerror}", file=sys.stderr)
    return 1


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", metavar="RUN_DIR")
    parser.add_argument("--page", metavar="FILE")
    parser.add_argument("--tap", action="store_true")
    args = parser.parse_args()
    return guarded(lambda: summarise(args.folder, args.page, args.tap))


if __name__ == "__main__":
    sys.exit(main())
