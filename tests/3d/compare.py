#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Compare the pictures of two drivers, and write a summary.

    compare.py GOT WANTED SUMMARY [RULES]

GOT and WANTED are folders with pictures (PNG or PPM of the same names) and a file "renderer" each.
A picture is right if at most 1 of 1000 pixels differs by more than 1 of 255 in a colour. RULES is
a table of the pictures that may differ, each with the rule that explains the difference. SUMMARY
gets the result as JSON; the table is printed. Exit status 1: a picture is wrong and has no rule, a
picture is missing, or a renderer is the wrong one.
"""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "demo"))
from png import Picture  # pylint: disable=wrong-import-position

LIMIT = 1           # difference of a colour that counts as equal, of 255
PIXELS = 0.999      # part of the pixels that must be equal
OURS, THEIRS = "Intel", "llvmpipe"


def read_ppm(path):
    """Return (width, height, bytes of all pixels)."""
    with open(path, "rb") as file:
        data = file.read()
    fields = data.split(maxsplit=4)
    if fields[0] != b"P6" or fields[3] != b"255":
        raise ValueError(f"{path}: a kind of PPM that is not read here")
    width, height = int(fields[1]), int(fields[2])
    return width, height, data[-3 * width * height:]


def read_png(path):
    picture = Picture(path)
    rows = [picture.row(y) for y in range(picture.height)]
    if picture.channels == 4:
        rows = [bytes(byte for i, byte in enumerate(row) if i % 4 != 3) for row in rows]
    return picture.width, picture.height, b"".join(rows)


def read(path):
    return read_png(path) if path.endswith(".png") else read_ppm(path)


def difference(got, wanted):
    """Return (pixels that differ, largest difference) of two pictures of one size."""
    if got == wanted:
        return 0, 0
    deltas = [abs(a - b) for a, b in zip(got, wanted)]
    worst = [max(pixel) for pixel in zip(deltas[::3], deltas[1::3], deltas[2::3])]
    return sum(delta > LIMIT for delta in worst), max(worst)


def compare(got, wanted):
    """Return a row of the summary about a picture."""
    if not os.path.exists(got):
        return {"state": "missing"}
    width, height, pixels = read(got)
    other = read(wanted)
    if (width, height) != other[:2]:
        return {"state": "size"}
    wrong, most = difference(pixels, other[2])
    equal = 1 - wrong / (width * height)
    return {"state": "equal" if equal >= PIXELS else "differs", "equal": round(equal, 6),
            "pixels": wrong, "most": most}


def read_rules(path):
    """Return the rules: name of a picture without its suffix -> rule."""
    with open(path, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    return {row[0]: row[1] for row in rows if len(row) == 2}


def renderer(folder):
    try:
        with open(os.path.join(folder, "renderer"), encoding="utf-8") as file:
            return file.read().strip()
    except OSError:
        return ""


def all_have(word, renderers):
    """Test if each of the renderers, which are separated by semicolons, has a word."""
    return all(word in name for name in renderers.split(";"))


def summarize(got, wanted, rules):
    """Return the summary as a dictionary."""
    names = sorted(name for name in os.listdir(wanted) if name.endswith((".png", ".ppm")))
    rows = {}
    for name in names:
        row = compare(os.path.join(got, name), os.path.join(wanted, name))
        key = os.path.splitext(name)[0]
        if row["state"] != "equal" and key in rules:
            row["rule"] = rules[key]
        rows[key] = row
    result = {"renderer": renderer(got), "reference": renderer(wanted), "pictures": len(rows),
              "equal": sum(row["state"] == "equal" for row in rows.values()),
              "explained": sum("rule" in row for row in rows.values()), "rows": rows}
    result["fallback"] = not (all_have(OURS, result["renderer"]) and
                              all_have(THEIRS, result["reference"]))
    return result


def main():
    got, wanted, path = sys.argv[1:4]
    result = summarize(got, wanted, read_rules(sys.argv[4]) if len(sys.argv) > 4 else {})
    with open(path, "w", encoding="utf-8") as file:
        json.dump(result, file, indent=1)
        file.write("\n")
    print(f"{result['renderer']}\n  against {result['reference']}")
    for name, row in result["rows"].items():
        print(f"{name:24} {row['state']:8} {row.get('equal', 0):9.6f} {row.get('most', 0):4}  "
              f"{row.get('rule', '')}".rstrip())
    bad = result["pictures"] - result["equal"] - result["explained"]
    print(f"{result['equal']} of {result['pictures']} equal, {result['explained']} explained, "
          f"{bad} wrong")
    return 1 if bad or result["fallback"] or not result["pictures"] else 0


if __name__ == "__main__":
    sys.exit(main())
