# SPDX-License-Identifier: GPL-2.0-only
"""Read, merge and write results of igt_runner. A guest made them, so each value is checked."""

import json
import math
import os
import re

MOST_BYTES = 64 << 20
MOST_TESTS = 20000
RESULTS = (
    "crash",
    "pass",
    "dmesg-fail",
    "dmesg-warn",
    "skip",
    "incomplete",
    "abort",
    "timeout",
    "notrun",
    "fail",
    "warn",
)
LONGEST = 10 * 24 * 3600.0  # seconds: no test and no run takes longer
# The keys that are kept of a file: a guest may add any others, of any depth and size.
TOP_KEYS = {"__type__": str, "results_version": int, "name": str, "uname": str}
TEST_KEYS = {"out": str, "err": str, "dmesg": str, "dmesg-warnings": str}
RUN_KEYS = {
    "kernel": str,
    "face": str,
    "host_kernel": str,
    "list": str,
    "shard": list,
    "guests": int,
    "dmc": bool,
    "draws": bool,
    "clock": int,
    "seconds": (int, float),
    "command": str,
}


class Bad(Exception):
    """A file cannot be used; the text names the file and says why."""


def no_constant(text):
    raise ValueError(f"{text} is no number")


def read_json(path, most=MOST_BYTES):
    """Return the JSON object in a file."""
    try:
        with open(path, encoding="utf-8", errors="replace") as f:
            text = f.read(most + 1) if os.path.getsize(path) <= most else None
        if text is None:
            raise Bad(f"{path}: is larger than {most >> 20} MiB")
        found = json.loads(text, parse_constant=no_constant)
    except OSError as e:
        raise Bad(f"{path}: {e.strerror}") from e
    except (ValueError, RecursionError) as e:
        raise Bad(f"{path}: is cut short or no JSON: {str(e)[:100]}") from e
    if not isinstance(found, dict):
        raise Bad(f"{path}: is no JSON object")
    return found


def number(value):
    """Return a time in seconds, or 0 for a value that is no time."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return 0.0
    try:
        value = float(value)
    except OverflowError:
        return 0.0
    return value if math.isfinite(value) and value >= 0 else 0.0


def took(span):
    """Return the seconds of igt_runner's {start, end}."""
    if not isinstance(span, dict):
        return 0.0
    return min(max(number(span.get("end")) - number(span.get("start")), 0.0), LONGEST)


def text(test, key):
    value = test.get(key)
    return value if isinstance(value, str) else ""


def kept(found, kinds):
    return {key: found[key] for key, kind in kinds.items() if isinstance(found.get(key), kind)}


def span(value):
    """Return igt_runner's {start, end} as numbers, or zeros if they are none."""
    value = value if isinstance(value, dict) else {}
    return {
        "__type__": "TimeAttribute",
        **{key: number(value.get(key)) for key in ("start", "end")},
    }


def test_of(path, name, test):
    """Return the kept keys of a test. A test without a result was cut short before any output."""
    result = test.get("result", "incomplete") if isinstance(test, dict) else test
    if result not in RESULTS or not isinstance(test, dict):
        raise Bad(
            f"{path}: the test '{name[:100]}' has no result that igt_runner knows: "
            f"{repr(result)[:100]}"
        )
    return {"result": result, **kept(test, TEST_KEYS), "time": span(test.get("time"))}


def runtimes_of(found):
    """Return {program: {"time": span}} without malformed entries."""
    return {
        name: {"time": span(entry.get("time"))}
        for name, entry in (found.items() if isinstance(found, dict) else ())
        if isinstance(entry, dict)
    }


def read_results(path):
    """Read one results.json. Keys that igt_runner does not write are dropped."""
    found = read_json(path)
    tests = found.get("tests")
    if not isinstance(tests, dict):
        raise Bad(f"{path}: has no tests: it is none of igt_runner's")
    if len(tests) > MOST_TESTS:
        raise Bad(f"{path}: has {len(tests)} tests, more than {MOST_TESTS}, which no list has")
    return {
        **kept(found, TOP_KEYS),
        "time_elapsed": span(found.get("time_elapsed")),
        "runtimes": runtimes_of(found.get("runtimes")),
        "tests": {name: test_of(path, name, test) for name, test in tests.items()},
    }


def read_run(path):
    """Read one run.json, which tell.py has written."""
    found = read_json(path, 1 << 20)
    for key, kind in RUN_KEYS.items():
        if not isinstance(found.get(key), kind):
            raise Bad(f"{path}: '{key}' is {repr(found.get(key))[:100]}: begin that run anew")
    shard = found["shard"]
    if (
        len(shard) != 2
        or not all(isinstance(n, int) for n in shard)
        or not 1 <= shard[0] <= shard[1]
    ):
        raise Bad(f"{path}: 'shard' is {shard}, not [K, N]")
    if not 1 <= found["guests"] <= 64:
        raise Bad(f"{path}: 'guests' is {found['guests']}, not 1 to 64")
    if not 1 <= found["clock"] <= 100:
        raise Bad(f"{path}: 'clock' is {found['clock']}, not 1 to 100")
    return found


def program(name):
    return "@".join(name.split("@")[:2])


def totals(tests):
    """Count results: of all tests, as \"\" and as root, and by program."""
    counts = {}
    for name, test in tests.items():
        for key in ("", "root", program(name)):
            counts.setdefault(key, dict.fromkeys(RESULTS, 0))[test["result"]] += 1
    return counts


def merge_runtimes(parts):
    """Sum the time of each program over the parts: each part ran other tests of the program."""
    ends = {}
    for part in parts:
        for name, entry in part["runtimes"].items():
            ends[name] = ends.get(name, 0.0) + took(entry["time"])
    return {name: {"time": span({"end": end})} for name, end in ends.items()}


def merge(parts):
    """Merge the results of all parts into one, in the same format."""
    tests, elapsed = {}, [part["time_elapsed"] for part in parts]
    for part in parts:
        tests.update(part["tests"])
    return {
        **parts[0],
        "time_elapsed": span(
            {"start": min(e["start"] for e in elapsed), "end": max(e["end"] for e in elapsed)}
        ),
        "tests": tests,
        "totals": totals(tests),
        "runtimes": merge_runtimes(parts),
    }


def write(path, text):
    """Write a file by a rename: the path never names an incomplete file."""
    with open(f"{path}.new", "w", encoding="utf-8") as f:
        f.write(text)
    os.replace(f"{path}.new", path)


def read_lines(path, most=1000):
    """Return the non-blank lines of a log. A missing log has none."""
    try:
        with open(path, encoding="utf-8", errors="replace") as f:
            found = f.read(1 << 20)
    except OSError:
        return []
    return [line for line in re.split(r"[\r\n]+", found) if line.strip()][:most]
