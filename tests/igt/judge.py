# SPDX-License-Identifier: GPL-2.0-only
"""What each entry of a list came to, held against what is expected of it."""

import re
from collections import Counter, namedtuple

import results

# kind: pass, notice (a pass with IGT's own warning), a class of expected rows, stale (passes although a row says otherwise), unexpected
Verdict = namedtuple("Verdict", "entry result kind row seconds test")
GOOD = ("pass", "notice")
BAD = ("stale", "unexpected")
OTHER = ("oa", "kernel", "time", "name", "bug")	# expected, and neither a skip nor for want of EU execution

MARKER = re.compile(r"(Starting (dynamic )?subtest: |(Dynamic subtest|Subtest) \S+: [A-Z]+ \()")
NOTICE = re.compile(r"(?:\[[0-9.]+\] )?\([\w-]+:[0-9]+\) igt_kms-WARNING: Driver has IN_FORMATS but no IN_FORMATS_ASYNC\b")
# Worst first, for a subtest of which only the dynamic parts have results.
WORST = ("incomplete", "abort", "crash", "timeout", "dmesg-fail", "fail", "dmesg-warn", "warn", "notrun", "pass", "skip")


def only_notice(err):
    """All that a test wrote to stderr is the notice: igt_runner makes a pass with anything more there a warning."""
    lines = [line for line in err.splitlines() if line.strip() and not MARKER.match(line)]
    return bool(lines) and all(NOTICE.match(line) for line in lines)


def parts_of(tests, entry):
    """Results of an entry's dynamic parts as one, where the entry has none of its own."""
    parts = [test for name, test in tests.items() if name.startswith(f"{entry}@")]
    if not parts:
        return None
    whole = dict(min(parts, key=lambda test: WORST.index(test["result"])))
    whole["err"] = "\n".join(results.text(test, "err") for test in parts)
    whole["time"] = {"start": 0.0, "end": sum(results.took(test.get("time")) for test in parts)}
    return whole


def find(tests, entry):
    """The entry's result; igt_runner writes names in small letters."""
    return tests.get(entry) or tests.get(entry.lower()) or parts_of(tests, entry.lower())


def kind_of(result, row, notice):
    """A test that emulated time lets fail passes in a lucky moment, which says nothing of its row."""
    if result == "pass" or notice:
        return ("time" if row.kind == "time" else "stale") if row else "notice" if notice else "pass"
    return row.kind if row and row.result == result else "unexpected"


def judge(entries, tests, rows, kernel):
    """[Verdict] of a guest, in the order of the list."""
    # A test that skips, and whose dynamic parts are asked for by name as well, has no result of its own: igt_results finds none for any of them.
    divided = {entry.rsplit("@", 1)[0] for entry in entries if entry.count("@") > 2}
    verdicts = []
    for entry in entries:
        test, row = find(tests, entry) or {}, rows.get(entry)
        result = test.get("result", "none")
        notice = kernel == "6.12" and result == "warn" and only_notice(results.text(test, "err"))
        if not test and entry in divided and row and row.result == "skip":
            result = "skip"
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
