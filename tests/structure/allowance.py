# SPDX-License-Identifier: GPL-2.0-only
"""Read, compare and write the tables of faults that a check still allows.

A table is a text file: a comment, then lines "NAME NUMBER". Without a number, the number is 1.
Numbers get smaller, never larger. An empty table is removed, with its support in the check.
"""

import os

FOLDER = os.path.dirname(os.path.abspath(__file__))


def read(name):
    """Return the rows of a table (a dict, name -> number) and the comment above them."""
    rows, comment = {}, []
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        for line in file:
            if line.startswith("#"):
                comment.append(line)
            elif line.strip():
                what, _, number = line.strip().partition(" ")
                rows[what] = int(number or 1)
    return rows, "".join(comment)


def compare(found, allowed, table):
    """Yield a line for each difference of @found and @allowed (dicts, name -> number).

    @table is the file name of the table, for the text of the lines.
    """
    for what in sorted({*found, *allowed}):
        now, most = found.get(what, 0), allowed.get(what, 0)
        if now > most:
            yield f"{what}: {now} where {table} allows {most}"
        elif now < most:
            how = f"lower its number from {most} to {now}" if now else "remove its row"
            yield f"{what} is better than {table} says: {how}"


def write(found, table, grow=False):
    """Write @found (a dict, name -> number) to @table. Return 0, or 1 if that would allow more.

    A new row is allowed if the sum of all numbers does not grow: a file may have been moved, or a
    function renamed. @grow: write the table even if it allows more.
    """
    allowed, comment = read(table)
    now, before = sum(found.values()), sum(allowed.values())
    worse = [what for what in allowed if found.get(what, 0) > allowed[what]]
    if (worse or now > before) and not grow:
        print(f"{table}: would allow {now} in place of {before}, more for: {worse}")
        return 1
    plain = all(number == 1 for number in found.values())
    with open(os.path.join(FOLDER, table), "w", encoding="utf-8") as file:
        file.write(comment)
        for what, number in sorted(found.items()):
            file.write(f"{what}\n" if plain else f"{what} {number}\n")
    print(f"{table}: {before} -> {now}")
    return 0
