# SPDX-License-Identifier: GPL-2.0-only
"""TAP of the house's checks in Python; cases.bash has that of its scripts."""

MOST = 20  # lines of what is wrong


def check(name, wrong):
    """A case: @wrong is a list of lines that say what is. Return: whether it is empty."""
    for line in wrong[:MOST]:
        print(f"# {line}")
    print(f"{'not ' if wrong else ''}ok - {name}")
    return not wrong
