#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""plot.py BENCH.JSON FOLDER: draw each curve in the JSON of ./run bench as an SVG, by gnuplot."""
import json
import os
import subprocess
import sys

SETTINGS = """set terminal svg size 900,480 font 'sans,14' background '#ffffff'
set output "{output}"
set title "{title}"
set xlabel "{x}"
set ylabel "{y}"
set logscale x 2
{log_y}
set grid
set key outside right top
set style data linespoints
"""


def script(curve, output):
    """Return the input of gnuplot: labels, then one block of data for each line."""
    series = {}
    for name, x, y in curve["points"]:
        series.setdefault(name, []).append((x, y))
    lines = [SETTINGS.format(output=output, title=curve["title"], x=curve["x"], y=curve["y"],
                             log_y="set logscale y 10" if curve["log_y"] else "set yrange [0:*]")]
    for i, points in enumerate(series.values()):
        lines.append(f"$line{i} << EOD")
        lines += [f"{x} {y}" for x, y in points]
        lines.append("EOD")
    plots = [f'$line{i} title "{name}" lw 2 pt 7' for i, name in enumerate(series)]
    lines.append("plot " + ", ".join(plots))
    return "\n".join(lines) + "\n"


def main():
    """Draw all curves of a run."""
    source, folder = sys.argv[1:]
    with open(source, encoding="utf-8") as f:
        curves = json.load(f).get("curves", [])
    os.makedirs(folder, exist_ok=True)
    for curve in curves:
        output = os.path.join(folder, curve["name"] + ".svg")
        subprocess.run(["gnuplot"], input=script(curve, output), text=True, check=True)
        print(output, file=sys.stderr)


if __name__ == "__main__":
    main()
