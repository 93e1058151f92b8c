#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Read lines of tests/gl/bench.sh on stdin, and print ratios of the engine to llvmpipe as JSON.

The lines are those of "engine", "one" (llvmpipe with one thread) and "all" (one for each
processor). A ratio above 1 says that the engine is faster. Exit status 1: a run lacks a scene that
another one has, or there is no scene. The ratios of the other scenes are printed.
"""
import json
import math
import sys

LEAST = 1e-6  # seconds per frame: less is not measured
RUNS = ("engine", "one", "all")


def read_lines(lines):
    """Return (seconds per frame, frames per second) of the scenes: run -> scene -> number."""
    cost = {run: {} for run in RUNS}
    fps = {run: {} for run in RUNS}
    for line in lines:
        run, scene, seconds, frames = line.split()
        cost[run][scene] = max(float(seconds), LEAST)
        fps[run][scene] = max(int(frames), 1)
    return cost, fps


def lacking(cost):
    """Return a line for each run that lacks scenes."""
    scenes = set().union(*cost.values())
    if not scenes:
        return ["no scene was drawn"]
    missing = {run: sorted(scenes - set(cost[run])) for run in RUNS}
    return [f"{run} lacks {' '.join(names)}" for run, names in missing.items() if names]


def result(name, value, unit, how):
    return {"name": name, "value": round(value, 4), "unit": unit, "how": how}


def mean(name, ratios):
    """Return the geometric mean of ratios as a list of one result; no ratio: none."""
    if not ratios:
        return []
    value = math.exp(sum(map(math.log, ratios)) / len(ratios))
    return [result(name, value, "llvmpipe", f"geometric mean of {len(ratios)} scenes")]


def compare(cost, fps):
    """Return the results of all scenes that the engine and a run of llvmpipe have."""
    results, ratios = [], {"one": [], "all": []}
    for scene in sorted(cost["engine"]):
        results.append(result(f"render_{scene}_frame", cost["engine"][scene] * 1000, "ms",
                              "processor time of a frame of 800x600"))
        if scene in cost["one"]:
            ratios["one"].append(cost["one"][scene] / cost["engine"][scene])
            results.append(result(
                f"render_{scene}_ratio", ratios["one"][-1], "llvmpipe",
                "processor time of llvmpipe with one thread, by that of the engine"))
        if scene in fps["all"]:
            ratios["all"].append(fps["engine"][scene] / fps["all"][scene])
            results.append(result(
                f"render_{scene}_ratio_all", ratios["all"][-1], "llvmpipe",
                "frames per second, by those of llvmpipe with a thread for each processor"))
    return results + mean("render_ratio", ratios["one"]) + mean("render_ratio_all", ratios["all"])


def main():
    cost, fps = read_lines(sys.stdin)
    print(json.dumps({"results": compare(cost, fps), "curves": []}, indent=1))
    wrong = lacking(cost)
    for line in wrong:
        print(f"facet: bench: {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
