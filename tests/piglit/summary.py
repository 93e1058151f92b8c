#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Summarize a run of piglit: summary.json, and a table of failures by cause.

    summary.py GPU SOFTWARE SUMMARY     read two files of results, write SUMMARY, print the table
    summary.py --tap SUMMARY MARK [PART]
                                        print a summary as TAP; the ratio must be MARK at least

A file of results has a line of JSON for each test (outcome.py), after a line about the run. The
ratio is both_pass / (llvmpipe_pass - not_advertised - no_gpu_needed). An engine that draws nothing
reaches FLOOR.
PART is the part of the chosen tests that must have a result, by default 0: a run of limited time is
resumed later.
"""

import json
import re
import sys

FLOOR = 0.08
STATES = ("pass", "fail", "skip", "crash", "timeout", "fallback", "no_context")
EXAMPLES = 3        # names of tests in each row of the table
OURS, THEIRS = "Intel", "llvmpipe"
ABOUT = ("mesa", "piglit", "word", "seed", "engine", "chosen")  # of the run


def read_results(path):
    """Return (about the run, results: name -> outcome). The last line of a test counts."""
    about, results = {}, {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            try:
                row = json.loads(line)
            except ValueError:
                continue    # a run was killed while it wrote this line
            if "name" in row:
                results[row["name"]] = row
            else:
                about.update(row)
    return about, results


def is_not_advertised(ours, theirs):
    """Test if a test needs an extension or a version that the driver does not advertise."""
    return theirs == "pass" and ours["status"] == "skip" and bool(ours.get("reason"))


def needs_no_gpu(ours, theirs):
    """Test if a test passes without a context. Such a test says nothing about an engine."""
    return theirs == "pass" and ours["status"] == "no_context" and ours["result"] == "pass"


def without_addresses(text):
    """Remove addresses, so that equal reasons have equal texts."""
    return re.sub(r" at 0x[0-9a-f]+", "", text)


def family(name):
    """Return the part of a name that tells what is tested."""
    return "@".join(name.split("@")[:2])


def cause(row, harmless):
    """Return why a test does not pass. @harmless: requests that passing tests were refused, too."""
    status = row["status"]
    if status == "crash":
        return f"crash: signal {row['signal']}"
    if status in ("fallback", "no_context"):
        return f"{status}: {row.get('reason', '')}"
    if row.get("missing"):
        return f"missing: {row['missing'][0]}"
    if row.get("stopped"):
        return f"stopped: {without_addresses(row['stopped'][0])}"
    if status == "timeout":
        return "timeout"
    refused = [what for what in row.get("refused", []) if what not in harmless]
    if refused:
        return f"refused: {refused[0]}"
    if status == "skip":
        return "skip without a reason"
    if row.get("warned"):
        return f"warns: {family(row['name'])}"
    return f"wrong {'picture' if row.get('picture') else 'result'}: {family(row['name'])}"


def by_cause(rows, harmless):
    """Return the causes of these outcomes, the most frequent first."""
    causes = {}
    for row in rows:
        causes.setdefault(cause(row, harmless), []).append(row["name"])
    ordered = sorted(causes.items(), key=lambda item: (-len(item[1]), item[0]))
    return [{"cause": text, "tests": len(names), "examples": sorted(names)[:EXAMPLES]}
            for text, names in ordered]


def summarize(about, ours, theirs):
    """Return the summary as a dictionary. Tests without a result on both sides do not count."""
    names = [name for name in ours if name in theirs]
    passed = {name for name in names if theirs[name]["status"] == "pass"}
    result = {"tests": len(names)}
    for state in STATES:
        result[state] = sum(ours[name]["status"] == state for name in names)
    excused = {name for name in passed if is_not_advertised(ours[name], "pass")}
    neither = {name for name in passed if needs_no_gpu(ours[name], "pass")}
    both = {name for name in passed if ours[name]["status"] == "pass"}
    result.update(both_pass=len(both), llvmpipe_pass=len(passed), not_advertised=len(excused),
                  no_gpu_needed=len(neither))
    excused |= neither
    most = len(passed) - len(excused)
    result["ratio"] = round(len(both) / most, 4) if most else 0.0
    result["floor"] = FLOOR
    renderers = sorted({row["renderer"] for row in ours.values() if row.get("renderer")})
    result["renderer"] = ";".join(renderers)
    result["reference"] = about.get("reference", "")
    result.update({key: about[key] for key in ABOUT if key in about})
    harmless = {what for name in both for what in ours[name].get("refused", [])}
    # A crash is a fault also where llvmpipe fails, unless the test crashes there, too.
    crashed = {name for name in names if ours[name]["status"] == "crash" and
               theirs[name]["status"] != "crash"}
    result["crash_alone"] = len(crashed)
    failed = [ours[name] for name in names if name not in both and name not in excused and
              (name in passed or name in crashed or ours[name]["status"] == "fallback")]
    result["causes"] = by_cause(failed, harmless)
    return result


def print_table(result):
    print(f"{result['renderer']}\n  against {result['reference']}")
    if result["tests"] < result.get("chosen", 0):
        print(f"{result['tests']} of {result['chosen']} tests have a result: "
              "--resume runs the rest")
    print(" ".join(f"{state} {result[state]}" for state in STATES))
    print(f"{result['both_pass']} of the {result['llvmpipe_pass']} tests that llvmpipe passes pass "
          f"here, too; of these the driver does not advertise {result['not_advertised']}, "
          f"and {result['no_gpu_needed']} need no GPU: "
          f"{result['ratio']:.3f} (an engine that draws nothing: {FLOOR})")
    for row in result["causes"]:
        print(f"{row['tests']:5}  {row['cause']}  ({row['examples'][0]})")


def is_right(names, word):
    """Test if each of the renderers, which are separated by semicolons, has a word."""
    return all(word in name for name in names.split(";"))


def print_tap(path, mark, part=0.0):
    """Print a summary as TAP. Return True if all is right. @part: of the tests, with a result."""
    with open(path, encoding="utf-8") as file:
        result = json.load(file)
    most = result["llvmpipe_pass"] - result["not_advertised"] - result["no_gpu_needed"]
    said = f"{result['tests']} tests: {result['both_pass']} of {most} pass"
    chosen = result.get("chosen", 0)
    lines = [
        (chosen > 0 and result["tests"] >= part * chosen,
         f"{result['tests']} of {chosen} chosen tests have a result"),
        (result["ratio"] >= mark, f"{said}, {result['ratio']:.3f}"),
        (result["fallback"] == 0 and is_right(result["renderer"], OURS),
         f"{result['fallback']} tests ran on another renderer than {result['renderer']}"),
        (is_right(result["reference"], THEIRS), f"the reference is {result['reference']}"),
        (result["crash_alone"] == 0, f"{result['crash_alone']} tests crash here alone"),
    ]
    for good, text in lines:
        print(f"{'ok' if good else 'not ok'} - {text}")
    return all(good for good, _ in lines)


def main():
    if sys.argv[1] == "--tap":
        return 0 if print_tap(sys.argv[2], *map(float, sys.argv[3:])) else 1
    about, ours = read_results(sys.argv[1])
    reference, theirs = read_results(sys.argv[2])
    about.update(reference=reference.get("renderer", ""))
    result = summarize(about, ours, theirs)
    with open(sys.argv[3], "w", encoding="utf-8") as file:
        json.dump(result, file, indent=1)
        file.write("\n")
    print_table(result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
