#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Compare the pictures of two drivers, and write a summary.

    compare.py GOT WANTED SUMMARY [RULES ROOT]
    compare.py --tap SUMMARY

GOT and WANTED are folders with pictures (PNG or PPM of the same names) and a file "renderer" each.
A picture is equal if at most 1 of 1000 pixels differs by more than 1 of 255 in a colour. RULES is
a table of pictures that differ, and by how much (rules.tsv). Its rules for ROOT apply, the name of
the root that the pictures are from. SUMMARY gets the result as JSON; the table is printed.

The states of a picture:
    equal       as above, and it has no rule
    explained   it differs within the bounds of its rule
    differs     it has no rule, or differs by more than its rule allows
    unneeded    it is equal, so its rule must go
    missing     one of the folders lacks it
    size        the pictures have other sizes

Exit status 1: a picture has another state than the first two, there is no picture, a renderer is
the wrong one, or RULES has a line that is no rule. --tap prints a summary as TAP.
"""

import collections
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "demo"))
from png import Picture  # pylint: disable=wrong-import-position

LIMIT = 1           # difference of a colour that counts as equal, of 255
PIXELS = 0.999      # part of the pixels that must be equal
OURS, THEIRS = "Intel", "llvmpipe"
GOOD = ("equal", "explained")

# A rule for a picture: the largest difference of a colour, and the least part of equal pixels.
Rule = collections.namedtuple("Rule", "most equal text")


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
    """Return a row of the summary about a picture, without its rule."""
    if not (os.path.exists(got) and os.path.exists(wanted)):
        return {"state": "missing"}
    width, height, pixels = read(got)
    other = read(wanted)
    if (width, height) != other[:2]:
        return {"state": "size"}
    wrong, most = difference(pixels, other[2])
    equal = 1 - wrong / (width * height)
    return {"state": "equal" if equal >= PIXELS else "differs", "equal": round(equal, 6),
            "pixels": wrong, "most": most}


def apply_rule(row, rule):
    """Return the row of a picture that has a rule."""
    if row["state"] == "equal":
        return {**row, "state": "unneeded", "rule": rule.text}
    if row["state"] != "differs":
        return row
    if row["most"] <= rule.most and row["equal"] >= rule.equal:
        return {**row, "state": "explained", "rule": rule.text}
    return {**row, "rule": f"allows {rule.most} and {rule.equal}: {rule.text}"}


def read_rules(path, root):
    """Return the rules for a root: name of a picture without its suffix -> rule."""
    rules = {}
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.startswith("#"):
                continue
            try:
                name, roots, most, equal, text = line.rstrip("\n").split("\t")
                rule = Rule(int(most), float(equal), text)
            except ValueError as error:
                raise ValueError(f"{path}:{number}: no rule: {error}") from error
            if root in roots.split(","):
                if name in rules:
                    raise ValueError(f"{path}:{number}: a second rule of {name} for {root}")
                rules[name] = rule
    return rules


def renderer(folder):
    try:
        with open(os.path.join(folder, "renderer"), encoding="utf-8") as file:
            return file.read().strip()
    except OSError:
        return ""


def all_have(word, renderers):
    """Test if each of the renderers, which are separated by semicolons, has a word."""
    return all(word in name for name in renderers.split(";"))


def is_picture(name):
    return name.endswith((".png", ".ppm"))


def summarize(got, wanted, rules):
    """Return the summary as a dictionary."""
    names = sorted(filter(is_picture, {*os.listdir(got), *os.listdir(wanted)}))
    rows = {}
    for name in names:
        key = os.path.splitext(name)[0]
        rows[key] = compare(os.path.join(got, name), os.path.join(wanted, name))
        if key in rules:
            rows[key] = apply_rule(rows[key], rules[key])
    states = collections.Counter(row["state"] for row in rows.values())
    result = {"renderer": renderer(got), "reference": renderer(wanted), "pictures": len(rows),
              "equal": states["equal"], "explained": states["explained"],
              "wrong": sum(number for state, number in states.items() if state not in GOOD),
              "rows": rows}
    result["fallback"] = not (all_have(OURS, result["renderer"]) and
                              all_have(THEIRS, result["reference"]))
    return result


def print_tap(path):
    """Print a line of TAP for each picture of a summary. Return True if all are right."""
    with open(path, encoding="utf-8") as file:
        result = json.load(file)
    lines = [(row["state"] in GOOD, f"{name}: {row}")
             for name, row in result["rows"].items()]
    lines.append((not result["fallback"] and bool(lines),
                  f"{result['renderer']} against {result['reference']}"))
    for good, text in lines:
        print(f"{'ok' if good else 'not ok'} - {text}")
    return all(good for good, _ in lines)


def print_table(result):
    print(f"{result['renderer']}\n  against {result['reference']}")
    for name, row in result["rows"].items():
        print(f"{name:24} {row['state']:9} {row.get('equal', 0):9.6f} {row.get('most', 0):4}  "
              f"{row.get('rule', '')}".rstrip())
    print(f"{result['equal']} of {result['pictures']} equal, {result['explained']} explained, "
          f"{result['wrong']} wrong")


def main():
    if sys.argv[1] == "--tap":
        return 0 if print_tap(sys.argv[2]) else 1
    got, wanted, path, *table = sys.argv[1:]
    try:
        rules = read_rules(*table) if table else {}
    except ValueError as error:
        print(f"facet: images: {error}", file=sys.stderr)
        return 1
    result = summarize(got, wanted, rules)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(result, file, indent=1)
        file.write("\n")
    print_table(result)
    return 1 if result["wrong"] or result["fallback"] or not result["pictures"] else 0


if __name__ == "__main__":
    sys.exit(main())
