# SPDX-License-Identifier: GPL-2.0-only
"""Results as igt_runner writes them: read with suspicion (a guest made them), merged and written again."""

import json
import math
import os
import re

MOST_BYTES = 64 << 20
MOST_TESTS = 20000
RESULTS = ("crash", "pass", "dmesg-fail", "dmesg-warn", "skip", "incomplete", "abort", "timeout", "notrun", "fail", "warn")
LONGEST = 10 * 24 * 3600.0	# seconds: no test and no run has more
RUN_KEYS = {"kernel": str, "face": str, "list": str, "shard": list, "guests": int, "dmc": bool, "seconds": (int, float), "command": str}


class Bad(Exception):
    """A file that cannot be used; the text names it and says why."""


def no_constant(text):
    raise ValueError(f"{text} is no number")


def read_json(path, most=MOST_BYTES):
    """The object in a file."""
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
    """A time, or 0 for what cannot be one."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return 0.0
    try:
        value = float(value)
    except OverflowError:
        return 0.0
    return value if math.isfinite(value) and value >= 0 else 0.0


def took(span):
    """Seconds of igt_runner's {start, end}."""
    if not isinstance(span, dict):
        return 0.0
    return min(max(number(span.get("end")) - number(span.get("start")), 0.0), LONGEST)


def text(test, key):
    value = test.get(key)
    return value if isinstance(value, str) else ""


def read_results(path):
    """One results.json, with tests that are objects and have a result. One that igt_results gives none was cut short before it said a word."""
    found = read_json(path)
    tests = found.get("tests")
    if not isinstance(tests, dict):
        raise Bad(f"{path}: has no tests: it is none of igt_runner's")
    if len(tests) > MOST_TESTS:
        raise Bad(f"{path}: has {len(tests)} tests, more than any list")
    for name, test in tests.items():
        if isinstance(test, dict):
            test.setdefault("result", "incomplete")
        if not isinstance(test, dict) or test["result"] not in RESULTS:
            raise Bad(f"{path}: the test '{name[:100]}' has no result that igt_runner knows")
    return found


def read_run(path):
    """One run.json, which is ours."""
    found = read_json(path, 1 << 20)
    for key, kind in RUN_KEYS.items():
        if not isinstance(found.get(key), kind):
            raise Bad(f"{path}: '{key}' is missing or of the wrong kind")
    shard = found["shard"]
    if len(shard) != 2 or not all(isinstance(n, int) for n in shard) or not 1 <= shard[0] <= shard[1]:
        raise Bad(f"{path}: 'shard' is {shard}, not [K, N]")
    if not 1 <= found["guests"] <= 64:
        raise Bad(f"{path}: 'guests' is {found['guests']}, not 1 to 64")
    return found


def program(name):
    return "@".join(name.split("@")[:2])


def totals(tests):
    """Counts of results: of all, as \"\" and as root, and by program."""
    counts = {}
    for name, test in tests.items():
        for key in ("", "root", program(name)):
            counts.setdefault(key, dict.fromkeys(RESULTS, 0))[test["result"]] += 1
    return counts


def merge_runtimes(parts):
    """A program's time is the sum over the parts: each ran other tests of it."""
    spans = {}
    for part in parts:
        runtimes = part.get("runtimes")
        for name, span in (runtimes.items() if isinstance(runtimes, dict) else ()):
            spans[name] = spans.get(name, 0.0) + took(span.get("time") if isinstance(span, dict) else None)
    return {name: {"time": {"__type__": "TimeAttribute", "start": 0.0, "end": end}} for name, end in spans.items()}


def merge(parts):
    """One result of those of all parts, in the format of each."""
    whole, tests = dict(parts[0]), {}
    for part in parts:
        tests.update(part["tests"])
    spans = [part["time_elapsed"] for part in parts if isinstance(part.get("time_elapsed"), dict)]
    if spans:
        whole["time_elapsed"] = {"__type__": "TimeAttribute", "start": min(number(s.get("start")) for s in spans),
                                 "end": max(number(s.get("end")) for s in spans)}
    whole["tests"] = tests
    if any("totals" in part for part in parts):
        whole["totals"] = totals(tests)
    if any("runtimes" in part for part in parts):
        whole["runtimes"] = merge_runtimes(parts)
    return whole


def write(path, whole):
    """Written beside and renamed: what is there is never half of it."""
    with open(f"{path}.new", "w", encoding="ascii") as f:
        json.dump(whole, f, indent=2)
        f.write("\n")
    os.replace(f"{path}.new", path)


def read_lines(path, most=1000):
    """Lines of a log, without their ends; a missing one has none."""
    try:
        with open(path, encoding="utf-8", errors="replace") as f:
            found = f.read(1 << 20)
    except OSError:
        return []
    return [line for line in re.split(r"[\r\n]+", found) if line.strip()][:most]
