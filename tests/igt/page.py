# SPDX-License-Identifier: GPL-2.0-only
"""Write the table of docs/reference/conformance.md: a row for the last run of each kind.

A run in shards has a row for each shard and a row with their sum: shards may run on different days.
"""

import re
import time
from types import SimpleNamespace

import judge
import lists
import report
import results

BEGIN, END = "<!-- results -->", "<!-- end -->"
COLUMNS = (
    "guest kernel",
    "front end",
    "list",
    "guests",
    "date",
    "commit",
    "IGT",
    "entries",
    "pass",
    "pass with notice",
    "skip as listed",
    "needs EU",
    "other listed",
    "unexpected",
    "duration",
)
USUAL_HOST = "6.12"
KEYS = 4	# the first columns name the kind of a run
SUMMED = slice(COLUMNS.index("entries"), COLUMNS.index("duration"))
LIST, DATE, DURATION = (COLUMNS.index(name) for name in ("list", "date", "duration"))
SHARD = re.compile(r"(.*), shard ([0-9]+)/([0-9]+)$")


def cell(text):
    """Return text for a table cell, without markup."""
    return re.sub(r"[^\w .,:+()@/-]", "_", report.plain(str(text), 60)).replace("_", "\\_")


def unusual(run):
    """Return the settings of a run that are not the defaults."""
    return (
        (", with DMC" if run.dmc else "")
        + (", with 3D" if run.draws else "")
        + ("" if run.host_kernel in ("", USUAL_HOST) else f", host {run.host_kernel}")
        + ("" if run.clock == 100 else f", clock x{run.clock / 100:g}")
    )


def row(run):
    counts = run.counts
    last = max(run.parts, key=lambda part: results.number(part.run.get("started"))).run
    when = results.number(last.get("ended")) or results.number(last.get("started"))
    other = sum(counts[kind] for kind in judge.OTHER)
    # Complaints of the host and missing files of results count as unexpected.
    unexpected = (
        sum(counts[kind] for kind in judge.BAD)
        + sum(len(part.host) for part in run.parts)
        + sum(len(guest.wrong) for guest in run.guests)
    )
    return [
        cell(c)
        for c in (
            run.kernel,
            run.face,
            run.list + unusual(run) + run.shard,
            run.guest_count,
            time.strftime("%Y-%m-%d", time.gmtime(min(when, 4e9))),
            last.get("commit") or "?",
            last.get("igt") or "?",
            len(run.entries),
            counts["pass"],
            counts["notice"],
            counts["skip"],
            counts["eu"],
            other,
            unexpected,
            report.span(run.seconds),
        )
    ]


def some_of(run, entries, **other):
    """Return the part of a run with @entries alone, as a run. @other: members to replace.

    Its seconds are the sum of its tests' seconds, unless @other has them.
    """
    wanted = set(entries)
    verdicts = [[v for v in guest.verdicts if v.entry in wanted] for guest in run.guests]
    return SimpleNamespace(
        **{
            **vars(run),
            "entries": [e for e in run.entries if e in wanted],
            "counts": judge.count(verdicts),
            "shard": "",
            "seconds": max(sum(v.seconds for v in mine) for mine in verdicts),
            **other,
        }
    )


def shards(run):
    """Yield each complete part of a run as a run of its own, or the whole undivided run."""
    for part in (part for part in run.parts if part.run.get("ended")):
        which, of = part.run["shard"]
        yield some_of(
            run,
            part.entries,
            parts=[part],
            seconds=results.number(part.run["seconds"]),
            shard=f", shard {which}/{of}" if of > 1 else "",
        )


def within(run):
    """Yield a run for each smaller list of this folder whose entries are all in this run."""
    for name in lists.NAMED[:lists.NAMED.index(run.list)] if run.list in lists.NAMED else ():
        wanted = set(lists.named(name))
        if not wanted <= set(run.entries):
            continue
        yield some_of(run, wanted, list=f"{name}, in {run.list}")


def seconds_of(text):
    """Return the seconds of a text of report.span()."""
    return sum(
        int(n) * {"h": 3600, "min": 60, "s": 1}[unit]
        for n, unit in re.findall(r"([0-9]{1,6}) (h|min|s)\b", text)
    )


def whole_list(cells):
    """Return the list of a row, without the shard."""
    shard = SHARD.match(cells[LIST])
    return shard[1] if shard else cells[LIST]


def one_or_several(values):
    return values[0] if len(set(values)) == 1 else "several"


def sum_of(rows, of):
    """Return the row of a list whose shards have @rows. Its date is that of the oldest shard."""
    whole = [one_or_several(column) for column in zip(*rows)]
    whole[LIST], whole[DATE] = whole_list(rows[0]), min(row[DATE] for row in rows)
    whole[SUMMED] = [
        str(sum(int(n) for n in column if n.isdigit())) for column in list(zip(*rows))[SUMMED]
    ]
    all_of = (
        len(lists.named(whole[LIST])) if whole[LIST] in lists.NAMED else int(whole[SUMMED.start])
    )
    if len(rows) < of:
        whole[SUMMED.start] += f", {len(rows)} of {of} shards"
    elif int(whole[SUMMED.start]) != all_of:
        whole[SUMMED.start] += f" of {all_of}"
    whole[DURATION] = report.span(sum(seconds_of(row[DURATION]) for row in rows))
    return whole


def sum_up(rows, mine, of):
    """Write the row with the sum of a run in @of shards, from all its shards in @rows.

    @mine: the row of one of these shards. Rows of shards of another division are removed.
    """
    whole = (*mine[:LIST], whole_list(mine), *mine[LIST + 1 : KEYS])
    found = [
        key
        for key in rows
        if SHARD.match(key[LIST]) and (*key[:LIST], whole_list(key), *key[LIST + 1 :]) == whole
    ]
    for key in found:
        if int(SHARD.match(key[LIST])[3]) != of:
            del rows[key]
    if of > 1:
        rows[whole] = sum_of([rows[key] for key in found if key in rows], of)


def order(cells):
    """Return the sort key of a row: kernel (as numbers), front end, size of list, guests, shard."""
    kernel = [int(n) for n in re.findall(r"[0-9]+", cells[0])]
    name = cells[2].split(",")[0]
    place = lists.NAMED.index(name) if name in lists.NAMED else len(lists.NAMED)
    shard = SHARD.match(cells[LIST])
    return (
        kernel,
        cells[1],
        place,
        whole_list(cells),
        int(cells[3]) if cells[3].isdigit() else 0,
        int(shard[2]) if shard else 0,
    )


def update(text, run):
    """Return the page's text with the rows of this run, its shards, and the lists within it."""
    found = re.search(f"^{re.escape(BEGIN)}\n(.*?)^{re.escape(END)}$", text, re.M | re.S)
    if not found:
        raise results.Bad(
            f"the page has no lines '{BEGIN}' and '{END}', between which the table goes"
        )
    rows = {}
    for line in found[1].splitlines():
        cells = [c.strip() for c in line.strip().strip("|").split("|")]
        if len(cells) == len(COLUMNS) and cells[0] != COLUMNS[0] and not cells[0].startswith("--"):
            rows[tuple(cells[:KEYS])] = cells
    mine = [row(part) for part in (*shards(run), *within(run))]
    rows.update((tuple(cells[:KEYS]), cells) for cells in mine)
    sum_up(rows, mine[0], run.of)
    table = [COLUMNS, ["---"] * len(COLUMNS), *sorted(rows.values(), key=order)]
    shown = "".join(f"| {' | '.join(cells)} |\n" for cells in table)
    return f"{text[:found.start()]}{BEGIN}\n{shown}{END}{text[found.end():]}"


def write(path, run):
    try:
        with open(path, encoding="utf-8") as f:
            text = f.read()
        new = update(text, run)
        results.write(path, new)
    except (OSError, UnicodeDecodeError) as e:
        raise results.Bad(f"{path}: {e}") from e
