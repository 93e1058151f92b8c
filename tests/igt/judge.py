# SPDX-License-Identifier: GPL-2.0-only
"""What each entry of a list came to, held against what is expected of it."""

import re
from collections import Counter, namedtuple

import results

# kind: pass, notice (a pass with IGT's own warning), a class of expected rows, stale (passes although a row says otherwise), unexpected
Verdict = namedtuple("Verdict", "entry result kind row seconds test")
GOOD = ("pass", "notice")
BAD = ("stale", "unexpected")
OTHER = ("oa", "kernel", "time", "name", "lab", "bug")	# expected, and neither a skip nor for want of EU execution

MARKER = re.compile(r"(Starting (dynamic )?subtest: |(Dynamic subtest|Subtest) \S+: [A-Z]+ \()")
NOTICE = re.compile(r"(?:\[[0-9.]+\] )?\([\w-]+:[0-9]+\) igt_kms-WARNING: Driver has IN_FORMATS but no IN_FORMATS_ASYNC\b")


def only_notice(err):
    """All that a test wrote to stderr is the notice: igt_runner makes a pass with anything more there a warning."""
    lines = [line for line in err.splitlines() if line.strip() and not MARKER.match(line)]
    return bool(lines) and all(NOTICE.match(line) for line in lines)


def kind_of(result, row, notice):
    """A test that emulated time lets fail passes in a lucky moment, which says nothing of its row."""
    if result == "pass" or notice:
        return ("time" if row.kind == "time" else "stale") if row else "notice" if notice else "pass"
    return row.kind if row and row.result == result else "unexpected"


def judge(entries, tests, rows, kernel):
    """[Verdict] of a guest, in the order of the list."""
    verdicts = []
    for entry in entries:
        test, row = tests.get(entry) or tests.get(entry.lower()) or {}, rows.get(entry)	# igt_runner writes names in small letters
        result = test.get("result", "none")
        notice = kernel == "6.12" and result == "warn" and only_notice(results.text(test, "err"))
        kind = kind_of(result, row, notice)
        verdicts.append(Verdict(entry, result, kind, row, results.took(test.get("time")), test))
    return verdicts


def worst(verdicts):
    """One kind of what an entry came to in each guest."""
    kinds = {v.kind for v in verdicts}
    for kind in ("unexpected", "stale"):
        if kind in kinds:
            return kind
    return kinds.pop() if len(kinds) == 1 else "notice"


def count(guests):
    """Counter of kinds, an entry counted once for all guests, as in the one where it did worst."""
    return Counter(worst(verdicts) for verdicts in zip(*guests))


def compare(before, now):
    """(newly failing, newly passing) entries of a guest; only of those that both runs had."""
    was = {v.entry: v.kind in GOOD for v in before}
    known = [v for v in now if v.entry in was]
    return ([v.entry for v in known if was[v.entry] and v.kind not in (*GOOD, "stale")],
            [v.entry for v in known if not was[v.entry] and v.kind in (*GOOD, "stale")])
