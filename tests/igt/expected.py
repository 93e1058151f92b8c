# SPDX-License-Identifier: GPL-2.0-only
"""Tests that are expected not to pass: the rows of expected/*.tsv."""

import os
import re
from collections import namedtuple

import lists

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "expected")
PAGE = os.path.join(HERE, "..", "..", "docs", "reference", "conformance.md")
HEAD = ["test", "result", "class", "reason"]
RESULTS = ("skip", "fail", "timeout", "none")
# The results that each class may have: a class does not excuse every result.
RESULTS_OF = {
    "skip": ("skip",),
    "eu": ("fail", "timeout"),
    "oa": ("fail", "timeout"),
    "kernel": ("fail", "timeout", "none"),
    "time": ("fail", "timeout"),
    "name": ("none",),
    "lab": ("skip",),
    "bug": (*RESULTS, "warn", "dmesg-warn"),
}
KERNELS, FRONT_ENDS, DMC = ("6.1", "6.12", "7.2"), ("kernel", "vfu"), ("dmc", "nodmc")
ENGINES = ("3d", "no3d")	# with a render engine (facet-vfu --3d, facet-engine), and without
MOST_TIME = 5	# bound of rows of class time in bat and sample together

Row = namedtuple("Row", "test result kind reason where")


def files_for(kernel, face, dmc, draws):
    """Return the names of the files that apply to a run. @draws: it has a render engine."""
    return ["common", kernel, face, "dmc" if dmc else "nodmc", "3d" if draws else "no3d"]


def parse(path):
    """Return (rows, complaints) of one file."""
    shown, rows, wrong = f"expected/{os.path.basename(path)}", [], []
    try:
        with open(path, encoding="utf-8") as f:
            lines = f.read().splitlines()
    except (OSError, UnicodeDecodeError) as e:
        return [], [f"{shown}: cannot be read: {e}"]
    if not lines or lines[0].split("\t") != HEAD:
        return [], [
            f"{shown}:1: the first line has to be the columns' names: {' '.join(HEAD)}, with tabs"
        ]
    for number, line in enumerate(lines[1:], 2):
        cells, where = line.split("\t"), f"{shown}:{number}"
        if len(cells) == len(HEAD):
            rows.append(Row(*cells, where))
        else:
            wrong.append(f"{where}: has {len(cells)} columns, not {len(HEAD)}")
    return rows, wrong


def bugs(page):
    """Return the numbers of bugs that have a heading in docs/reference/conformance.md."""
    try:
        with open(page, encoding="utf-8") as f:
            return set(re.findall(r"^### #([0-9]+)\b", f.read(), re.M))
    except OSError:
        return set()


def check_row(row, known, explained):
    """Yield what is wrong with a row by itself."""
    if re.search(r"[*?\[]", row.test):
        yield f"'{row.test}': a row is for one test, not for a pattern"
    elif row.test not in known:
        yield f"no list has the test '{row.test}'{lists.near(row.test, known)}"
    if row.kind not in RESULTS_OF:
        yield f"the class '{row.kind}' is none of {', '.join(RESULTS_OF)}"
    elif row.result not in RESULTS_OF[row.kind]:
        allowed = " or ".join(RESULTS_OF[row.kind])
        yield f"a row of class {row.kind} has the result {allowed}, not '{row.result}'"
    if not row.reason.strip():
        yield "the reason is missing"
    if row.kind == "bug":
        number = re.match(r"#([0-9]+)\b", row.reason)
        if not number:
            yield "the reason of a bug begins with its number, such as #3"
        elif number[1] not in explained:
            yield (
                f"docs/reference/conformance.md does not explain bug #{number[1]}: "
                f"it needs a heading '### #{number[1]} ...'"
            )


def check_file(rows, known, explained):
    for row in rows:
        yield from (f"{row.where}: {wrong}" for wrong in check_row(row, known, explained))
    for before, row in zip(rows, rows[1:]):
        if row.test < before.test:
            yield f"{row.where}: rows are sorted, and '{row.test}' is before '{before.test}'"


def check_together(rows):
    """Yield what is wrong with the rows that apply to one run."""
    seen = {}
    for row in rows:
        if row.test in seen:
            yield f"{row.where}: '{row.test}' has a row already in {seen[row.test].where}"
        seen[row.test] = row
    counted = set(lists.named("bat") + lists.named("sample"))
    late = [row.test for row in rows if row.kind == "time" and row.test in counted]
    if len(late) > MOST_TIME:
        yield (
            f"{len(late)} tests of bat and sample are of class time, at most {MOST_TIME} may be: "
            f"{', '.join(late)}"
        )


def load(kernel, face, dmc, draws=False, folder=FOLDER, page=PAGE):
    """Return ({test: row}, complaints) of the files that apply to a run."""
    known, explained, together, wrong = set(lists.all_tests()), bugs(page), [], []
    for name in files_for(kernel, face, dmc, draws):
        rows, bad = parse(os.path.join(folder, f"{name}.tsv"))
        wrong += [*bad, *check_file(rows, known, explained)]
        together += rows
    return {row.test: row for row in together}, [*wrong, *check_together(together)]


def check_all(folder=FOLDER, page=PAGE):
    """Return complaints about all files, and about files that no run reads."""
    wrong = []
    for kernel in KERNELS:
        for face, draws in (("kernel", False), ("kernel", True), ("vfu", False), ("vfu", True)):
            for dmc in (False, True):
                wrong += load(kernel, face, dmc, draws, folder, page)[1]
    read = {f"{name}.tsv" for name in ("common", *KERNELS, *FRONT_ENDS, *DMC, *ENGINES)}
    wrong += [
        f"expected/{name}: no run reads it" for name in sorted(set(os.listdir(folder)) - read)
    ]
    return list(dict.fromkeys(wrong))
