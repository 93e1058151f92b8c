# SPDX-License-Identifier: GPL-2.0-only
"""The table of docs/conformance.md: a row for each kind of run, the last one of its kind."""

import os
import re
import time
from types import SimpleNamespace

import judge
import lists
import report
import results

BEGIN, END = "<!-- results -->", "<!-- end -->"
COLUMNS = ("guest kernel", "face", "list", "guests", "date", "commit", "IGT", "entries", "pass", "pass with notice", "skip as listed",
           "needs EU", "other listed", "unexpected", "duration")
KEYS = 4	# the first columns tell the kind of a run


def cell(text):
    """Text that stays in its cell and has no markup."""
    return re.sub(r"[^\w .,:+()@/-]", "_", report.plain(str(text), 60)).replace("_", "\\_")


def row(run):
    counts, last = run.counts, max(run.parts, key=lambda part: results.number(part.run.get("started"))).run
    when = results.number(last.get("ended")) or results.number(last.get("started"))
    shards = "" if run.of == 1 else f", {len(run.parts)} of {run.of} shards"
    other = sum(counts[kind] for kind in judge.OTHER)
    return [cell(c) for c in (
        run.kernel, run.face, run.list + (", with DMC" if run.dmc else ""), run.guest_count,
        time.strftime("%Y-%m-%d", time.gmtime(min(when, 4e9))), last.get("commit", "?"), last.get("igt", "?"), f"{len(run.entries)}{shards}",
        counts["pass"], counts["notice"], counts["skip"], counts["eu"], other, counts["unexpected"] + counts["stale"],
        report.span(run.seconds))]


def within(run):
    """The lists of ours that a run of a larger one has all entries of, each as if it were the run."""
    for name in lists.NAMED[:lists.NAMED.index(run.list)] if run.list in lists.NAMED else ():
        wanted = set(lists.named(name))
        if not wanted <= set(run.entries):
            continue
        verdicts = [[v for v in guest.verdicts if v.entry in wanted] for guest in run.guests]
        yield SimpleNamespace(**{**vars(run), "list": f"{name}, in {run.list}", "entries": [e for e in run.entries if e in wanted], "of": 1,
                                 "counts": judge.count(verdicts), "seconds": max(sum(v.seconds for v in mine) for mine in verdicts)})


def order(cells):
    """6.12 after 6.1, then by face, the lists as they grow, and guests."""
    kernel = [int(n) for n in re.findall(r"[0-9]+", cells[0])]
    name = cells[2].split(",")[0]
    place = lists.NAMED.index(name) if name in lists.NAMED else len(lists.NAMED)
    return kernel, cells[1], place, cells[2], int(cells[3]) if cells[3].isdigit() else 0


def update(text, run):
    """The page's text with the row of this run, and of the lists within it."""
    found = re.search(f"^{re.escape(BEGIN)}\n(.*?)^{re.escape(END)}$", text, re.M | re.S)
    if not found:
        raise results.Bad(f"the page has no lines '{BEGIN}' and '{END}', between which the table goes")
    rows = {}
    for line in found[1].splitlines():
        cells = [c.strip() for c in line.strip().strip("|").split("|")]
        if len(cells) == len(COLUMNS) and cells[0] != COLUMNS[0] and not cells[0].startswith("--"):
            rows[tuple(cells[:KEYS])] = cells
    for mine in (row(run), *(row(part) for part in within(run))):
        rows[tuple(mine[:KEYS])] = mine
    table = [COLUMNS, ["---"] * len(COLUMNS), *sorted(rows.values(), key=order)]
    shown = "".join(f"| {' | '.join(cells)} |\n" for cells in table)
    return f"{text[:found.start()]}{BEGIN}\n{shown}{END}{text[found.end():]}"


def write(path, run):
    try:
        with open(path, encoding="utf-8") as f:
            text = f.read()
        new = update(text, run)
        with open(f"{path}.new", "w", encoding="utf-8") as f:
            f.write(new)
        os.replace(f"{path}.new", path)
    except (OSError, UnicodeDecodeError) as e:
        raise results.Bad(f"{path}: {e}") from e
