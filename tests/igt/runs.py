# SPDX-License-Identifier: GPL-2.0-only
"""Read a run of ./run igt: the parts in its folder, and the results of each guest."""

import json
import os
import re
from types import SimpleNamespace

import judge
import lists
import results

# The passes over a guest's list. Each pass has results of its own.
PASSES = ("main", "dynamic", "late", "outputs", "large")
ABORTED = "igt@runner@aborted"
SAME = ("kernel", "face", "host_kernel", "list", "dmc", "draws", "clock", "guests")


def part_folders(folder):
    """Return [(K, N, path)] of the parts with a run.json, in order. A running part has none."""
    found = []
    for name in os.listdir(folder) if os.path.isdir(folder) else ():
        part = re.fullmatch(r"part-([0-9]+)-of-([0-9]+)", name)
        if part and os.path.exists(os.path.join(folder, name, "run.json")):
            found.append((int(part[1]), int(part[2]), os.path.join(folder, name)))
    return sorted(found)


def read_part(path):
    entries = [entry for _, entry in lists.read_list(os.path.join(path, "list"))]
    return SimpleNamespace(
        path=path,
        run=results.read_run(os.path.join(path, "run.json")),
        entries=entries,
        host=results.read_lines(os.path.join(path, "host.trouble")),
    )


def same_run(parts):
    """Raise results.Bad for parts of different runs, or of different divisions of a list."""
    whose = {}
    for part in parts:
        if twice := next(
            (entry for entry in part.entries if whose.setdefault(entry, part) is not part), None
        ):
            raise results.Bad(
                f"{part.path}: has {twice}, which {whose[twice].path} has as well: "
                "the list was divided in another way for one of them: "
                "remove the older folder and run that part anew"
            )
    for part in parts[1:]:
        for key in (*SAME, "of"):
            mine, first = (
                p.run["shard"][1] if key == "of" else p.run[key] for p in (part, parts[0])
            )
            if mine != first:
                raise results.Bad(
                    f"{part.path}: is of another run than {parts[0].path}: "
                    f"{key} is {mine!r}, not {first!r}: remove that folder"
                )


def deaths(parts, guest):
    """Return why a guest was started again, for each time, also after a test that had passed."""
    return [
        line
        for part in parts
        for line in results.read_lines(os.path.join(part.path, f"guest{guest}", "deaths"))
    ]


def passes_of(part, folder):
    """Return the passes that a guest has results of, or should have results of."""
    def has(name):
        mine = os.path.join(part.path, f"list.{name}")
        return (
            os.path.exists(os.path.join(folder, f"{name}.json"))
            or part.run.get("ended")
            and os.path.exists(mine)
            and os.path.getsize(mine)
        )

    return [name for name in PASSES if has(name)] or PASSES[:1]


def entries_of(part, name):
    """Return the entries of a part that belong to a pass."""
    mine = os.path.join(part.path, f"list.{name}")
    return [entry for _, entry in lists.read_list(mine)] if os.path.exists(mine) else part.entries


def asked_for(tests, entries, others):
    """Return a guest's tests that are @entries of a pass, with their dynamic parts.

    The entry in which igt_runner reports its own end is kept too. All other tests are dropped, and
    so are @others, which belong to other passes.
    """
    wanted = {*entries, *(entry.lower() for entry in entries), ABORTED}
    return {
        name: test
        for name, test in tests.items()
        if name not in others
        and not wanted.isdisjoint("@".join(name.split("@", 4)[:n]) for n in (2, 3, 4))
    }


def read_guest(parts, guest):
    """Return a guest's merged results (None: no results), and complaints about unusable files."""
    found, wrong = [], []
    for part in parts:
        folder = os.path.join(part.path, f"guest{guest}")
        for name in passes_of(part, folder):
            try:
                whole = results.read_results(os.path.join(folder, f"{name}.json"))
            except results.Bad as e:
                wrong.append(str(e))
            else:
                mine = entries_of(part, name)
                found.append(
                    {
                        **whole,
                        "tests": asked_for(whole["tests"], mine, set(part.entries) - set(mine)),
                    }
                )
    return (results.merge(found) if found else None), wrong


def trouble_of(parts, guests):
    """Return faults of the run as a whole: cut short, ended by igt_runner, files missing."""
    found = [
        f"{p.path}: did not come to its end: go on with ./run igt --resume"
        for p in parts
        if not p.run.get("ended")
    ]
    for guest in guests:
        found += [
            *guest.wrong,
            *(f"guest{guest.number} was started again: {why}" for why in guest.deaths),
        ]
        if ABORTED in guest.tests:
            why = results.text(guest.tests[ABORTED], "out")[:200]
            found.append(f"guest{guest.number}: igt_runner gave up: {why!r}")
    return found


def left_out(run):
    """Return a complaint about entries that no part has, although all parts are there.

    Then the list was divided in another way for one of the parts.
    """
    if run.of == 1 or len(run.parts) < run.of or run.list not in lists.NAMED:
        return []
    missing = [entry for entry in lists.named(run.list) if entry not in set(run.entries)]
    return (
        [
            f"{len(missing)} entries of {run.list} are in no part, such as {missing[0]}: "
            "the list was divided in another way for some of them"
        ]
        if missing
        else []
    )


def read(folder, rows_for):
    """Return the run in @folder. @rows_for returns the expected rows for a run.json."""
    parts = [read_part(path) for _, _, path in part_folders(folder)]
    if not parts:
        raise results.Bad(
            f"{folder}: has no part-K-of-N that was run: "
            "it is no folder of a run, or its first part is under way"
        )
    same_run(parts)
    first = parts[0].run
    run = SimpleNamespace(
        folder=folder,
        parts=parts,
        guests=[],
        rows=rows_for(first),
        entries=list(dict.fromkeys(entry for part in parts for entry in part.entries)),
        of=first["shard"][1],
        seconds=sum(results.number(part.run["seconds"]) for part in parts),
        guest_count=first["guests"],
        **{key: first[key] for key in SAME if key != "guests"},
    )
    for number in range(run.guest_count):
        whole, wrong = read_guest(parts, number)
        tests = whole["tests"] if whole else {}
        run.guests.append(
            SimpleNamespace(
                number=number,
                whole=whole,
                wrong=wrong,
                tests=tests,
                deaths=deaths(parts, number),
                verdicts=judge.judge(run.entries, tests, run.rows, run.kernel),
            )
        )
    run.counts = judge.count([guest.verdicts for guest in run.guests])
    run.trouble = [*trouble_of(parts, run.guests), *left_out(run)]
    run.host = [line for part in parts for line in part.host]
    return run


def clean(run):
    """Tell whether all results are as expected, and nothing is missing."""
    return not (run.trouble or run.host or any(run.counts[kind] for kind in judge.BAD))


def write(run):
    """Write the merged results, for people and for igt's own tools."""
    for guest in run.guests:
        folder = (
            run.folder if run.guest_count == 1 else os.path.join(run.folder, f"guest{guest.number}")
        )
        path = os.path.join(folder, "results.json")
        if guest.whole:
            os.makedirs(folder, exist_ok=True)
            results.write(path, json.dumps(guest.whole, indent=2) + "\n")
        elif os.path.exists(path):
            os.remove(path)
