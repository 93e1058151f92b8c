#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Read lines of tests/gl/bench.sh on stdin, and print ratios of the engine to llvmpipe as JSON.

The lines are those of "engine", "one" (llvmpipe with one thread) and "all" (one for each
processor). A ratio above 1 says that the engine is faster.
"""
import json
import math
import sys

LEAST = 1e-6  # seconds per frame: less is not measured


def main():
    cost, fps = {}, {}
    for line in sys.stdin:
        name, scene, seconds, frames = line.split()
        cost[name, scene] = max(float(seconds), LEAST)
        fps[name, scene] = max(int(frames), 1)
    scenes = sorted(scene for name, scene in cost if name == "engine")
    results = []

    def result(name, value, unit, how):
        results.append({"name": name, "value": round(value, 4), "unit": unit, "how": how})

    ratios = {"one": [], "all": []}
    for scene in scenes:
        result(f"render_{scene}_frame", cost["engine", scene] * 1000, "ms",
               "processor time of a frame of 800x600")
        if ("one", scene) in cost:
            ratio = cost["one", scene] / cost["engine", scene]
            ratios["one"].append(ratio)
            result(f"render_{scene}_ratio", ratio, "llvmpipe",
                   "processor time of llvmpipe with one thread, by that of the engine")
        if ("all", scene) in fps:
            ratio = fps["engine", scene] / fps["all", scene]
            ratios["all"].append(ratio)
            result(f"render_{scene}_ratio_all", ratio, "llvmpipe",
                   "frames per second, by those of llvmpipe with a thread for each processor")
    for name, end in (("one", ""), ("all", "_all")):
        if ratios[name]:
            mean = math.exp(sum(map(math.log, ratios[name])) / len(ratios[name]))
            result(f"render_ratio{end}", mean, "llvmpipe",
                   f"geometric mean of {len(ratios[name])} scenes")
    print(json.dumps({"results": results, "curves": []}, indent=1))


if __name__ == "__main__":
    main()
