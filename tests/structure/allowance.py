# SPDX-License-Identifier: GPL-2.0-only
"""Tables of what a check still allows. A table only ever gets smaller, and goes away in the end.

A file of "NAME NUMBER" lines, behind a comment. Without a number the number is 1.
"""

import os

FOLDER = os.path.dirname(os.path.abspath(__file__))


def read(name):
    """The rows of a table, name -> number, and the comment above them."""
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
    """What is wrong: @found (name -> number) and the rows of @table differ."""
    for what in sorted({*found, *allowed}):
        now, most = found.get(what, 0), allowed.get(what, 0)
        if now > most:
            yield f"{what}: {now} where {table} allows {most}"
        elif now < most:
            how = f"lower its number from {most} to {now}" if now else "remove its row"
            yield f"{what} is better than {table} says: {how}"


def write(found, table, grow=False):
    """Write the table of today. Return: 0, or 1 where that would allow more.

    A row may be new where another one went away: a file was moved, a function renamed.
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
