# SPDX-License-Identifier: GPL-2.0-only
"""Write summary.md of a run, for people.

Text of guests is shown only as indented code, so that none of it can be markdown.
"""

import re
from collections import Counter

import judge
import results

MOST_LINES, MOST_COLUMNS, MOST_FAILURES = 20, 200, 200
TELLING = re.compile(
    r"Failed assertion|Test requirement|CRITICAL|WARNING|error:|SKIP|FAIL|CRASH|Received signal|"
    r"Stack trace|  #[0-9]+ "
)
SHOWN = (
    "pass",
    "warn",
    "dmesg-warn",
    "skip",
    "fail",
    "dmesg-fail",
    "timeout",
    "crash",
    "incomplete",
    "abort",
    "notrun",
    "none",
)
KINDS = {
    "pass": "pass",
    "notice": "pass (notice)",
    "skip": "skip as listed",
    "eu": "needs EU execution, as listed",
    "oa": "needs OA counters, as listed",
    "kernel": "the guest's kernel, as listed",
    "time": "emulated time, as listed",
    "name": "no such dynamic subtest, as listed",
    "lab": "the lab's guests, as listed",
    "bug": "bug, as listed",
    "stale": "passes although listed",
    "unexpected": "unexpected",
}
FRONT_ENDS = {"kernel": "the modules", "vfu": "vfio-user"}


def plain(text, most=MOST_COLUMNS):
    """Return @text as one line of printable characters."""
    return "".join(c if c.isprintable() else "?" for c in text.expandtabs(4)[:4 * most])[:most]


def code(text):
    """Return any text as inline code."""
    return f"`{plain(text).replace('`', chr(39)).replace('|', '/')}`"


def block(lines):
    """Return @lines as indented code: each line begins with four spaces."""
    shown = [f"    {plain(line)}" for line in lines[:MOST_LINES]]
    return [
        "",
        *shown,
        *([f"    ... and {len(lines) - MOST_LINES} more lines"] if len(lines) > MOST_LINES else []),
        "",
    ]


def span(seconds):
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return (
        f"{hours} h {minutes} min"
        if hours
        else f"{minutes} min {rest} s"
        if minutes
        else f"{rest} s"
    )


def excerpt(test):
    """Return the lines that give the reason, of the test's output and the kernel's warnings."""
    said = [
        line
        for key in ("out", "err")
        for line in re.split(r"[\r\n]+", results.text(test, key)[: 4 << 20])
        if line.strip() and not judge.NOTICE.match(line) and "DEBUG: " not in line[:100]
    ]
    telling = list(dict.fromkeys(line for line in said if TELLING.search(line[:1000]))) or said[-5:]
    dmesg = [
        line
        for line in re.split(r"[\r\n]+", results.text(test, "dmesg-warnings")[: 1 << 20])
        if line.strip()
    ]
    half = MOST_LINES // 2
    return telling[: MOST_LINES - min(len(dmesg), half)] + [
        f"dmesg: {line}" for line in dmesg[:half]
    ]


def heading(run):
    face = FRONT_ENDS.get(run.face, run.face)
    parts = "" if run.of == 1 else f", {len(run.parts)} of {run.of} shards"
    many = "" if run.guest_count == 1 else f", {run.guest_count} guests at once"
    first = run.parts[0].run
    yield f"# {plain(run.list)} on {plain(run.kernel)}, {face}{many}{parts}"
    yield ""
    yield (
        f"Guest kernel {code(str(first.get('release', '?')))}, "
        f"igt-gpu-tools {code(str(first.get('igt', '?')))}, "
        f"Facet at {code(str(first.get('commit', '?')))}, "
        f"display firmware {'loaded' if run.dmc else 'not loaded'}"
        f"{', a render engine' if run.draws else ''}"
        f"{'' if run.clock == 100 else f', the host VM with {run.clock} % of a clock'}. "
        f"{len(run.entries)} entries in {span(run.seconds)}."
    )
    yield ""
    yield "To reproduce:"
    yield from block([part.run["command"] for part in run.parts])


def result_name(result):
    return "no result" if result == "none" else result


def results_table(run):
    names = [f"guest{guest.number}" for guest in run.guests]
    counts = [Counter(v.result for v in guest.verdicts) for guest in run.guests]
    yield f"| result | {' | '.join(names)} |"
    yield f"|---|{'---|' * len(names)}"
    for result in SHOWN:
        if any(c[result] for c in counts):
            yield f"| {result_name(result)} | {' | '.join(str(c[result]) for c in counts)} |"
    yield f"| started again | {' | '.join(str(len(guest.deaths)) for guest in run.guests)} |"
    yield ""


def verdict_table(run):
    yield "An entry counts once, as in the guest where it did worst."
    yield ""
    yield "| verdict | entries |"
    yield "|---|---|"
    for kind, shown in KINDS.items():
        if run.counts[kind] or kind == "unexpected":
            yield f"| {shown} | {run.counts[kind]} |"
    yield ""


def unexpected(run):
    # igt_results runs at the end of a pass: tests of an unfinished pass have no result yet.
    cut_short = {entry for part in run.parts if not part.run.get("ended") for entry in part.entries}
    for guest in run.guests:
        where = "" if run.guest_count == 1 else f" in guest{guest.number}"
        waiting = [
            v.entry
            for v in guest.verdicts
            if v.kind == "unexpected" and v.result == "none" and v.entry in cut_short
        ]
        yield from lines_of(f"{len(waiting)} without a result as yet{where}", waiting)
        found = [v for v in guest.verdicts if v.kind == "unexpected" and v.entry not in waiting]
        if found:
            yield f"## Unexpected{where}"
            yield ""
        for v in found[:MOST_FAILURES]:
            listed = f"; {v.row.where} says {v.row.result}" if v.row else ""
            yield f"### {v.entry}: {result_name(v.result)}{listed}"
            yield from block(excerpt(v.test) or ["it printed nothing"])
        if len(found) > MOST_FAILURES:
            yield f"And {len(found) - MOST_FAILURES} more."
            yield ""


def as_listed(run):
    """Yield the reason of each failure that a row of the table expects, but not of skips."""
    found = {
        v.entry: v
        for guest in run.guests
        for v in guest.verdicts
        if v.row and v.kind not in ("notice", "skip", "stale", "unexpected")
    }
    return lines_of(
        "Failures as listed in tests/igt/expected",
        [
            f"{v.entry}: {result_name(v.result)}; {v.row.where} says: {plain(v.row.reason)}"
            for v in found.values()
        ],
    )


def stale(run):
    found = {v.entry: v.row for guest in run.guests for v in guest.verdicts if v.kind == "stale"}
    if found:
        yield "## The list is to shrink"
        yield ""
        yield "These pass, and a row of `tests/igt/expected` says that they do not:"
        yield from block([f"{entry}: {row.result}, {row.where}" for entry, row in found.items()])


def lucky(run):
    found = {
        v.entry: guest.number
        for guest in run.guests
        for v in guest.verdicts
        if v.kind == "time" and v.result != v.row.result
    }
    return lines_of(
        "Passed, though emulated time may let them fail",
        [f"{entry}: guest{number}" for entry, number in found.items()],
    )


def slowest(run):
    yield "## Slowest"
    yield ""
    yield "| test | s | guest |"
    yield "|---|---|---|"
    every = [(v.seconds, v.entry, guest.number) for guest in run.guests for v in guest.verdicts]
    for seconds, entry, guest in sorted(every, key=lambda e: (-e[0], e[1:]))[:10]:
        yield f"| {entry} | {seconds:.1f} | {guest} |"
    yield ""


def lines_of(title, lines):
    if lines:
        yield f"## {title}"
        yield from block(lines)


def differences(run):
    found = []
    for verdicts in zip(*(guest.verdicts for guest in run.guests)):
        if len({v.result for v in verdicts}) > 1:
            found.append(f"{verdicts[0].entry}: {', '.join(v.result for v in verdicts)}")
    return lines_of("Guests differ", found)


def comparison(run, before):
    yield "## Against the run before"
    yield ""
    for guest, was in zip(run.guests, before.guests):
        failing, passing = judge.compare(was.verdicts, guest.verdicts)
        both = {v.entry for v in was.verdicts} & {v.entry for v in guest.verdicts}
        then, now = (sum(v.seconds for v in g.verdicts if v.entry in both) for g in (was, guest))
        yield (
            f"guest{guest.number}: {len(failing)} newly failing, {len(passing)} newly passing "
            f"of {len(both)} that both ran; "
            f"they took {span(now)}, before {span(then)}."
        )
        yield from block(
            [*(f"fails now: {e}" for e in failing), *(f"passes now: {e}" for e in passing)]
            or ["no difference"]
        )


def page(run, before=None, before_wrong=None):
    """Return the text of summary.md."""
    lines = [
        *heading(run),
        *results_table(run),
        *verdict_table(run),
        *lines_of("Trouble with the run", run.trouble),
        *lines_of("Host warnings", run.host),
        *unexpected(run),
        *as_listed(run),
        *stale(run),
        *lucky(run),
        *differences(run),
        *slowest(run),
    ]
    if before:
        lines += comparison(run, before)
    elif before_wrong:
        lines += lines_of("The run before cannot be compared", [before_wrong])
    return "\n".join(lines).rstrip() + "\n"


def line(run, summary):
    """Return the last line of a run, for people."""
    good = run.counts["pass"] + run.counts["notice"]
    attainable = len(run.entries) - sum(entry in run.rows for entry in run.entries)
    face = FRONT_ENDS.get(run.face, run.face)
    words = [
        f"{good} of {attainable} attainable pass"
        + (" in each guest" if run.guest_count > 1 else "")
    ]
    words += [
        f"{run.counts[kind]} {shown}"
        for kind, shown in (("skip", "skip as listed"), ("eu", "need EU execution"))
        if run.counts[kind]
    ]
    other = sum(run.counts[kind] for kind in judge.OTHER)
    words += [f"{other} otherwise as listed"] if other else []
    words += [f"{run.counts['stale']} pass although listed"] if run.counts["stale"] else []
    words += [f"{run.counts['unexpected']} unexpected"]
    words += [f"{len(run.host)} warnings of the host"] if run.host else []
    words += (
        [run.trouble[0] + (f" (and {len(run.trouble) - 1} more)" if len(run.trouble) > 1 else "")]
        if run.trouble
        else []
    )
    many = f", {run.guest_count} guests" if run.guest_count > 1 else ""
    shards = f", {len(run.parts)} of {run.of} shards" if run.of > 1 else ""
    return plain(
        f"facet: {run.list} on {run.kernel}, {face}{many}{shards}: {', '.join(words)}, "
        f"{span(run.seconds)}: {summary}",
        2000,
    )


def tap(run):
    """Yield a line for each entry and guest, and for each fault of the run as a whole."""
    for guest in run.guests:
        where = FRONT_ENDS.get(run.face, run.face) + (
            "" if run.guest_count == 1 else f", guest{guest.number}"
        )
        for v in guest.verdicts:
            if v.kind in judge.BAD:
                yield f"# {KINDS[v.kind]}: {result_name(v.result)}"
                yield f"not ok - {where}: {v.entry}"
            else:
                yield f"ok - {where}: {v.entry}" + (
                    "" if v.kind in judge.GOOD else f" # SKIP {plain(v.row.reason)}"
                )
    for what in [*run.trouble, *run.host]:
        yield f"not ok - {FRONT_ENDS.get(run.face, run.face)}: {plain(what)}"
