# SPDX-License-Identifier: GPL-2.0-only
"""Judge the result of each entry of a list by its expected result."""

import re
from collections import Counter, namedtuple

import results

# kind: pass, notice (a pass with IGT's own warning), a class of expected rows, stale (passes
# although a row says otherwise), unexpected
Verdict = namedtuple("Verdict", "entry result kind row seconds test")
GOOD = ("pass", "notice")
BAD = ("stale", "unexpected")
# Expected results that are neither skips nor due to missing EU execution.
OTHER = ("oa", "kernel", "time", "name", "lab", "bug")

MARKER = re.compile(r"(Starting (dynamic )?subtest: |(Dynamic subtest|Subtest) \S+: [A-Z]+ \()")
NOTICE = re.compile(
    r"(?:\[[0-9.]+\] )?\([\w-]+:[0-9]+\) igt_kms-WARNING: "
    r"Driver has IN_FORMATS but no IN_FORMATS_ASYNC\b"
)


def only_notice(err):
    """Tell whether a test wrote nothing but the notice to stderr.

    igt_runner turns a pass with any text on stderr into a warning.
    """
    lines = [line for line in err.splitlines() if line.strip() and not MARKER.match(line)]
    return bool(lines) and all(NOTICE.match(line) for line in lines)


def kind_of(result, row, notice):
    """Return the kind of a result.

    Emulated time may let a test fail in one run and pass in another: a pass does not make a row of
    class time stale.
    """
    if result == "pass" or notice:
        return (
            ("time" if row.kind == "time" else "stale") if row else "notice" if notice else "pass"
        )
    return row.kind if row and row.result == result else "unexpected"


def judge(entries, tests, rows, kernel):
    """Return [Verdict] of a guest, in the order of the list."""
    verdicts = []
    for entry in entries:
        # igt_runner writes names in small letters.
        test = tests.get(entry) or tests.get(entry.lower()) or {}
        row = rows.get(entry)
        result = test.get("result", "none")
        notice = kernel == "6.12" and result == "warn" and only_notice(results.text(test, "err"))
        kind = kind_of(result, row, notice)
        verdicts.append(Verdict(entry, result, kind, row, results.took(test.get("time")), test))
    return verdicts


def worst(verdicts):
    """Return the worst kind of an entry's results in all guests."""
    kinds = {v.kind for v in verdicts}
    for kind in ("unexpected", "stale"):
        if kind in kinds:
            return kind
    return kinds.pop() if len(kinds) == 1 else "notice"


def count(guests):
    """Return a Counter of kinds. An entry counts once, by its worst result in all guests."""
    return Counter(worst(verdicts) for verdicts in zip(*guests))


def compare(before, now):
    """Return the (newly failing, newly passing) entries of a guest that are in both runs."""
    was = {v.entry: v.kind in GOOD for v in before}
    known = [v for v in now if v.entry in was]
    return ([v.entry for v in known if was[v.entry] and v.kind not in (*GOOD, "stale")],
            [v.entry for v in known if not was[v.entry] and v.kind in (*GOOD, "stale")])
